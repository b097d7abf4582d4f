import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName, parseRequirement } from '@rind/pypa';
import type { Evidence } from '../evidence/evidence.ts';
import type { ReleaseSubject } from '../evidence/subject.ts';
import { decide } from './decide.ts';
import type { Outcome } from './outcome.ts';
import { makePolicy, type RuleSettings } from './policy.ts';
import type { Rule } from './rule.ts';
import type { Waiver } from './waiver.ts';

const subject: ReleaseSubject = {
  level: 'release',
  id: 'demo==1.0',
  name: normalizeName('demo'),
  version: '1.0',
  origin: { kind: 'index' },
  hashes: [],
};
const failure: Outcome = {
  outcome: 'fail',
  message: 'flawed',
  advisory: { id: 'PYSEC-1', aliases: ['CVE-1'], fixed: ['2.0'], sources: ['t'] },
};
const unknown: Outcome = { outcome: 'unknown', reason: 'unpinned', message: 'no version' };

function ruleOf(judge: () => readonly Outcome[]): Rule {
  const words = { title: '', what: '', why: '', bad: '', good: '', unknownMeans: '' };
  return {
    id: 'demo-rule',
    ...words,
    levels: ['release'],
    needs: [],
    defaultLevel: 'deny',
    defaultUnknown: 'report',
    judge,
  };
}

function decided(
  outcomes: readonly Outcome[] | (() => never),
  settings: RuleSettings = {},
  waivers: readonly Waiver[] = [],
  now = 0,
) {
  const rules = [ruleOf(typeof outcomes === 'function' ? outcomes : () => outcomes)];
  return decide(subject, {}, makePolicy(rules, settings, waivers, []), rules, now);
}

function waiver(component: string, changes: Partial<Waiver> = {}): Waiver {
  const parsed = parseRequirement(component);
  assert.ok(parsed.ok);
  const defaults = {
    ids: ['CVE-1'],
    reason: 'r',
    owner: 'o',
    expires: 1000,
    expiresText: '1970-01-01',
    untilFixed: false,
  };
  return { ...defaults, component: parsed.value, ...changes };
}

