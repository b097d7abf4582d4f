import { hash } from 'node:crypto';
import { formatInstant } from '../../base/instant.ts';
import type { LogFacts } from '../../evidence/log-chain.ts';
import type { Decision } from '../../policy/decide.ts';
import { RULES } from '../../policy/registry.generated.ts';
import type { Denial } from './answers.ts';
import { isYoung } from './held.ts';
import type { StandingFile } from './standing.ts';
import type { WhyAnswer } from './why.ts';

/** What {@link ChangedBytes} works with. */
export interface ChangedBytesParts {
  readonly holds: {
    keep(all: readonly { id: string; project: string; body: string }[], now: number): Promise<void>;
  };
  readonly ledger: { note(facts: LogFacts): Promise<void> };
  /** Epoch milliseconds. */
  now(): number;
}

/** A file whose bytes came wrong. */
interface Wrong {
  readonly found: string;
  readonly times: number;
  /** Epoch milliseconds of the last time. */
  readonly at: number;
}

/** A file that is refused, as its asker is told and as the ledger writes it down. */
export interface RefusedFile extends StandingFile {
  readonly denial: Denial;
}

/** Bytes may be damaged on their way once; the second time they are not what the index lists. */
const ENOUGH = 2;
/** Milliseconds for which such a file is refused without being fetched again. */
const REFUSED_FOR = 10 * 60_000;
/** Files that are remembered. */
const MOST = 1000;

const RULE = 'first-seen-hash';

/**
 * Files whose index sends other bytes than it lists. Nothing of them is ever given out, whatever a policy says: this
 * only decides what whoever asks is told. The first time may be damage on the way, so that asking again helps; from the
 * second on it is said why, for clients show nothing of an answer that they are to try again after.
 */
export class ChangedBytes {
  readonly #parts: ChangedBytesParts;
  readonly #wrong = new Map<string, Wrong>();

  constructor(parts: ChangedBytesParts) {
    this.#parts = parts;
  }

