import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { offerOf, remembered, ruled, SHA } from '../../evidence/testing/offer.ts';
import { release, storeOf } from '../../evidence/testing/store.ts';
import type { Reason } from '../../policy/decide.ts';
import type { Policy } from '../../policy/policy.ts';
import { RULES } from '../../policy/registry.generated.ts';
import { decideAt, gatewayPolicy } from '../../policy/testing/gateway.ts';
import { type RefusedFile, releaseWays } from './release-ways.ts';

const DECISION = 'd'.repeat(16);
const HOLD = 'e'.repeat(16);

function failed(rule: string, more: object = {}, level: Reason['level'] = 'deny'): Reason {
  return { rule, level, outcome: { outcome: 'fail', message: 'm', ...more } };
}

const FLAW = failed('known-vulnerability', { advisory: { id: 'PYSEC-1', aliases: [], fixed: [], sources: [] } });

function ways(reasons: readonly Reason[], more: Partial<RefusedFile> = {}, policy: Policy = gatewayPolicy()): string[] {
  const file = {
    project: 'demo',
    version: '1.0',
    sha256: SHA,
    verdict: 'deny' as const,
    decision: DECISION,
    hold: HOLD,
  };
  return releaseWays({ ...file, reasons, ...more }, policy, RULES);
}

describe('who can release a file', () => {
  it('is said with the command that lifts what refuses it', () => {
    const cases: [string, readonly Reason[], readonly string[]][] = [
      ['an opinion of the policy', [failed('late-file')], ['`rind allow "demo==1.0" --reason TEXT`']],
      ['a flaw, which has to be named', [FLAW], [`\`rind allow "demo==1.0" --for ${DECISION} --reason TEXT\``]],
      ['malware', [failed('known-malware')], [`\`rind allow "demo==1.0" --for ${DECISION} --reason TEXT\``]],
      ['bytes, by naming them', [failed('record')], [`\`rind allow sha256:${SHA} --reason TEXT\``]],
      ['both', [FLAW, failed('record')], [`\`rind allow sha256:${SHA} --for ${DECISION} --reason TEXT\``]],
      ['a word, by taking it back', [failed('ruling', { key: 'r1' })], ['`rind deny --remove r1`']],
      ['a hold', [failed('ruling', { key: 'r2', level: 'hold' })], ['`rind hold --remove r2`']],
      [
        'a word and a flaw',
        [failed('ruling', { key: 'r1' }), FLAW],
        [`\`rind deny --remove r1\` and \`rind allow "demo==1.0" --for ${DECISION} --reason TEXT\``],
      ],
    ];
    for (const [what, reasons, expected] of cases)
      assert.deepEqual(
        ways(reasons),
        expected.map((one) => `an administrator of this gateway: ${one}`),
        what,
      );
  });

  it('counts neither what only warns nor what is waived', () => {
    const waiver = { ids: [], component: null, reason: '', owner: '', expires: 0, expiresText: '', untilFixed: false };
    const idle = [failed('record', {}, 'warn'), { ...failed('known-malware'), waiver }];
    assert.deepEqual(ways([failed('late-file'), ...idle]), ways([failed('late-file')]));
  });

  it('names the queue first for what is held', () => {
    const [first, second] = ways([failed('late-file', {}, 'hold')], { verdict: 'hold' });
    assert.equal(first, `an administrator of this gateway: \`rind holds release ${HOLD}\``);
    assert.match(second ?? '', /rind allow "demo==1\.0" --reason/);
  });

  it('promises nothing that would not help', () => {
    const refused = gatewayPolicy({ 'known-malware': { waivers: 'refuse' } });
    assert.deepEqual(ways([failed('known-malware'), FLAW], { verdict: 'hold' }, refused), [
      'whoever keeps the policy of this gateway: it refuses waivers of `known-malware`',
    ]);
    assert.deepEqual(ways([failed('record')], { sha256: null }), [
      'nobody while its bytes are not known: ask for the file again',
    ]);
  });

  it('holds: an allow for what was found lifts a flaw, and one that names nothing does not', () => {
    const record = {
      id: 'PYSEC-1',
      modified: '2026-01-01T00:00:00Z',
      affected: [{ package: { ecosystem: 'PyPI', name: normalizeName('demo') }, versions: ['1.0'] }],
    };
    const verdict = (lifts?: readonly string[]) => {
      const word = ruled('allow', 'demo==1.0', { seen: [SHA], ...(lifts === undefined ? {} : { lifts }) });
      const offer = offerOf([remembered('demo-1.0-py3-none-any.whl', {})], { rulings: [word] });
      const subject = release('demo', '1.0', { hashes: [`sha256:${SHA}`] });
      return decideAt(subject, { advisories: storeOf([record]), offer }, gatewayPolicy(), 0).verdict;
    };
    assert.deepEqual([verdict(), verdict(['late-file']), verdict(['PYSEC-1'])], ['deny', 'deny', 'allow']);
  });
});
