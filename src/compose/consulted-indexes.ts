import path from 'node:path';
import {
  compareVersions,
  contains,
  isNormalizedName,
  type NormalizedName,
  ok,
  parseVersion,
  type Requirement,
  type Result,
  type Version,
} from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import type { ReleaseFacts } from '../evidence/release-facts.ts';
import { credentialsFor } from '../index/credentials.ts';
import { type IndexClient, indexClient } from '../index/index-client.http.ts';
import { readNetrc } from '../index/netrc.fs.ts';
import { type ReleaseLag, releaseLag } from '../index/newest-release.ts';
import { pageFolder } from '../index/page-folder.fs.ts';
import { NO_PAGE_STORE } from '../index/page-store.ts';
import { releaseFacts } from '../index/release-facts.ts';
import { type Upstream, upstreamOf } from '../index/upstream.ts';
import { type Component, componentId } from '../inventory/component.ts';
import { dataFolder } from '../platform/data-folder.ts';
import { httpClient } from '../platform/http.ts';
import type { Log } from '../platform/log.ts';
import { noteUnseen } from '../platform/reads.fs.ts';
import type { Machine } from './machine.ts';

/** Which index is asked. */
export interface IndexRequest {
  /** The address that a person named instead of PyPI's. */
  readonly indexUrl?: string;
  readonly dataDir?: string;
}

/** What an index says of the components of a run. */
export interface ConsultedIndexes {
  /** By component id. */
  readonly releases: ReadonlyMap<string, ReleaseFacts>;
  readonly lags: ReadonlyMap<string, ReleaseLag>;
  readonly problems: readonly Problem[];
}

/** PyPI's simple pages. */
const PYPI = 'https://pypi.org/simple/';
/** Names that are told one by one of those that could not be looked up. */
const MOST_NAMED = 5;

/**
 * Asks an index about what a run uses: PyPI, or what stands in for it, for components that come from there. An index
 * that only a lock names is not asked: whoever wrote the lock must not make us send requests.
 * Problem: `index-invalid`.
 */
export async function consultIndexes(
  machine: Machine,
  log: Log,
  version: string,
  components: readonly Component[],
  request: IndexRequest,
): Promise<Result<ConsultedIndexes, Problem>> {
  const opened = await openIndex(machine, version, request);
  if (!opened.ok) return opened;
  const { client, upstream } = opened.value;
  const asked = components.filter(isOfPypi);
  const byName = Map.groupBy(asked, ({ name }) => name);
  const look = new Look(client, upstream);
  let done = 0;
  await Promise.all(
    [...byName].map(async ([name, same]) => {
      await look.at(name, same);
      log.progress(`asking ${redactUrl(upstream.url)}`, ++done, byName.size);
    }),
  );
  return ok({ releases: look.releases, lags: look.lags, problems: look.problems(components.length - asked.length) });
}

/**
 * The newest release that a requirement admits, as pip would take it: no yanked one, a pre-release only where there is
 * nothing else. Undefined where the index has none, or cannot be asked. Problem: `index-invalid`.
 */
export async function newestMatching(
  machine: Machine,
  version: string,
  { normalizedName, specifiers }: Requirement,
  request: IndexRequest,
): Promise<Result<Version | undefined, Problem>> {
  const opened = await openIndex(machine, version, request);
  if (!opened.ok) return opened;
  const answer = await opened.value.client.page(opened.value.upstream, normalizedName, { attempts: 2 });
  if (answer.state !== 'found') return ok(undefined);
  const offered = [...answer.page.files].flatMap(({ distribution, yanked }) =>
    yanked === false && contains(specifiers, distribution.version, { preReleases: true }) ? [distribution.version] : [],
  );
  const stable = offered.filter(({ early }) => !early);
  return ok((stable.length > 0 ? stable : offered).sort(compareVersions).at(-1));
}

interface OpenedIndex {
  readonly client: IndexClient;
  readonly upstream: Upstream;
}

async function openIndex(
  machine: Machine,
  version: string,
  request: IndexRequest,
): Promise<Result<OpenedIndex, Problem>> {
  const { variables, home, now } = machine;
  // What is kept of an index, and a person's netrc, are no files that an answer could be held to later.
  noteUnseen();
  const url = request.indexUrl ?? PYPI;
  const netrc = await readNetrc(variables, home);
  const credentials = credentialsFor({ name: 'index', url }, { variables, netrc });
  const given = { name: 'index', url, mirrors: 'pypi', trusted: true } as const;
  const upstream = upstreamOf(credentials === undefined ? given : { ...given, credentials });
  if (!upstream.ok) return upstream;
  const folder = dataFolder(request.dataDir, machine);
  const client = indexClient({
    http: httpClient({ trusted: new Set(), variables, agent: `rind/${version}` }),
    store: folder === undefined ? NO_PAGE_STORE : await pageFolder(path.join(folder, 'pages')),
    now,
  });
  return ok({ client, upstream: upstream.value });
}

/** Whether a component is PyPI's by what is known of it. */
function isOfPypi({ source: { kind, url }, version }: Component): boolean {
  return version !== null && ((kind === 'index' && url === undefined) || kind === 'installed');
}

/** Looks projects up, and keeps what it found. */
class Look {
  readonly releases = new Map<string, ReleaseFacts>();
  readonly lags = new Map<string, ReleaseLag>();
  readonly #client: IndexClient;
  readonly #upstream: Upstream;
  readonly #failed: string[] = [];
  #why: Problem | undefined;

  constructor(client: IndexClient, upstream: Upstream) {
    this.#client = client;
    this.#upstream = upstream;
  }

  async at(name: NormalizedName, components: readonly Component[]): Promise<void> {
    if (!isNormalizedName(name)) return;
    const answer = await this.#client.page(this.#upstream, name, { attempts: 2 });
    if (answer.state === 'unavailable') {
      this.#failed.push(name);
      this.#why ??= answer.problem;
    }
    if (answer.state !== 'found') return;
    for (const component of components) {
      const version = parseVersion(component.version ?? '');
      const facts = version.ok ? releaseFacts(answer.page, version.value) : undefined;
      const id = componentId(component);
      if (facts !== undefined) this.releases.set(id, facts);
      const lag = releaseLag(answer.page, component.version ?? '');
      if (lag !== undefined) this.lags.set(id, lag);
    }
  }

  problems(elsewhere: number): Problem[] {
    const problems: Problem[] = [];
    if (this.#failed.length > 0) {
      const names = this.#failed.sort().slice(0, MOST_NAMED).join('`, `');
      const more = this.#failed.length > MOST_NAMED ? ` and ${this.#failed.length - MOST_NAMED} more` : '';
      const cause = this.#why?.message;
      const message = `the index could not be asked about \`${names}\`${more}`;
      problems.push(problem('index-unavailable', message, cause === undefined ? {} : { cause }));
    }
    if (elsewhere > 0) {
      const message = `${elsewhere} of the components are not pinned, or not of PyPI, and were not looked up`;
      problems.push(problem('index-not-asked', message));
    }
    return problems;
  }
}
