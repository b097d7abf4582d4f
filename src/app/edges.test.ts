import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import type { Component } from '../inventory/component.ts';
import type { InventoryProject } from '../inventory/inventory.ts';
import { edgesOf } from './edges.ts';

function pin(name: string, requires: readonly string[] = [], version: string = '1'): Component {
  return {
    name: normalizeName(name),
    version,
    source: { kind: 'index' },
    extras: [],
    groups: [''],
    hashes: [],
    locations: [],
    reasons: [],
    requires: requires.map(normalizeName),
  };
}

function project(roots: readonly string[], ...components: Component[]): InventoryProject {
  return {
    path: 'uv.lock',
    format: 'uv.lock',
    settings: [],
    selects: () => {
      throw new Error('nothing is selected here');
    },
    roots: new Map([['', roots.map(normalizeName)]]),
    components,
  };
}

describe('the arrows between components', () => {
  it('lead by name to every component of the project that has it, and from the project to what it asks for', () => {
    const edges = edgesOf([project(['a'], pin('a', ['b', 'gone']), pin('b', [], '1'), pin('b', ['a'], '2'))]);
    assert.deepEqual(Object.fromEntries(edges), {
      'a==1': { direct: true, dependencies: ['b==1', 'b==2'] },
      'b==1': { dependencies: [] },
      'b==2': { dependencies: ['a==1'] },
    });
  });

  it('are not said of a source that names none', () => {
    const edges = edgesOf([project(['a'], pin('a'), pin('b'))]);
    assert.deepEqual(Object.fromEntries(edges), { 'a==1': { direct: true } });
  });

  it('are those of all projects together', () => {
    const edges = edgesOf([
      project(['a'], pin('a', ['b']), pin('b')),
      project(['b'], pin('a', ['c']), pin('b'), pin('c')),
    ]);
    assert.deepEqual(edges.get('a==1'), { direct: true, dependencies: ['b==1', 'c==1'] });
    assert.deepEqual(edges.get('b==1'), { direct: true, dependencies: [] });
  });

  it('stay few where an attacker names everything everywhere', () => {
    const versions = Array.from({ length: 3000 }, (_, i) => pin('same', ['same'], `${i}`));
    const start = process.cpuUsage();
    const all = [...edgesOf([project([], ...versions)]).values()];
    assert.ok(all.reduce((sum, { dependencies = [] }) => sum + dependencies.length, 0) <= 500_000);
    assert.ok(process.cpuUsage(start).user < 3_000_000);
  });
});
