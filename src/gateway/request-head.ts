/** The headers that the gateway looks at; undefined where the request has none. */
export interface RequestHead {
  host: string | undefined;
  accept: string | undefined;
  acceptEncoding: string | undefined;
  userAgent: string | undefined;
  authorization: string | undefined;
  ifNoneMatch: string | undefined;
  ifRange: string | undefined;
  range: string | undefined;
  origin: string | undefined;
  fetchSite: string | undefined;
  forwardedFor: string | undefined;
  contentType: string | undefined;
  contentLength: string | undefined;
  transferEncoding: string | undefined;
}

type Field = keyof RequestHead;

/** Null for one that every client sends, and nobody looks at. */
const NAMES: readonly (readonly [name: string, field: Field | null])[] = [
  ['host', 'host'],
  ['accept', 'accept'],
  ['accept-encoding', 'acceptEncoding'],
  ['user-agent', 'userAgent'],
  ['authorization', 'authorization'],
  ['if-none-match', 'ifNoneMatch'],
  ['if-range', 'ifRange'],
  ['range', 'range'],
  ['origin', 'origin'],
  ['sec-fetch-site', 'fetchSite'],
  ['x-forwarded-for', 'forwardedFor'],
  ['content-type', 'contentType'],
  ['content-length', 'contentLength'],
  ['transfer-encoding', 'transferEncoding'],
  ['connection', null],
];

/** Names as clients mostly write them: `user-agent`, `User-Agent`. */
const FIELDS: ReadonlyMap<string, Field | null> = new Map(
  NAMES.flatMap(([name, field]) => [
    [name, field],
    [name.replace(/\b[a-z]/g, (first) => first.toUpperCase()), field],
  ]),
);

/** Lists, whose lines add up. Source: RFC 9110, 5.3. */
const LISTS: ReadonlySet<Field> = new Set(['accept', 'acceptEncoding', 'ifNoneMatch', 'forwardedFor']);

/**
 * Reads the headers that matter, from names and values by turns as they came. Undefined where one that
 * stands once stands twice: which of two `Host` or `Authorization` counts is what smugglers live on.
 */
export function readHead(raw: readonly string[]): RequestHead | undefined {
  const head: RequestHead = {
    host: undefined,
    accept: undefined,
    acceptEncoding: undefined,
    userAgent: undefined,
    authorization: undefined,
    ifNoneMatch: undefined,
    ifRange: undefined,
    range: undefined,
    origin: undefined,
    fetchSite: undefined,
    forwardedFor: undefined,
    contentType: undefined,
    contentLength: undefined,
    transferEncoding: undefined,
  };
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const known = FIELDS.get(name);
    // Any other way of writing a name is as good, and needs a copy. Source: RFC 9110, 5.1.
    const field = known === undefined ? FIELDS.get(name.toLowerCase()) : known;
    if (field === undefined || field === null) continue;
    const value = raw[i + 1] ?? '';
    const before = head[field];
    if (before === undefined) head[field] = value;
    else if (LISTS.has(field)) head[field] = `${before}, ${value}`;
    else return undefined;
  }
  return head;
}
