import { hash } from 'node:crypto';
import type { NormalizedName } from '@rind/pypa';
import type { AdvisoryStore } from '../../advisory/store.ts';
import { formatInstant } from '../../base/instant.ts';
import type { Download, ServedFile } from '../../evidence/downloads.sql.ts';
import type { InspectedArtifact } from '../../evidence/inspected-artifact.ts';
import type { Notice } from '../../evidence/notices.sql.ts';
import type { FileOrigin } from '../../evidence/pins.sql.ts';
import type { Ruling } from '../../evidence/ruling.ts';
import type { Pace } from '../../platform/pace.ts';
import { parseSpec } from '../../policy/spec.ts';
import type { Grounds } from '../serve/grounds.ts';
import type { Announcing } from './announce.ts';
import { type AffectedFile, judgeServed, type KnownUpstream } from './judge-served.ts';

/** What is remembered of files that went out. */
export interface ServedMemory {
  /** Every project of which something went out. */
  projects(): Promise<readonly string[]>;
  projectsSince(instant: number): Promise<readonly string[]>;
  served(project: string): Promise<readonly ServedFile[]>;
  origins(hashes: readonly string[]): Promise<ReadonlyMap<string, FileOrigin>>;
  inspections(hashes: readonly string[]): Promise<ReadonlyMap<string, InspectedArtifact>>;
  /** Who had a file. */
  downloads(sha256: string): Promise<readonly Download[]>;
}

/** What {@link Exposing} works with. */
export interface ExposingParts {
  readonly memory: ServedMemory;
  readonly grounds: Pick<Grounds, 'advisories' | 'policy' | 'rulings'>;
  readonly views: readonly string[];
  readonly upstreams: ReadonlyMap<string, KnownUpstream>;
  readonly notices: {
    about(kind: string, subject: string): Promise<readonly Notice[]>;
    judged(): Promise<ReadonlyMap<string, string>>;
    judge(all: ReadonlyMap<string, string>): Promise<void>;
  };
  readonly announcing: Pick<Announcing, 'announce'>;
  readonly pace: Pick<Pace, 'inSlices'>;
  /** Epoch milliseconds. */
  now(): number;
}

/** What an exposure event says of one who has the file. */
interface Holder {
  readonly principal: string;
  readonly address: string;
  readonly agent: string;
  readonly first: string;
  readonly last: string;
  readonly times: number;
}

/** Said in every event: what the gateway cannot know, and cannot do. */
const UNASKED =
  'whoever has a copy keeps it: a client with a warm cache (`uv sync --frozen`) installs it without asking this gateway again, so that no request shows that it is still in use; look on the machines named here';

/** Those who had a file that are named in one event; the log and the tables have all. */
const MOST_HOLDERS = 1000;
/** What went out while the decision was being made is looked at again: so far back. Unit: milliseconds. */
const OVERLAP = 60_000;
/** Projects that are noted as judged in one transaction. */
const AT_ONCE = 100;

/**
 * Tells who has files that are refused now. Decides again for every project of which something went out and whose
 * grounds are others than when that was last done; the files of all others are not even looked at.
 */
export class Exposing {
  readonly #parts: ExposingParts;
  /** Epoch milliseconds: when the time before began. */
  #since = Number.NEGATIVE_INFINITY;
  #judged: Map<string, string> | undefined;

  constructor(parts: ExposingParts) {
    this.#parts = parts;
  }

