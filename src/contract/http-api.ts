import type { ZodMiniType } from 'zod/mini';
import { CLAIM_BODY, HOLD_BODY, RULING_BODY, TOKEN_BODY } from './http-bodies.ts';

/** A parameter of an operation: in the path where the path names it, else in the query. */
export interface ApiParameter {
  readonly name: string;
  readonly what: string;
  readonly required: boolean;
}

/** One operation of `/api/v1`. */
export interface ApiOperation {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Beneath `/api/v1`; parameters in braces. */
  readonly path: string;
  readonly what: string;
  /** What a token must be good for, where the gateway asks for one. */
  readonly scope: 'read' | 'admin';
  readonly parameters: readonly ApiParameter[];
  readonly body?: ZodMiniType;
  /** What comes back. */
  readonly returns: string;
  /** Its media type, where it is no JSON. */
  readonly media?: string;
}

const id: ApiParameter = { name: 'id', what: 'its id', required: true };
const wait: ApiParameter = {
  name: 'wait',
  what: '`true` to answer only when every running gateway acts on it',
  required: false,
};
/** Through which view something is asked: one that there is not is absent. */
export const VIEW: ApiParameter = { name: 'view', what: 'the view; the one at `/simple/` without', required: false };
const ofView: ApiParameter = {
  name: 'view',
  what: 'only those of this view, empty for the one at `/simple/`; those of all views without',
  required: false,
};
const limit: ApiParameter = { name: 'limit', what: 'the most that come back: 1 to 1000, 100 without', required: false };
const after: ApiParameter = {
  name: 'after',
  what: 'goes on behind this one: `next` of the answer before',
  required: false,
};

function op(
  operation: Omit<ApiOperation, 'scope' | 'parameters'> & Partial<Pick<ApiOperation, 'scope' | 'parameters'>>,
): ApiOperation {
  return { scope: 'read', parameters: [], ...operation };
}

