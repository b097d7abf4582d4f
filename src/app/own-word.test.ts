import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import type { Component, ComponentSource } from '../inventory/component.ts';
import { type OwnWord, ownWord } from './own-word.ts';

const CORP = 'https://corp.example/simple';

function component(name: string, source: ComponentSource = { kind: 'index' }): Component {
  return {
    name: normalizeName(name),
    version: '1.0',
    source,
    extras: [],
    groups: [''],
    hashes: [],
    locations: [{ path: 'uv.lock', line: 1, column: 1 }],
    reasons: [],
    requires: [],
  };
}

const NOTHING: OwnWord = { sources: [], indexes: [], trusted: [], origin: (key) => `file of ${key}` };
const ALL = { covers: () => true };
const PUBLIC = component('a');
const CORPORATE = component('b', { kind: 'index', url: CORP });

const said = (components: readonly Component[], word: Partial<OwnWord>) => ownWord(components, { ...NOTHING, ...word });

describe('what an answer takes on the word of the repository', () => {
  it('is nothing where nothing is configured', () => {
    assert.deepEqual(said([PUBLIC, CORPORATE], {}), []);
    assert.deepEqual(said([PUBLIC, CORPORATE], { synced: ALL }), []);
  });

  it('are advisories that it alone brings', () => {
    const sources = ['records'];
    assert.deepEqual(said([PUBLIC, CORPORATE], { sources }), [
      {
        kind: 'advisories',
        key: 'advisories.sources',
        origin: 'file of advisories.sources',
        message: 'only `records` says what is known of 2 components: nothing that was synchronised speaks of them',
      },
    ]);
    assert.deepEqual(said([PUBLIC, CORPORATE], { sources, synced: ALL }), []);
    const synced = { covers: (name: string) => name === 'a' };
    assert.match(said([PUBLIC, CORPORATE], { sources, synced })[0]?.message ?? '', /known of 1 component: .* of it$/);
  });

  it('is a data folder inside it, whatever is in there', () => {
    const [found] = said([PUBLIC], { dataFolder: '.rind', synced: ALL });
    assert.deepEqual([found?.kind, found?.origin, found?.key], ['advisories', '.rind', undefined]);
  });

  it('is an index that it declares, as a mirror or as its own', () => {
    const [mirror] = said([PUBLIC, CORPORATE], { indexes: [{ url: `${CORP}/`, mirrors: 'pypi' }] });
    assert.equal(mirror?.message, `\`${CORP}\` is taken for a mirror of PyPI, for 1 component`);
    assert.deepEqual([mirror?.kind, mirror?.key, mirror?.origin], ['index', 'indexes', 'file of indexes']);
    const [own] = said([CORPORATE, component('c', CORPORATE.source)], { indexes: [{ url: CORP }] });
    assert.match(own?.message ?? '', /^no public advisory is applied to 2 components of/);
  });

  it('is no index that a policy of the organisation describes alike, but one that it describes otherwise', () => {
    const mirror = { url: CORP, mirrors: 'pypi' } as const;
    const own = { url: CORP };
    assert.deepEqual(said([CORPORATE], { indexes: [mirror], trusted: [mirror] }), []);
    assert.deepEqual(said([CORPORATE], { indexes: [own], trusted: [own] }), []);
    assert.equal(said([CORPORATE], { indexes: [mirror], trusted: [own] }).length, 1);
    assert.equal(said([CORPORATE], { indexes: [own], trusted: [mirror] }).length, 1);
  });

  it('is no index from which nothing comes', () => {
    assert.deepEqual(said([PUBLIC], { indexes: [{ url: CORP, mirrors: 'pypi' }] }), []);
  });

  it('is a conda channel as well', () => {
    const url = 'https://conda.example/main';
    const conda = component('d', { kind: 'conda', url });
    assert.equal(said([conda], { indexes: [{ url, mirrors: 'pypi' }] }).length, 1);
  });
});