  /** Other bytes came than are listed; `found` is their SHA-256, or says what is wrong. */
  async came(file: StandingFile, project: string, found: string): Promise<void> {
    const { ledger, now } = this.#parts;
    const key = keyOf(file);
    const times = (this.#wrong.get(key)?.times ?? 0) + 1;
    // The oldest make room.
    this.#wrong.delete(key);
    this.#wrong.set(key, { found, times, at: now() });
    for (const oldest of this.#wrong.keys()) {
      if (this.#wrong.size <= MOST) break;
      this.#wrong.delete(oldest);
    }
    const { file: listed, upstream, sha256 } = file;
    await ledger.note({
      event: 'changed-bytes',
      project,
      filename: listed.filename,
      upstream,
      expected: sha256,
      found,
    });
  }

  /** Bytes of this hash came, and were looked into: whatever was sent before in their place was not what is listed. */
  right(sha256: string): void {
    for (const key of this.#wrong.keys()) if (key.endsWith(`/${sha256}`)) this.#wrong.delete(key);
  }

  /** Whether a file is not to be fetched now, for its bytes came wrong again. */
  isRefused(file: StandingFile): boolean {
    return this.#refusedFor(file) !== undefined;
  }

  /** The file as it is refused, where its bytes came wrong again; undefined where it may be fetched. */
  async refused(view: string, project: string, file: StandingFile): Promise<RefusedFile | undefined> {
    const wrong = this.#refusedFor(file);
    if (wrong === undefined) return undefined;
    const refused = refusedFor(view, project, file, wrong);
    const body = JSON.stringify({ ...whyOf(view, project, refused, wrong), apart: true });
    await this.#parts.holds.keep([{ id: refused.decision.id, project, body }], this.#parts.now());
    return refused;
  }

  #refusedFor(file: StandingFile): Wrong | undefined {
    // Of hardly any gateway: nothing is put together for a question.
    const wrong = this.#wrong.size === 0 ? undefined : this.#wrong.get(keyOf(file));
    const isRefused = wrong !== undefined && wrong.times >= ENOUGH && isYoung(wrong.at, this.#parts.now(), REFUSED_FOR);
    return isRefused ? wrong : undefined;
  }
}

function keyOf({ file, upstream, sha256 }: StandingFile): string {
  return `${upstream}/${file.filename}/${sha256 ?? ''}`;
}

function refusedFor(view: string, project: string, file: StandingFile, { found, at }: Wrong): RefusedFile {
  const { upstream, sha256 } = file;
  const filename = file.file.filename.slice(0, 100);
  const until = at + REFUSED_FOR;
  const named = upstream.slice(0, 100);
  // A reason phrase has little room: what decides stands first, and both hashes whole below `/why/`.
  const came = shaIn(found);
  const what =
    came === undefined
      ? 'what came twice is not what it lists'
      : `sha256 ${came.slice(0, 12)} came where it lists ${sha256?.slice(0, 12) ?? 'another'}`;
  const summary = `\`${named}\` sends other bytes than it lists: ${what}; nothing of \`${filename}\` was given out; it is tried again after ${formatInstant(until)}`;
  const message = `\`${named}\` lists \`${filename}\` with ${sha256 === null ? 'no sha256, and sent others before' : `sha256 ${sha256}`}, and what it sends is another: ${foundText(found)}`;
  const hint = 'take it for an attack until the index explains it; nothing of these bytes was given out';
  const outcome = { outcome: 'fail', message, hint, key: came ?? 'changed-bytes' } as const;
  const id = hash('sha256', JSON.stringify([view, project, filename, upstream, sha256, found, at]), 'hex').slice(0, 16);
  const decision: Decision = {
    id,
    verdict: 'deny',
    reasons: [{ rule: RULE, level: 'deny', outcome }],
    basis: file.decision.basis,
    validUntil: until,
  };
  const denial: Denial = {
    id,
    verdict: 'deny',
    rule: RULE,
    summary,
    until,
    scope: 'version',
    presentation: 'yank',
    ...(file.denial?.nearest === undefined ? {} : { nearest: file.denial.nearest }),
  };
  return { ...file, decision, denial };
}

function whyOf(view: string, project: string, file: RefusedFile, { found, at }: Wrong): WhyAnswer {
  const { decision, denial, version, sha256, upstream } = file;
  const rule = RULES.find(({ id }) => id === RULE);
  const reasons = decision.reasons.flatMap(({ level, outcome }) =>
    outcome.outcome === 'fail'
      ? [{ rule: RULE, level, outcome: outcome.outcome, message: outcome.message, hint: outcome.hint ?? '' }]
      : [],
  );
  return {
    answer: 'why',
    id: decision.id,
    verdict: 'deny',
    subject: { project, version, filename: file.file.filename, ...(sha256 === null ? {} : { sha256 }) },
    view,
    rule: { id: RULE, title: rule?.title ?? '', what: rule?.why ?? '' },
    summary: denial.summary,
    reasons,
    evidence: [
      { kind: 'offered-file', value: sha256 === null ? 'no sha256' : `lists sha256 ${sha256}`, source: upstream },
      { kind: 'inspection', value: `what came: ${foundText(found)}`, source: upstream, observedAt: at },
    ],
    decidedAt: at,
    until: denial.until ?? at,
    release: [
      'nobody here can release it: these bytes are not those that are listed. Ask whoever runs the index; it is fetched again when the time above is over',
    ],
    current: true,
    policy: decision.basis.policy,
  };
}

/** The hash of what came, where it was counted. */
function shaIn(found: string): string | undefined {
  return /^(?:.{0,2000} has the sha256 `)?([0-9a-f]{64})\b/s.exec(found)?.[1];
}

function foundText(found: string): string {
  const came = shaIn(found);
  return came === undefined ? found.slice(0, 300) : `sha256 ${came}`;
}
