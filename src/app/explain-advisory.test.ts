import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeOf } from '../evidence/testing/store.ts';
import { explainAdvisory } from './explain-advisory.ts';

const said = (events: object[], versions: string[] = []) => {
  const affected = [
    { package: { ecosystem: 'PyPI', name: 'demo' }, ranges: [{ type: 'ECOSYSTEM', events }], versions },
  ];
  return explainAdvisory(storeOf([{ id: 'PYSEC-1', affected }]), 'PYSEC-1');
};

test('an advisory says what it affects by version, whatever order its record has', () => {
  assert.match(
    said([{ fixed: '2.0' }, { introduced: '10.0' }, { introduced: '0' }, { introduced: '2.0' }, { fixed: '3.0' }]) ??
      '',
    /^affects demo: from the first, fixed in 2\.0, from 2\.0, fixed in 3\.0, from 10\.0$/m,
  );
});

test('a version that an advisory lists is counted as one', () => {
  assert.match(said([{ introduced: '0' }], ['1.0']) ?? '', /from the first; 1 version by name$/m);
});
