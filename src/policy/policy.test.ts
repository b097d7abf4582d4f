import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName, parseRequirement } from '@rind/pypa';
import fc from 'fast-check';
import type { ParameterDeclaration, ParameterValue } from '../base/parameter.ts';
import { stricterValue } from '../base/parameter.ts';
import type { ReleaseSubject } from '../evidence/subject.ts';
import { decide } from './decide.ts';
import { loosenings } from './loosening.ts';
import { makePolicy, type RuleSettings, tightenPolicy } from './policy.ts';
import { RULES } from './registry.generated.ts';
import type { Rule } from './rule.ts';
import type { Waiver } from './waiver.ts';

const STRICTNESS = { allow: 0, hold: 1, deny: 2 } as const;
const SOURCE = { origin: 'org.toml', digest: 'sha256:0' };

const subject: ReleaseSubject = {
  level: 'release',
  id: 'demo==1.0',
  name: normalizeName('demo'),
  version: '1.0',
  origin: { kind: 'index' },
  hashes: [],
};

const demo: Rule = {
  id: 'demo',
  title: '',
  what: '',
  why: '',
  bad: '',
  good: '',
  unknownMeans: '',
  levels: ['release'],
  needs: [],
  defaultLevel: 'warn',
  defaultUnknown: 'report',
  parameters: {
    deny: { kind: 'texts', default: [], stricter: 'more', what: '' },
    allow: { kind: 'texts', default: null, stricter: 'fewer', what: '' },
    most: { kind: 'number', default: null, least: 0, most: 10, stricter: 'lower', what: '' },
    note: { kind: 'text', default: null, loosens: true, what: '' },
  },
  judge(_subject, _evidence, { parameters: { deny, allow, most } }) {
    const denied = Array.isArray(deny) && deny.includes('x');
    const missing = Array.isArray(allow) && !allow.includes('x');
    const over = typeof most === 'number' && most < 5;
    return denied || missing || over ? [{ outcome: 'fail', message: 'flawed' }] : [{ outcome: 'pass' }];
  },
};

function waiver(): Waiver {
  const component = parseRequirement('demo');
  assert.ok(component.ok);
  return {
    ids: ['demo'],
    component: component.value,
    reason: 'r',
    owner: 'o',
    expires: 1000,
    expiresText: '1970-01-01',
    untilFixed: false,
  };
}

const texts = fc.subarray(['x', 'y', 'z']);
const settings: fc.Arbitrary<RuleSettings> = fc
  .record(
    {
      level: fc.constantFrom('off', 'warn', 'hold', 'deny'),
      unknown: fc.constantFrom('report', 'hold', 'deny'),
      parameters: fc.record(
        { deny: texts, allow: texts, most: fc.nat(10), note: fc.constant('n') },
        { requiredKeys: [] },
      ) as fc.Arbitrary<Record<string, ParameterValue>>,
    } as const,
    { requiredKeys: [] },
  )
  .map((one) => ({ demo: one }));

function verdict(policy: ReturnType<typeof makePolicy>) {
  return STRICTNESS[decide(subject, {}, policy, [demo], 0).verdict];
}

describe('a policy that tightens', () => {
  it('wants a rule applied of which it sets a parameter only, whatever the repository turns off', () => {
    const base = makePolicy([demo], { demo: { level: 'off', unknown: 'report' } }, [], []);
    const org = { demo: { parameters: { deny: ['x'] } } };
    const levelBy = (asked: RuleSettings) => tightenPolicy([demo], base, asked, SOURCE).rules.get('demo')?.level;
    assert.equal(levelBy(org), demo.defaultLevel);
    assert.equal(levelBy({ demo: { waivers: 'allow' } }), demo.defaultLevel);
    assert.equal(levelBy({}), 'off');
  });

  it('never gives a looser verdict than without it, nor than by itself alone', () => {
    fc.assert(
      fc.property(settings, settings, fc.boolean(), (own, org, waived) => {
        const base = makePolicy([demo], own, waived ? [waiver()] : [], []);
        const both = tightenPolicy([demo], base, org, SOURCE);
        assert.ok(verdict(both) >= verdict(base));
        const asked = org['demo'];
        if (asked?.level !== undefined && !(own['demo']?.level === 'off' && asked.level === 'off'))
          assert.ok(verdict(both) >= verdict(makePolicy([demo], org, [], [])));
      }),
    );
  });

  it('is the same twice, and in either order', () => {
    fc.assert(
      fc.property(settings, settings, settings, (own, one, other) => {
        const base = makePolicy([demo], own, [], []);
        const both = tightenPolicy([demo], tightenPolicy([demo], base, one, SOURCE), other, SOURCE);
        const turned = tightenPolicy([demo], tightenPolicy([demo], base, other, SOURCE), one, SOURCE);
        assert.equal(verdict(both), verdict(turned));
        assert.equal(tightenPolicy([demo], both, one, SOURCE).digest, both.digest);
      }),
    );
  });

  it('unites what is denied and intersects what is allowed', () => {
    const base = makePolicy([demo], { demo: { parameters: { deny: ['x'], allow: ['x', 'y'] } } }, [], []);
    const org = { demo: { parameters: { deny: ['y'], allow: ['y', 'z'] } } };
    const { parameters } = tightenPolicy([demo], base, org, SOURCE).rules.get('demo') ?? {};
    assert.deepEqual(parameters?.['deny'], ['x', 'y']);
    assert.deepEqual(parameters?.['allow'], ['y']);
  });

  it('ends waivers of the rules whose level it sets, unless it allows them', () => {
    const base = makePolicy([demo], { demo: { level: 'deny', parameters: { deny: ['x'] } } }, [waiver()], []);
    assert.equal(verdict(base), STRICTNESS.allow);
    const org = (demand: object) => verdict(tightenPolicy([demo], base, { demo: demand }, SOURCE));
    assert.equal(org({ level: 'deny' }), STRICTNESS.deny);
    assert.equal(org({ waivers: 'refuse' }), STRICTNESS.deny);
    assert.equal(org({ level: 'deny', waivers: 'allow' }), STRICTNESS.allow);
    assert.equal(org({ unknown: 'deny' }), STRICTNESS.allow);
    assert.equal(verdict(tightenPolicy([demo], base, {}, SOURCE)), STRICTNESS.allow);
  });

  it('takes away what can only loosen, where it speaks of the rule at all', () => {
    const base = makePolicy([demo], { demo: { parameters: { note: 'n' } } }, [], []);
    const after = (org: RuleSettings) => tightenPolicy([demo], base, org, SOURCE).rules.get('demo')?.parameters['note'];
    assert.equal(after({}), 'n');
    assert.equal(after({ demo: { level: 'warn' } }), null);
  });
});

