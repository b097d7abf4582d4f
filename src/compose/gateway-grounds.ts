import type { AdvisoryStore } from '../advisory/store.ts';
import type { Basis } from '../app/serve/basis.ts';
import type { Grounds } from '../app/serve/grounds.ts';
import type { KnownNames } from '../evidence/known-names.ts';
import type { Rulings, StoredRuling } from '../evidence/rulings.sql.ts';
import type { Policy } from '../policy/policy.ts';

/** What decisions of a gateway rest on, kept up to date. */
export interface GroundsParts {
  /** Policies by view; the empty name is that of `/simple/`. */
  readonly policies: ReadonlyMap<string, Policy>;
  readonly rulings: Pick<Rulings, 'all' | 'epoch'>;
  /** Synchronised advisories; absent where there is no place for them. */
  readonly advisories?: { look(): Promise<boolean>; readonly store: AdvisoryStore | undefined };
  names(): KnownNames | undefined;
  /** Told after each look which change of rulings is in force here now. */
  followed?(epoch: number): Promise<void>;
  /** Told when advisories or rulings are others than before. */
  renewed(): void;
  /** Told of what kept it from looking. */
  failed(error: unknown): void;
}

/** A change is effective within two seconds: it is looked for this often. Unit: milliseconds. */
const LOOK_EVERY = 500;

/** Keeps what decisions rest on up to date: another process may change it. */
export class GatewayGrounds implements Grounds {
  readonly #parts: GroundsParts;
  #rulings: readonly StoredRuling[] = [];
  #byView = new Map<string, readonly StoredRuling[]>();
  #epoch = -1;
  #generation = 0;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #bases = new Map<string, Basis>();

  constructor(parts: GroundsParts) {
    this.#parts = parts;
  }

  /** Looks for the first time, and from then on by itself. */
  async start(): Promise<void> {
    await this.look();
    const again = () => {
      if (this.#isStopped) return;
      this.#timer = setTimeout(() => {
        this.look().catch(this.#parts.failed).finally(again);
      }, LOOK_EVERY);
      this.#timer.unref();
    };
    again();
  }

  /** Looks now. */
  look(): Promise<void> {
    this.#looking = this.#looking.catch(() => {}).then(() => this.#look());
    return this.#looking;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Says that something else is another than before on which every decision rests. */
  changed(): void {
    this.#generation++;
    this.#bases = new Map();
    this.#parts.renewed();
  }

  basis(view: string): Basis {
    const known = this.#bases.get(view);
    if (known !== undefined) return known;
    const basis = { policy: this.policy(view).digest, rulings: this.#epoch, advisories: this.#generation };
    this.#bases.set(view, basis);
    return basis;
  }

  policy(view: string): Policy {
    const policy = this.#parts.policies.get(view) ?? this.#parts.policies.get('');
    if (policy === undefined) throw new Error('a gateway has a policy');
    return policy;
  }

  rulings(view: string): readonly StoredRuling[] {
    const known = this.#byView.get(view);
    if (known !== undefined) return known;
    const found = this.#rulings.filter((ruling) => ruling.view === null || ruling.view === view);
    this.#byView.set(view, found);
    return found;
  }

  advisories(): AdvisoryStore | undefined {
    return this.#parts.advisories?.store;
  }

  names(): KnownNames | undefined {
    return this.#parts.names();
  }

  async #look(): Promise<void> {
    const epoch = await this.#parts.rulings.epoch();
    if (epoch !== this.#epoch) {
      this.#rulings = await this.#parts.rulings.all();
      this.#byView = new Map();
      this.#epoch = epoch;
      this.#bases = new Map();
      this.#parts.renewed();
    }
    if ((await this.#parts.advisories?.look()) === true) this.changed();
    await this.#parts.followed?.(epoch);
  }
}
