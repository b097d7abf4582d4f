import path from 'node:path';
import { err, normalizeName, ok, type Result } from '@rind/pypa';
import type { SourceState } from '../advisory/source-state.sql.ts';
import { storedStates, withStoreLock } from '../advisory/store.fs.ts';
import { hasUpdate, syncBulk } from '../advisory/sync-bulk.http.ts';
import { type SyncContext, type Synced, syncFile } from '../advisory/sync-edit.fs.ts';
import { syncFeed } from '../advisory/sync-feed.http.ts';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import { dataFolder } from '../platform/data-folder.ts';
import { type HttpClient, httpClient } from '../platform/http.ts';
import type { Log } from '../platform/log.ts';
import { type LimitRequest, limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';

/** A sync as a door asks for it. */
export interface SyncRequest extends LimitRequest {
  /** A path or an address; absent for the sources that are known. */
  readonly from?: string;
  /** The source's name; the file's by default, and all that are known where there is no `from`. */
  readonly source?: string;
  readonly dataDir?: string;
  readonly offline: boolean;
  /** Only asks whether there is something new. */
  readonly check: boolean;
  /** Takes over what would be refused. */
  readonly force: boolean;
}

/** What became of one source. */
export interface SyncOutcome {
  readonly name: string;
  readonly result: Result<Synced | 'update' | 'current', Problem>;
}

/** Where a source comes from. */
interface Wanted {
  readonly name: string;
  readonly kind: SourceState['kind'];
  readonly from: { readonly url: string; readonly trusted: boolean } | { readonly file: string };
}

interface Endpoint {
  readonly kind: SourceState['kind'];
  readonly url: string;
  /** The variable by which whoever runs Rind names another place, a mirror. */
  readonly variable: string;
}

/** The public places of the sources that `rind sync` knows. */
const ENDPOINTS: Readonly<Record<'osv' | 'epss' | 'kev', Endpoint>> = {
  osv: {
    kind: 'osv',
    url: 'https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip',
    variable: 'RIND_OSV_URL',
  },
  epss: {
    kind: 'epss',
    url: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz',
    variable: 'RIND_EPSS_URL',
  },
  kev: {
    kind: 'kev',
    url: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
    variable: 'RIND_KEV_URL',
  },
};

/** Loads or refreshes sources, one after the other; the problem is one of all of them. */
export async function runSync(
  machine: Machine,
  log: Log,
  version: string,
  request: SyncRequest,
): Promise<Result<SyncOutcome[], Problem>> {
  const folder = dataFolder(request.dataDir, machine);
  if (folder === undefined) {
    return err(
      problem('file-unreadable', 'there is no home folder to keep data in', {
        hint: 'name a folder with `--data-dir` or `RIND_DATA_DIR`',
      }),
    );
  }
  const states = storedStates(folder);
  const wanted = wantedSources(machine, request, states);
  if (!wanted.ok) return wanted;
  const client = clientFor(machine, version, wanted.value);
  const context: SyncContext = {
    dataFolder: folder,
    log,
    now: machine.now(),
    force: request.force,
    limits: limitsFrom(request),
  };
  const outcomes: SyncOutcome[] = [];
  if (request.check) {
    for (const source of wanted.value) {
      const known = states.find(({ name }) => name === source.name);
      outcomes.push({ name: source.name, result: await check(source, known, client, request.offline) });
    }
    return ok(outcomes);
  }
  return withStoreLock(folder, log, async () => {
    for (const source of wanted.value)
      outcomes.push({ name: source.name, result: await sync(source, client, context, request.offline) });
    return ok(outcomes);
  });
}

/**
 * Fetches OSV's records of PyPI where an audit finds none, and says so. Nothing of the project leaves the machine: it
 * is the same file for everybody.
 */
export async function syncFirst(
  machine: Machine,
  log: Log,
  version: string,
  request: LimitRequest & { readonly dataDir?: string },
): Promise<Result<Synced, Problem>> {
  log.warn("there is no advisory data yet: fetching OSV's records of PyPI, once; `rind sync` refreshes them");
  const outcomes = await runSync(machine, log, version, {
    ...request,
    source: 'osv',
    offline: false,
    check: false,
    force: false,
  });
  if (!outcomes.ok) return outcomes;
  const [outcome] = outcomes.value;
  if (outcome === undefined) throw new Error('one source was asked for');
  const { result } = outcome;
  if (!result.ok) return result;
  if (typeof result.value === 'string') throw new Error('a sync was asked for, and no check');
  return ok(result.value);
}

function clientFor({ variables }: Machine, version: string, wanted: readonly Wanted[]): HttpClient {
  const trusted = new Set<string>();
  for (const { from } of wanted)
    if ('url' in from && from.trusted && URL.canParse(from.url)) trusted.add(new URL(from.url).origin);
  return httpClient({ trusted, variables, agent: `rind/${version}` });
}

function wantedSources(
  machine: Machine,
  request: SyncRequest,
  states: readonly SourceState[],
): Result<Wanted[], Problem> {
  if (request.from !== undefined) {
    const wanted = fromGiven(machine, request.from, request.source);
    return wanted.ok ? ok([wanted.value]) : wanted;
  }
  if (request.source === undefined) {
    const others = states
      .flatMap((state) => fromStored(state) ?? [])
      .filter(({ name }) => !Object.hasOwn(ENDPOINTS, name));
    return ok([...Object.keys(ENDPOINTS).flatMap((name) => fromEndpoint(name, machine, states) ?? []), ...others]);
  }
  const name = normalizeName(request.source);
  const known = states.find((state) => state.name === name);
  const wanted = fromEndpoint(name, machine, states) ?? (known === undefined ? undefined : fromStored(known));
  if (wanted !== undefined) return ok([wanted]);
  return err(
    problem('advisory-source-missing', `nobody said where \`${name}\` comes from`, {
      hint: 'name a path or an address with `--from`',
    }),
  );
}

function fromGiven(machine: Machine, from: string, source: string | undefined): Result<Wanted, Problem> {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(from)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'https' && scheme !== 'http') return err(unsupported(scheme, from));
  const last = scheme === undefined ? path.basename(path.resolve(machine.cwd, from)) : lastSegment(from);
  const name = normalizeName(source ?? last.replace(/\.(?:zip|json|csv|csv\.gz)$/, ''));
  if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(name)) {
    return err(
      problem('advisory-source-missing', `\`${name.slice(0, 100)}\` cannot name a source`, {
        hint: 'name it with `--source NAME`: letters, digits and dashes',
      }),
    );
  }
  const kind = kindOf(name);
  if (scheme === undefined) return ok({ name, kind, from: { file: path.resolve(machine.cwd, from) } });
  return ok({ name, kind, from: { url: from, trusted: true } });
}

