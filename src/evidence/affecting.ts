import { compareVersions, type NormalizedName, readVersion } from '@rind/pypa';
import type { Advisory, AdvisoryDetails } from '../advisory/advisory.ts';
import { type AliasGroup, aliasGroup, groupByAlias, isMalware } from '../advisory/alias-groups.ts';
import { CPYTHON_REPOSITORY, matchInterpreter } from '../advisory/cpython.ts';
import type { CvssScore } from '../advisory/cvss.ts';
import { disagreementsOf, type Statement } from '../advisory/disagreement.ts';
import { isAffected, matchAdvisory } from '../advisory/match.ts';
import { type Severity, severityOf, worse } from '../advisory/severity.ts';
import type { AdvisoryStore } from '../advisory/store.ts';
import type { ReleaseSubject } from './subject.ts';

/** One flaw that affects the subject. */
export interface AffectingGroup {
  /** Every id of the flaw; of its records, those that call the subject affected. */
  readonly group: AliasGroup;
  /** What those records say for people, in their order. */
  readonly details: readonly AdvisoryDetails[];
  /** Versions after the subject's that some record calls fixed, lowest first. */
  readonly fixed: readonly string[];
  /** The worst that one of those records says. */
  readonly severity: Severity;
  /** The vector that `severity` rests on, and the record that states it; absent where it rests on a word. */
  readonly cvss?: CvssScore & { readonly source: string };
  /** The greatest probability of exploitation of its CVEs, 0 to 1; absent where EPSS does not say. */
  readonly epss?: number;
  /** CISA lists one of its CVEs as exploited. */
  readonly kev: boolean;
  /** Where all records of the flaw contradict each other about the subject, a sentence each. */
  readonly disagreements: readonly string[];
}

/** Why a record that speaks of the project cannot be evaluated for a release. */
export type UndecidedReason = 'damaged-advisory' | 'invalid-version' | 'unknown-commit' | 'older-lines';

/** What the records of a project say of one release. */
export interface Affecting {
  readonly groups: readonly AffectingGroup[];
  /** Records that cannot be evaluated for this release. */
  readonly undecided: readonly { readonly advisory: Advisory; readonly reason: UndecidedReason }[];
}

/** Why nothing can be looked up. */
export type NoRecords = 'too-many-records' | 'no-interpreter-data';

/** Whether a subject is Python itself, which no index serves. */
export function isInterpreter({ origin }: Pick<ReleaseSubject, 'origin'>): boolean {
  return origin.kind === 'interpreter';
}

/** Every record that speaks of what a subject is a release of. */
export function recordsOf(
  subject: Pick<ReleaseSubject, 'name' | 'origin'>,
  store: AdvisoryStore,
): readonly Advisory[] | NoRecords {
  if (!isInterpreter(subject)) return store.forProject(subject.name) ?? 'too-many-records';
  // Where nothing at hand speaks of CPython at all, silence is no answer; nor is it about other interpreters.
  const records = subject.name === 'python' ? store.forRepository(CPYTHON_REPOSITORY) : [];
  return records.length === 0 ? 'no-interpreter-data' : records;
}

interface Remembered {
  readonly records: readonly Advisory[];
  readonly affecting: Affecting;
}

/** Flaws and malware are evidence of two kinds, made of one answer. */
const remembered = new WeakMap<ReleaseSubject, Remembered>();

/** What the records of its project say of a release. */
export function affecting(subject: ReleaseSubject, records: readonly Advisory[], store: AdvisoryStore): Affecting {
  const known = remembered.get(subject);
  if (known?.records === records) return known.affecting;
  const found = findAffecting(subject, records, store);
  remembered.set(subject, { records, affecting: found });
  return found;
}

function findAffecting(subject: ReleaseSubject, records: readonly Advisory[], store: AdvisoryStore): Affecting {
  const statements = new Map<Advisory, Statement>();
  const undecided: { advisory: Advisory; reason: UndecidedReason }[] = [];
  for (const advisory of records) {
    const statement = stated(subject, advisory);
    if ('reason' in statement) undecided.push({ advisory, reason: statement.reason });
    statements.set(advisory, statement);
  }
  const affects = (advisory: Advisory) => statements.get(advisory)?.affected === true;
  if (!records.some(affects)) return { groups: [], undecided };
  const groups = groupsOf(records, affects, store).flatMap((group) => {
    const said = group.advisories.flatMap((advisory) => statements.get(advisory) ?? []);
    return said.some(({ affected }) => affected === true) ? [affectingGroup(subject, group, said, store)] : [];
  });
  return { groups, undecided };
}

function stated(subject: ReleaseSubject, advisory: Advisory): Statement | (Statement & { reason: UndecidedReason }) {
  const match = isInterpreter(subject)
    ? matchInterpreter(advisory, subject.version)
    : matchAdvisory(advisory, subject.name, subject.version);
  if (match.affected === true) return { advisory, affected: true, fixed: match.fixed };
  if (lists(advisory, subject.hashes)) return { advisory, affected: true, fixed: [] };
  if (match.affected === false) return { advisory, affected: false, fixed: [] };
  return { advisory, affected: undefined, fixed: [], reason: match.reason };
}

/** Whether a record lists one of the subject's own files. */
export function lists({ hashes }: Advisory, own: readonly string[]): boolean {
  return hashes.length > 0 && own.some((hash) => hashes.includes(hash));
}

