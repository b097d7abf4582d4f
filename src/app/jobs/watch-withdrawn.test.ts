import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import type { ServedFile } from '../../evidence/downloads.sql.ts';
import { PACE } from '../../platform/pace.ts';
import type { Reason } from '../../policy/decide.ts';
import { denialFor } from '../serve/denial-for.ts';
import type { Standing, StandingFile } from '../serve/standing.ts';
import { standingFile } from '../serve/testing/fake-files.ts';
import type { AffectedFile } from './judge-served.ts';
import { Withdrawing } from './watch-withdrawn.ts';

const DEMO = normalizeName('demo');
const NEVER = new AbortController().signal;
const OLD = 'demo-1.0-py3-none-any.whl';
const SHA = 'a'.repeat(64);

function failed(rule: string, more: Partial<Reason> = {}, key: string = rule): Reason {
  return { rule, level: 'deny', outcome: { outcome: 'fail', message: `${rule} says so`, key }, ...more };
}

/** A file under a decision for these reasons. */
function refused(reasons: readonly Reason[], facts: Partial<StandingFile> = {}): StandingFile {
  const verdict = reasons.some(({ level }) => level === 'deny') ? 'deny' : 'hold';
  const decision = { ...standingFile(OLD).decision, verdict, reasons } as const;
  return standingFile(OLD, { decision, denial: denialFor(decision), ...facts });
}

const standingOf = (...denied: readonly StandingFile[]) =>
  // Nothing else of a standing is looked at.
  ({ state: 'found', files: { denied } }) as unknown as Standing;

const had = (more: Partial<ServedFile> = {}): ServedFile => ({
  version: '1.0',
  filename: OLD,
  sha256: SHA,
  view: '',
  ...more,
});

/** Who watches, over what went out. */
function watch(...served: readonly ServedFile[]) {
  const told: AffectedFile[] = [];
  const state = { served: [...served], now: 1000, noticed: 0, asked: 0 };
  const withdrawing = new Withdrawing({
    memory: {
      served: async () => {
        state.asked++;
        return state.served;
      },
    },
    exposing: {
      tell: async (_, affected) => {
        if (told.some(({ file, rule }) => file.sha256 === affected.file.sha256 && rule === affected.rule)) return false;
        return told.push(affected) > 0;
      },
    },
    pace: PACE,
    now: () => state.now,
    noticed: () => void state.noticed++,
  });
  const made = (file: StandingFile, view = '') => withdrawing.made(view, DEMO, standingOf(file));
  return { withdrawing, state, told, made };
}

describe('a file that went out and that its index took back', () => {
  it('is an exposure for each reason by which an index does so', async () => {
    const { withdrawing, told, made } = watch(had());
    const twice = failed('project-status', {}, 'quarantined');
    await made(refused([failed('removed-upstream'), twice, twice, failed('first-seen-hash'), failed('yanked')]));
    assert.equal(await withdrawing.tell(NEVER), 4);
    assert.deepEqual(
      told.map(({ rule, verdict, summary, file }) => [rule, verdict, summary, file.filename, file.sha256]),
      ['removed-upstream', 'project-status', 'first-seen-hash', 'yanked'].map((rule) => [
        rule,
        'deny',
        `${rule} says so`,
        OLD,
        SHA,
      ]),
    );
  });

  it('is none where it is young, no longer looked after, let in by a person, or not refused for it', async () => {
    const waiver = { owner: 'me', reason: 'known' } as Reason['waiver'];
    const cases: readonly (readonly Reason[])[] = [
      [failed('release-cooldown')],
      [failed('late-file')],
      [failed('project-status', {}, 'archived')],
      [failed('ruling'), failed('yanked', { level: 'warn' })],
      [failed('ruling'), failed('removed-upstream', waiver === undefined ? {} : { waiver })],
      [failed('ruling'), { ...failed('x'), rule: 'removed-upstream', outcome: UNTOLD }],
    ];
    for (const reasons of cases) {
      const { withdrawing, state, made } = watch(had());
      await made(refused(reasons));
      assert.deepEqual([await withdrawing.tell(NEVER), state.noticed, state.asked], [0, 0, 0], reasons[0]?.rule);
    }
  });

  it('is held where the policy holds it', async () => {
    const { withdrawing, told, made } = watch(had());
    await made(refused([failed('removed-upstream', { level: 'hold' })]));
    assert.equal(await withdrawing.tell(NEVER), 1);
    assert.equal(told[0]?.verdict, 'hold');
  });

  it('is none where those bytes never went out through that view, or nobody has said what they are', async () => {
    const gone = [failed('removed-upstream')];
    const elsewhere = watch(had({ view: 'team' }), had({ sha256: 'b'.repeat(64) }));
    await elsewhere.made(refused(gone));
    assert.equal(await elsewhere.withdrawing.tell(NEVER), 0);
    const unknown = watch(had());
    await unknown.made(refused(gone, { sha256: null }));
    assert.equal(await unknown.withdrawing.tell(NEVER), 0);
  });

  it('is told once, and also where it was on its way out while the page was read', async () => {
    const { withdrawing, state, made } = watch(had({ filename: 'demo-0.9.tar.gz', sha256: 'c'.repeat(64) }));
    await made(refused([failed('removed-upstream')]));
    assert.deepEqual([state.noticed, await withdrawing.tell(NEVER)], [1, 0]);
    state.served.push(had());
    state.now += 30_000;
    assert.equal(await withdrawing.tell(NEVER), 1);
    state.now += 30_000;
    assert.equal(await withdrawing.tell(NEVER), 0);
    // From then on nobody looks at it, until its page says something anew.
    const asked = state.asked;
    await withdrawing.tell(NEVER);
    assert.equal(state.asked, asked);
  });

  it('is looked at when its page was read, where anything of its project ever went out, and else not kept', async () => {
    const { withdrawing, state, made } = watch();
    await made(refused([failed('removed-upstream')]));
    assert.deepEqual([state.noticed, state.asked], [0, 1]);
    await withdrawing.tell(NEVER);
    assert.equal(state.asked, 1);
  });

  it('is told of later where the gateway ends before, and where telling fails', async () => {
    const { withdrawing, made } = watch(had());
    await made(refused([failed('removed-upstream')]));
    const stop = new AbortController();
    stop.abort();
    assert.equal(await withdrawing.tell(stop.signal), 0);
    assert.equal(await withdrawing.tell(NEVER), 1);
  });
});

const UNTOLD: Reason['outcome'] = { outcome: 'unknown', reason: 'x', message: 'nobody knows', key: 'x' };
