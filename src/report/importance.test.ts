import assert from 'node:assert/strict';
import { it } from 'node:test';
import { blocks, byImportance, compareImportance, treatmentOf } from './importance.ts';
import { doubt, flaw } from './testing/sample.ts';

const waived = { reason: 'r', owner: 'o', expires: '2027-01-01' };

it('the most important comes first: the run, denied, held, warned, then what is settled', () => {
  const order = [
    doubt('', 'run', { component: null }),
    flaw('a', 'malicious', { rule: 'known-malware', development: true }),
    flaw('a', 'kev', { advisory: { id: 'kev', aliases: [], fixed: [], sources: [], kev: true, severity: 'low' } }),
    flaw('a', 'critical', { advisory: { id: 'critical', aliases: [], fixed: [], sources: [], severity: 'critical' } }),
    flaw('a', 'high', { advisory: { id: 'high', aliases: [], fixed: [], sources: [], severity: 'high', epss: 0.5 } }),
    flaw('a', 'high-less-likely', {
      advisory: { id: 'high-less-likely', aliases: [], fixed: [], sources: [], severity: 'high', epss: 0.1 },
    }),
    flaw('a', 'unknown'),
    flaw('a', 'low', { advisory: { id: 'low', aliases: [], fixed: [], sources: [], severity: 'low' } }),
    doubt('a', 'denied as it cannot be told', { level: 'deny' }),
    flaw('a', 'development', { development: true }),
    flaw('a', 'held', { level: 'hold' }),
    flaw('a', 'warned', { level: 'warn' }),
    doubt('a', 'cannot be told'),
    flaw('a', 'known', { known: true }),
    flaw('a', 'waived', { waived }),
  ];
  assert.deepEqual(
    byImportance([...order].reverse()).map(({ message }) => message),
    order.map(({ message }) => message),
  );
  for (const [i, finding] of order.entries()) {
    assert.equal(Math.sign(compareImportance(finding, order[i + 1] ?? finding)), i + 1 < order.length ? -1 : 0);
  }
});

it('what is equally important stays in the order of the report', () => {
  const same = ['a', 'b', 'c'].map((id) => flaw('x', id));
  assert.deepEqual(byImportance(same), same);
});

it('what is waived or known blocks nothing, whatever its level; a rule that is off only warns', () => {
  assert.ok(blocks(flaw('a', 'x')));
  assert.ok(blocks(doubt('a', 'x', { level: 'hold' })));
  assert.ok(!blocks(flaw('a', 'x', { waived })));
  assert.ok(!blocks(flaw('a', 'x', { known: true })));
  assert.ok(!blocks(flaw('a', 'x', { level: 'warn' })));
  assert.equal(treatmentOf(flaw('a', 'x', { known: true, waived })), 'waived');
  assert.equal(treatmentOf(flaw('a', 'x', { level: 'off' })), 'warn');
});
