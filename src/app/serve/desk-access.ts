import { isValidName, normalizeName } from '@rind/pypa';
import { newToken, type Scope, type Token } from '../../access/token.ts';
import { DAY, formatInstant } from '../../base/instant.ts';
import type { TokenBody } from '../../contract/http-bodies.ts';
import type { Claim } from '../../hosting/hosted.sql.ts';
import type { Asker } from './ask.ts';
import type { DeskAnswer, DeskAsk } from './desk.ts';
import type { Acts } from './desk-acts.ts';
import { endIn, invalid, listed, value, wrongEnd } from './desk-list.ts';

/** What the desk's part for tokens and claims works with. */
export interface AccessDeskParts {
  readonly acts: Acts;
  readonly tokens: {
    all(): Promise<readonly Token[]>;
    add(token: Token): Promise<void>;
    revoke(id: string, now: number): Promise<boolean>;
  };
  readonly hosted: {
    claims(): Promise<readonly Claim[]>;
    claim(claim: Claim): Promise<void>;
    unclaim(name: string): Promise<boolean>;
  };
  /** Lets every gateway look again. */
  readonly rulings: { raise(): Promise<number> };
  random(bytes: number): Uint8Array;
  now(): number;
}

/**
 * How long a token holds where nobody says. A token that reads lies in many places, and its end breaks every build: a
 * year. One that changes something is worth stealing: a quarter.
 */
const LASTS: Readonly<Record<Scope, number>> = { read: 365 * DAY, upload: 90 * DAY, admin: 90 * DAY };

/** Tokens, and names given to uploads. */
export class AccessDesk {
  readonly #parts: AccessDeskParts;

  constructor(parts: AccessDeskParts) {
    this.#parts = parts;
  }

  async tokens(ask: DeskAsk): Promise<DeskAnswer> {
    const now = this.#parts.now();
    return listed(ask, 'tokens', await this.#parts.tokens.all(), (token) => tokenValue(token, now));
  }

  async createToken({ scope, project, expires }: TokenBody, asker: Asker): Promise<DeskAnswer> {
    const { acts, tokens, random, now } = this.#parts;
    const made = now();
    const end =
      expires === undefined
        ? Math.ceil((made + LASTS[scope]) / DAY) * DAY
        : expires === 'never'
          ? null
          : endIn(expires, made);
    if (end === undefined) return wrongEnd(expires ?? '');
    if (project !== undefined && scope !== 'upload')
      return invalid('only a token with the scope `upload` is for one project');
    const named = project === undefined ? null : nameIn(project);
    if (named === undefined) return notName(project ?? '');
    const { token, text } = newToken({ scope, project: named, made, expires: end }, random);
    const facts = { event: 'token', token: token.id, scope, project: named, expires: end };
    await acts.do(asker, facts, () => tokens.add(token));
    return value({ ...tokenValue(token, made), token: text });
  }

  async revokeToken(id: string, asker: Asker): Promise<DeskAnswer> {
    const { acts, tokens, now } = this.#parts;
    const none = { answer: 'absent', why: 'there is no token of that id' } as const;
    if (!(await tokens.all()).some((one) => one.id === id)) return none;
    const revoked = await acts.do(asker, { event: 'token-revoked', token: id }, () => tokens.revoke(id, now()));
    return revoked ? value({ id }) : none;
  }

  async claims(ask: DeskAsk): Promise<DeskAnswer> {
    return listed(ask, 'claims', await this.#parts.hosted.claims(), claimValue);
  }

  async claim(text: string, prefix: boolean, asker: Asker): Promise<DeskAnswer> {
    const name = nameIn(text);
    if (name === undefined) return notName(text);
    const { acts, hosted, rulings, now } = this.#parts;
    const claim: Claim = { name, prefix, by: asker.principal, made: now() };
    const epoch = await acts.do(asker, { event: 'claim', name, prefix }, async () => {
      await hosted.claim(claim);
      return await rulings.raise();
    });
    return await acts.changed(name, epoch, false, { prefix });
  }

  async unclaim(text: string, asker: Asker): Promise<DeskAnswer> {
    const name = nameIn(text) ?? '';
    const { acts, hosted, rulings } = this.#parts;
    const none = { answer: 'absent', why: 'that name is not claimed' } as const;
    if (!(await hosted.claims()).some((one) => one.name === name)) return none;
    const epoch = await acts.do(asker, { event: 'claim-removed', name }, async () => {
      await hosted.unclaim(name);
      return await rulings.raise();
    });
    return await acts.changed(name, epoch, false);
  }
}

function nameIn(text: string): string | undefined {
  return isValidName(text) ? normalizeName(text) : undefined;
}

function notName(text: string): DeskAnswer {
  return invalid(`\`${text.slice(0, 100)}\` is no name of a project`);
}

/** Never the digest: who could read it could look for the secret elsewhere. */
function tokenValue({ id, scope, project, made, expires }: Token, now: number): object {
  return {
    id,
    scope,
    project,
    made: formatInstant(made),
    expires: expires === null ? null : formatInstant(expires),
    expired: expires !== null && expires <= now,
  };
}

function claimValue({ name, prefix, by, made }: Claim): object {
  return { name, prefix, by, made: formatInstant(made) };
}
