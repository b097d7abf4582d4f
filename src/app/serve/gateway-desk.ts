import { API_OPERATIONS } from '../../contract/http-api.ts';
import { CLAIM_BODY, HOLD_BODY, RULING_BODY, TOKEN_BODY } from '../../contract/http-bodies.ts';
import type { Forbidden } from './answers.ts';
import type { Asker } from './ask.ts';
import type { Desk, DeskAnswer, DeskAsk } from './desk.ts';
import type { AccessDesk } from './desk-access.ts';
import type { HoldDesk } from './desk-holds.ts';
import { invalid } from './desk-list.ts';
import type { ReadingDesk } from './desk-reading.ts';
import type { RulingDesk } from './desk-rulings.ts';

/** Answers one operation. */
export type Operation = (ask: DeskAsk) => Promise<DeskAnswer>;

/** What the desk is made of. */
export interface GatewayDeskParts {
  readonly reading: ReadingDesk;
  readonly rulings: RulingDesk;
  readonly holds: HoldDesk;
  readonly access: AccessDesk;
  /** Operations of the contract's table that others answer, by id. */
  readonly others: ReadonlyMap<string, Operation>;
  /** Why somebody may do nothing of a scope here; undefined when it may. */
  fault(scope: 'read' | 'admin', asker: Asker): Forbidden | undefined;
}

/** Answers `/api/v1`, and the commands of who administers the folder itself. */
export class GatewayDesk implements Desk {
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #fault: GatewayDeskParts['fault'];

  constructor(parts: GatewayDeskParts) {
    this.#operations = new Map([...operationsOf(parts), ...parts.others]);
    this.#fault = (scope, asker) => parts.fault(scope, asker);
  }

  async answer(ask: DeskAsk): Promise<DeskAnswer> {
    const scope = API_OPERATIONS.find(({ id }) => id === ask.operation)?.scope;
    // Whatever is not in the table is nobody's to ask for.
    const operate = scope === undefined ? undefined : this.#operations.get(ask.operation);
    if (scope === undefined) return { answer: 'absent', why: 'there is no such operation' };
    const refused = this.#fault(scope, ask.asker);
    if (refused !== undefined) return refused;
    return operate === undefined ? { answer: 'absent', why: 'this gateway does not do that' } : await operate(ask);
  }
}

function operationsOf({ reading, rulings, holds, access }: GatewayDeskParts): Map<string, Operation> {
  const idOf = ({ parameters }: DeskAsk) => parameters.get('id') ?? '';
  return new Map<string, Operation>([
    ['getStatus', (ask) => reading.status(ask)],
    ['search', (ask) => reading.search(ask)],
    ['getWhy', (ask) => reading.why(ask)],
    ['listDownloads', (ask) => reading.downloads(ask)],
    ['listGateways', () => reading.gateways()],
    ['listRulings', (ask) => rulings.list(ask)],
    ['addRuling', withBody(RULING_BODY, (body, { asker }) => rulings.add(body, asker))],
    ['removeRuling', (ask) => rulings.remove(idOf(ask), ask.parameters.get('wait') === 'true', ask.asker)],
    ['listHolds', (ask) => holds.list(ask)],
    ['releaseHold', withBody(HOLD_BODY, (body, ask) => holds.end(idOf(ask), 'release', body, ask.asker))],
    ['refuseHold', withBody(HOLD_BODY, (body, ask) => holds.end(idOf(ask), 'refuse', body, ask.asker))],
    ['listTokens', (ask) => access.tokens(ask)],
    ['createToken', withBody(TOKEN_BODY, (body, { asker }) => access.createToken(body, asker))],
    ['revokeToken', (ask) => access.revokeToken(idOf(ask), ask.asker)],
    ['listClaims', (ask) => access.claims(ask)],
    ['addClaim', withBody(CLAIM_BODY, ({ name, prefix }, { asker }) => access.claim(name, prefix === true, asker))],
    ['removeClaim', (ask) => access.unclaim(idOf(ask), ask.asker)],
  ]);
}

/** A body as the contract has it, whichever door it came through. */
interface BodySchema<T> {
  safeParse(body: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

function withBody<T>(schema: BodySchema<T>, operate: (body: T, ask: DeskAsk) => Promise<DeskAnswer>): Operation {
  return async (ask) => {
    const read = schema.safeParse(ask.body);
    return read.success ? await operate(read.data, ask) : invalid('the body is not what the OpenAPI document says');
  };
}
