import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { Chains } from '../inventory/chains.ts';
import type { Component } from '../inventory/component.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { selectListed } from '../inventory/scope.ts';
import { edgesOf } from './edges.ts';
import { inScope, scopesOf } from './scopes.ts';

function pin(name: string, groups: readonly string[], requires: readonly string[] = []): Component {
  return {
    name: normalizeName(name),
    version: '1',
    source: { kind: 'index' },
    extras: [],
    groups,
    hashes: [],
    locations: [],
    reasons: [],
    requires: requires.map(normalizeName),
  };
}

/** The project asks for `zz`, its group `dev` for `adev` and `low`; both ways lead to `low`. */
function inventory(): Inventory {
  const low = pin('low', ['', 'dev']);
  const components = [pin('adev', ['dev'], ['low']), low, pin('yy', [''], ['low']), pin('zz', [''], ['yy', 'adev'])];
  const project = {
    path: 'uv.lock',
    format: 'uv.lock',
    settings: [],
    roots: new Map([
      ['', [normalizeName('zz')]],
      ['dev', [normalizeName('adev'), normalizeName('low')]],
    ]),
    components,
    selects: selectListed(components),
  };
  return { components, projects: [project], inputs: [], problems: [] };
}

const all = { extras: [], groups: [], noDev: false };

describe('what a scope leaves out', () => {
  it('is on no way to what it installs, and asks for nothing', () => {
    const { components, projects } = inScope(inventory(), scopesOf([], { ...all, noDev: true }));
    assert.deepEqual(
      components.map(({ component }) => component.name),
      ['low', 'yy', 'zz'],
    );
    const [project] = projects;
    assert.ok(project);
    const [low] = project.components;
    assert.ok(low);
    assert.deepEqual(new Chains(project).to(low, 5), [['zz==1', 'yy==1', 'low==1']]);
    assert.deepEqual(Object.fromEntries(edgesOf(projects)), {
      'zz==1': { direct: true, dependencies: ['yy==1'] },
      'yy==1': { dependencies: ['low==1'] },
      'low==1': { dependencies: [] },
    });
  });

  it('is nothing without a scope', () => {
    const whole = inventory();
    const { components, projects } = inScope(whole, scopesOf([], all));
    assert.equal(components.length, 4);
    assert.equal(projects, whole.projects);
  });
});