/** The feeds have names of their own; every other source has records. */
function kindOf(name: string): SourceState['kind'] {
  return name === 'epss' || name === 'kev' ? name : 'osv';
}

function lastSegment(url: string): string {
  return URL.canParse(url) ? (new URL(url).pathname.split('/').findLast((part) => part !== '') ?? '') : '';
}

/** What is not done yet is refused by name, so that nothing else is taken for it. */
function unsupported(scheme: string, from: string): Problem {
  const whys: Readonly<Record<string, string>> = {
    'osv+https': 'an OSV API answers for one name at a time, so every name that you use would leave this machine',
    'pypi+https': "PyPI's JSON API answers for one name at a time, so every name that you use would leave this machine",
    'rind+https': 'what another Rind serves is to be signed, and there is no signature to verify yet',
  };
  const why = Object.hasOwn(whys, scheme) ? whys[scheme] : `\`${scheme}\` is no kind of source that Rind knows`;
  return problem('sync-unsupported', `\`${redactUrl(from).slice(0, 100)}\` cannot be loaded from: ${why}`, {
    hint: "use OSV's bulk file (`rind sync`), or a folder or zip of OSV records with `--from`",
  });
}

function fromEndpoint(name: string, { variables }: Machine, states: readonly SourceState[]): Wanted | undefined {
  if (name !== 'osv' && name !== 'epss' && name !== 'kev') return undefined;
  const { kind, url, variable } = ENDPOINTS[name];
  const mirror = variables[variable];
  if (mirror !== undefined && mirror !== '') return { name, kind, from: { url: mirror, trusted: true } };
  // A source that was loaded from elsewhere under this name stays with that place.
  const stored = states.find((state) => state.name === name);
  const elsewhere = stored === undefined ? undefined : fromStored(stored);
  return elsewhere ?? { name, kind, from: { url, trusted: false } };
}

/** Who named the address once, on a command line, still means it. One with hidden credentials must be named again. */
function fromStored({ name, kind, origin }: SourceState): Wanted | undefined {
  if (origin.url === undefined || origin.url.includes('***@')) return undefined;
  const isPublic = Object.values(ENDPOINTS).some(({ url }) => url === origin.url);
  return { name, kind, from: { url: origin.url, trusted: !isPublic } };
}

async function check(
  { name, kind, from }: Wanted,
  known: SourceState | undefined,
  client: HttpClient,
  offline: boolean,
): Promise<SyncOutcome['result']> {
  if ('file' in from)
    return err(problem('sync-unsupported', `\`${name}\` comes from a path: \`--check\` asks addresses only`));
  if (offline) return err(isOffline(from.url));
  const update = await hasUpdate(known, from.url, client, kind === 'osv');
  return update.ok ? ok(update.value ? 'update' : 'current') : update;
}

async function sync(
  { name, kind, from }: Wanted,
  client: HttpClient,
  context: SyncContext,
  offline: boolean,
): Promise<Result<Synced, Problem>> {
  if (!('file' in from) && offline) return err(isOffline(from.url));
  if (kind !== 'osv') return syncFeed(kind, from, client, context);
  return 'file' in from ? syncFile(name, from.file, context) : syncBulk(name, from.url, client, context);
}

function isOffline(url: string): Problem {
  return problem('url-refused', `\`${redactUrl(url).slice(0, 200)}\` is not asked: \`--offline\` was given`);
}
