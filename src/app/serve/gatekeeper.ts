import { type Authenticated, authenticate, type TokenSource } from '../../access/authenticate.ts';
import { type AccessRules, type Grant, mayAdminister, mayRead } from '../../access/grants.ts';
import type { Throttle } from '../../access/throttle.ts';
import { ANONYMOUS, type Principal } from '../../access/token.ts';
import type { Secret } from '../../base/secret.ts';
import type { Forbidden } from './answers.ts';
import type { Asker } from './ask.ts';
import type { Doorkeeper, Identified } from './doorkeeper.ts';

/** Principals that are remembered; one that is forgotten shows its token again. */
const MOST = 10_000;

/** Knows whose tokens are whose, and what they may do. */
export class Gatekeeper implements Doorkeeper {
  readonly #tokens: TokenSource;
  readonly #throttle: Throttle;
  #rules: AccessRules = { openReading: false };
  readonly #now: () => number;
  readonly #principals = new Map<string, Principal>();

  constructor(tokens: TokenSource, throttle: Throttle, now: () => number) {
    this.#tokens = tokens;
    this.#throttle = throttle;
    this.#now = now;
  }

  async identify(token: Secret, address: string): Promise<Identified> {
    const known: Authenticated = await authenticate(
      `Bearer ${token.reveal()}`,
      address,
      this.#tokens,
      this.#throttle,
      this.#now(),
    );
    if ('principal' in known) {
      this.#remember(known.principal);
      return { answer: 'principal', principal: known.principal.id };
    }
    if (known.refused === 'wrong') return { answer: 'unknown' };
    return { answer: 'later', why: 'too many wrong tokens came from this address', retryAfter: known.retryAfter };
  }

  /** Says whether reading needs no token. */
  openReading(open: boolean): void {
    this.#rules = { openReading: open };
  }

  /** What is proven of an asker. Each asking was identified by its own token a moment ago. */
  principalOf({ principal }: Asker): Principal {
    return this.#principals.get(principal) ?? ANONYMOUS;
  }

  /** Why an asker may not read; undefined when it may. */
  readFault(asker: Asker): Forbidden | undefined {
    return fault(mayRead(this.principalOf(asker), this.#rules));
  }

  /** Why an asker may not administer; undefined when it may. */
  adminFault(asker: Asker): Forbidden | undefined {
    return fault(mayAdminister(this.principalOf(asker)));
  }

  #remember(principal: Principal): void {
    this.#principals.delete(principal.id);
    this.#principals.set(principal.id, principal);
    const [oldest] = this.#principals.keys();
    if (this.#principals.size > MOST && oldest !== undefined) this.#principals.delete(oldest);
  }
}

/** A grant that is none, as the door tells it. */
export function fault(grant: Grant): Forbidden | undefined {
  return grant.may ? undefined : { answer: 'forbidden', authenticate: grant.authenticate, why: grant.why };
}
