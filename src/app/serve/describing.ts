import { hash } from 'node:crypto';
import {
  compareVersions,
  formatVersion,
  type NormalizedName,
  parseVersion,
  readVersion,
  type Version,
} from '@rind/pypa';
import type { AdvisoryStore } from '../../advisory/store.ts';
import { picked, type Sequence } from '../../base/sequence.ts';
import { sortedInPieces } from '../../base/sorted-in-pieces.ts';
import type { ProjectFacts } from '../../index/project-json.ts';
import type { Pace } from '../../platform/pace.ts';
import type { Absent, ContentAnswer, Forbidden, Later } from './answers.ts';
import type { Asker, ProjectAsk } from './ask.ts';
import type { LegacyJson } from './desk.ts';
import { legacyJson } from './legacy-json.ts';
import { legacyVulnerabilities } from './legacy-vulnerabilities.ts';
import { OWN } from './ports.ts';
import type { Projects } from './projects.ts';
import { infoOfIndex, infoOfMetadata, infoOfNothing, type ReleaseInfo } from './release-info.ts';
import type { Standing, StandingFile } from './standing.ts';

/** What {@link Describing} works with. */
export interface DescribingParts {
  readonly projects: Pick<Projects, 'standing'>;
  readonly pace: Pick<Pace, 'within' | 'inSlices'>;
  /** Milliseconds that somebody waits for a project to be looked up. */
  readonly patienceMs: number;
  readonly dryRun: boolean;
  /** The configured address of this gateway without its last slash; empty where there is none. */
  readonly publicUrl: string;
  /** Why somebody may not read a view; undefined when it may. */
  mayRead(view: string, asker: Asker): Forbidden | Absent | undefined;
  advisories(): AdvisoryStore | undefined;
  /** The metadata of a file that was looked into. */
  metadata(sha256: string): Promise<Uint8Array | undefined>;
  /** What an upstream's JSON API says of a project; undefined where it says nothing. */
  facts(upstream: string, name: NormalizedName): Promise<ProjectFacts | undefined>;
}

/** Which denied files are not listed. */
type LeavesOut = 'nothing' | 'omitted' | 'denied';

/** The files that are offered, by release, the lowest first. */
interface Releases {
  readonly files: ReadonlyMap<string, Sequence<StandingFile>>;
  /** The newest release that is allowed and not withdrawn, a final one where there is one; else the newest of all. */
  readonly newest: string | undefined;
}

/** Files that are looked at between two pauses. */
const AT_ONCE = 32;

/** Documents of one standing that are kept: of each release that is asked for. */
const MOST_KEPT = 200;

/** Answers PyPI's JSON API: from what is decided, the advisories, and a release's own words. */
export class Describing implements LegacyJson {
  readonly #parts: DescribingParts;
  readonly #kept = new WeakMap<Standing, Map<string, Promise<ContentAnswer>>>();

  readonly #releases = new WeakMap<Standing, Map<LeavesOut, Promise<Releases>>>();

  constructor(parts: DescribingParts) {
    this.#parts = parts;
  }

  async legacyJson(ask: ProjectAsk & { readonly version?: string }): Promise<ContentAnswer> {
    const standing = await this.#standing(ask);
    if ('answer' in standing) return standing;
    // What its page leaves out is not here either: for Poetry all that is denied.
    const { dryRun } = this.#parts;
    const leavesOut = dryRun ? 'nothing' : ask.asker.client === 'poetry' ? 'denied' : 'omitted';
    const { files: releases, newest } = await this.#releasesOf(standing, leavesOut);
    const wanted = ask.version === undefined ? newest : releaseNamed(releases, ask.version);
    const version = wanted ?? '';
    if (!releases.has(version)) return { answer: 'absent', why: `\`${ask.name}\` has no such release` };
    const documents = this.#kept.get(standing) ?? new Map<string, Promise<ContentAnswer>>();
    this.#kept.set(standing, documents);
    const key = `${leavesOut} ${ask.view} ${ask.version === undefined} ${version}`;
    const known = documents.get(key);
    if (known !== undefined) return known;
    if (documents.size >= MOST_KEPT) documents.clear();
    const made = this.#make(ask, releases, version);
    documents.set(key, made);
    made.catch(() => documents.delete(key));
    return made;
  }