describe('a decision', () => {
  it('tells a rule what holds now, though the same policy was asked before', () => {
    const told: (string | number | undefined)[] = [];
    const rule: Rule = {
      ...ruleOf(() => []),
      judge: (_subject, _evidence, { now, exposure }) => {
        told.push(now, exposure);
        return [{ outcome: 'pass' }];
      },
    };
    const rules = [rule];
    const policy = makePolicy(rules, {}, [], []);
    for (const [now, exposure] of [
      [1, 'internet'],
      [1, 'build'],
      [2, 'build'],
    ] as const)
      decide(subject, {}, policy, rules, now, { exposure });
    decide(subject, {}, policy, rules, 2);
    assert.deepEqual(told, [1, 'internet', 1, 'build', 2, 'build', 2, undefined]);
    assert.equal(decide({ level: 'run', id: 'run' }, {}, policy, rules, 2).reasons.length, 0);
    assert.equal(told.length, 8);
  });

  it('follows the level of a rule that fails', () => {
    for (const [level, verdict] of [
      ['deny', 'deny'],
      ['hold', 'hold'],
      ['warn', 'allow'],
      ['off', 'allow'],
    ] as const) {
      assert.equal(decided([failure], { 'demo-rule': { level } }).verdict, verdict, level);
    }
  });

  it('says that a rule which is off and answers whether it is affected was not run, whatever it would have found', () => {
    for (const outcome of [failure, unknown]) {
      const rules = [{ ...ruleOf(() => [outcome]), answers: 'affected' as const }];
      const policy = makePolicy(rules, { 'demo-rule': { level: 'off', unknown: 'deny' } }, [], []);
      const { verdict, reasons } = decide(subject, {}, policy, rules, 0);
      assert.equal(verdict, 'allow');
      assert.deepEqual(
        reasons.map((reason) => reason.outcome.outcome),
        ['not-run'],
      );
    }
  });

  it('says nothing of any other rule that is off', () => {
    for (const outcome of [failure, unknown]) {
      const { verdict, reasons } = decided([outcome], { 'demo-rule': { level: 'off', unknown: 'deny' } });
      assert.equal(verdict, 'allow');
      assert.deepEqual(reasons, []);
    }
  });

  it('counts an outcome less where it says so, and never more', () => {
    for (const [rule, own, verdict] of [
      ['deny', 'warn', 'allow'],
      ['deny', 'hold', 'hold'],
      ['hold', 'deny', 'hold'],
      ['warn', 'deny', 'allow'],
      ['deny', 'off', 'allow'],
    ] as const) {
      const decision = decided([{ ...failure, level: own }], { 'demo-rule': { level: rule } });
      assert.equal(decision.verdict, verdict, `${rule} ${own}`);
    }
  });

  it('holds until the first instant at which an outcome, a pass included, may change', () => {
    assert.equal(decided([{ outcome: 'pass', until: 500 }]).validUntil, 500);
    assert.equal(
      decided([
        { ...unknown, until: 300 },
        { outcome: 'pass', until: 500 },
      ]).validUntil,
      300,
    );
    assert.equal(decided([{ outcome: 'pass', until: 500 }], {}, [], 500).validUntil, null, 'it has passed');
  });

  it('follows the policy for a rule that cannot tell, and keeps it as a reason', () => {
    for (const [treatment, verdict] of [
      ['report', 'allow'],
      ['hold', 'hold'],
      ['deny', 'deny'],
    ] as const) {
      const decision = decided([unknown], { 'demo-rule': { unknown: treatment } });
      assert.equal(decision.verdict, verdict, treatment);
      assert.equal(decision.reasons.length, 1);
    }
  });

  it('takes a rule that throws as unknown, never as a pass', () => {
    const decision = decided(() => {
      throw new Error('broken');
    });
    assert.equal(decision.reasons[0]?.outcome.outcome, 'unknown');
  });

  it('by which nothing is to fail open: a rule that throws holds, whatever its unknown says; one that cannot tell does not', () => {
    const judged = (judge: () => readonly Outcome[], settings: RuleSettings[string], evidence: Evidence = {}) => {
      const rules: Rule[] = [{ ...ruleOf(judge), needs: ['advisories'] }];
      const policy = makePolicy(rules, { 'demo-rule': settings }, [], []);
      return decide(subject, evidence, policy, rules, 0, { failsClosed: true });
    };
    const throwing = () => {
      throw new Error('a defect');
    };
    for (const [treatment, verdict] of [
      ['report', 'hold'],
      ['hold', 'hold'],
      ['deny', 'deny'],
    ] as const)
      for (const level of ['warn', 'hold', 'deny'] as const) {
        const { verdict: given, reasons } = judged(throwing, { level, unknown: treatment });
        assert.deepEqual([given, reasons[0]?.level], [verdict, verdict], `${treatment} ${level}`);
      }
    assert.equal(judged(throwing, { level: 'off' }).verdict, 'allow');
    assert.equal(judged(() => [unknown], { unknown: 'report' }).verdict, 'allow');
    const missing: Evidence = { advisories: { state: 'unknown', reason: 'nobody knows' } };
    assert.equal(judged(() => [unknown], { unknown: 'report' }, missing).verdict, 'allow');
    const broken: Evidence = { advisories: { state: 'unknown', reason: 'a defect', failed: true } };
    assert.equal(judged(() => [unknown], { unknown: 'report' }, broken).verdict, 'hold');
    assert.equal(judged(() => [{ outcome: 'pass' }], {}, broken).verdict, 'allow');
  });

  it('by which nothing is to fail open follows the policy where a rule that answers had nothing to answer by', () => {
    const judged = (unknown: 'report' | 'hold' | 'deny', changes: Partial<Rule> = {}, failsClosed = true) => {
      const rules: Rule[] = [{ ...ruleOf(() => [{ outcome: 'not-run', reason: 'nothing' }]), ...changes }];
      const policy = makePolicy(rules, { 'demo-rule': { unknown } }, [], []);
      const { verdict, reasons } = decide(subject, {}, policy, rules, 0, failsClosed ? { failsClosed } : {});
      return [verdict, reasons[0]?.outcome.outcome];
    };
    const answers = 'affected';
    assert.deepEqual(judged('report', { answers }), ['allow', 'not-run']);
    assert.deepEqual(judged('hold', { answers }), ['hold', 'unknown']);
    assert.deepEqual(judged('deny', { answers }), ['deny', 'unknown']);
    assert.deepEqual(judged('deny'), ['allow', 'not-run']);
    assert.deepEqual(judged('deny', { answers }, false), ['allow', 'not-run']);
  });

  it('is the strictest of all outcomes', () => {
    const settings = { 'demo-rule': { level: 'hold', unknown: 'deny' } } as const;
    assert.equal(decided([failure, unknown], settings).verdict, 'deny');
  });

  it('has the same id for the same reasons and another for others', () => {
    assert.equal(decided([failure]).id, decided([failure]).id);
    assert.notEqual(decided([failure]).id, decided([unknown]).id);
  });
});

