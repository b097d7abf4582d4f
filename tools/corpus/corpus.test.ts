import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ACTIVE, type ProjectFile, type ProjectPage, parseUploadTime } from '@rind/pypa';
import { withPublicAddresses } from './configured-index.ts';
import { CONTENTS } from './content.ts';
import { onePerName, pipfile, poetryManifest, standardManifest } from './manifests.ts';
import { asOf } from './past-page.ts';
import { PEERS } from './peer.ts';
import { causeOf } from './peer-causes.ts';
import { RECIPES } from './recipes.ts';
import { pinnedTools, ROOT } from './toolbox.ts';

const PROJECTS = join(ROOT, 'test/corpus/projects');
const DIGEST = `ab/cd/${'0'.repeat(60)}`;

function file(filename: string, uploaded?: string): ProjectFile {
  const time = uploaded === undefined ? undefined : parseUploadTime(uploaded);
  return {
    filename,
    url: `https://files.pythonhosted.org/packages/${DIGEST}/${filename}`,
    hashes: new Map(),
    requiresPython: undefined,
    yanked: false,
    size: undefined,
    uploadTime: time?.ok ? time.value : undefined,
    coreMetadata: undefined,
    gpgSig: undefined,
    provenance: undefined,
  };
}

function shown(files: readonly ProjectFile[], instant: string): ProjectFile[] {
  const page: ProjectPage = {
    apiVersion: { major: 1, minor: 0 },
    name: 'demo',
    versions: ['1', '2'],
    files,
    status: ACTIVE,
    namespaces: undefined,
    alternateLocations: [],
    tracks: [],
    baseUrl: undefined,
  };
  return [...asOf(page, Date.parse(instant)).files];
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile());
}

describe('the index that shows the past', () => {
  it('hides what was uploaded later, and what nobody knows the day of', () => {
    const files = [
      file('demo-1.tar.gz', '2020-01-01T00:00:00Z'),
      file('demo-2.tar.gz', '2021-01-01T00:00:00Z'),
      file('demo-3.tar.gz'),
    ];
    assert.deepEqual(
      shown(files, '2020-06-01T00:00:00Z').map(({ filename }) => filename),
      ['demo-1.tar.gz'],
    );
    assert.equal(shown(files, '2021-01-01T00:00:00Z').length, 2);
  });

  it('promises metadata beside wheels and beside nothing else', () => {
    const day = '2020-01-01T00:00:00Z';
    const files = shown([file('demo-1-py3-none-any.whl', day), file('demo-1.tar.gz', day)], day);
    assert.deepEqual(
      files.map(({ coreMetadata }) => coreMetadata),
      [true, undefined],
    );
  });
});

