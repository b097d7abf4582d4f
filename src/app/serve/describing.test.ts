import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NormalizedName } from '@rind/pypa';
import type { ProjectFacts } from '../../index/project-json.ts';
import type { Client } from './ask.ts';
import { Describing, type DescribingParts } from './describing.ts';
import { ASKER, AT_ONCE, denied, standing, standingFile } from './testing/standing.ts';

const DEMO = 'demo' as NormalizedName;
const FILES = [
  standingFile('demo-1.0-py3-none-any.whl', '1.0', { denial: denied() }),
  standingFile('demo-1.0.tar.gz', '1.0', { denial: denied() }),
  standingFile('demo-1.1-cp312-cp312-linux_x86_64.whl', '1.1'),
  standingFile('demo-1.1+local.1-py2.py3-none-any.whl', '1.1+local.1', { file: { yanked: 'broken' } }),
  standingFile('demo-2.0rc1.tar.gz', '2.0rc1'),
  standingFile('demo-3.0.tar.gz', '3.0', { isOffered: false }),
];
const METADATA =
  'Metadata-Version: 2.4\nName: Demo\nVersion: 1.1\nSummary: short\nAuthor-email: a@example.com\nKeywords: a, b\nRequires-Dist: six\nRequires-Dist: idna>=3\nClassifier: A :: B\nProject-URL: Source, https://example.com/\n\nlong\u202e words\n';

interface Document {
  readonly info: Record<string, unknown>;
  readonly releases?: Record<string, Record<string, unknown>[]>;
  readonly urls: Record<string, unknown>[];
  readonly vulnerabilities: unknown[];
}

function describing(overrides: Partial<DescribingParts> = {}): Describing {
  const stood = standing('demo', FILES);
  return new Describing({
    projects: { standing: () => stood },
    pace: AT_ONCE,
    patienceMs: 1,
    dryRun: false,
    publicUrl: '',
    mayRead: () => undefined,
    advisories: () => undefined,
    metadata: async () => undefined,
    facts: async () => undefined,
    ...overrides,
  });
}

async function told(parts: Describing, version?: string, client: Client = 'pip', view = ''): Promise<Document> {
  const ask = { view, name: DEMO, asker: { ...ASKER, client } };
  const answer = await parts.legacyJson(version === undefined ? ask : { ...ask, version });
  assert.ok(answer.answer === 'content', answer.answer);
  return JSON.parse(Buffer.from(answer.content).toString());
}

