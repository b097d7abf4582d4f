import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName, parseRequirement } from '@rind/pypa';
import { DAY } from '../base/instant.ts';
import type { RememberedFile } from '../evidence/offered-file.ts';
import type { Ruling } from '../evidence/ruling.ts';
import { distribution, offerOf, remembered, ruled, SHA } from '../evidence/testing/offer.ts';
import { release, storeOf } from '../evidence/testing/store.ts';
import { coveringAllowance } from './allowance.ts';
import { bindsFiles } from './file-binding.ts';
import type { AdvisoryReference } from './outcome.ts';
import { makePolicy } from './policy.ts';
import { RULES } from './registry.generated.ts';
import { decideAt, decided, gatewayPolicy } from './testing/gateway.ts';

const WHEEL = 'demo-1.0-py3-none-any.whl';
const BYTES = `sha256:${SHA}`;
const OTHER = 'ef'.repeat(32);
const flaw: AdvisoryReference = { id: 'PYSEC-1', aliases: ['CVE-1'], fixed: [], sources: ['t'] };

/** Whether an allow lifts what a rule found about the wheel. */
function lifts(
  ruling: Partial<Ruling>,
  rule: { id: string; lift?: 'bytes' | 'never'; answers?: 'affected' } = { id: 'late-file' },
  advisory?: AdvisoryReference,
  hashes: readonly string[] = [BYTES],
): boolean {
  const subject = distribution(WHEEL, { hashes });
  return coveringAllowance([ruled('allow', 'demo', ruling)], subject, rule, advisory, 10) !== undefined;
}

describe("a person's allow", () => {
  it('lifts what policy thinks of a file, by whatever names the file', () => {
    for (const spec of ['demo', 'demo==1.0', 'demo>=1,<2', BYTES]) assert.ok(lifts({ spec }), spec);
    for (const spec of ['demo>1', 'other', 'demo-*', `sha256:${OTHER}`, 'nonsense!']) assert.ok(!lifts({ spec }), spec);
    assert.ok(!lifts({ word: 'hold' }));
  });

  it('lifts what is wrong with the bytes only by naming them', () => {
    const rule = { id: 'first-seen-hash', lift: 'bytes' } as const;
    assert.ok(!lifts({ spec: 'demo==1.0' }, rule));
    assert.ok(lifts({ spec: BYTES }, rule));
    assert.ok(!lifts({ spec: BYTES }, rule, undefined, []), 'of no known bytes');
    assert.ok(!lifts({ spec: BYTES }, rule, undefined, [BYTES, `sha256:${OTHER}`]), 'of two');
    assert.ok(!lifts({ spec: BYTES }, { id: 'ruling', lift: 'never' }));
  });

  it('of a release is for the files that it had then, and for none that appears later', () => {
    assert.ok(lifts({ spec: 'demo==1.0', seen: [OTHER, SHA] }));
    assert.ok(!lifts({ spec: 'demo==1.0', seen: [OTHER] }));
    assert.ok(!lifts({ spec: 'demo==1.0', seen: [] }), 'seen with no file at all');
    assert.ok(!lifts({ spec: 'demo==1.0', seen: [SHA] }, undefined, undefined, [`md5:${SHA}`]));
  });

  it('lifts no flaw, no malware and no doubt about them that it does not name', () => {
    const rule = { id: 'known-vulnerability', answers: 'affected' } as const;
    assert.ok(!lifts({ spec: BYTES }, rule, flaw), 'of this morning, say');
    assert.ok(!lifts({ spec: BYTES }, rule), 'what cannot be told');
    assert.ok(lifts({ lifts: ['CVE-1'] }, rule, flaw), 'by any id');
    assert.ok(!lifts({ lifts: ['known-vulnerability'] }, rule, flaw), 'all flaws at once');
    assert.ok(lifts({ lifts: ['known-vulnerability'] }, rule));
  });

  it('that releases a hold lifts what whoever released it had in front of them', () => {
    assert.ok(lifts({ spec: BYTES, lifts: ['late-file'] }));
    assert.ok(!lifts({ spec: BYTES, lifts: ['release-cooldown'] }));
  });

  it('ends with its last instant', () => {
    assert.ok(lifts({ expires: 11 }));
    assert.ok(!lifts({ expires: 10 }));
  });
});

