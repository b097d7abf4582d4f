import { type NormalizedName, normalizeName, parseName } from '@rind/pypa';
import { parseDate, parseInstant } from '../base/instant.ts';
import { formatSegment, parseTarget } from './target.ts';

/** Through what an index is seen: a view, and as of when. */
export interface Vantage {
  /** Empty for the view at `/simple/`. */
  readonly view: string;
  /** Epoch milliseconds; undefined for now. */
  readonly asOf: number | undefined;
}

/** What a path stands for. */
export type Route =
  | (Vantage & { readonly kind: 'projects'; readonly query: string })
  | (Vantage & { readonly kind: 'project'; readonly name: NormalizedName; readonly query: string })
  | (Vantage & {
      readonly kind: 'file' | 'metadata' | 'provenance';
      readonly name: NormalizedName;
      readonly filename: string;
      /** The version that the path says the file is of; undefined where the path says none. */
      readonly version: string | undefined;
    })
  | (Vantage & { readonly kind: 'json'; readonly name: NormalizedName; readonly version: string | undefined })
  | { readonly kind: 'upload'; readonly view: string }
  | { readonly kind: 'why'; readonly id: string; readonly query: string }
  | { readonly kind: 'api'; readonly segments: readonly string[]; readonly query: string }
  /** Pages for people. */
  | { readonly kind: 'home'; readonly page: 'status' | 'search' | 'holds'; readonly query: string }
  | { readonly kind: 'home'; readonly page: 'project'; readonly project: NormalizedName; readonly query: string }
  | { readonly kind: 'style'; readonly digest: string }
  | { readonly kind: 'health' | 'ready' | 'metrics' | 'feed' | 'nothing' }
  /** `location` is relative: a URL is never built from what the client calls this host. */
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'refused'; readonly status: 400 | 414; readonly why: string };

/** Every kind, in the order in which metrics keep them. */
export const ROUTE_KINDS = [
  'project',
  'file',
  'metadata',
  'provenance',
  'projects',
  'json',
  'upload',
  'why',
  'api',
  'home',
  'style',
  'health',
  'ready',
  'metrics',
  'feed',
  'nothing',
  'redirect',
  'refused',
] as const satisfies readonly Route['kind'][];

const NOTHING: Route = { kind: 'nothing' };
const PLAIN: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['healthz', { kind: 'health' }],
  ['readyz', { kind: 'ready' }],
  ['metrics', { kind: 'metrics' }],
]);
const VIEW = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const WHY = /^[A-Za-z0-9_-]{1,64}$/;

/** What was routed, with the authority of an absolute-form target. */
export interface Routed {
  readonly route: Route;
  readonly authority: string | undefined;
}

/** Reads a request target. Source: PEP 503, 691; CONTRACT, "HTTP (gateway)". */
export function routeOf(raw: string): Routed {
  const target = parseTarget(raw);
  if ('why' in target) return { route: { kind: 'refused', ...target }, authority: undefined };
  const { segments, slash, query, authority } = target;
  const [first] = segments;
  if (first !== 'v') return { route: inView('', segments, slash, query), authority };
  const view = segments[1];
  const route =
    view === undefined || !VIEW.test(view) || segments.length < 3
      ? NOTHING
      : inView(view, segments.slice(2), slash, query);
  return { route, authority };
}

function inView(view: string, segments: readonly string[], slash: boolean, query: string): Route {
  const [first, second] = segments;
  if (first === undefined) return { kind: 'home', page: 'status', query };
  if (first === 'simple') return simple(view, segments, slash, query);
  if (first === 'pypi') return legacyJson(view, segments, slash, query);
  if (first === 'integrity') return integrity(view, segments, slash);
  // Some clients leave the slash out, and none of them follows a redirect with a file in its hands.
  if (first === 'legacy' && segments.length === 1) return { kind: 'upload', view };
  if (view !== '') return NOTHING;
  if (first === 'why' && segments.length === 2 && second !== undefined && WHY.test(second) && !slash)
    return { kind: 'why', id: second, query };
  if (first === 'feeds' && segments.length === 2 && second === 'exposure.atom' && !slash) return { kind: 'feed' };
  if (first === 'project' || first === 'search' || first === 'holds' || first === 'style')
    return forPeople(segments, slash, query);
  if (first === 'api') return { kind: 'api', segments: slash ? [...segments, ''] : segments, query };
  return segments.length === 1 && !slash ? (PLAIN.get(first) ?? NOTHING) : NOTHING;
}