  async #standing(ask: ProjectAsk): Promise<Standing | Later | Absent | Forbidden> {
    const { mayRead, pace, patienceMs, projects } = this.#parts;
    const refused = mayRead(ask.view, ask.asker);
    if (refused !== undefined) return refused;
    const made = projects.standing(ask.view, ask.name);
    const standing = made instanceof Promise ? await pace.within(made, patienceMs) : made;
    if (standing === undefined) return { answer: 'later', why: `\`${ask.name}\` is being looked up`, retryAfter: 5 };
    if (standing.state === 'found') return standing;
    if (standing.state === 'absent') return { answer: 'absent', why: standing.why };
    return { answer: 'later', why: standing.why, retryAfter: 5 };
  }

  #releasesOf(standing: Standing, leavesOut: LeavesOut): Promise<Releases> {
    const known = this.#releases.get(standing) ?? new Map<LeavesOut, Promise<Releases>>();
    this.#releases.set(standing, known);
    const releases = known.get(leavesOut) ?? this.#parts.pace.inSlices(releasesOf(standing, leavesOut));
    known.set(leavesOut, releases);
    return releases;
  }

  async #make(
    { name, view, version: asked }: ProjectAsk & { readonly version?: string },
    releases: Releases['files'],
    version: string,
  ): Promise<ContentAnswer> {
    const { advisories, dryRun, pace, publicUrl } = this.#parts;
    const info = await this.#info(name, version, [...(releases.get(version) ?? [])]);
    const inView = view === '' ? '/' : `/v/${view}/`;
    const content = await pace.inSlices(
      legacyJson({
        name,
        version,
        releases,
        info,
        vulnerabilities: legacyVulnerabilities(name, version, advisories()),
        listsReleases: asked === undefined,
        marksDenied: !dryRun,
        root: publicUrl === '' ? (asked === undefined ? '../../' : '../../../') : `${publicUrl}${inView}`,
      }),
    );
    return { answer: 'content', content, sha256: hash('sha256', content, 'hex') };
  }

  /** What a release says of itself, else what its index says of it, else what its files' entries say. */
  async #info(name: NormalizedName, version: string, files: readonly StandingFile[]): Promise<ReleaseInfo> {
    const { metadata, facts } = this.#parts;
    for (const { sha256, isJudged } of files) {
      const own = isJudged && sha256 !== null ? await metadata(sha256) : undefined;
      if (own !== undefined) return infoOfMetadata(own);
    }
    const upstream = files[0]?.upstream ?? OWN;
    // The team's own projects are nobody else's to describe, and nobody else is asked about them.
    const said = upstream === OWN ? undefined : await facts(upstream, name);
    const isOfIt = said?.newest !== undefined && releaseNamed(new Map([[version, files]]), said.newest) !== undefined;
    return said?.info !== undefined && isOfIt
      ? infoOfIndex(said.info)
      : infoOfNothing(files.find(({ file }) => file.requiresPython !== undefined)?.file.requiresPython);
  }
}

/** With pauses. */
function* releasesOf({ files }: Standing, leavesOut: LeavesOut): Generator<void, Releases, void> {
  const found = new Map<string, { readonly version: Version; readonly places: number[]; isAllowed: boolean }>();
  for (let at = 0; at < files.length; at++) {
    if (at % AT_ONCE === AT_ONCE - 1) yield;
    const one = files.at(at);
    if (one === undefined || !isListed(one, leavesOut)) continue;
    const version = parseVersion(one.version);
    if (!version.ok) continue;
    const release = found.get(one.version) ?? { version: version.value, places: [], isAllowed: false };
    found.set(one.version, release);
    release.places.push(at);
    if (one.denial === undefined && one.file.yanked === false) release.isAllowed = true;
  }
  const all = yield* sortedInPieces([...found], ([, a], [, b]) => compareVersions(a.version, b.version));
  const allowed = all.filter(([, { isAllowed }]) => isAllowed);
  const newest = allowed.findLast(([, { version }]) => !version.early) ?? allowed.at(-1) ?? all.at(-1);
  return { files: new Map(all.map(([text, { places }]) => [text, picked(files, places)])), newest: newest?.[0] };
}

function isListed({ isOffered, denial }: StandingFile, leavesOut: LeavesOut): boolean {
  if (!isOffered) return false;
  return leavesOut === 'nothing' || denial === undefined || (leavesOut === 'omitted' && denial.presentation !== 'omit');
}

/** The release that a version names, however it is written; undefined where there is none. Source: PEP 440. */
function releaseNamed(releases: ReadonlyMap<string, unknown>, text: string): string | undefined {
  const wanted = readVersion(text);
  if (wanted === undefined) return undefined;
  const normal = formatVersion(wanted);
  if (releases.has(normal)) return normal;
  for (const version of releases.keys()) {
    const there = readVersion(version);
    if (there !== undefined && compareVersions(there, wanted) === 0) return version;
  }
  return undefined;
}
