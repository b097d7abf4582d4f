import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { offeredFiles, parsedName, remembered } from './testing/offer.ts';

describe("a file's name", () => {
  it('is read as a wheel or a source distribution, the version behind the last dash', () => {
    for (const [filename, kind, name, version] of [
      ['demo-1.0-py3-none-any.whl', 'wheel', 'demo', '1.0'],
      ['Demo_Kit-1.0.0-py3-none-any.whl', 'wheel', 'demo-kit', '1.0.0'],
      ['demo-1.0rc1.tar.gz', 'sdist', 'demo', '1.0rc1'],
      ['foo-2-2.tar.gz', 'sdist', 'foo-2', '2'],
      ['python-dateutil-2.8.zip', 'sdist', 'python-dateutil', '2.8'],
    ] as const)
      assert.deepEqual(parsedName(filename), { kind, name, version }, filename);
  });

  it('says why where it is neither', () => {
    for (const filename of ['demo-1.0.exe', 'demo.whl', '', 'demo-1.0-py2.7.egg', 'demo-x.y.tar.gz']) {
      const parsed = parsedName(filename);
      assert.ok(parsed.kind === 'unreadable' && parsed.why !== '', filename);
    }
  });
});

describe('the files of a project', () => {
  const sdist = remembered('demo-1.0.tar.gz', { claimedAt: 50 });
  const hasWheel = (wheel: object) =>
    offeredFiles([sdist, remembered('demo-1.0-py3-none-any.whl', wheel)]).get('demo-1.0.tar.gz')?.hasWheel;

  it('know whether their release has a wheel that can be taken', () => {
    assert.equal(hasWheel({}), true);
    assert.equal(hasWheel({ yanked: '' }), false);
    assert.equal(hasWheel({ gone: 1 }), false);
    assert.equal(hasWheel({ filename: 'demo-1.1-py3-none-any.whl' }), false);
    assert.equal(hasWheel({ filename: 'demo-1.0.0-py3-none-any.whl' }), false, 'the release is what its name says');
  });

  it('are as old as their index says, else PyPI, else the first sight of them; a release as its oldest file', () => {
    const all = offeredFiles([
      sdist,
      remembered('demo-1.0-py3-none-any.whl', { claimedAt: null, backfilledAt: 70, firstSeen: 90 }),
      remembered('demo-2.0.tar.gz', { claimedAt: null, firstSeen: 90 }),
    ]);
    const since = [0, 1, 2].map((at) => [all.at(at)?.since, all.at(at)?.releaseSince]);
    assert.deepEqual(since, [
      [50, 50],
      [70, 50],
      [90, 90],
    ]);
  });

  it('are no release together where their names cannot be read', () => {
    const all = offeredFiles([remembered('a.exe', { claimedAt: 1 }), remembered('b.exe', { claimedAt: 5 })]);
    assert.equal(all.get('b.exe')?.releaseSince, 5);
  });

  it('listed twice count once, as they were listed last', () => {
    const twice = [remembered('demo-1.0.tar.gz', { pinned: 'a' }), remembered('demo-1.0.tar.gz', { pinned: 'b' })];
    const all = offeredFiles([...twice, remembered('demo-1.0.zip', { pinned: 'c' })]);
    assert.equal(all.at(0), undefined);
    assert.equal(all.get('demo-1.0.tar.gz')?.pinned, 'b');
    assert.deepEqual(all.at(2)?.releaseHashes, ['sha256:b', 'sha256:c']);
  });

  it('are each judged by what is known of it, whichever was looked at before', () => {
    const all = offeredFiles([remembered('demo-1.0.tar.gz', { size: 1 }), remembered('demo-2.0.tar.gz', { size: 2 })]);
    assert.deepEqual([all.at(0)?.size, all.get('demo-2.0.tar.gz')?.size, all.get('demo-1.0.tar.gz')?.size], [1, 2, 1]);
    assert.equal(all.get('demo-3.0.tar.gz'), undefined);
  });

  it('called like parts of objects are files like any other', () => {
    assert.equal(offeredFiles([remembered('__proto__')]).get('__proto__')?.parsed.kind, 'unreadable');
  });
});
