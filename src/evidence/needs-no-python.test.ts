import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { kind } from './kinds/advisories.ts';
import { needsNoPython } from './needs-no-python.ts';
import { release, storeOf } from './testing/store.ts';

const CHANNEL = 'https://conda.anaconda.org/conda-forge';
const conda = (...requires: string[]) => ({
  source: { kind: 'conda', url: CHANNEL } as const,
  requires: requires.map(normalizeName),
});

describe('a package of conda', () => {
  it('is no project of PyPI where its lock says what it depends on, and no Python is among it', () => {
    assert.equal(needsNoPython(conda('libgcc', 'libzlib')), true);
    for (const python of ['python', 'python_abi', 'pypy']) assert.equal(needsNoPython(conda('libgcc', python)), false);
  });

  it('may be one where nobody says what it depends on, and so may all that is of no channel', () => {
    assert.equal(needsNoPython(conda()), false);
    assert.equal(needsNoPython(undefined), false);
    assert.equal(needsNoPython({ ...conda('libgcc'), source: { kind: 'index', url: CHANNEL } }), false);
  });

  it('that needs no Python has no flaw of the project that is called as it is, and is not free of any', () => {
    const record = {
      id: 'PYSEC-1',
      affected: [
        {
          package: { ecosystem: 'PyPI', name: 'zstd' },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
        },
      ],
    };
    const advisories = storeOf([record]);
    const collected = (...requires: string[]) => {
      const { source, requires: normal } = conda(...requires);
      const subject = release('zstd', '1.5.7', { origin: source });
      const component = {
        name: subject.name,
        version: subject.version,
        source,
        requires: normal,
        extras: [],
        groups: [],
        hashes: [],
        locations: [],
        reasons: [],
      };
      return kind.collect(subject, { advisories, components: new Map([[subject.id, component]]) });
    };
    assert.deepEqual(collected('libgcc'), { state: 'unknown', reason: 'not-of-pypi' });
    assert.equal(collected('python').state, 'present');
    assert.equal(collected().state, 'present');
  });
});
