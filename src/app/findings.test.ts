import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import type { ReleaseSubject } from '../evidence/subject.ts';
import type { Reason } from '../policy/decide.ts';
import { mergeFindings, toFinding } from './findings.ts';

const context = { targets: [], chains: [], development: false };

function subjectOf(component: string): { readonly subject: ReleaseSubject } {
  const name = normalizeName('demo');
  const origin = { kind: 'index' } as const;
  return { subject: { level: 'release', id: component, name, version: '1.0', origin, hashes: [] } };
}

function found(component: string, id: string) {
  const { subject } = subjectOf(component);
  const outcome = { outcome: 'fail', message: 'flawed', key: id } as const;
  const reason: Reason = { rule: 'demo-rule', level: 'deny', outcome };
  const finding = toFinding(subject, reason, { ...context, component });
  assert.ok(finding !== undefined);
  return finding;
}

describe('findings that are one', () => {
  const merged = mergeFindings([
    found('demo==1.0', 'A'),
    found('demo==1.0 (https://i.example)', 'A'),
    found('demo==1.0', 'B'),
  ]);

  it('are one with every component', () => {
    assert.deepEqual(
      merged.map(({ component, also }) => [component, also]),
      [
        ['demo==1.0', ['demo==1.0 (https://i.example)']],
        ['demo==1.0', undefined],
      ],
    );
  });

  it('are not one where two records cannot be told for the same reason', () => {
    const unknown = (key: string) => {
      const { subject } = subjectOf('demo==1.0');
      const outcome = { outcome: 'unknown', reason: 'unknown-commit', message: `\`${key}\``, key } as const;
      return toFinding(subject, { rule: 'r', level: 'warn', outcome }, { ...context, component: 'demo==1.0' }) ?? [];
    };
    const both = mergeFindings([unknown('A'), unknown('B'), unknown('A')].flat());
    assert.deepEqual(
      both.map(({ message }) => message),
      ['`A`', '`B`'],
    );
  });

  it('keep the fingerprint of each, which nobody makes before it is shown', () => {
    const [both] = merged;
    assert.equal(typeof Object.getOwnPropertyDescriptor(both, 'fingerprint')?.get, 'function');
    assert.equal(both?.fingerprint, found('demo==1.0', 'A').fingerprint);
    assert.equal(Object.keys(both ?? {})[0], 'fingerprint');
    assert.equal(mergeFindings(merged).length, 2);
  });
});
