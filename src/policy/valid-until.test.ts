import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import fc from 'fast-check';
import { DAY, formatInstant } from '../base/instant.ts';
import { KnownNames } from '../evidence/known-names.ts';
import { artifact, distribution, inspected, offerOf, remembered, ruled, SHA } from '../evidence/testing/offer.ts';
import { storeOf } from '../evidence/testing/store.ts';
import type { Decision } from './decide.ts';
import { denialOf } from './denial.ts';
import { RULES } from './registry.generated.ts';
import { decided, gatewayPolicy } from './testing/gateway.ts';

const WHEEL = 'dem0-1.0-py3-none-any.whl';
const names = new KnownNames([{ name: normalizeName('demo'), popularity: 1000 }]);
const advisories = storeOf([
  {
    id: 'PYSEC-1',
    modified: '2026-01-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'PyPI', name: 'dem0' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.0' }] }],
      },
    ],
    references: [{ type: 'WEB', url: 'https://example.org/1' }],
  },
]);

/** Days and parts of days over a few months, so that instants meet and pass each other. */
const instant = fc.oneof(
  fc.nat(150).map((day) => day * DAY),
  fc.nat(150 * DAY),
);
const maybe = fc.option(instant, { nil: null });

const file = fc.record({
  trust: fc.constantFrom('pypi', 'other', 'own'),
  claimedAt: maybe,
  backfilledAt: maybe,
  firstSeen: instant,
  yanked: fc.constantFrom(null, '', 'broken'),
  gone: fc.constantFrom(null, null, 1),
});
const ruling = fc.record({
  word: fc.constantFrom('deny', 'hold', 'allow'),
  spec: fc.constantFrom('dem0', 'dem0==1.0', 'dem0>2', 'dem*', `sha256:${SHA}`),
  made: fc.nat(5),
  expires: maybe,
  lifts: fc.constantFrom(undefined, ['release-cooldown', 'PYSEC-1'], ['late-file']),
});
const settings = fc.record({
  'release-cooldown': fc.record({
    level: fc.constantFrom('off', 'hold', 'deny'),
    parameters: fc.record({ age: fc.nat(20).map((days) => days * DAY) }),
  }),
  'late-file': fc.record({ unknown: fc.constantFrom('report', 'hold', 'deny') }),
  'name-confusion': fc.record({
    parameters: fc.record({ young: fc.nat(100 * DAY), score: fc.constantFrom(0.3, 0.7) }),
  }),
  'freeze-date': fc.record({ parameters: fc.record({ instant: instant.map(formatInstant) }) }),
});

const facts = fc.record({
  file,
  older: file,
  rulings: fc.array(ruling, { maxLength: 4 }),
  project: fc.record({ firstSeen: instant, since: maybe, isUsed: fc.boolean() }),
  inUse: fc.constantFrom([], ['0.9']),
  settings,
  fetched: fc.boolean(),
});
type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never;

/** What is decided of the same facts at any time. */
function decider({
  file: own,
  older,
  rulings,
  project,
  inUse,
  settings: set,
  fetched,
}: Facts): (now: number) => Decision {
  const offer = offerOf([remembered(WHEEL, own), remembered('dem0-1.0.tar.gz', older)], {
    rulings: rulings.map(({ lifts, ...one }, at) =>
      ruled(one.word, one.spec, { ...one, id: `r${at}`, ...(lifts === undefined ? {} : { lifts }) }),
    ),
    project,
    inUse,
    inspections: new Map([
      [SHA, inspected({ metadata: { name: 'dem0', version: '1.0', requiresPython: null, license: null } })],
    ]),
  });
  const policy = gatewayPolicy(set);
  const subject = fetched ? artifact(WHEEL) : distribution(WHEEL);
  return (now) => decided(subject, { offer, names, advisories }, policy, now);
}

describe('the instant until which a decision about a file holds', () => {
  it('is never too late: nothing changes before it, and where there is none nothing ever does', () => {
    fc.assert(
      fc.property(facts, instant, fc.nat(400 * DAY), fc.nat(), (given, now, beyond, within) => {
        const at = decider(given);
        const first = at(now);
        const { validUntil } = first;
        assert.ok(validUntil === null || validUntil > now);
        const times =
          validUntil === null
            ? [now + beyond, now + 4000 * DAY]
            : [validUntil - 1, now + (within % (validUntil - now))];
        for (const time of times) {
          const later = at(time);
          assert.equal(later.verdict, first.verdict, `${now} ${time} ${validUntil}`);
          assert.deepEqual(later.reasons, first.reasons);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('comes a few times only, and then nothing changes any more', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const at = decider(given);
        let now = 0;
        for (let count = 0; count < 20; count++) {
          const { validUntil } = at(now);
          if (validUntil === null) return;
          assert.ok(validUntil > now);
          now = validUntil;
        }
        assert.fail('it never ends');
      }),
      { numRuns: 200 },
    );
  });

  it('is when a denial really ends that says that time ends it, or when another reason takes over', () => {
    fc.assert(
      fc.property(facts, instant, (given, now) => {
        const at = decider(given);
        const denial = denialOf(at(now), RULES);
        if (denial?.until === undefined) return;
        const after = denialOf(at(denial.until), RULES);
        assert.ok(after === undefined || after.until === undefined || after.until > denial.until);
        assert.notEqual(at(denial.until - 1).verdict, 'allow');
      }),
      { numRuns: 300 },
    );
  });
});
