import {
  array,
  boolean,
  enum as choice,
  describe,
  maxLength,
  minLength,
  optional,
  strictObject,
  string,
  type ZodMiniType,
} from 'zod/mini';

/** A person's standing word: the body of `POST /api/v1/rulings`. */
export interface RulingBody {
  readonly verdict: 'deny' | 'allow' | 'hold';
  readonly spec: string;
  readonly reason: string;
  readonly for?: readonly string[] | undefined;
  readonly expires?: string | undefined;
  readonly view?: string | undefined;
  readonly wait?: boolean | undefined;
}

/** How a hold is ended. */
export interface HoldBody {
  readonly reason?: string | undefined;
  readonly sha256?: string | undefined;
  readonly wait?: boolean | undefined;
}

/** A token as it is asked for. */
export interface TokenBody {
  readonly scope: 'read' | 'upload' | 'admin';
  readonly project?: string | undefined;
  readonly expires?: string | undefined;
}

/** A name, or all that begin with it, for uploads. */
export interface ClaimBody {
  readonly name: string;
  readonly prefix?: boolean | undefined;
}

const line = string().check(minLength(1), maxLength(1000));
const wait = optional(boolean().check(describe('whether to answer only when every running gateway acts on it')));

/** What `POST /api/v1/rulings` takes. */
export const RULING_BODY: ZodMiniType<RulingBody> = strictObject({
  verdict: choice(['deny', 'allow', 'hold']).check(describe('what is to be thought of it')),
  spec: line.check(describe('`name`, `name>=1,<2`, `name-*` or `sha256:HEX`')),
  reason: line.check(describe('why: everybody who is refused reads it')),
  for: optional(
    array(line).check(
      minLength(1),
      maxLength(100),
      describe(
        'with `allow`: what it lifts, and nothing else: advisories and rules by their ids, or a decision (`/why/ID`) for all that this one found. Without, it lifts no flaw and no malware',
      ),
    ),
  ),
  expires: optional(line.check(describe('the day on which it ends, `2027-01-31`'))),
  view: optional(
    string().check(
      maxLength(100),
      describe('the view for which it holds, empty for the one at `/simple/`; all without'),
    ),
  ),
  wait,
});

/** What releases or refuses a hold. */
export const HOLD_BODY: ZodMiniType<HoldBody> = strictObject({
  reason: optional(line.check(describe('why'))),
  sha256: optional(line.check(describe('the file for which it holds, where its index gives no hash'))),
  wait,
});

/** What makes a token. */
export const TOKEN_BODY: ZodMiniType<TokenBody> = strictObject({
  scope: choice(['read', 'upload', 'admin']).check(describe('what it is good for; `admin` for everything')),
  project: optional(line.check(describe('the only project that it may upload'))),
  expires: optional(line.check(describe('the day on which it ends, or `never`; after some months without'))),
});

/** What gives a name to uploads. */
export const CLAIM_BODY: ZodMiniType<ClaimBody> = strictObject({
  name: line.check(describe('the name of a project')),
  prefix: optional(boolean().check(describe('whether for every name that begins with it and a `-`, too'))),
});