/** Every operation of `/api/v1`: the router, its checks and the OpenAPI document are made of this table. */
export const API_OPERATIONS: readonly ApiOperation[] = [
  op({
    id: 'getStatus',
    method: 'GET',
    path: '/status',
    what: 'How the gateway stands: version, policy, advisories, upstreams.',
    returns: 'the status',
  }),
  op({
    id: 'search',
    method: 'GET',
    path: '/search',
    what: 'Projects that were asked for or uploaded here, by a part of their name.',
    parameters: [{ name: 'q', what: 'a part of the name', required: true }, VIEW, limit, after],
    returns: 'projects',
  }),
  op({
    id: 'getWhy',
    method: 'GET',
    path: '/why/{id}',
    what: 'A decision, explained.',
    parameters: [id],
    returns: 'the decision',
  }),
  op({
    id: 'listHolds',
    method: 'GET',
    path: '/holds',
    what: 'What waits for a person.',
    scope: 'admin',
    parameters: [ofView, limit, after],
    returns: 'holds',
  }),
  op({
    id: 'releaseHold',
    method: 'POST',
    path: '/holds/{id}/release',
    what: 'Lets through what waits.',
    scope: 'admin',
    parameters: [id],
    body: HOLD_BODY,
    returns: 'the ruling that was made of it',
  }),
  op({
    id: 'refuseHold',
    method: 'POST',
    path: '/holds/{id}/refuse',
    what: 'Refuses what waits.',
    scope: 'admin',
    parameters: [id],
    body: HOLD_BODY,
    returns: 'the ruling that was made of it',
  }),
  op({
    id: 'listRulings',
    method: 'GET',
    path: '/rulings',
    what: 'Standing words of people: denied, allowed, held.',
    scope: 'admin',
    parameters: [ofView, limit, after],
    returns: 'rulings',
  }),
  op({
    id: 'addRuling',
    method: 'POST',
    path: '/rulings',
    what: 'Denies, allows or holds.',
    scope: 'admin',
    body: RULING_BODY,
    returns: 'id and epoch',
  }),
  op({
    id: 'removeRuling',
    method: 'DELETE',
    path: '/rulings/{id}',
    what: 'Takes a ruling back.',
    scope: 'admin',
    parameters: [id, wait],
    returns: 'id and epoch',
  }),
  op({
    id: 'listGateways',
    method: 'GET',
    path: '/gateways',
    what: 'The gateways that run on this data, and which change of rulings each acts on.',
    scope: 'admin',
    returns: 'gateways and the newest change',
  }),
  op({
    id: 'listTokens',
    method: 'GET',
    path: '/tokens',
    what: 'Tokens that were given out, without their secrets.',
    scope: 'admin',
    parameters: [limit, after],
    returns: 'tokens',
  }),
  op({
    id: 'createToken',
    method: 'POST',
    path: '/tokens',
    what: 'Makes a token. Its text comes back this once.',
    scope: 'admin',
    body: TOKEN_BODY,
    returns: 'the token and its text',
  }),
  op({
    id: 'revokeToken',
    method: 'DELETE',
    path: '/tokens/{id}',
    what: 'Ends a token at once.',
    scope: 'admin',
    parameters: [id],
    returns: 'its id',
  }),
  op({
    id: 'listClaims',
    method: 'GET',
    path: '/claims',
    what: 'Names that were given to uploads.',
    scope: 'admin',
    parameters: [limit, after],
    returns: 'claims',
  }),
  op({
    id: 'addClaim',
    method: 'POST',
    path: '/claims',
    what: 'Gives a name to uploads: it is never asked upstream from then on.',
    scope: 'admin',
    body: CLAIM_BODY,
    returns: 'the claim',
  }),
  op({
    id: 'removeClaim',
    method: 'DELETE',
    path: '/claims/{id}',
    what: 'Takes a claim back; what was uploaded stays.',
    scope: 'admin',
    parameters: [id],
    returns: 'the name',
  }),
  op({
    id: 'listDownloads',
    method: 'GET',
    path: '/downloads',
    what: 'Who downloaded a project, a version or a file.',
    scope: 'admin',
    parameters: [{ name: 'spec', what: '`name`, `name==1.2` or `sha256:HEX`', required: true }, limit, after],
    returns: 'downloads',
  }),
  op({
    id: 'replay',
    method: 'GET',
    path: '/replay',
    what: 'Whether the policy of a day would have stopped something, and when.',
    scope: 'admin',
    parameters: [
      { name: 'spec', what: '`name`, `name==1.2` or `sha256:HEX`', required: true },
      { name: 'at', what: 'the day or moment; or `from` and `to`', required: false },
      {
        name: 'from',
        what: 'with `to`: the first moment from then on at which it would have been refused',
        required: false,
      },
      { name: 'to', what: 'the last moment that is looked at', required: false },
      VIEW,
    ],
    returns: 'files with their verdicts, when, and what is not known of then',
  }),
  op({
    id: 'listExposures',
    method: 'GET',
    path: '/exposures',
    what: 'Files that were served and are denied now, the latest first, with who had them.',
    scope: 'admin',
    parameters: [limit, after],
    returns: 'exposures',
  }),
  op({
    id: 'getAdvisories',
    method: 'GET',
    path: '/advisories',
    what: 'Which advisories are in force here, signed: what `rind sync --from rind+https://...` reads first.',
    returns: 'a line for each public key, and the statement with its signature as the last line',
    media: 'text/plain',
  }),
  op({
    id: 'getAdvisoryData',
    method: 'GET',
    path: '/advisories/{sha256}',
    what: 'The bytes of a source that the statement, or the one before it, names by this digest; with ranges.',
    parameters: [{ name: 'sha256', what: 'lower-case hex', required: true }],
    returns: 'a zip of lists of OSV records, or a feed packed by gzip',
    media: 'application/octet-stream',
  }),
];
