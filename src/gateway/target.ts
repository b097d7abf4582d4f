/** A request target, taken apart: the path's segments decoded exactly once. */
export interface Target {
  readonly segments: readonly string[];
  /** Whether the path ends in a slash. */
  readonly slash: boolean;
  /** What stands behind `?`, as it came; empty without one. */
  readonly query: string;
  /** Host and port of an absolute-form target, which count instead of `Host`. Source: RFC 9112, 3.2.2. */
  readonly authority: string | undefined;
}

/** Why a target is not looked up. */
export interface TargetFault {
  readonly status: 400 | 414;
  readonly why: string;
}

/** The longest request target. Longest real ones: a wheel's file name under its project. */
const MOST_TARGET = 2048;

/** What a path may hold raw: visible ASCII but backslash and `#`. Source: RFC 3986, 3.3. */
const RAW = /^[!"$-[\]-~]*$/;
const ESCAPE = /%[0-9A-Fa-f]{2}/;
/** A second way to write a path, or what acts on a terminal or a header. */
const FORBIDDEN = /[/\\\u0000-\u001f\u007f-\u009f]/;

const MALFORMED: TargetFault = { status: 400, why: 'the path is malformed' };
const TOO_LONG: TargetFault = { status: 414, why: `the path is longer than ${MOST_TARGET} characters` };

/**
 * Takes a request target apart. Whatever two readers could read in two ways is refused: an escaped slash,
 * backslash or NUL, what is escaped twice, invalid UTF-8, dot segments, empty segments, raw characters
 * that are no part of a URL. `+` is a plus.
 */
export function parseTarget(raw: string): Target | TargetFault {
  if (raw.length > MOST_TARGET) return TOO_LONG;
  if (!RAW.test(raw)) return MALFORMED;
  let authority: string | undefined;
  let target = raw;
  if (raw.charCodeAt(0) !== 0x2f) {
    const absolute = /^https?:\/\/([^/?@]+)(?=[/?]|$)/i.exec(raw);
    if (absolute === null) return MALFORMED;
    authority = absolute[1];
    target = raw.slice(absolute[0].length);
    if (!target.startsWith('/')) target = `/${target}`;
  }
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const slash = path.endsWith('/');
  const segments = path === '/' ? [] : path.slice(1, slash ? -1 : undefined).split('/');
  for (let i = 0; i < segments.length; i++) {
    const segment = decodeSegment(segments[i] ?? '');
    if (segment === undefined) return MALFORMED;
    segments[i] = segment;
  }
  return { segments, slash, query, authority };
}

/** A segment decoded once, or undefined for one that is refused. */
function decodeSegment(raw: string): string | undefined {
  if (raw === '' || raw === '.' || raw === '..') return undefined;
  if (!raw.includes('%')) return raw;
  let text: string;
  try {
    text = decodeURIComponent(raw);
  } catch {
    return undefined;
  }
  return FORBIDDEN.test(text) || ESCAPE.test(text) || text === '.' || text === '..' ? undefined : text;
}

/** A parameter of a query, decoded once; `+` is a plus. Undefined where it is missing, stands twice or is malformed. */
export function queryParameter(query: string, name: string): string | undefined {
  let found: string | undefined;
  if (query === '') return found;
  for (const part of query.split('&')) {
    const equals = part.indexOf('=');
    if ((equals < 0 ? part : part.slice(0, equals)) !== name) continue;
    if (found !== undefined) return undefined;
    try {
      found = equals < 0 ? '' : decodeURIComponent(part.slice(equals + 1));
    } catch {
      return undefined;
    }
  }
  return found;
}

/** Writes a segment so that {@link parseTarget} reads it back, and no colon of it begins a scheme. */
export function formatSegment(text: string): string {
  return encodeURIComponent(text).replaceAll('%2B', '+').replaceAll('%40', '@');
}
