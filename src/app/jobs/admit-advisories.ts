import { hash } from 'node:crypto';
import { heldStore, storeState } from '../../advisory/held-store.ts';
import type { AdvisoryStore } from '../../advisory/store.ts';
import { formatInstant } from '../../base/instant.ts';
import type { AdvisoryHold } from '../../evidence/advisory-hold.sql.ts';
import type { AskedHold, Hold } from '../../evidence/holds.sql.ts';
import type { Announcing } from './announce.ts';

/** What {@link AdmittingAdvisories} works with. */
export interface AdmittingParts {
  /** The projects of which `advisories` would refuse files that went out and that were not refused before. */
  newlyRefused(before: AdvisoryStore, advisories: AdvisoryStore): Promise<readonly string[]>;
  readonly holds: {
    ask(hold: AskedHold, now: number): Promise<boolean>;
    byId(id: string): Promise<Pick<Hold, 'word'> | undefined>;
    end(id: string, word: 'release' | 'refuse', by: string, now: number): Promise<boolean>;
  };
  readonly state: {
    load(): Promise<AdvisoryHold | undefined>;
    save(hold: AdvisoryHold): Promise<void>;
    clear(): Promise<void>;
  };
  readonly announcing: Pick<Announcing, 'announce'>;
  /** More projects in use than this are not refused at once without a person. */
  readonly most: number;
  /** Epoch milliseconds. */
  now(): number;
}

/** What is in force: the advisories themselves, or those that wait for a person beside those before. */
export interface Admitted {
  readonly store: AdvisoryStore;
  /** Whether they are in force for every project. */
  readonly isWhole: boolean;
  /** The hold that somebody can release, where they are not. */
  readonly hold?: AdvisoryHold;
}

/** The rule that stands in the queue of holds for advisories that wait. */
export const HELD_RULE = 'advisory-sync';
/** Who ends a hold that nobody needs any more. */
const ITSELF = 'gateway';
const MOST_NAMED = 10;

/**
 * Puts advisories in force. Those that would refuse more projects in use at once than somebody wants to happen unseen
 * wait for a person: for these projects the advisories before stay in force, for all others the new ones are.
 */
export class AdmittingAdvisories {
  readonly #parts: AdmittingParts;

  constructor(parts: AdmittingParts) {
    this.#parts = parts;
  }

  /** Decides about advisories, `before` being those that are in force for every project. */
  async admit(before: AdvisoryStore | undefined, advisories: AdvisoryStore): Promise<Admitted> {
    const { state, newlyRefused, most, holds } = this.#parts;
    const waiting = await state.load();
    const name = storeState(advisories);
    if (before === undefined || storeState(before) === name) return await this.#whole(advisories, waiting);
    // After a restart the same state waits for the same word.
    if (waiting?.state === name) return await this.#held(before, advisories, waiting);
    const refused = [...(await newlyRefused(before, advisories))].sort();
    if (refused.length <= most) return await this.#whole(advisories, waiting);
    // Whoever looks at it is not to find another hold each hour.
    const isKnown = waiting !== undefined && refused.every((one) => waiting.names.includes(one));
    if (isKnown)
      return await this.#held(before, advisories, await this.#kept({ ...waiting, state: name, names: refused }));
    const id = hash('sha256', `${HELD_RULE} ${name} ${refused.join(' ')}`, 'hex').slice(0, 16);
    if (waiting !== undefined) await holds.end(waiting.id, 'refuse', ITSELF, this.#parts.now());
    return await this.#held(before, advisories, await this.#queue({ id, state: name, names: refused }));
  }

  /** Whether a person has put them in force meanwhile. */
  async isReleased({ id }: AdvisoryHold): Promise<boolean> {
    return (await this.#parts.holds.byId(id))?.word === 'release';
  }

  async #held(before: AdvisoryStore, advisories: AdvisoryStore, hold: AdvisoryHold): Promise<Admitted> {
    if (await this.isReleased(hold)) return await this.#whole(advisories, hold);
    return { store: heldStore(advisories, before, new Set(hold.names)), isWhole: false, hold };
  }

  async #whole(store: AdvisoryStore, waiting: AdvisoryHold | undefined): Promise<Admitted> {
    if (waiting !== undefined) {
      await this.#parts.holds.end(waiting.id, 'refuse', ITSELF, this.#parts.now());
      await this.#parts.state.clear();
    }
    return { store, isWhole: true };
  }

  async #kept(hold: AdvisoryHold): Promise<AdvisoryHold> {
    await this.#parts.state.save(hold);
    return hold;
  }

  async #queue(hold: AdvisoryHold): Promise<AdvisoryHold> {
    const { holds, announcing, now, most } = this.#parts;
    const at = now();
    const { id, names } = hold;
    const summary = summaryOf(names, most);
    // Before anything is judged by them: a crash in between asks the same again, and finds the same hold.
    await holds.ask(
      {
        id,
        decision: '',
        found: [],
        view: '',
        project: '',
        version: '',
        filename: '',
        sha256: null,
        rule: HELD_RULE,
        summary,
      },
      at,
    );
    const kept = await this.#kept(hold);
    const event = {
      schema: 'rind.event/1',
      id,
      event: 'advisories-held',
      at: formatInstant(at),
      projects: names,
      summary,
    };
    await announcing.announce(
      { id, kind: 'advisories-held', at, subject: id, body: JSON.stringify(event) },
      { projects: names, summary },
    );
    return kept;
  }
}

function summaryOf(names: readonly string[], most: number): string {
  const rest = names.length - MOST_NAMED;
  const named = `${names.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return `new advisories would refuse ${names.length} projects in use at once (more than ${most}): ${named}; until somebody releases this, these are judged by the advisories before, and everything else by the new ones`;
}