function affectingGroup(
  { name, version }: ReleaseSubject,
  group: AliasGroup,
  statements: readonly Statement[],
  store: AdvisoryStore,
): AffectingGroup {
  const saying = statements.filter(({ affected }) => affected === true);
  const details = saying.map(({ advisory }) => store.details(advisory));
  const judged = saying.map(({ advisory }, at) => {
    const { severity, cvss } = severityOf(details[at]?.severities ?? [], name);
    return { severity, ...(cvss === undefined ? {} : { cvss: { ...cvss, source: advisory.id } }) };
  });
  const cves = [group.id, ...group.aliases].filter((id) => id.startsWith('CVE-'));
  const probabilities = cves.flatMap((id) => store.epss(id)?.probability ?? []);
  return {
    group: { ...group, advisories: saying.map(({ advisory }) => advisory) },
    details,
    fixed: [...new Set(saying.flatMap(({ fixed }) => fixed))],
    ...judged.reduce(worse, { severity: 'unknown' as const }),
    ...(probabilities.length === 0 ? {} : { epss: Math.max(...probabilities) }),
    kev: cves.some((id) => store.kev(id) !== undefined),
    disagreements: disagreementsOf(version, statements),
  };
}

interface Grouped {
  /** By id, what a store connects with it. */
  readonly related: Map<string, readonly string[]>;
  /** The ids of the affecting records that the groups were made for. */
  key: string;
  groups: readonly AliasGroup[];
}

const groupedByRecords = new WeakMap<readonly Advisory[], Grouped>();

/**
 * The flaws that all records of a project speak of. What records about other projects connect is asked
 * of the store for the affecting ones only: it is as many questions as there are ids.
 */
function groupsOf(
  records: readonly Advisory[],
  affects: (advisory: Advisory) => boolean,
  store: AdvisoryStore,
): readonly AliasGroup[] {
  const known = groupedByRecords.get(records) ?? { related: new Map(), key: '', groups: [] };
  groupedByRecords.set(records, known);
  const ids = new Set(records.filter(affects).map(({ id }) => id));
  const key = JSON.stringify([...ids]);
  if (known.key === key) return known.groups;
  known.key = key;
  const relatedOf = (id: string) => {
    const related = known.related.get(id) ?? (ids.has(id) ? store.relatedIds(id) : []);
    if (ids.has(id)) known.related.set(id, related);
    return related;
  };
  known.groups = groupsAround(records, ids, relatedOf) ?? groupByAlias(records, relatedOf);
  return known.groups;
}

/** From here on a store does not follow all that is connected. */
const MANY_RELATED = 1000;

/**
 * The groups of some of the records. What a store connects with an id is all that any record connects with it, so
 * each of them is whole. Undefined where one may not be.
 */
function groupsAround(
  records: readonly Advisory[],
  ids: ReadonlySet<string>,
  relatedOf: (id: string) => readonly string[],
): AliasGroup[] | undefined {
  const byId = new Map<string, Advisory[]>();
  for (const record of records) {
    const same = byId.get(record.id);
    if (same === undefined) byId.set(record.id, [record]);
    else same.push(record);
  }
  const groups: AliasGroup[] = [];
  const grouped = new Set<string>();
  for (const id of ids) {
    if (grouped.has(id)) continue;
    const related = relatedOf(id);
    if (related.length >= MANY_RELATED) return undefined;
    for (const one of related) grouped.add(one);
    const members = related.filter((one) => byId.has(one));
    const [only] = members;
    // In the order of the records, whichever of them is asked about first.
    const advisories =
      members.length === 1 && only !== undefined
        ? (byId.get(only) ?? [])
        : records.filter((record) => members.includes(record.id));
    groups.push(aliasGroup(related, advisories));
  }
  return groups.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The groups that are flaws, or those that are malware: no id is both. */
export function partOf(all: readonly AffectingGroup[], part: 'flaws' | 'malware'): readonly AffectingGroup[] {
  return all.filter(({ group }) => isMalware(group) === (part === 'malware'));
}

/** The lowest version that some record calls fixed and none calls affected; null when there is none. */
export function lowestFix(
  subject: ReleaseSubject,
  affectingGroups: readonly AffectingGroup[],
  records: readonly Advisory[],
): string | null {
  const candidates = affectingGroups
    .flatMap(({ fixed }) => fixed)
    .flatMap((text) => {
      const version = readVersion(text);
      return version === undefined ? [] : [{ text, version }];
    });
  candidates.sort((a, b) => compareVersions(a.version, b.version));
  return candidates.find(({ text }) => isClean(subject, text, records))?.text ?? null;
}

function isUnaffected(subject: ReleaseSubject, version: string, record: Advisory): boolean {
  if (isInterpreter(subject)) return matchInterpreter(record, version).affected === false;
  return isAffected(record, subject.name, version) === false;
}

/** Records that are looked at for all fixes of a project; beyond them no fix is named. */
const MAX_LOOKED_AT = 1_000_000;

interface Cleanness {
  lookedAt: number;
  readonly clean: Map<string, boolean>;
}

/** Answers by project: thousands of versions of it may have the same fixes. */
const cleanness = new WeakMap<readonly Advisory[], Map<NormalizedName, Cleanness>>();

/** Whether no record calls a version affected. */
function isClean(subject: ReleaseSubject, version: string, records: readonly Advisory[]): boolean {
  const byName = cleanness.get(records) ?? new Map<NormalizedName, Cleanness>();
  cleanness.set(records, byName);
  const known = byName.get(subject.name) ?? { lookedAt: 0, clean: new Map<string, boolean>() };
  byName.set(subject.name, known);
  const before = known.clean.get(version);
  if (before !== undefined) return before;
  known.lookedAt += records.length;
  const clean = known.lookedAt <= MAX_LOOKED_AT && records.every((record) => isUnaffected(subject, version, record));
  known.clean.set(version, clean);
  return clean;
}
