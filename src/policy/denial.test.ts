import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DAY } from '../base/instant.ts';
import type { Offer } from '../evidence/offer.ts';
import { distribution, offerOf, remembered, ruled } from '../evidence/testing/offer.ts';
import type { Reason } from './decide.ts';
import { denialOf } from './denial.ts';
import type { Outcome } from './outcome.ts';
import { RULES } from './registry.generated.ts';
import { decided, gatewayPolicy } from './testing/gateway.ts';

const WHEEL = 'demo-1.0-py3-none-any.whl';

function reason(
  rule: string,
  more: Partial<Extract<Outcome, { outcome: 'fail' }>> = {},
  level: Reason['level'] = 'deny',
): Reason {
  return { rule, level, outcome: { outcome: 'fail', message: 'it is bad', hint: 'take another', ...more } };
}

function denied(reasons: readonly Reason[], verdict: 'hold' | 'deny' = 'deny') {
  const denial = denialOf({ verdict, reasons }, RULES);
  assert.ok(denial !== undefined);
  return denial;
}

const told = (offer: Offer, settings = {}, now = 100 * DAY) =>
  denialOf(decided(distribution(WHEEL), { offer }, gatewayPolicy(settings), now), RULES);

describe('a denial', () => {
  it('is none of what is allowed', () => {
    assert.equal(denialOf({ verdict: 'allow', reasons: [reason('yanked', {}, 'warn')] }, RULES), undefined);
  });

  it('tells the reason that weighs most', () => {
    for (const [reasons, rule] of [
      [[reason('license'), reason('known-malware')], 'known-malware'],
      [[reason('late-file', {}, 'hold'), reason('license')], 'license'],
      [[reason('known-malware', {}, 'warn'), reason('license')], 'license'],
      [[reason('release-cooldown', { until: 5 }), reason('late-file')], 'late-file'],
      [[reason('ruling', { until: 5 }), reason('late-file')], 'ruling'],
      [[reason('no-such-rule'), reason('license')], 'no-such-rule'],
    ] as const)
      assert.equal(denied(reasons).rule, rule);
    const unknown: Reason = {
      rule: 'known-malware',
      level: 'deny',
      outcome: { outcome: 'unknown', reason: 'r', message: 'm' },
    };
    assert.equal(denied([unknown, reason('record')]).rule, 'record', 'what is known first');
  });

  it('is one sentence: what ends with a period goes on without it, and what was left out still shows', () => {
    const summaryOf = (message: string) => denied([reason('license', { message })]).summary;
    assert.equal(summaryOf('before 2.11.3.'), 'before 2.11.3; take another');
    assert.equal(summaryOf('and so on...'), 'and so on...; take another');
    assert.equal(denied([reason('license', { hint: 'ask.' })]).summary, 'it is bad; ask.');
  });

  it('never tells what is waived', () => {
    const waiver = { ids: [], component: null, reason: '', owner: '', expires: 1, expiresText: '', untilFixed: false };
    assert.equal(denied([{ ...reason('known-malware'), waiver }, reason('license')]).rule, 'license');
  });

  it('shows a version as yanked, a project as it is, and leaves out what another file stands for', () => {
    for (const [rule, more, presentation, scope] of [
      ['known-vulnerability', {}, 'yank', 'version'],
      ['no-such-rule', {}, 'yank', 'version'],
      ['project-status', {}, 'list', 'project'],
      ['name-confusion', {}, 'list', 'project'],
      ['ruling', { scope: 'project' }, 'list', 'project'],
      ['ruling', { scope: 'version' }, 'yank', 'version'],
      ['deny-list', { scope: 'project' }, 'list', 'project'],
      ['allow-list', { scope: 'version' }, 'yank', 'version'],
      ['sdist-where-wheel', {}, 'omit', 'version'],
      ['filename-mismatch', {}, 'omit', 'version'],
    ] as const) {
      const denial = denied([reason(rule, more)]);
      assert.deepEqual([denial.presentation, denial.scope], [presentation, scope], rule);
    }
  });

  it('ends by time alone only where time ends every reason of it, with the last of them', () => {
    assert.equal(denied([reason('release-cooldown', { until: 5 }), reason('ruling', { until: 9 })]).until, 9);
    assert.equal(denied([reason('release-cooldown', { until: 5 }), reason('license')]).until, undefined);
    assert.equal(denied([reason('release-cooldown', { until: 5 }), reason('yanked', {}, 'warn')]).until, 5);
  });

  it('is one short line, whatever stands in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 3000 }),
        fc.string({ unit: 'binary', maxLength: 3000 }),
        (message, hint) => {
          const { summary } = denied([reason('license', { message, hint, until: 5 }), reason('license', { until: 4 })]);
          assert.ok(summary.length <= 400 && !/[\r\n\u2028\u2029]/.test(summary));
        },
      ),
    );
  });

  it('says what, why, what next, and until when', () => {
    const offer = offerOf([remembered(WHEEL, { claimedAt: 99 * DAY })]);
    const denial = told(offer);
    assert.equal(denial?.verdict, 'hold');
    assert.equal(denial.until, 102 * DAY);
    assert.equal(
      denial.summary,
      '`demo-1.0-py3-none-any.whl` came out on 1970-04-10T00:00:00Z, too lately to be trusted before 1970-04-13T00:00:00Z; wait, or take the release before; it ends on 1970-04-13T00:00:00Z',
    );
  });

  it('of which a rule could not tell is shown with its reason, where the rule mostly leaves files out', () => {
    const unknown: Outcome = { outcome: 'unknown', reason: 'rule-failed', message: 'it failed' };
    const found = { rule: 'sdist-where-wheel', level: 'hold', outcome: unknown } as const;
    assert.equal(denied([found], 'hold').presentation, 'yank');
    assert.equal(denied([reason('sdist-where-wheel')]).presentation, 'omit');
  });

  it('of a whole project lists it, so that the reason is heard', () => {
    const quarantined = told(
      offerOf([remembered(WHEEL, { gone: 1 })], { project: { status: 'quarantined', statusReason: 'stealer' } }),
    );
    assert.deepEqual(
      [quarantined?.verdict, quarantined?.presentation, quarantined?.scope],
      ['deny', 'list', 'project'],
    );
    assert.match(quarantined?.summary ?? '', /quarantined`: stealer/);
    const ruling = told(offerOf([remembered(WHEEL)], { rulings: [ruled('deny', 'demo')] }));
    assert.deepEqual([ruling?.rule, ruling?.presentation], ['ruling', 'list']);
  });
});
