import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isInside, readOrigin } from './environment-origin.ts';
import { memoryFolder } from './testing/memory-folder.ts';

const FILES = new Set(['direct_url.json']);

function origin(json: unknown, root?: string) {
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  const folder = memoryFolder({ 'a-1.dist-info/direct_url.json': text }, root === undefined ? {} : { root });
  return readOrigin(folder, 'a-1.dist-info', FILES);
}

function provenance(json: unknown) {
  const folder = memoryFolder({ 'a-1.dist-info/provenance_url.json': JSON.stringify(json) });
  return readOrigin(folder, 'a-1.dist-info', new Set(['provenance_url.json']));
}

const SHA = 'ab'.repeat(32);

describe('where an installed distribution came from', () => {
  it('is not told where nothing is recorded', () => {
    assert.deepEqual(readOrigin(memoryFolder({}), 'a-1.dist-info', new Set()), {
      source: { kind: 'installed' },
      hashes: [],
      reasons: [],
      problems: [],
    });
  });

  it('is a checkout, named as locks name it, without credentials', () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const url = 'https://user:pw@git.example/a.git';
    const read = origin({
      url,
      vcs_info: { vcs: 'git', commit_id: commit, requested_revision: 'main' },
      subdirectory: 'lib',
    });
    assert.deepEqual(read.source, { kind: 'vcs', url: `git+https://***@git.example/a.git@${commit}#subdirectory=lib` });
  });

  it('tells no password, where an address with one stands for the kind of checkout', () => {
    const [url, vcs] = ['https://u:p@git.example/a.git', 'https://user:secret@host.example/simple'];
    const read = origin({ url, vcs_info: { vcs, commit_id: '0123' } });
    const told = 'https://***@host.example/simple+https://***@git.example/a.git@0123';
    assert.deepEqual(read.source, { kind: 'vcs', url: told });
  });

  it('is an archive with its hash, elsewhere or on this machine', () => {
    const remote = origin({ url: 'https://x.example/a-1.whl', archive_info: { hash: `sha256=${SHA}` } });
    assert.deepEqual(
      [remote.source, remote.hashes],
      [{ kind: 'url', url: 'https://x.example/a-1.whl' }, [`sha256:${SHA}`]],
    );
    const local = origin({ url: 'file:///tmp/a%20b/a-1.whl', archive_info: {} });
    assert.deepEqual([local.source, local.hashes], [{ kind: 'path', url: '/tmp/a b/a-1.whl' }, []]);
    const odd = origin({ url: 'https://x.example/a', archive_info: { hashes: { sha256: '<script>', 'sh a': 'aa' } } });
    assert.deepEqual(odd.hashes, []);
  });

  it('is the project itself for a folder of the repository only', () => {
    const json = { url: 'file:///repo/sub', dir_info: {} };
    assert.equal(origin(json, '/repo').source, 'root');
    assert.deepEqual(origin(json, '/repo/sub/deeper').source, { kind: 'path', url: '/repo/sub' });
    assert.deepEqual(origin(json).source, { kind: 'path', url: '/repo/sub' });
    assert.deepEqual(origin({ ...json, url: 'file:///repo/../etc' }, '/repo').source, {
      kind: 'path',
      url: '/repo/../etc',
    });
  });

  it('is PyPI where the file came from PyPI, with its hashes', () => {
    const info = { archive_info: { hashes: { sha256: SHA.toUpperCase() } } };
    const pypi = provenance({ url: 'https://files.pythonhosted.org/packages/aa/a-1.whl', ...info });
    assert.deepEqual([pypi.source, pypi.hashes], [{ kind: 'index' }, [`sha256:${SHA}`]]);
    for (const url of ['https://mirror.example/a-1.whl', 'https://files.pythonhosted.org.evil.example/a-1.whl'])
      assert.deepEqual(provenance({ url, ...info }).source, { kind: 'installed' }, url);
  });

  it('is unknown where the record cannot be read, and says where', () => {
    const cases: [unknown, number, number][] = [
      ['{\n', 2, 1],
      [{}, 1, 1],
      ['{"url": "https://x",\n "vcs_info": {"vcs": 1, "commit_id": "a"}}', 2, 22],
      [{ url: 'https://x', dir_info: {}, archive_info: {} }, 1, 1],
      [{ url: 'https://x/', dir_info: {} }, 1, 8],
      ['[]', 1, 1],
      [`{"url":${'['.repeat(100)}`, 1, 27],
    ];
    for (const [json, line, column] of cases) {
      const read = origin(json);
      assert.deepEqual(read.reasons, ['unknown-source']);
      assert.deepEqual(
        read.problems.map(({ code, at }) => [code, at?.line, at?.column]),
        [['environment-invalid', line, column]],
        JSON.stringify(json),
      );
    }
    assert.equal(origin('{"__proto__": 1, "url": 2}').reasons.join(), 'unknown-source');
  });

  it('is inside by whole names, on Windows too', () => {
    assert.ok(isInside('C:\\repo\\a', 'c:/repo'));
    assert.ok(isInside('/repo', '/repo'));
    assert.ok(!isInside('/repository', '/repo'));
    assert.ok(!isInside('D:\\repo', 'C:\\repo'));
    assert.ok(!isInside('/repo/..', '/repo'));
    assert.ok(!isInside('/repo', undefined));
  });
});
