import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import type { Component } from './component.ts';
import { Interned } from './interned.ts';

function component(hashes: readonly string[], more: Partial<Component> = {}): Component {
  return {
    name: normalizeName('demo'),
    version: '1.0',
    source: { kind: 'index' },
    extras: ['web'],
    groups: ['', 'dev'],
    hashes,
    locations: [{ path: 'uv.lock', line: 1, column: 1 }],
    reasons: [],
    requires: [normalizeName('other')],
    ...more,
  };
}

const HASHES = ['a', 'b', 'c'].map((digit) => `sha256:${digit.repeat(64)}`);

describe('equal parts of components', () => {
  it('says what the component said', () => {
    const interned = new Interned();
    for (const given of [
      component(HASHES),
      component([], { version: null, reasons: ['unpinned'], specifier: '>=1', marker: "os_name == '\ud800é'" }),
      component(HASHES, { source: { kind: 'url', url: 'https://host/x' }, purl: 'pkg:pypi/demo', license: 'MIT' }),
      component(HASHES, { requiresPython: '>=3.9', extras: [], groups: [], requires: [] }),
    ])
      assert.deepEqual(interned.component(given), given);
  });

  it('are one object: lists, sources and texts', () => {
    const interned = new Interned();
    const url = () => ({ kind: 'url' as const, url: `https://host/${'x'.repeat(50)}` });
    const one = interned.component(component([...HASHES], { source: url() }));
    const other = interned.component(component([...HASHES], { source: url() }));
    assert.equal(one.hashes, other.hashes);
    assert.equal(one.requires, other.requires);
    assert.equal(one.groups, other.groups);
    assert.equal(one.source, other.source);
  });

  it('are never mistaken: a hash, an order or a source that differs stays apart', () => {
    const interned = new Interned();
    const [a = '', b = '', c = ''] = HASHES;
    const lists = [[a, b], [a, c], [b, a], [a], [a, b, c]];
    for (const list of lists) assert.deepEqual(interned.component(component(list)).hashes, list);
    for (const list of lists) assert.deepEqual(interned.component(component(list)).hashes, list);
    const ofPath = interned.component(component([a], { source: { kind: 'path', url: 'x' } }));
    const ofUrl = interned.component(component([a], { source: { kind: 'url', url: 'x' } }));
    assert.deepEqual([ofPath.source.kind, ofUrl.source.kind], ['path', 'url']);
    for (const groups of [
      ['dev', 'x'],
      ['dev', 'y'],
    ])
      assert.deepEqual(interned.component(component([], { groups })).groups, groups);
  });

  it('keep the names of what a project requires', () => {
    const roots = new Map([
      ['', [normalizeName('a')]],
      ['dev', []],
    ]);
    assert.deepEqual(new Interned().roots(roots), roots);
  });
});
