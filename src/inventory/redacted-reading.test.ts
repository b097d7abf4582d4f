import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import type { ClientSetting } from './client-setting.ts';
import type { Component } from './component.ts';
import type { Reading } from './format.ts';
import { redactedReading, redactedSetting } from './redacted-reading.ts';

const AT = { path: 'uv.lock', line: 1, column: 1 };
const ADDRESS = 'https://user:pass-word@host/simple';
const HIDDEN = 'https://***@host/simple';

function component(more: Partial<Component> = {}): Component {
  return {
    name: normalizeName('demo'),
    version: '1.0',
    source: { kind: 'index' },
    extras: [],
    groups: [''],
    hashes: [],
    locations: [AT],
    reasons: [],
    requires: [],
    ...more,
  };
}

function reading(more: Partial<Reading>): Reading {
  return { components: [], roots: new Map(), problems: [], ...more };
}

describe('a password in an address that stands where none belongs', () => {
  const places: [string, Partial<Component>][] = [
    ['a marker', { marker: `os_name == "${ADDRESS}"` }],
    ['a requires-python', { requiresPython: `>=${ADDRESS}` }],
    ['a license', { license: ADDRESS }],
    ['a specifier', { specifier: `===${ADDRESS}` }],
    ['a group', { groups: ['', ADDRESS] }],
    ['an extra', { extras: [ADDRESS] }],
    ['a hash', { hashes: [`sha256:${ADDRESS}`] }],
    ['a reason', { reasons: [ADDRESS] }],
  ];
  for (const [place, more] of places)
    it(`is hidden in ${place} of a component`, () => {
      const [shown] = redactedReading(reading({ components: [component(more)] })).components;
      const expected: unknown = JSON.parse(JSON.stringify(component(more)).replaceAll(ADDRESS, HIDDEN));
      assert.deepEqual(JSON.parse(JSON.stringify(shown)), expected);
    });

  it('is hidden in a package URL, where addresses are encoded', () => {
    const encoded = encodeURIComponent(ADDRESS);
    for (const purl of [
      `pkg:conda/a@${encoded}?channel=x`,
      `pkg:pypi/a@1?repository_url=${encoded}`,
      `pkg:x ${ADDRESS}`,
    ]) {
      const [shown] = redactedReading(reading({ components: [component({ purl })] })).components;
      assert.match(shown?.purl ?? '', /^pkg:.*(?:%2A%2A%2A|\*\*\*)(?:%40|@)host/, purl);
      assert.doesNotMatch(shown?.purl ?? '', /pass-word/);
    }
  });

  it('is hidden in what the project says of itself', () => {
    const roots = new Map([
      [ADDRESS, [normalizeName('a')]],
      ['https://user:other@host/simple', [normalizeName('b'), normalizeName('a')]],
    ]);
    const shown = redactedReading(reading({ roots, requiresPython: ADDRESS }));
    assert.deepEqual([...shown.roots], [[HIDDEN, ['a', 'b']]]);
    assert.equal(shown.requiresPython, HIDDEN);
  });

  it('is hidden in what a file tells an installer', () => {
    const setting: ClientSetting = { tool: 'uv', kind: 'cooldown', value: ADDRESS, name: ADDRESS, at: AT };
    assert.deepEqual(redactedReading(reading({ settings: [setting] })).settings, [
      { tool: 'uv', kind: 'cooldown', value: HIDDEN, name: HIDDEN, at: AT },
    ]);
    const named: ClientSetting = { tool: 'uv', kind: 'named-index', value: 'x', projects: ['a', ADDRESS], at: AT };
    assert.deepEqual(redactedSetting(named).projects, ['a', HIDDEN]);
  });
});

describe('what holds no address', () => {
  it('is given back as it is', () => {
    const components = [component({ marker: 'os_name == "nt"' })];
    const roots = new Map([['dev', [normalizeName('a')]]]);
    const settings: ClientSetting[] = [{ tool: 'uv', kind: 'cooldown', value: '7 days', at: AT }];
    const shown = redactedReading(reading({ components, roots, settings }));
    assert.equal(shown.components, components);
    assert.equal(shown.roots, roots);
    assert.equal(shown.settings, settings);
  });
});