  /** Looks once; how many events it told of. */
  async look(signal: AbortSignal): Promise<number> {
    const { memory, notices, now } = this.#parts;
    const begun = now();
    this.#judged ??= new Map(await notices.judged());
    // A clock that was set back hides nothing: then everything counts as served just now.
    const recent = new Set(await memory.projectsSince(Math.min(this.#since, begun) - OVERLAP));
    const done = new Map<string, string>();
    let told = 0;
    for (const project of await memory.projects()) {
      if (signal.aborted) break;
      const grounds = this.#groundsOf(project);
      if (this.#judged.get(project) === grounds && !recent.has(project)) continue;
      told += await this.#project(project as NormalizedName);
      done.set(project, grounds);
      if (done.size >= AT_ONCE) await this.#note(done);
    }
    await this.#note(done);
    if (!signal.aborted) this.#since = begun;
    return told;
  }

  /** Projects that `advisories` would newly refuse files of that went out. */
  async newlyRefused(before: AdvisoryStore | undefined, advisories: AdvisoryStore): Promise<string[]> {
    const refused: string[] = [];
    for (const project of await this.#parts.memory.projects()) {
      const name = project as NormalizedName;
      if (before?.epochOf(name) === advisories.epochOf(name)) continue;
      const then = new Set((await this.#judge(name, before)).map(({ file }) => keyOf(file)));
      if ((await this.#judge(name, advisories)).some(({ file }) => !then.has(keyOf(file)))) refused.push(project);
    }
    return refused;
  }

  async #note(done: Map<string, string>): Promise<void> {
    if (done.size === 0) return;
    await this.#parts.notices.judge(done);
    for (const [project, grounds] of done) this.#judged?.set(project, grounds);
    done.clear();
  }

  /** What decisions about a project rest on: policies, the words of persons that may be about it, and its epoch. */
  #groundsOf(project: string): string {
    const { grounds, views } = this.#parts;
    const parts = views.flatMap((view) => [
      grounds.policy(view).digest,
      ...grounds.rulings(view).flatMap((ruling) => (mayConcern(ruling, project) ? [ruling.id] : [])),
    ]);
    parts.push(String(grounds.advisories()?.epochOf(project as NormalizedName) ?? ''));
    return hash('sha256', parts.join(' '), 'hex').slice(0, 16);
  }

  async #project(name: NormalizedName): Promise<number> {
    let told = 0;
    for (const affected of await this.#judge(name, this.#parts.grounds.advisories()))
      if (await this.#tell(name, affected)) told++;
    return told;
  }

  async #judge(name: NormalizedName, advisories: AdvisoryStore | undefined): Promise<AffectedFile[]> {
    const { memory, grounds, upstreams, pace, now } = this.#parts;
    advisories?.again();
    const served = await memory.served(name);
    const hashes = [...new Set(served.map(({ sha256 }) => sha256))];
    const [origins, inspections] = [await memory.origins(hashes), await memory.inspections(hashes)];
    return await pace.inSlices(
      judgeServed({
        name,
        served,
        origins,
        inspections,
        upstreams,
        advisories,
        policy: (view) => grounds.policy(view),
        rulings: (view) => grounds.rulings(view),
        now: now(),
      }),
    );
  }

  async #tell(project: NormalizedName, affected: AffectedFile): Promise<boolean> {
    const { notices, announcing, memory, now } = this.#parts;
    const { file, rule, verdict, advisories, summary } = affected;
    const { sha256, view, version, filename } = file;
    const known = await notices.about('exposure', sha256);
    if (known.some(({ body }) => isSame(body, affected))) return false;
    const had = (await memory.downloads(sha256)).filter((one) => one.view === view && one.project === project);
    const at = now();
    const id = hash('sha256', JSON.stringify([sha256, view, rule, [...advisories].sort()]), 'hex').slice(0, 16);
    const event = {
      schema: 'rind.event/1',
      id,
      event: 'exposure',
      at: formatInstant(at),
      project,
      version,
      filename,
      sha256,
      view,
      verdict,
      rule,
      advisories,
      summary,
      holders: had.slice(0, MOST_HOLDERS).map(holderOf),
      holders_total: had.length,
      note: UNASKED,
    };
    const facts = { project, version, filename, view, verdict, rule, advisories, holders: had.length };
    return await announcing.announce(
      { id, kind: 'exposure', at, subject: sha256, body: JSON.stringify(event) },
      { ...facts, summary },
    );
  }
}

function holderOf({ principal, address, agent, first, last, times }: Download): Holder {
  return { principal, address, agent, first: formatInstant(first), last: formatInstant(last), times };
}

function keyOf({ view, sha256 }: ServedFile): string {
  return `${view} ${sha256}`;
}

/** Whether the same was told already: the same rule through the same view, and one and the same advisory. */
function isSame(body: string, { file, rule, advisories }: AffectedFile): boolean {
  // It is our own writing.
  const told: { view: string; rule: string; advisories: readonly string[] } = JSON.parse(body);
  if (told.view !== file.view || told.rule !== rule) return false;
  return advisories.length === 0 || told.advisories.some((id) => advisories.includes(id));
}

/** Whether a person's word may be about a project; one that cannot be read, or names bytes, may. */
function mayConcern({ spec: text }: Ruling, project: string): boolean {
  const spec = parseSpec(text);
  if (!spec.ok || spec.value.kind === 'sha256') return true;
  if (spec.value.kind === 'prefix') return project.startsWith(spec.value.prefix);
  return spec.value.name === project;
}
