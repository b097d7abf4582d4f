import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Component } from '../../inventory/component.ts';
import { component, judgeComponent, words } from '../testing/judge.ts';
import { rule as missingHash } from './missing-hash.ts';
import { rule as mutableSource } from './mutable-source.ts';
import { rule as unpinned } from './unpinned.ts';

const SHA256 = `sha256:${'ab'.repeat(32)}`;
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

describe('the rule about hashes', () => {
  it('fails without a strong hash where a file could be exchanged', () => {
    const cases: readonly [Partial<Component>, string][] = [
      [{ hashes: [SHA256] }, 'pass'],
      [{ hashes: ['md5:00'] }, 'fail'],
      [{ hashes: ['sha1:00', 'md5:00'] }, 'fail'],
      [{ hashes: ['md5:00', SHA256] }, 'pass'],
      [{}, 'fail'],
      [{ source: { kind: 'url', url: 'https://e.org/d.whl' } }, 'fail'],
      [{ source: { kind: 'vcs', url: `git+https://e.org/d@${COMMIT}` } }, 'pass'],
      [{ source: { kind: 'path', url: '../d' } }, 'pass'],
      [{ source: { kind: 'installed' } }, 'pass'],
      [{ source: { kind: 'interpreter' } }, 'pass'],
    ];
    for (const [changes, expected] of cases)
      assert.equal(
        words(judgeComponent(missingHash, component('demo', '1.0', changes))),
        expected,
        JSON.stringify(changes),
      );
  });
});

describe('the rule about mutable sources', () => {
  it('demands whole commit ids of checkouts', () => {
    for (const [url, expected] of [
      [`git+https://e.org/d@${COMMIT}`, 'pass'],
      [`git+https://e.org/d@${COMMIT}#subdirectory=x`, 'pass'],
      [`git+https://e.org/d@${COMMIT}${COMMIT.slice(0, 24)}`, 'pass'],
      [`git+ssh://***@e.org/d@${COMMIT}`, 'pass'],
      ['git+https://e.org/d', 'fail'],
      ['git+https://e.org/d@main', 'fail'],
      ['git+https://e.org/d@v1.0', 'fail'],
      [`git+https://e.org/d@${COMMIT.slice(0, 12)}`, 'fail'],
      [`git+https://e.org/d@refs/heads/${COMMIT}`, 'fail'],
      [`git+ssh://git@e.org/${COMMIT}`, 'fail'],
      [`git+https://e.org/d#@${COMMIT}`, 'fail'],
      ['svn+https://e.org/d@1234', 'pass'],
      ['git+https://e.org/d@1234', 'fail'],
    ] as const) {
      const declared = component('demo', '1.0', { source: { kind: 'vcs', url } });
      assert.equal(words(judgeComponent(mutableSource, declared)), expected, url);
    }
  });

  it('demands a hash of files at an address, and nothing of an index', () => {
    const url = { kind: 'url', url: 'https://e.org/d-1.0-py3-none-any.whl' } as const;
    assert.equal(words(judgeComponent(mutableSource, component('d', '1.0', { source: url }))), 'fail');
    assert.equal(
      words(judgeComponent(mutableSource, component('d', '1.0', { source: url, hashes: [SHA256] }))),
      'pass',
    );
    assert.equal(words(judgeComponent(mutableSource, component('d', '1.0'))), 'pass');
    assert.equal(words(judgeComponent(mutableSource, component('d', null))), 'pass');
  });
});

describe('the rule about pins', () => {
  it('fails for what is asked for without an exact version, and not for a checkout', () => {
    assert.equal(words(judgeComponent(unpinned, component('demo', null, { specifier: '>=1' }))), 'fail');
    assert.equal(words(judgeComponent(unpinned, component('demo', null))), 'fail');
    const checkout = component('demo', null, {
      source: { kind: 'vcs', url: 'git+https://e.org/d' },
      reasons: ['unknown-version'],
    });
    assert.equal(words(judgeComponent(unpinned, checkout)), 'pass');
  });

  it('moves nothing by default, nor does the rule about hashes', () => {
    assert.equal(unpinned.defaultLevel, 'off');
    assert.equal(missingHash.defaultLevel, 'off');
  });
});