describe('the stricter of two values', () => {
  it('is the same in either order, but for texts', () => {
    const declarations: [ParameterDeclaration, fc.Arbitrary<ParameterValue>][] = [
      [{ kind: 'number', default: null, least: 0, most: 9, stricter: 'lower', what: '' }, fc.nat(9)],
      [{ kind: 'duration', default: null, stricter: 'higher', what: '' }, fc.nat(9)],
      [{ kind: 'boolean', default: false, stricter: true, what: '' }, fc.boolean()],
      [{ kind: 'choice', default: 'a', choices: ['a', 'b', 'c'], what: '' }, fc.constantFrom('a', 'b', 'c')],
    ];
    for (const [declaration, value] of declarations) {
      const any = fc.oneof(fc.constant(null), value);
      fc.assert(
        fc.property(any, any, (a, b) => {
          assert.equal(stricterValue(declaration, a, b), stricterValue(declaration, b, a));
          assert.equal(stricterValue(declaration, a, a), a);
        }),
      );
    }
  });
});

describe('what loosens', () => {
  const keys = (own: RuleSettings, waivers: readonly Waiver[] = []) =>
    loosenings([demo], makePolicy([demo], own, waivers, []), 0).map(({ key }) => key);

  it('is every lowered level, every looser parameter and every waiver', () => {
    assert.deepEqual(keys({}), []);
    assert.deepEqual(keys({ demo: { level: 'off' } }), ['rules.demo.level']);
    assert.deepEqual(keys({ demo: { level: 'deny', unknown: 'deny', parameters: { deny: ['x'], most: 3 } } }), []);
    assert.deepEqual(keys({ demo: { parameters: { note: 'n' } } }), ['rules.demo.note']);
    assert.deepEqual(keys({}, [waiver()]), ['waivers']);
  });

  it('is no waiver that has expired', () => {
    const policy = makePolicy([demo], {}, [{ ...waiver(), expires: 5 }], []);
    assert.equal(loosenings([demo], policy, 4).length, 1);
    assert.deepEqual(loosenings([demo], policy, 5), []);
  });

  it('says a duration as a configuration writes it', () => {
    const policy = makePolicy(RULES, { 'stale-advisories': { parameters: { 'max-age': 10 * 86_400_000 } } }, [], []);
    assert.match(loosenings(RULES, policy, 0)[0]?.message ?? '', /looser than by default: `10d`$/);
  });

  it('is nothing by default', () => {
    assert.deepEqual(loosenings(RULES, makePolicy(RULES, {}, [], []), 0), []);
  });
});

describe('every rule', () => {
  it('has a page that says something, and parameters that by default pass their own check', () => {
    for (const rule of RULES) {
      for (const text of [rule.title, rule.what, rule.why, rule.bad, rule.good, rule.unknownMeans])
        assert.ok(text.length > 5, rule.id);
      assert.match(rule.id, /^[a-z]+(?:-[a-z]+)*$/);
      for (const name of Object.keys((rule as Rule).parameters ?? {}))
        assert.match(name, /^[a-z]+(?:-[a-z]+)*$/, rule.id);
    }
  });

  it('of which nothing is set denies only what is known to be bad', () => {
    const denying = RULES.filter(({ defaultLevel }) => defaultLevel === 'deny').map(({ id }) => id);
    for (const id of ['unpinned', 'missing-hash', 'mutable-source', 'update-automation', 'requires-python'])
      assert.ok(!denying.includes(id), id);
  });
});
