import { formatInstant } from '../../base/instant.ts';
import type { HoldBody } from '../../contract/http-bodies.ts';
import { holdKey } from '../../evidence/hold-key.ts';
import type { AskedHold, Hold } from '../../evidence/holds.sql.ts';
import type { StoredRuling } from '../../evidence/rulings.sql.ts';
import { HELD_RULE } from '../jobs/admit-advisories.ts';
import type { Asker } from './ask.ts';
import type { DeskAnswer, DeskAsk } from './desk.ts';
import type { Acts } from './desk-acts.ts';
import { invalid, listed } from './desk-list.ts';
import type { RulingDesk } from './desk-rulings.ts';
import type { WhyAnswer } from './why.ts';

/** What the desk's part for holds works with. */
export interface HoldDeskParts {
  readonly acts: Acts;
  readonly rulings: Pick<RulingDesk, 'keep'>;
  readonly standing: { all(): Promise<readonly StoredRuling[]> };
  readonly holds: {
    waiting(limit?: number): Promise<readonly Hold[]>;
    byId(id: string): Promise<Hold | undefined>;
    ask(hold: AskedHold, now: number): Promise<boolean>;
    end(id: string, word: 'release' | 'refuse', by: string, now: number): Promise<boolean>;
    why(id: string): Promise<{ readonly body: string } | undefined>;
  };
  now(): number;
}

/** Holds that are listed at once. */
const MOST = 10_000;

/** The queue of what waits for a person. */
export class HoldDesk {
  readonly #parts: HoldDeskParts;

  constructor(parts: HoldDeskParts) {
    this.#parts = parts;
  }

  async list(ask: DeskAsk): Promise<DeskAnswer> {
    const view = ask.parameters.get('view');
    const all = await this.#parts.holds.waiting(MOST);
    return listed(ask, 'holds', view === undefined ? all : all.filter((one) => one.view === view), holdValue);
  }

  /** Ends a hold: an allow of its very bytes for what held them and nothing else, or a denial. */
  async end(id: string, word: 'release' | 'refuse', said: HoldBody, asker: Asker): Promise<DeskAnswer> {
    const { holds, acts, now } = this.#parts;
    const hold = await this.#find(id);
    if (hold === undefined) return { answer: 'absent', why: 'there is no hold of that id' };
    if (hold.word !== null) return invalid(`it was ${hold.word}d already`);
    if (hold.rule === HELD_RULE) return await this.#endSync(hold, word, asker);
    const sha256 = said.sha256?.toLowerCase() ?? hold.sha256;
    const wrong = wrongHash(sha256, hold, word) ?? (word === 'release' ? await this.#cannotLift(hold) : undefined);
    if (wrong !== undefined) return invalid(wrong);
    const ruling: StoredRuling = {
      id: acts.newId(),
      word: word === 'release' ? 'allow' : 'deny',
      spec: sha256 === null ? `${hold.project}==${hold.version}` : `sha256:${sha256}`,
      view: hold.view,
      reason: said.reason ?? `${word}d from the queue`,
      owner: asker.principal,
      made: now(),
      expires: null,
      ...(word === 'release' ? { lifts: hold.found } : {}),
    };
    const { view, project, version, filename, rule } = hold;
    const facts = { event: `hold-${word}`, hold: hold.id, view, project, version, filename, sha256, rule };
    const ended = await acts.do(asker, { ...facts, ruling: ruling.id }, () =>
      holds.end(hold.id, word, asker.principal, now()),
    );
    if (!ended) return invalid('somebody else ended it meanwhile');
    return await this.#parts.rulings.keep(ruling, asker, said.wait === true);
  }

  /** Advisories that wait are about no file: the word is for them as they are, and each gateway looks for it itself. */
  async #endSync({ id, rule }: Hold, word: 'release' | 'refuse', asker: Asker): Promise<DeskAnswer> {
    const { holds, acts, now } = this.#parts;
    const ended = await acts.do(asker, { event: `hold-${word}`, hold: id, rule }, () =>
      holds.end(id, word, asker.principal, now()),
    );
    return ended ? { answer: 'value', value: { id } } : invalid('somebody else ended it meanwhile');
  }

  /** A hold by its own id, or by that of a decision: that is what whoever was refused was told. */
  async #find(id: string): Promise<Hold | undefined> {
    if (!/^[0-9a-f]{16}$/.test(id)) return undefined;
    const { holds, now } = this.#parts;
    const known = await holds.byId(id);
    if (known !== undefined) return known;
    const kept = await holds.why(id);
    if (kept === undefined) return undefined;
    const why: WhyAnswer = JSON.parse(kept.body);
    const { project, version = '', filename = '', sha256 = null } = why.subject;
    if (why.verdict !== 'hold' || why.found === undefined) return undefined;
    const subject = { view: why.view, project, filename, rule: why.rule.id };
    const key = holdKey(subject);
    const waiting = await holds.byId(key);
    // What is released is what was found last, which may be more than that decision says.
    if (waiting !== undefined) return waiting;
    await holds.ask(
      { id: key, decision: id, found: why.found, version, sha256, summary: why.summary, ...subject },
      now(),
    );
    return await holds.byId(key);
  }

  /** A word about these very bytes is not lifted by another: it is taken back. */
  async #cannotLift({ found, sha256, view }: Hold): Promise<string | undefined> {
    if (!found.includes('ruling') || sha256 === null) return undefined;
    const all = await this.#parts.standing.all();
    const own = all.find(
      (one) =>
        one.word === 'hold' &&
        (one.view === null || one.view === view) &&
        one.spec.toLowerCase() === `sha256:${sha256}` &&
        (one.expires === null || this.#parts.now() < one.expires),
    );
    return own === undefined ? undefined : `a person holds these very bytes: \`rind hold --remove ${own.id}\``;
  }
}

function wrongHash(sha256: string | null, hold: Hold, word: 'release' | 'refuse'): string | undefined {
  if (sha256 === null)
    return word === 'refuse'
      ? undefined
      : 'its index gives no hash, and a release is of bytes: give the hash with `--sha256 HEX`';
  if (!/^[0-9a-f]{64}$/.test(sha256)) return 'a sha256 has 64 hexadecimal digits';
  if (hold.sha256 !== null && hold.sha256 !== sha256) return `it is about other bytes: \`sha256:${hold.sha256}\``;
  return undefined;
}

function holdValue(hold: Hold): object {
  const { id, decision, found, view, project, version, filename, sha256, rule, summary, since, asked, times } = hold;
  return {
    id,
    decision,
    view,
    project,
    version,
    filename,
    sha256,
    rule,
    found,
    summary,
    since: formatInstant(since),
    asked: formatInstant(asked),
    times,
  };
}
