import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseProjectHtml, parseVersion, readProjectHtml } from '@rind/pypa';
import fc from 'fast-check';
import { Gate } from '../base/gate.ts';
import { SingleFlight } from '../base/single-flight.ts';
import { parseJson } from '../base/text/json.ts';
import { readDistributionName } from './distribution.ts';
import { jsonPieces } from './json-pieces.ts';
import { type IndexPage, readPage } from './page.ts';
import { backfilled, readProjectFacts } from './project-json.ts';
import { releaseFacts } from './release-facts.ts';
import { named } from './testing/index-server.ts';
import { fileUrlFault, pageUrlOf, projectJsonUrlOf, type UpstreamSettings, upstreamOf } from './upstream.ts';

function driven<T>(reading: Generator<void, T, void>): T {
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
  }
}

const SHA = (digit: string) => digit.repeat(64);

function pageOf(files: readonly object[], more: object = {}): IndexPage {
  const upstream = upstreamOf({ name: 'x', url: 'https://x.example/simple/', trusted: false });
  assert.ok(upstream.ok);
  const bytes = Buffer.from(JSON.stringify({ name: 'demo', files, ...more }));
  const source = { bytes, contentType: 'application/vnd.pypi.simple.v1+json', url: 'https://x.example/simple/demo/' };
  const read = driven(readPage(source, named('demo'), upstream.value));
  assert.ok(read.ok);
  return read.page;
}

