import { err, ok, type Result } from '@rind/pypa';
import type { SourceState } from '../advisory/source-state.sql.ts';
import { storedStates, withStoreLock } from '../advisory/store.fs.ts';
import { hasUpdate, syncBulk } from '../advisory/sync-bulk.http.ts';
import { type SyncContext, type Synced, syncFile } from '../advisory/sync-edit.fs.ts';
import { syncFeed } from '../advisory/sync-feed.http.ts';
import { syncOsvApi } from '../advisory/sync-osv-api.http.ts';
import { syncPypiApi } from '../advisory/sync-pypi-api.http.ts';
import type { AskableNames } from '../app/asked-names.ts';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import { neutralize } from '../base/text/neutral.ts';
import { dataFolder } from '../platform/data-folder.ts';
import { type HttpClient, httpClient } from '../platform/http.ts';
import type { Log } from '../platform/log.ts';
import { declaredRind } from './declared-rind.ts';
import { type LimitRequest, limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { type RindPlace, rindPlace } from './rind-place.ts';
import { namesToAsk } from './sync-names.ts';
import { syncRinds } from './sync-rinds.ts';
import { asksByName, isOffline, type NamedPlace, type WantedSource, wantedSources } from './sync-source.ts';

/** A sync as a door asks for it. */
export interface SyncRequest extends LimitRequest {
  /** A path or an address; absent for the sources that are known. */
  readonly from?: string;
  /** The source's name; the file's by default, and all that are known where there is no `from`. */
  readonly source?: string;
  /** The public key of another Rind, or a file of such keys: with `rind+https://…` only. */
  readonly key?: string;
  /** Files and folders whose names a source by name is asked about: with `osv+https://…` and `pypi+https://…` only. */
  readonly for?: readonly string[];
  /** Configuration of what `for` names. */
  readonly config?: string;
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
  const declared = request.from === undefined ? await declaredPlace(machine, request, states) : ok(undefined);
  if (!declared.ok) return declared;
  const wanted = wantedSources(machine, request, states, declared.value);
  if (!wanted.ok) return wanted;
  const named = await namesOf(machine, request, wanted.value);
  if (!named.ok) return named;
  const client = clientFor(machine, version, wanted.value);
  const context: SyncContext = {
    dataFolder: folder,
    log,
    now: machine.now(),
    force: request.force,
    limits: limitsFrom(request),
  };
  const outcomes: SyncOutcome[] = [];
  const places = wanted.value.flatMap(({ from }) => ('rind' in from ? from : []));
  const askRinds = async (): Promise<void> => {
    const asked = declared.value?.rind ?? (request.from === undefined ? undefined : places[0]?.rind);
    outcomes.push(...(await syncRinds(places, { ...request, machine, client, context, named: asked })));
  };
  const others = () =>
    wanted.value.filter(({ name, from }) => !('rind' in from) && !outcomes.some((outcome) => outcome.name === name));
  if (request.check) {
    await askRinds();
    for (const source of others()) {
      const known = states.find(({ name }) => name === source.name);
      outcomes.push({ name: source.name, result: await check(source, known, client, request.offline) });
    }
    return ok(outcomes);
  }
  return withStoreLock(folder, log, async () => {
    await askRinds();
    for (const source of others())
      outcomes.push({ name: source.name, result: await sync(source, client, context, request.offline, named.value) });
    return ok(outcomes);
  });
}

/** The gateway that stands for the public places, with the keys that are believed of it now. */
async function declaredPlace(
  machine: Machine,
  request: LimitRequest,
  states: readonly SourceState[],
): Promise<Result<RindPlace | undefined, Problem>> {
  const declared = await declaredRind(machine, limitsFrom(request));
  if (!declared.ok) return declared;
  if (declared.value === undefined) return ok(undefined);
  const { from, key, folder } = declared.value;
  return rindPlace({ cwd: folder }, { from, key, isPinned: true }, states);
}

/**
 * Fetches OSV's records of PyPI where an audit finds none, and those of CPython beside them, and says so; or what a
 * declared Rind hands out. Nothing of the project leaves the machine: they are the same files for everybody. Without
 * those of CPython it goes on: what needs them stays undetermined.
 */
export async function syncFirst(
  machine: Machine,
  log: Log,
  version: string,
  request: LimitRequest & { readonly dataDir?: string },
): Promise<Result<null, Problem>> {
  const declared = await declaredRind(machine, limitsFrom(request));
  if (!declared.ok) return declared;
  if (declared.value !== undefined) {
    const { from } = declared.value;
    log.warn(`there is no advisory data yet: fetching what \`${from}\` hands out, once; \`rind sync\` refreshes it`);
    const outcomes = await runSync(machine, log, version, { ...request, offline: false, check: false, force: false });
    if (!outcomes.ok) return outcomes;
    const failed = outcomes.value.flatMap(({ result }) => (result.ok ? [] : result));
    const [first] = failed;
    if (first !== undefined && failed.length === outcomes.value.length) return first;
    for (const { error } of failed) log.warn(neutralize(error.message));
    return ok(null);
  }
  log.warn("there is no advisory data yet: fetching OSV's records of PyPI, once; `rind sync` refreshes them");
  const synced = await syncOne(machine, log, version, request, 'osv');
  if (!synced.ok) return synced;
  const python = await syncOne(machine, log, version, request, 'psf');
  if (!python.ok) log.warn(`the records of CPython are not there: ${neutralize(python.error.message)}`);
  return ok(null);
}

async function syncOne(
  machine: Machine,
  log: Log,
  version: string,
  request: LimitRequest & { readonly dataDir?: string },
  source: string,
): Promise<Result<Synced, Problem>> {
  const outcomes = await runSync(machine, log, version, {
    ...request,
    source,
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

/** What may be asked about, where a source is asked by name; nothing where none is. */
async function namesOf(
  machine: Machine,
  request: SyncRequest,
  wanted: readonly WantedSource[],
): Promise<Result<AskableNames | undefined, Problem>> {
  const place = wanted.map(({ from }) => from).find((from) => 'api' in from);
  const { for: paths = [], offline, check } = request;
  if (place === undefined) {
    if (paths.length === 0) return ok(undefined);
    return err(
      problem('sync-unsupported', '`--for` names what a source by name is asked about, and none is meant', {
        hint: 'name one with `--from osv+https://HOST` or `--from pypi+https://HOST`',
      }),
    );
  }
  if (check)
    return err(
      problem('sync-unsupported', `\`${place.origin.slice(0, 100)}\` is asked by name: it has no \`--check\``),
    );
  if (offline) return err(isOffline(place.url));
  if (paths.length === 0) return err(asksByName(place.origin));
  return namesToAsk(machine, { ...request, for: paths });
}

function clientFor({ variables }: Machine, version: string, wanted: readonly WantedSource[]): HttpClient {
  const trusted = new Set<string>();
  for (const { from } of wanted)
    if ('rind' in from) trusted.add(new URL(from.rind).origin);
    else if ('url' in from && ('api' in from || from.trusted) && URL.canParse(from.url))
      trusted.add(new URL(from.url).origin);
  return httpClient({ trusted, variables, agent: `rind/${version}` });
}

async function check(
  { name, from }: WantedSource,
  known: SourceState | undefined,
  client: HttpClient,
  offline: boolean,
): Promise<SyncOutcome['result']> {
  if ('file' in from)
    return err(problem('sync-unsupported', `\`${name}\` comes from a path: \`--check\` asks addresses only`));
  if ('api' in from || 'rind' in from) throw new Error('it is not asked like this');
  if (offline) return err(isOffline(from.url));
  const update = await hasUpdate(known, from.url, client, from.listed);
  return update.ok ? ok(update.value ? 'update' : 'current') : update;
}

async function sync(
  { name, kind, from }: WantedSource,
  client: HttpClient,
  context: SyncContext,
  offline: boolean,
  named: AskableNames | undefined,
): Promise<Result<Synced, Problem>> {
  if ('rind' in from) throw new Error('it is not asked like this');
  if (!('file' in from) && offline) return err(isOffline(from.url));
  if ('api' in from) return syncByName(name, from, named, client, context);
  if (kind !== 'osv') return syncFeed(kind, from, client, context);
  return 'file' in from ? syncFile(name, from.file, context) : syncBulk(name, from.url, client, context, from.listed);
}

/** Says how much leaves this machine before it does. */
async function syncByName(
  name: string,
  { api, url, origin }: NamedPlace,
  named: AskableNames | undefined,
  client: HttpClient,
  context: SyncContext,
): Promise<Result<Synced, Problem>> {
  if (named === undefined) return err(asksByName(origin, name));
  const { releases, kept } = named;
  const host = neutralize(redactUrl(url).slice(0, 100));
  const left = kept === 0 ? '' : `; ${kept} that may be of another index are not sent`;
  if (api === 'osv') {
    const names = [...new Set(releases.map((release) => release.name))];
    context.log.warn(`${names.length} names are sent to \`${host}\`${left}`);
    return syncOsvApi(name, { url, origin, names }, client, context);
  }
  const pinned = releases.flatMap(({ name: project, version }) =>
    version === null ? [] : [{ name: project, version }],
  );
  context.log.warn(`${pinned.length} names and versions are sent to \`${host}\`${left}`);
  return syncPypiApi(name, { url, origin, releases: pinned }, client, context);
}