describe('addresses in what is committed', () => {
  it('are those of PyPI, whatever was asked', () => {
    const asked = `registry = "http://127.0.0.1:40123/2023-07-01T00:00:00Z/simple" url = "http://127.0.0.1:40123/packages/${DIGEST}/a.whl"`;
    const said = `registry = "https://pypi.org/simple" url = "https://files.pythonhosted.org/packages/${DIGEST}/a.whl"`;
    assert.equal(withPublicAddresses(asked), said);
    const mirror = `https://mirror.example/root/pypi/packages/${DIGEST}/a.whl`;
    assert.equal(withPublicAddresses(mirror), `https://files.pythonhosted.org/packages/${DIGEST}/a.whl`);
  });

  it('name no other host in the whole corpus, and no folder of the machine that made it', () => {
    const hosts = new Set<string>();
    for (const path of filesUnder(PROJECTS)) {
      const text = readFileSync(path, 'utf8');
      for (const [, host = ''] of text.matchAll(/https?:\/\/([^/\s"']+)/g)) hosts.add(host);
      assert.doesNotMatch(text, /\/tmp\/|\/home\/|\/root\/|127\.0\.0\.1|localhost/, path);
    }
    assert.deepEqual([...hosts].sort(), ['files.pythonhosted.org', 'github.com', 'pypi.org']);
  });
});

describe('the projects of the corpus', () => {
  it('are those of the recipes, each with its lock, its origin and the listings that it names', () => {
    assert.deepEqual(readdirSync(PROJECTS).sort(), RECIPES.map(({ name }) => name).sort());
    for (const { name, lockFile, listings } of RECIPES) {
      const origin = JSON.parse(readFileSync(join(PROJECTS, name, 'origin.json'), 'utf8')) as Record<string, unknown>;
      assert.equal(origin['lock'], lockFile);
      assert.ok(existsSync(join(PROJECTS, name, lockFile)));
      const named = listings.map(({ file: path, group }) => ({ file: `listing/${path}`, group }));
      const kept = (origin['listings'] as { file: string; group: string }[]).map(({ file: path, group }) => ({
        file: path,
        group,
      }));
      assert.deepEqual(kept, named, name);
      for (const { file: path } of named) assert.ok(existsSync(join(PROJECTS, name, path)), `${name}/${path}`);
    }
  });

  it('are at least three for each kind of lock, and small', () => {
    const count = Map.groupBy(RECIPES, ({ lockFile }) => lockFile);
    for (const [lock, recipes] of count) assert.ok(recipes.length >= 3, lock);
    assert.equal(count.size, 6);
    const bytes = filesUnder(PROJECTS).reduce((sum, path) => sum + statSync(path).size, 0);
    assert.ok(bytes < 6 * 2 ** 20, `${bytes} bytes`);
  });

  it('are made by tools that are pinned', () => {
    const pinned = new Set(pinnedTools().tools.map(({ name }) => name));
    for (const { tool } of RECIPES) assert.ok(pinned.has(tool), tool);
    for (const { requires } of pinnedTools().tools) assert.match(requires[0] ?? '', /==/);
  });
});

describe('the manifests of the corpus', () => {
  const [shop, data] = CONTENTS;

  it('write a requirement with extras and marker as PEP 508 has it', () => {
    assert.ok(shop !== undefined);
    assert.match(standardManifest(shop), /"requests\[socks\]>=2\.27,<2\.29",\n/);
    assert.match(standardManifest(shop), /"tzdata ; sys_platform == 'win32'",\n/);
  });

  it('say extras and groups in the tables of each tool', () => {
    assert.ok(shop !== undefined && data !== undefined);
    assert.match(standardManifest(shop), /\[project\.optional-dependencies\]\npostgres = \[/);
    assert.match(standardManifest(shop), /\[dependency-groups\]\ndev = \[/);
    assert.match(poetryManifest(shop), /psycopg2-binary = \{ version = "<2\.9\.6", optional = true \}/);
    assert.match(poetryManifest(data), /numpy = \[\{.*\}, \{.*\}\]/);
    assert.match(pipfile(shop, '3.11'), /\[dev-packages\]\n/);
    assert.equal(onePerName(data.dependencies).filter(({ name }) => name === 'numpy').length, 1);
  });
});

describe('peers', () => {
  it('are asked about no file that they do not read', () => {
    const data = { service: 'http://127.0.0.1:1', archive: '', scratch: '' };
    const reads = (name: string, path: string) =>
      PEERS.find((peer) => peer.name === name)?.args(path, data) !== undefined;
    assert.ok(reads('uv audit', '/a/uv.lock') && !reads('uv audit', '/a/poetry.lock'));
    assert.ok(reads('pip-audit', '/a/pylock.toml') && !reads('pip-audit', '/a/uv.lock'));
    assert.ok(reads('pysentry', '/a/uv.lock') && !reads('pysentry', '/a/pdm.lock'));
  });

  it('differ for a cause that is written down for that peer, that file and that kind of difference', () => {
    const difference = { question: 'pinned by `-c`', hard: true, peer: 'osv-scanner', release: '', count: 1 };
    assert.match(causeOf({ ...difference, kind: 'misses' }) ?? '', /constraints/);
    assert.equal(causeOf({ ...difference, kind: 'adds' }), undefined);
    assert.equal(causeOf({ ...difference, kind: 'misses', peer: 'uv audit' }), undefined);
  });
});