describe('what a decision rests on', () => {
  it('is the policy, its waivers included', () => {
    const digests = [
      decided([failure]),
      decided([failure], { 'demo-rule': { level: 'warn' } }),
      decided([failure], { 'demo-rule': { unknown: 'deny' } }),
      decided([failure], {}, [waiver('demo')]),
      decided([failure], {}, [waiver('demo', { expires: 2000 })]),
    ].map(({ basis }) => basis.policy);
    assert.equal(new Set(digests).size, digests.length);
  });

  it('is the newest that any evidence speaks for', () => {
    const value = { affecting: [], undecided: [], fix: null, assumes: null };
    const evidence = {
      advisories: { state: 'present', value, source: 't', observedAt: '2026-01-01T00:00:00Z' },
    } as const;
    const rules = [ruleOf(() => [failure])];
    const { basis } = decide(subject, evidence, makePolicy(rules, {}, [], []), rules, 0);
    assert.equal(basis.evidence, '2026-01-01T00:00:00Z');
  });
});

describe('a waiver', () => {
  it('covers pre-releases among the versions that it names', () => {
    const early: ReleaseSubject = { ...subject, version: '2.0rc1' };
    const rules = [ruleOf(() => [failure])];
    const policy = makePolicy(rules, {}, [waiver('demo<3')], []);
    assert.equal(decide(early, {}, policy, rules, 0).verdict, 'allow');
  });

  it('lets through what it names by any alias, keeps it as a reason, and bounds the decision in time', () => {
    const decision = decided([failure], {}, [waiver('demo<2')]);
    assert.equal(decision.verdict, 'allow');
    assert.equal(decision.reasons.length, 1);
    assert.equal(decision.validUntil, 1000);
  });

  it('holds until it expires, and not at that instant', () => {
    assert.equal(decided([failure], {}, [waiver('demo')], 999).verdict, 'allow');
    assert.equal(decided([failure], {}, [waiver('demo')], 1000).verdict, 'deny');
  });

  it('covers no other project, no other version and no other id', () => {
    assert.equal(decided([failure], {}, [waiver('other')]).verdict, 'deny');
    assert.equal(decided([failure], {}, [waiver('demo>=2')]).verdict, 'deny');
    assert.equal(decided([failure], {}, [waiver('demo', { ids: ['CVE-2'] })]).verdict, 'deny');
  });

  it('ends with the first fix when it says so', () => {
    assert.equal(decided([failure], {}, [waiver('demo', { untilFixed: true })]).verdict, 'deny');
  });
});