function simple(view: string, segments: readonly string[], slash: boolean, query: string): Route {
  const second = segments[1];
  if (second?.startsWith('@') !== true) return beneath({ view, asOf: undefined }, segments, 1, slash, query);
  const text = second.slice(1);
  const instant = parseInstant(text);
  const day = instant.ok ? instant : parseDate(text);
  if (!day.ok)
    return { kind: 'refused', status: 400, why: 'what follows `@` is a day or a moment, as in `2024-05-01T12:00:00Z`' };
  return beneath({ view, asOf: day.value }, segments, 2, slash, query);
}

/** What lies beneath `simple` or `simple/@INSTANT`: nothing, a project, or a file of one. */
function beneath(vantage: Vantage, segments: readonly string[], at: number, slash: boolean, query: string): Route {
  const [written, filename] = [segments[at], segments[at + 1]];
  if (written === undefined)
    return slash
      ? { kind: 'projects', ...vantage, query }
      : redirect(`${formatSegment(segments[at - 1] ?? '')}/`, query);
  if (!parseName(written).ok || segments.length > at + 2) return NOTHING;
  const name = normalizeName(written);
  if (filename !== undefined) {
    if (slash) return NOTHING;
    return name === written
      ? besides(vantage, name, filename)
      : redirect(`../${name}/${formatSegment(filename)}`, query);
  }
  if (name !== written) return redirect(slash ? `../${name}/` : `${name}/`, query);
  return slash ? { kind: 'project', ...vantage, name, query } : redirect(`${name}/`, query);
}

/** `search`, `holds`, `project/NAME/`, and the stylesheet of all of them. */
function forPeople(segments: readonly string[], slash: boolean, query: string): Route {
  const [first, second] = segments;
  if (first === 'search' || first === 'holds')
    return segments.length === 1 && !slash ? { kind: 'home', page: first, query } : NOTHING;
  if (second === undefined || segments.length !== 2) return NOTHING;
  if (first === 'style')
    return second.endsWith('.css') && !slash ? { kind: 'style', digest: second.slice(0, -'.css'.length) } : NOTHING;
  if (!parseName(second).ok) return NOTHING;
  const name = normalizeName(second);
  if (name !== second) return redirect(slash ? `../${name}/` : `${name}/`, query);
  return slash ? { kind: 'home', page: 'project', project: name, query } : redirect(`${name}/`, query);
}

/** A file, or what lies beside it. Source: PEP 658, "Specification"; PEP 740. */
function besides(vantage: Vantage, name: NormalizedName, filename: string): Route {
  const version = undefined;
  if (filename.endsWith('.metadata'))
    return { kind: 'metadata', ...vantage, name, filename: filename.slice(0, -'.metadata'.length), version };
  if (filename.endsWith('.provenance'))
    return { kind: 'provenance', ...vantage, name, filename: filename.slice(0, -'.provenance'.length), version };
  return { kind: 'file', ...vantage, name, filename, version };
}

/** `pypi/NAME/json` and `pypi/NAME/VERSION/json`, a slash behind them or not: PyPI takes both. */
function legacyJson(view: string, segments: readonly string[], slash: boolean, query: string): Route {
  const [, written, version] = segments;
  const count = segments.length;
  if ((count !== 3 && count !== 4) || segments[count - 1] !== 'json' || written === undefined) return NOTHING;
  if (!parseName(written).ok) return NOTHING;
  const name = normalizeName(written);
  if (name === written)
    return { kind: 'json', view, asOf: undefined, name, version: count === 4 ? version : undefined };
  const up = '../'.repeat(count - 2 + (slash ? 1 : 0));
  return redirect(`${up}${name}/${count === 4 ? `${formatSegment(version ?? '')}/` : ''}json`, query);
}

/** `integrity/NAME/VERSION/FILE/provenance`. Source: docs.pypi.org/api/integrity. */
function integrity(view: string, segments: readonly string[], slash: boolean): Route {
  const [, written, version, filename, last] = segments;
  if (slash || last !== 'provenance' || segments.length !== 5 || written === undefined || filename === undefined)
    return NOTHING;
  if (!parseName(written).ok) return NOTHING;
  return { kind: 'provenance', view, asOf: undefined, name: normalizeName(written), filename, version };
}

function redirect(location: string, query: string): Route {
  return { kind: 'redirect', location: query === '' ? location : `${location}?${query}` };
}