describe('reading in pieces', () => {
  it('gives of HTML what reading at once gives, wherever it is cut', () => {
    const part = fc.constantFrom(
      '<a href="x.whl#sha256=ab" data-yanked>x.whl</a>',
      '<a href="y">',
      'text',
      '<!-- <a href=z> -->',
      '<script><a href=s></script>',
      '</a>',
      '<',
      '<base href="/b/">',
      '<meta name="pypi:repository-version" content="1.1">',
      '<![CDATA[ <a href=c> ]]>',
      "<a href='q' ",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.integer({ min: 1, max: 60 }), (parts, piece) => {
        const html = parts.join('');
        assert.deepEqual(driven(readProjectHtml(html, 'demo', piece)), parseProjectHtml(html, 'demo'));
      }),
      { numRuns: 200 },
    );
  });

  it('puts JSON together again as it was, or leaves it whole', () => {
    fc.assert(
      fc.property(
        fc.record({ a: fc.jsonValue(), files: fc.array(fc.jsonValue(), { maxLength: 8 }), b: fc.jsonValue() }),
        fc.nat(40),
        fc.nat(4),
        (value, size, space) => {
          const text = JSON.stringify(value, null, space);
          const cut = driven(jsonPieces(text, 'files', size));
          assert.ok(cut);
          const rest = parseJson(cut.rest);
          assert.ok(rest.ok);
          assert.equal(JSON.stringify(rest.value.root), JSON.stringify({ ...value, files: [] }));
          const files = cut.pieces.flatMap((piece) => {
            const read = parseJson(`[${piece}]`);
            assert.ok(read.ok && Array.isArray(read.value.root));
            return read.value.root;
          });
          assert.equal(JSON.stringify(files), JSON.stringify(value.files));
        },
      ),
      { numRuns: 200 },
    );
  });

  for (const list of [',1', '1,', ' ,1', '1,,2', ',', '1, ,2'])
    it(`takes \`[${list}]\` for no JSON, whatever the size of a piece`, () => {
      for (const size of [0, 1, 2, 3]) {
        const cut = driven(jsonPieces(`{"name":"demo","files":[${list}]}`, 'files', size));
        assert.ok(!cut?.pieces.every((piece) => parseJson(`[${piece}]`).ok), String(size));
      }
    });

  it('takes no JSON for some that is none', () => {
    const hostile = fc.stringMatching(/^[[\]{}",:a1\\ ]{0,30}$/);
    fc.assert(
      fc.property(hostile, fc.nat(6), (noise, size) => {
        const text = `{"name":"demo","files":[${noise}]}`;
        const cut = driven(jsonPieces(text, 'files', size));
        if (cut === undefined) return;
        const fine = parseJson(cut.rest).ok && cut.pieces.every((piece) => parseJson(`[${piece}]`).ok);
        assert.equal(fine, parseJson(text).ok, text);
      }),
      { numRuns: 500 },
    );
  });

  it('of strings full of quotes and backslashes takes linear time', () => {
    const text = `{"files":["${'\\\\\\"'.repeat(500_000)}"]}`;
    const begun = process.cpuUsage();
    assert.ok(driven(jsonPieces(text, 'files', 100)));
    assert.ok(process.cpuUsage(begun).user < 2_000_000);
  });
});

describe('the name of a file', () => {
  for (const [filename, expected] of [
    ['demo-1.0-py3-none-any.whl', 'wheel demo'],
    ['De_Mo-1.0.tar.gz', 'sdist de-mo'],
    ['demo-1.0.zip', 'sdist demo'],
    ['demo-1.0.tar.bz2', 'sdist demo'],
    ['demo-1.0.tgz', 'sdist demo'],
    ['demo-2-2.tar.gz', 'sdist demo-2'],
    ['demo-1.0.exe', 'none'],
    ['demo-1.0.egg', 'none'],
    ['demo-1.0.tar.gz.asc', 'none'],
    ['demo.tar.gz', 'none'],
  ] as const)
    it(`\`${filename}\` is of ${expected}`, () => {
      const read = readDistributionName(filename);
      assert.equal(read === undefined ? 'none' : `${read.kind} ${read.name}`, expected);
    });
});

describe('an index as declared', () => {
  const of = (settings: Partial<UpstreamSettings>) =>
    upstreamOf({ name: 'x', url: 'https://x.example/simple', trusted: true, ...settings });
  it('has an address that ends in a slash, without credentials', () => {
    const made = of({ url: 'https://u:secret@X.example:443/simple' });
    assert.ok(made.ok);
    assert.equal(made.value.url, 'https://x.example/simple/');
    assert.equal(pageUrlOf(made.value, named('Foo.Bar')), 'https://x.example/simple/foo-bar/');
    assert.equal(projectJsonUrlOf(made.value, named('foo')), 'https://x.example/pypi/foo/json');
    assert.equal(pageUrlOf(made.value, named('../x')), undefined);
    assert.equal(pageUrlOf(made.value, named('')), undefined);
  });
  for (const [what, settings] of [
    ['no address', { url: 'x' }],
    ['another scheme', { url: 'ftp://x.example/' }],
    ['no encryption, named by who may not', { url: 'http://x.example/', trusted: false }],
    ['a variable', { url: 'https://${HOST}/simple/' }],
    ['a query', { url: 'https://x.example/simple/?a=b' }],
    ['a backslash', { url: 'https://x.example\\@evil.example/' }],
    ['a line end', { url: 'https://x.example/\n' }],
    ['names that are none', { names: ['a*'] }],
    ['a host with a path', { fileHosts: ['x.example/y'] }],
    ['a host with a user', { fileHosts: ['u@x.example'] }],
    ['a host with a wildcard', { fileHosts: ['*.example'] }],
    ['a host without encryption', { fileHosts: ['http://x.example'] }],
    ['a private host, named by who may not', { privateFileHosts: ['f.example'], trusted: false }],
  ] as const)
    it(`is refused with ${what}`, () => {
      const made = of(settings);
      assert.equal(made.ok ? 'taken' : made.error.code, 'index-invalid');
    });
  it('takes PyPI’s files from where PyPI keeps them, and no other index does', () => {
    const file = 'https://files.pythonhosted.org/packages/x.whl';
    for (const [settings, expected] of [
      [{ url: 'https://pypi.org/simple/' }, true],
      [{ mirrors: 'pypi' }, true],
      [{ url: 'https://pypi.org.evil.example/simple/' }, false],
      [{}, false],
      [{ fileHosts: ['files.pythonhosted.org'] }, true],
      [{ fileHosts: ['files.pythonhosted.org:8443'] }, false],
    ] as const) {
      const made = of(settings);
      assert.ok(made.ok);
      assert.equal(fileUrlFault(made.value, file) === undefined, expected, JSON.stringify(settings));
    }
  });
});

describe('what the JSON API says', () => {
  const file = {
    filename: 'demo-1.0.tar.gz',
    digests: { sha256: SHA('a') },
    size: 5,
    upload_time_iso_8601: '2024-01-02T03:04:05.678Z',
    yanked: true,
    yanked_reason: 'broken',
    'core-metadata': { sha256: SHA('c') },
  };
  const document = {
    info: { name: 'Demo', version: '1.0' },
    releases: { '1.0': [file, { filename: 5 }, 7] },
    urls: [],
    vulnerabilities: [{ id: 'PYSEC-1', aliases: ['CVE-1', 5], fixed_in: ['1.1'] }, 'x'],
    ownership: { organization: null, roles: [{ role: 'Owner', user: 'me' }, 5] },
  };
  const read = (value: unknown) => driven(readProjectFacts(Buffer.from(JSON.stringify(value)), named('demo')));

  it('is read, and what is malformed left out', () => {
    const said = read(document);
    assert.ok(said.ok);
    const { facts } = said;
    assert.equal(facts.newest, '1.0');
    assert.equal(facts.files.size, 1);
    assert.deepEqual(facts.vulnerabilities[0]?.aliases, ['CVE-1']);
    assert.deepEqual(facts.ownership, { organization: undefined, roles: [{ role: 'Owner', user: 'me' }] });
  });

  it('of another project, or of another form, is nothing', () => {
    for (const value of [{ ...document, info: { name: 'other' } }, { ...document, info: undefined }, [], 'x'])
      assert.equal(read(value).ok, false);
    const text = Buffer.from(`{"info":${'['.repeat(100_000)}`);
    assert.equal(driven(readProjectFacts(text, named('demo'))).ok, false);
  });

  it('fills in what a page lacks, for the same name and bytes, and replaces nothing', () => {
    const said = read(document);
    assert.ok(said.ok);
    const at = (entry: object) => {
      const [filled] = backfilled(pageOf([{ filename: file.filename, url: 'x', ...entry }]), said.facts).files;
      return [filled?.size, filled?.uploadTime?.text, filled?.yanked, filled?.coreMetadata instanceof Map];
    };
    const time = file.upload_time_iso_8601;
    assert.deepEqual(at({ hashes: { sha256: SHA('a') } }), [5, time, 'broken', true]);
    assert.deepEqual(at({ hashes: { sha256: SHA('a') }, yanked: true }), [5, time, 'broken', true]);
    assert.deepEqual(at({ hashes: { sha256: SHA('a') }, size: 6, yanked: 'own' }), [6, time, 'own', true]);
    assert.deepEqual(at({ hashes: { sha256: SHA('b') } }), [undefined, undefined, false, false]);
    assert.deepEqual(at({ hashes: {} }), [undefined, undefined, false, false]);
    const other = pageOf([{ filename: 'demo-1.1.tar.gz', url: 'x', hashes: { sha256: SHA('a') } }]);
    assert.equal(backfilled(other, said.facts).files.at(0)?.size, undefined);
  });
});

describe('what a page says of a release', () => {
  const at = (page: IndexPage, text: string) => {
    const version = parseVersion(text);
    assert.ok(version.ok);
    return releaseFacts(page, version.value);
  };
  const one = { filename: 'demo-1.0.tar.gz', url: 'x', hashes: {}, 'upload-time': '2024-01-01T00:00:00Z' };
  const two = { ...one, filename: 'demo-1.0-py3-none-any.whl', 'upload-time': '2024-01-02T00:00:00Z' };

  it('is yanked only when every file is', () => {
    const some = at(pageOf([one, { ...two, yanked: 'bad' }]), '1.0');
    assert.equal(some?.yanked, false);
    assert.equal(some?.yankedReason, undefined);
    const all = at(
      pageOf([
        { ...one, yanked: true },
        { ...two, yanked: 'bad' },
      ]),
      '1.0.0',
    );
    assert.deepEqual([all?.yanked, all?.yankedReason], [true, 'bad']);
  });
  it('is as young as its youngest file, and of no age where one has no time', () => {
    assert.equal(at(pageOf([one, two]), '1.0')?.uploadedAt, Date.UTC(2024, 0, 2));
    assert.equal(at(pageOf([one, { ...two, 'upload-time': undefined }]), '1.0')?.uploadedAt, null);
    assert.equal(at(pageOf([{ ...one, 'upload-time': undefined }, two]), '1.0')?.uploadedAt, null);
  });
  it('has the status of its project', () => {
    const facts = at(pageOf([one], { 'project-status': { status: 'quarantined', reason: 'spam' } }), '1.0');
    assert.deepEqual([facts?.status, facts?.statusReason], ['quarantined', 'spam']);
  });
  it('is nothing where no file of it is listed', () => assert.equal(at(pageOf([one]), '2.0'), undefined));
});

describe('a gate', () => {
  it('lets in no more than it may, the first come first, and goes on after failures', async () => {
    const gate = new Gate(2);
    let [inside, most] = [0, 0];
    const order: number[] = [];
    const all = await Promise.allSettled(
      Array.from({ length: 9 }, (_, at) =>
        gate.run(async () => {
          order.push(at);
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside--;
          if (at % 3 === 0) throw new Error('x');
        }),
      ),
    );
    assert.equal(most, 2);
    assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(all.filter(({ status }) => status === 'rejected').length, 3);
    assert.equal(gate.waiting, 0);
  });
  it('does a thing once for all who ask meanwhile, and again for who asks later', async () => {
    const flight = new SingleFlight<number>();
    let count = 0;
    const task = async () => ++count;
    assert.deepEqual(await Promise.all([flight.do('a', task), flight.do('a', task), flight.do('b', task)]), [1, 1, 2]);
    assert.equal(await flight.do('a', task), 3);
    await assert.rejects(flight.do('c', () => Promise.reject(new Error('x'))));
    assert.equal(await flight.do('c', task), 4);
  });
});
