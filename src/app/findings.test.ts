import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import type { ReleaseSubject } from '../evidence/subject.ts';
import type { Reason } from '../policy/decide.ts';
import { mergeFindings, toFinding } from './findings.ts';

const context = { targets: [], chains: [], development: false };

function found(component: string, id: string) {
  const name = normalizeName('demo');
  const subject: ReleaseSubject = {
    level: 'release',
    id: component,
    name,
    version: '1.0',
    origin: { kind: 'index' },
    hashes: [],
  };
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

  it('keep the fingerprint of each, which nobody makes before it is shown', () => {
    const [both] = merged;
    assert.equal(typeof Object.getOwnPropertyDescriptor(both, 'fingerprint')?.get, 'function');
    assert.equal(both?.fingerprint, found('demo==1.0', 'A').fingerprint);
    assert.equal(Object.keys(both ?? {})[0], 'fingerprint');
    assert.equal(mergeFindings(merged).length, 2);
  });
});
