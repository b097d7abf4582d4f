import {
  array,
  boolean,
  enum as choice,
  describe,
  iso,
  literal,
  nullable,
  number,
  object,
  optional,
  string,
  type ZodMiniType,
} from 'zod/mini';

// What answers have is said here for people and their programs. A newer gateway may say more: nothing forbids it.

const text = string();
const texts = array(text);
const moment = iso.datetime();
const count = number();
const sha256 = string().check(describe('lower-case hex'));
const verdict = choice(['allow', 'hold', 'deny']);
const next = optional(text.check(describe('where the next page begins: `after` of the next question')));
const ending = { expires: nullable(moment), expired: boolean() };

const CHANGED = object({
  id: text,
  epoch: count.check(describe('the change of rulings that it is: a gateway acts on it once it is there')),
  notes: optional(texts.check(describe('what whoever made it should know'))),
  in_force: optional(
    boolean().check(describe('whether every running gateway acts on it; only where that was waited for')),
  ),
});

const HOLD_ENDED = object({
  id: text.check(describe('of the ruling that was made of it; of the hold itself where advisories waited')),
  epoch: optional(count),
  in_force: optional(boolean()),
});

const TOKEN = {
  id: text,
  scope: choice(['read', 'upload', 'admin']),
  project: nullable(text),
  made: moment,
  ...ending,
};

const STATUS = object({
  running: boolean(),
  version: text,
  started: moment,
  dry_run: boolean(),
  restored: optional(text.check(describe('that it goes on from a backup, in words'))),
  epoch: count,
  views: array(
    object({ name: text.check(describe('empty for the one at `/simple/`')), policy: text, upstreams: texts }),
  ),
  advisories: array(
    object({
      name: text,
      records: count,
      newest: text.check(describe('when the newest record was changed, as its source wrote it; may be empty')),
      checked: optional(moment.check(describe('when it was last found to be all that its origin has'))),
    }),
  ),
  sync: object({
    fetches: boolean().check(describe('whether the gateway fetches advisories by itself')),
    from: nullable(text.check(describe('the other Rind that is asked for them; null where the public places are'))),
    state: nullable(moment.check(describe('of that Rind: of when the state is that was taken over'))),
    last: nullable(object({ at: moment, ok: boolean(), why: text })),
  }),
});

const WHY = object({
  id: text,
  verdict,
  subject: object({
    project: text,
    version: optional(text),
    filename: optional(text),
    sha256: optional(nullable(sha256)),
  }),
  view: text,
  rule: object({ id: text, title: text, what: text }),
  summary: text,
  reasons: array(
    object({
      rule: text,
      outcome: choice(['pass', 'fail', 'unknown', 'not-run']),
      level: choice(['off', 'warn', 'hold', 'deny']),
      message: text,
      hint: optional(text),
      waived: optional(text),
    }),
  ),
  evidence: array(
    object({
      kind: text,
      value: text,
      source: text,
      observed_at: optional(moment),
      link: optional(text),
    }),
  ),
  nearest: optional(text.check(describe('the nearest version that is allowed'))),
  found: optional(texts.check(describe('rules and advisories that it rests on: what a release lifts'))),
  release: texts.check(describe('who can release it, and how')),
  current: boolean().check(describe('false when it was made anew since')),
  policy: text,
  decided_at: moment,
  until: optional(moment.check(describe('when time alone ends it'))),
  seconds_left: optional(count),
});

const HOLD = object({
  id: text,
  decision: text,
  view: text,
  project: text,
  version: text,
  filename: text,
  sha256: nullable(sha256),
  rule: text,
  found: texts,
  summary: text,
  since: moment,
  asked: moment,
  times: count,
});

const RULING = object({
  id: text,
  verdict,
  spec: text,
  view: nullable(text.check(describe('null for every view'))),
  reason: text,
  owner: text,
  made: moment,
  ...ending,
  seen: optional(array(sha256).check(describe('the files that an allow of one release is for'))),
  lifts: optional(texts.check(describe('what an allow lifts, where it names that'))),
});

const GATEWAY = object({ id: text, epoch: count, views: texts, started: moment, seen: moment });

const FILE = { project: text, version: text, filename: text, sha256, view: text };
const HOLDER = { principal: text, address: text, agent: text, first: moment, last: moment, times: count };

const REPLAYED = object({
  at: nullable(moment.check(describe('the moment that it is about; null where it was never refused'))),
  files: array(object({ filename: text, verdict, reasons: array(object({ rule: text, message: text })) })),
  unknown: texts.check(describe('what is not known of then')),
  told: boolean().check(describe('whether an answer could be given')),
});

const EXPOSURE = object({
  schema: literal('rind.event/1'),
  event: literal('exposure'),
  id: text,
  at: moment,
  ...FILE,
  verdict: choice(['hold', 'deny']),
  rule: text,
  advisories: texts,
  summary: text,
  holders: array(object(HOLDER)),
  holders_total: count,
  note: text,
});

/** What each operation of `/api/v1` answers that answers JSON, by its id. */
export const API_ANSWERS: ReadonlyMap<string, ZodMiniType> = new Map<string, ZodMiniType>([
  ['getStatus', STATUS],
  ['search', object({ projects: array(object({ name: text })), next })],
  ['getWhy', WHY],
  ['listHolds', object({ holds: array(HOLD), next })],
  ['releaseHold', HOLD_ENDED],
  ['refuseHold', HOLD_ENDED],
  ['listRulings', object({ rulings: array(RULING), next })],
  ['addRuling', CHANGED],
  ['removeRuling', CHANGED],
  ['listGateways', object({ epoch: count, gateways: array(GATEWAY) })],
  ['listTokens', object({ tokens: array(object(TOKEN)), next })],
  ['createToken', object({ ...TOKEN, token: text.check(describe('its text, this once')) })],
  ['revokeToken', object({ id: text })],
  ['listClaims', object({ claims: array(object({ name: text, prefix: boolean(), by: text, made: moment })), next })],
  ['addClaim', object({ id: text.check(describe('the name')), epoch: count, prefix: boolean() })],
  ['removeClaim', object({ id: text.check(describe('the name')), epoch: count })],
  ['listDownloads', object({ downloads: array(object({ ...FILE, ...HOLDER })), next })],
  ['replay', REPLAYED],
  ['listExposures', object({ exposures: array(EXPOSURE), next })],
]);
