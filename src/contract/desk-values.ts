import { array, boolean, nullable, number, object, optional, string, type ZodMiniType } from 'zod/mini';

/** What a change answers. */
export interface ChangedValue {
  readonly id: string;
  readonly epoch: number;
  /** What whoever made it should know. */
  readonly notes?: readonly string[] | undefined;
  /** Whether every running gateway acts on it; only where that was waited for. */
  readonly in_force?: boolean | undefined;
}

/** A standing word, as it is listed. */
export interface RulingValue {
  readonly id: string;
  readonly verdict: string;
  readonly spec: string;
  readonly view: string | null;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string | null;
  readonly expired: boolean;
  /** SHA-256 of the files that an allow of one release is for. */
  readonly seen?: readonly string[] | undefined;
  /** Ids of what an allow lifts, where it names them. */
  readonly lifts?: readonly string[] | undefined;
}

/** What waits for a person, as it is listed. */
export interface HoldValue {
  readonly id: string;
  readonly view: string;
  readonly project: string;
  readonly version: string;
  readonly filename: string;
  readonly sha256: string | null;
  readonly rule: string;
  readonly found: readonly string[];
  readonly summary: string;
  readonly since: string;
  readonly times: number;
}

/** A token, as it is listed. */
export interface TokenValue {
  readonly id: string;
  readonly scope: string;
  readonly project: string | null;
  readonly made: string;
  readonly expires: string | null;
  readonly expired: boolean;
}

/** A token that was made, with its text. */
export interface MadeTokenValue extends TokenValue {
  readonly token: string;
}

/** A name that was given to uploads. */
export interface ClaimValue {
  readonly name: string;
  readonly prefix: boolean;
  readonly by: string;
  readonly made: string;
}

/** Who had a file. */
export interface DownloadValue {
  readonly project: string;
  readonly version: string;
  readonly filename: string;
  readonly sha256: string;
  readonly view: string;
  readonly principal: string;
  readonly address: string;
  readonly agent: string;
  readonly first: string;
  readonly last: string;
  readonly times: number;
}

const text = string();
const ending = { expires: nullable(text), expired: boolean() };

// A newer gateway may say more: what is not known is passed over.

/** Reads what a change answers. */
export const CHANGED: ZodMiniType<ChangedValue> = object({
  id: text,
  epoch: number(),
  notes: optional(array(text)),
  in_force: optional(boolean()),
});

/** Reads the token that was made. */
export const MADE_TOKEN: ZodMiniType<MadeTokenValue> = object({
  id: text,
  scope: text,
  project: nullable(text),
  made: text,
  token: text,
  ...ending,
});

/** Reads an id alone. */
export const ID: ZodMiniType<{ readonly id: string }> = object({ id: text });

/** One page of a list. */
export interface ListValue<T> {
  readonly entries: readonly T[];
  /** Where the next page begins. */
  readonly next?: string | undefined;
}

/** Reads one page of a list. */
export interface ListReader<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: ListValue<T> } | { readonly success: false };
}

function listOf<T>(key: string, entry: ZodMiniType<T>): ListReader<T> {
  const entries = array(entry);
  const next = object({ next: optional(text) });
  return {
    safeParse(value) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return { success: false };
      const found = entries.safeParse(Object.entries(value).find(([name]) => name === key)?.[1]);
      const more = next.safeParse(value);
      if (!found.success || !more.success) return { success: false };
      return { success: true, data: { entries: found.data, next: more.data.next } };
    },
  };
}

/** Reads `GET /api/v1/rulings`. */
export const RULINGS: ListReader<RulingValue> = listOf(
  'rulings',
  object({
    id: text,
    verdict: text,
    spec: text,
    view: nullable(text),
    reason: text,
    owner: text,
    ...ending,
    seen: optional(array(text)),
    lifts: optional(array(text)),
  }),
);

/** Reads `GET /api/v1/holds`. */
export const HOLDS: ListReader<HoldValue> = listOf(
  'holds',
  object({
    id: text,
    view: text,
    project: text,
    version: text,
    filename: text,
    sha256: nullable(text),
    rule: text,
    found: array(text),
    summary: text,
    since: text,
    times: number(),
  }),
);

/** Reads `GET /api/v1/tokens`. */
export const TOKENS: ListReader<TokenValue> = listOf(
  'tokens',
  object({ id: text, scope: text, project: nullable(text), made: text, ...ending }),
);

/** Reads `GET /api/v1/claims`. */
export const CLAIMS: ListReader<ClaimValue> = listOf(
  'claims',
  object({ name: text, prefix: boolean(), by: text, made: text }),
);

/** Reads `GET /api/v1/downloads`. */
export const DOWNLOADS: ListReader<DownloadValue> = listOf(
  'downloads',
  object({
    project: text,
    version: text,
    filename: text,
    sha256: text,
    view: text,
    principal: text,
    address: text,
    agent: text,
    first: text,
    last: text,
    times: number(),
  }),
);
