import { compareVersions, parseVersion, type Version } from '@rind/pypa';
import { Gate } from '../../base/gate.ts';
import { sortedInPieces } from '../../base/sorted-in-pieces.ts';
import type { Pace } from '../../platform/pace.ts';
import type { Absent, Forbidden, Later } from './answers.ts';
import type { Asker, ProjectAsk } from './ask.ts';
import type {
  AdvisoryOverview,
  FileOverview,
  Overview,
  ProjectOverview,
  ReleaseOverview,
  StatusOverview,
  SyncOverview,
  UpstreamOverview,
  WaitingOverview,
} from './overview.ts';
import type { Projects } from './projects.ts';
import type { Standing, StandingFile } from './standing.ts';

/** What {@link Overseeing} works with. */
export interface OverseeingParts {
  readonly projects: Pick<Projects, 'standing'>;
  readonly pace: Pick<Pace, 'within' | 'inSlices'>;
  /** Milliseconds that somebody waits for a project to be looked up. */
  readonly patienceMs: number;
  readonly version: string;
  readonly dryRun: boolean;
  /** What a restored gateway says of itself; undefined for one that is not. */
  readonly restored: string | undefined;
  /** Why somebody may not read a view; undefined when it may. */
  readFault(view: string, asker: Asker): Forbidden | Absent | undefined;
  /** Why somebody may not administer; undefined when it may. */
  adminFault(asker: Asker): Forbidden | undefined;
  views(): StatusOverview['views'];
  upstreams(): readonly UpstreamOverview[];
  advisories(): readonly AdvisoryOverview[] | undefined;
  /** Whether there are advisories, and every source of them could be read to its end. */
  isWhole(): boolean;
  /** How the gateway comes by them. */
  syncing(): Promise<SyncOverview>;
  /** Names that were asked for or uploaded here. */
  names(view: string): Promise<readonly string[]>;
  waiting(): Promise<readonly WaitingOverview[]>;
}

/** Names that one search gives. */
const MOST_FOUND = 200;
/** The longest part of a name that is looked for: a project's name has few more. */
const MOST_PART = 100;
/** Warnings that are told of one file. */
const MOST_WARNINGS = 5;

/** Shows people what the gateway knows and thinks: to those who may read it. */
export class Overseeing implements Overview {
  readonly #parts: OverseeingParts;
  /** Of the project that was looked at last: it is far more than what is kept of it otherwise. */
  #shown: { readonly standing: Standing; readonly project: Shown } | undefined;

  /** One after the other: it takes time and memory, and others have a turn between. */
  readonly #showing = new Gate(1);

  constructor(parts: OverseeingParts) {
    this.#parts = parts;
  }

  async status(asker: Asker): Promise<StatusOverview | Absent | Forbidden> {
    const { adminFault, advisories, dryRun, isWhole, names, readFault, restored } = this.#parts;
    const { syncing, upstreams, version, views, waiting } = this.#parts;
    const refused = readFault('', asker);
    if (refused !== undefined) return refused;
    return {
      answer: 'status',
      version,
      dryRun,
      restored,
      views: views(),
      upstreams: upstreams(),
      advisories: advisories(),
      isWhole: isWhole(),
      sync: await syncing(),
      projects: (await names('')).length,
      waiting: adminFault(asker) === undefined ? (await waiting()).length : undefined,
    };
  }

  async search(
    view: string,
    part: string,
    asker: Asker,
  ): Promise<
    { readonly answer: 'names'; readonly names: readonly string[]; readonly all: number } | Absent | Forbidden
  > {
    const refused = this.#parts.readFault(view, asker);
    if (refused !== undefined) return refused;
    const sought = part
      .trim()
      .slice(0, MOST_PART)
      .toLowerCase()
      .replace(/[-_.]+/g, '-');
    const found = (await this.#parts.names(view)).filter((name) => name.includes(sought));
    const [first, rest] = [
      found.filter((name) => name.startsWith(sought)),
      found.filter((name) => !name.startsWith(sought)),
    ];
    return { answer: 'names', names: [...first, ...rest].slice(0, MOST_FOUND), all: found.length };
  }

  async project(ask: ProjectAsk): Promise<ProjectOverview | Later | Absent | Forbidden> {
    const { dryRun, pace, patienceMs, projects, readFault } = this.#parts;
    const refused = readFault(ask.view, ask.asker);
    if (refused !== undefined) return refused;
    const made = projects.standing(ask.view, ask.name);
    const standing = made instanceof Promise ? await pace.within(made, patienceMs) : made;
    if (standing === undefined) return { answer: 'later', why: `\`${ask.name}\` is being looked up`, retryAfter: 5 };
    if (standing.state === 'absent') return { answer: 'absent', why: standing.why };
    if (standing.state === 'unavailable') return { answer: 'later', why: standing.why, retryAfter: 5 };
    const project = await this.#showing.run(async () => {
      const known = this.#shown?.standing === standing ? this.#shown.project : undefined;
      const shown = known ?? (await pace.inSlices(shownOf(standing)));
      this.#shown = { standing, project: shown };
      return shown;
    });
    return {
      answer: 'project',
      name: ask.name,
      status: standing.page.page.status,
      ...project,
      dryRun,
    };
  }

  async holds(
    asker: Asker,
  ): Promise<{ readonly answer: 'holds'; readonly holds: readonly WaitingOverview[] } | Absent | Forbidden> {
    const refused = this.#parts.adminFault(asker);
    return refused ?? { answer: 'holds', holds: await this.#parts.waiting() };
  }
}

type Shown = Pick<ProjectOverview, 'origins' | 'releases'>;

/** Files that are looked at between two pauses. */
const AT_ONCE = 32;

/** The newest first; a version that cannot be read comes last. With pauses. */
function* shownOf({ files }: Standing): Generator<void, Shown, void> {
  const origins = new Set<string>();
  const found = new Map<string, { readonly version: Version | undefined; readonly files: FileOverview[] }>();
  for (let at = 0; at < files.length; at++) {
    if (at % AT_ONCE === AT_ONCE - 1) yield;
    const file = files.at(at);
    if (file === undefined) continue;
    origins.add(file.upstream);
    const version = parseVersion(file.version);
    const release = found.get(file.version) ?? { version: version.ok ? version.value : undefined, files: [] };
    found.set(file.version, release);
    release.files.push(overviewOf(file));
  }
  const sorted = yield* sortedInPieces([...found], ([, a], [, b]) => {
    if (a.version === undefined || b.version === undefined)
      return Number(a.version === undefined) - Number(b.version === undefined);
    return compareVersions(b.version, a.version);
  });
  const releases = sorted.map(([version, { files: all }]): ReleaseOverview => {
    const since = all.reduce((first, one) => Math.min(first, one.since), Number.POSITIVE_INFINITY);
    return { version, since, files: all };
  });
  return { origins: [...origins], releases };
}

function overviewOf({ file, sha256, size, since, isOffered, isJudged, decision, denial }: StandingFile): FileOverview {
  const { filename, yanked } = file;
  const warnings = decision.reasons.flatMap(({ rule, level, outcome, waiver }) =>
    outcome.outcome === 'fail' && (level === 'warn' || waiver !== undefined)
      ? [{ rule, message: outcome.message }]
      : [],
  );
  return {
    filename,
    sha256,
    size: size ?? file.size,
    since,
    yanked: yanked === false ? undefined : yanked === true ? '' : yanked,
    isListed: isOffered,
    isJudged,
    verdict: decision.verdict,
    denial,
    warnings: warnings.slice(0, MOST_WARNINGS),
  };
}