describe('the JSON API', () => {
  it('speaks of the newest release that is allowed and final, and lists all that are offered', async () => {
    const { info, releases, urls } = await told(describing());
    assert.deepEqual(Object.keys(releases ?? {}), ['1.0', '1.1', '1.1+local.1', '2.0rc1']);
    assert.deepEqual([info['version'], urls.length, info['yanked']], ['1.1', 1, false]);
    assert.deepEqual(urls[0], releases?.['1.1']?.[0]);
    assert.deepEqual(urls[0], {
      comment_text: '',
      digests: { sha256: FILES[2]?.sha256 },
      downloads: -1,
      filename: 'demo-1.1-cp312-cp312-linux_x86_64.whl',
      has_sig: false,
      md5_digest: null,
      packagetype: 'bdist_wheel',
      python_version: 'cp312',
      requires_python: '>=3.9',
      size: 1000,
      upload_time: '2024-05-01T12:00:00',
      upload_time_iso_8601: '2024-05-01T12:00:00.250000Z',
      url: '../../simple/demo/demo-1.1-cp312-cp312-linux_x86_64.whl',
      yanked: false,
      yanked_reason: null,
    });
  });

  it('marks a denied version as withdrawn, with the reason of its page', async () => {
    const { info, releases, urls } = await told(describing(), '1.0');
    assert.equal(releases, undefined);
    assert.deepEqual([info['version'], info['yanked']], ['1.0', true]);
    assert.equal(info['yanked_reason'], 'denied by known-vulnerability: a flaw; update (/why/w1)');
    assert.deepEqual(
      urls.map(({ yanked, packagetype, url }) => [yanked, packagetype, url]),
      [
        [true, 'bdist_wheel', '../../../simple/demo/demo-1.0-py3-none-any.whl'],
        [true, 'sdist', '../../../simple/demo/demo-1.0.tar.gz'],
      ],
    );
  });

  it('leaves files of a project that is denied whole as they are, as its page does', async () => {
    const stood = standing('demo', [
      standingFile('demo-1.0.tar.gz', '1.0', { denial: denied({ scope: 'project', presentation: 'list' }) }),
    ]);
    const { urls } = await told(describing({ projects: { standing: () => stood } }));
    assert.equal(urls[0]?.['yanked'], false);
  });

  it('tells nothing as denied in a dry run, and leaves denied files out for Poetry', async () => {
    assert.equal((await told(describing({ dryRun: true }), '1.0')).urls[0]?.['yanked'], false);
    const { releases } = await told(describing(), undefined, 'poetry');
    assert.deepEqual(Object.keys(releases ?? {}), ['1.1', '1.1+local.1', '2.0rc1']);
    assert.ok('1.0' in ((await told(describing({ dryRun: true }), undefined, 'poetry')).releases ?? {}));
  });

  it('finds a version however it is written, a local one too, and no other', async () => {
    const parts = describing();
    assert.equal((await told(parts, 'v1.1.0+LOCAL-1')).info['version'], '1.1+local.1');
    const [file] = (await told(parts, '1.1+local.1')).urls;
    assert.equal(file?.['url'], '../../../simple/demo/demo-1.1+local.1-py2.py3-none-any.whl');
    assert.deepEqual([file?.['python_version'], file?.['yanked_reason']], ['py2.py3', 'broken']);
    for (const version of ['9', 'x', '3.0', '__proto__'])
      assert.equal((await parts.legacyJson({ view: '', name: DEMO, asker: ASKER, version })).answer, 'absent', version);
  });

  it("builds addresses from the configured address alone: never from a client's word", async () => {
    const { info, urls } = await told(describing({ publicUrl: 'https://pypi.example.com' }), '1.1', 'uv', 'strict');
    const root = 'https://pypi.example.com/v/strict/';
    assert.equal(urls[0]?.['url'], `${root}simple/demo/demo-1.1-cp312-cp312-linux_x86_64.whl`);
    assert.equal(info['package_url'], `${root}project/demo/`);
  });

  it("says what a release's own metadata says, as data that acts on nothing", async () => {
    const judged = standing('demo', [standingFile('demo-1.1-py3-none-any.whl', '1.1', { isJudged: true })]);
    const parts = describing({
      projects: { standing: () => judged },
      metadata: async () => Buffer.from(METADATA),
      facts: async () => assert.fail('nobody else is asked'),
    });
    const answer = await parts.legacyJson({ view: '', name: DEMO, asker: ASKER });
    assert.ok(answer.answer === 'content');
    const text = Buffer.from(answer.content).toString();
    assert.doesNotMatch(text, /\u202e|\n/);
    const { info }: Document = JSON.parse(text);
    assert.deepEqual(
      [
        'summary',
        'author_email',
        'keywords',
        'requires_dist',
        'classifiers',
        'project_urls',
        'description',
        'home_page',
      ].map((key) => info[key]),
      [
        'short',
        'a@example.com',
        'a, b'.split(', ').join(','),
        ['six', 'idna>=3'],
        ['A :: B'],
        { Source: 'https://example.com/' },
        'long\u202e words\n',
        null,
      ],
    );
  });

  it("writes a name as its publisher does, and never as another project's", async () => {
    const judged = standing('demo', [standingFile('demo-1.1-py3-none-any.whl', '1.1', { isJudged: true })]);
    for (const [written, shown] of [
      ['Demo', 'Demo'],
      ['requests', 'demo'],
      ['', 'demo'],
    ] as const) {
      const metadata = async () => Buffer.from(METADATA.replace('Name: Demo', `Name: ${written}`));
      const parts = describing({ projects: { standing: () => judged }, metadata });
      assert.equal((await told(parts)).info['name'], shown);
    }
  });

  it('takes the words of an index only about the release that they are about, and only words', async () => {
    const facts = (newest: string): ProjectFacts => ({
      name: DEMO,
      newest,
      files: new Map(),
      vulnerabilities: [],
      ownership: undefined,
      info: {
        summary: 'from the index',
        author: 7,
        classifiers: ['A', 1],
        requires_dist: 'six',
        version: '9',
        yanked: true,
      },
    });
    const said = (newest: string) => told(describing({ facts: async () => facts(newest) }));
    const { info } = await said('1.1');
    assert.deepEqual(
      ['summary', 'author', 'classifiers', 'requires_dist', 'version', 'yanked'].map((key) => info[key]),
      ['from the index', null, ['A'], null, '1.1', false],
    );
    assert.deepEqual((await said('2.0rc1')).info['summary'], null);
    const own = standing(
      'demo',
      FILES.map((file) => ({ ...file, upstream: '' })),
    );
    await told(describing({ projects: { standing: () => own }, facts: async () => assert.fail('private names leak') }));
  });

  it('is for who may read, and the same object while nothing changes', async () => {
    const no = { answer: 'forbidden', authenticate: true, why: '' } as const;
    const ask = { view: '', name: DEMO, asker: ASKER };
    assert.deepEqual(await describing({ mayRead: () => no }).legacyJson(ask), no);
    const parts = describing();
    assert.equal(await parts.legacyJson(ask), await parts.legacyJson(ask));
  });
});
