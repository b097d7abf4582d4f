import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SourceState } from './source-state.sql.ts';
import { refusal } from './sync-guard.ts';

function state(more: Partial<SourceState>): SourceState {
  return {
    name: 'osv',
    kind: 'osv',
    origin: {},
    total: 1000,
    records: 1000,
    projects: 0,
    byName: false,
    damaged: 0,
    newest: '2026-01-02T00:00:00Z',
    digest: '',
    documents: [],
    problems: [],
    ...more,
  };
}

describe('what a source has now is refused', () => {
  const before = state({});
  for (const [what, after, expected] of [
    ['nothing changed', state({}), undefined],
    ['1 % is damaged', state({ damaged: 10 }), undefined],
    ['more than 1 % is damaged', state({ damaged: 11 }), /11 of 1000 records are damaged/],
    ['5 % fewer records', state({ records: 950 }), undefined],
    ['more than 5 % fewer records', state({ records: 949 }), /949 records where it had 1000/],
    ['the newest is older', state({ newest: '2026-01-01T23:59:59Z' }), /its newest record is of 2026-01-01T23:59:59Z/],
    ['the newest is the same moment, written otherwise', state({ newest: '2026-01-02T01:00:00+01:00' }), undefined],
    ['the newest is not known any longer', state({ newest: '' }), /of no known day/],
  ] as const) {
    it(what, () => {
      const refused = refusal(before, after);
      if (expected === undefined) assert.equal(refused, undefined);
      else assert.match(refused?.message ?? '', expected);
    });
  }

  it('a first time has only its damage to answer for', () => {
    assert.equal(refusal(undefined, state({ records: 1, total: 1, newest: '' })), undefined);
    assert.equal(refusal(undefined, state({ total: 2, damaged: 1 }))?.code, 'sync-refused');
  });

  it('says every reason, and the first thing that is damaged', () => {
    const after = state({
      damaged: 500,
      records: 1,
      newest: '',
      problems: [{ code: 'advisory-damaged', message: 'the first' }],
    });
    const refused = refusal(before, after);
    assert.equal(refused?.message.split('; ').length, 3);
    assert.equal(refused?.cause, 'the first');
  });
});