describe('decisions under an allow', () => {
  const young: Partial<RememberedFile> = { claimedAt: 100 * DAY };
  const decideYoung = (rulings: readonly Ruling[], settings = {}) =>
    decided(
      distribution(WHEEL),
      { offer: offerOf([remembered(WHEEL, young)], { rulings }) },
      gatewayPolicy(settings),
      101 * DAY,
    );

  it('keep the reason and say who lifted it, until it expires', () => {
    assert.equal(decideYoung([]).verdict, 'hold');
    const { verdict, reasons, validUntil } = decideYoung([
      ruled('allow', 'demo', { expires: 102 * DAY, owner: 'kim' }),
    ]);
    assert.equal(verdict, 'allow');
    assert.equal(validUntil, 102 * DAY, 'before the cooldown ends');
    const [reason] = reasons.filter(({ rule }) => rule === 'release-cooldown');
    assert.equal(reason?.waiver?.owner, 'kim');
  });

  it('are as strict as without where the policy refuses waivers', () => {
    const refused = { 'release-cooldown': { waivers: 'refuse' } } as const;
    assert.equal(decideYoung([ruled('allow', 'demo')], refused).verdict, 'hold');
  });

  it('let through what could not be told, where the policy holds that', () => {
    const file = { claimedAt: null, firstSeen: 0 };
    const held = gatewayPolicy({ 'late-file': { unknown: 'hold' } });
    const verdict = (rulings: readonly Ruling[]) =>
      decided(distribution(WHEEL), { offer: offerOf([remembered(WHEEL, file)], { rulings }) }, held, 1e12).verdict;
    assert.equal(verdict([]), 'hold');
    assert.equal(verdict([ruled('allow', 'demo')]), 'allow');
  });

  it('are about each file of a release apart where something is for single files', () => {
    const name = normalizeName('demo');
    const policy = gatewayPolicy();
    assert.ok(!bindsFiles(name, [ruled('deny', BYTES), ruled('allow', 'demo')], policy));
    assert.ok(bindsFiles(name, [ruled('allow', BYTES)], policy));
    assert.ok(bindsFiles(name, [ruled('allow', 'demo==1.0', { seen: [] })], policy));
    const parsed = parseRequirement('demo');
    assert.ok(parsed.ok);
    const waiver = {
      ids: ['CVE-1'],
      component: parsed.value,
      reason: 'r',
      owner: 'o',
      expires: 1,
      expiresText: '',
      untilFixed: false,
    };
    const waived = (more: object) => makePolicy(RULES, {}, [{ ...waiver, ...more }], []);
    assert.ok(!bindsFiles(name, [], waived({})));
    assert.ok(bindsFiles(name, [], waived({ sha256: [SHA] })));
    assert.ok(!bindsFiles(normalizeName('other'), [], waived({ sha256: [SHA] })));
    assert.ok(bindsFiles(name, [], waived({ sha256: [SHA], component: null })));
    assert.ok(bindsFiles(name, [], gatewayPolicy({ 'allow-list': { parameters: { names: [BYTES] } } })));
    assert.ok(!bindsFiles(name, [], gatewayPolicy({ 'allow-list': { parameters: { names: ['demo'] } } })));
  });

  it('of one file of a release lift nothing of its others', () => {
    const record = {
      id: 'PYSEC-1',
      modified: '2026-01-01T00:00:00Z',
      affected: [{ package: { ecosystem: 'PyPI', name: 'demo' }, versions: ['1.0'] }],
    };
    const rulings = [ruled('allow', BYTES, { lifts: ['PYSEC-1'] })];
    const sources = { advisories: storeOf([record]), offer: offerOf([], { rulings }) };
    const verdict = (hashes: string[]) =>
      decideAt(release('demo', '1.0', { hashes }), sources, gatewayPolicy(), 0).verdict;
    assert.equal(verdict([BYTES]), 'allow');
    assert.equal(verdict([`sha256:${OTHER}`]), 'deny');
    assert.equal(verdict([BYTES, `sha256:${OTHER}`]), 'deny');
  });
});
