import type { NormalizedName } from '@rind/pypa';
import { formatInstant } from '../../base/instant.ts';
import type { Sequence } from '../../base/sequence.ts';
import { holdKey } from '../../evidence/hold-key.ts';
import type { Pace } from '../../platform/pace.ts';
import type { Reason } from '../../policy/decide.ts';
import { findingsOf } from '../../policy/denial.ts';
import type { Policy } from '../../policy/policy.ts';
import { RULES } from '../../policy/registry.generated.ts';
import type { Absent, Forbidden, Later } from './answers.ts';
import type { Asker } from './ask.ts';
import { releaseWays } from './release-ways.ts';
import type { Standing, StandingFile } from './standing.ts';
import type { Explainer, WhyAnswer, WhyEvidence, WhyReason } from './why.ts';

/** Where decisions are kept that somebody was told of. */
export interface ExplainingParts {
  readonly holds: {
    keep(all: readonly KeptWhy[], now: number): Promise<void>;
    /** Which of these are kept, and need not be kept again: an id is a digest of what was decided. */
    kept(ids: readonly string[], now: number): Promise<ReadonlySet<string>>;
    why(id: string): Promise<{ readonly project: string; readonly made: number; readonly body: string } | undefined>;
    byId(id: string): Promise<{ readonly decision: string } | undefined>;
  };
  readonly pace: Pick<Pace, 'inSlices'>;
  /** Epoch milliseconds. */
  now(): number;
  /** Why somebody may not read what it is about; undefined when it may. */
  readFault(view: string, asker: Asker): Forbidden | Absent | undefined;
  /** How a project stands, as far as it is at hand. */
  standing(view: string, name: string): Standing | undefined;
}

/** A decision as it is kept. */
interface KeptWhy {
  readonly id: string;
  readonly project: string;
  readonly body: string;
}

/** Denials of one project that are kept, the newest releases' last. */
const MOST = 2000;
/** And those that are kept in one transaction. */
const AT_ONCE = 100;

/** Explains denials: what was decided is kept as soon as anybody may be told of it. */
export class Explaining implements Explainer {
  readonly #parts: ExplainingParts;

  constructor(parts: ExplainingParts) {
    this.#parts = parts;
  }

  /** Keeps the denials of a project. */
  async remember(view: string, name: NormalizedName, { files }: Standing, policy: Policy): Promise<void> {
    const { holds, now, pace } = this.#parts;
    const at = now();
    for (let from = Math.max(0, files.denied.length - MOST); from < files.denied.length; from += AT_ONCE) {
      const denied = await pace.inSlices(someOf(files.denied, from));
      // After a restart, and after most changes, what was decided is what was decided before.
      const kept = await holds.kept(
        denied.map(({ decision }) => decision.id),
        at,
      );
      const fresh = denied.filter(({ decision }) => !kept.has(decision.id));
      if (fresh.length > 0) await holds.keep(await pace.inSlices(whysOf(view, name, fresh, policy, at)), at);
    }
  }

  async why(id: string, asker: Asker): Promise<WhyAnswer | Later | Absent | Forbidden> {
    // Before anything is looked up: a stranger learns as much of an id that there is as of any other.
    const shut = this.#parts.readFault('', asker);
    if (shut?.answer === 'forbidden') return shut;
    const unknown: Absent = { answer: 'absent', why: 'there is no such decision, or it is not yours to read' };
    if (!/^[0-9a-f]{16}$/.test(id)) return unknown;
    // The id of a hold leads to what was decided of it last.
    const decision = (await this.#parts.holds.byId(id))?.decision ?? id;
    const kept = await this.#parts.holds.why(decision);
    if (kept === undefined) return unknown;
    // Our own writing. What was decided apart from how its project stands has an end of its own.
    const { apart, ...why }: WhyAnswer & { readonly apart?: true } = JSON.parse(kept.body);
    if (this.#parts.readFault(why.view, asker) !== undefined) return unknown;
    const standing = this.#parts.standing(why.view, kept.project);
    const file = standing?.files.get(why.subject.filename ?? '');
    const nearest = why.subject.version === undefined ? undefined : standing?.nearest(why.subject.version);
    return {
      ...why,
      ...(nearest === undefined ? {} : { nearest }),
      current:
        apart === true ? this.#parts.now() < (why.until ?? 0) : file === undefined || file.decision.id === decision,
    };
  }
}

/** Some of the files, with a pause after each few. */
function* someOf(denied: Sequence<StandingFile>, from: number): Generator<void, StandingFile[], void> {
  const files: StandingFile[] = [];
  for (let at = from; at < Math.min(denied.length, from + AT_ONCE); at++) {
    const file = denied.at(at);
    if (file === undefined) continue;
    files.push(file);
    if (files.length % 16 === 0) yield;
  }
  return files;
}

/** What is kept of some denials, with a pause after each few. */
function* whysOf(
  view: string,
  project: NormalizedName,
  denied: readonly StandingFile[],
  policy: Policy,
  now: number,
): Generator<void, KeptWhy[], void> {
  const kept: KeptWhy[] = [];
  for (const file of denied) {
    kept.push({ id: file.decision.id, project, body: JSON.stringify(whyOf(view, project, file, policy, now)) });
    if (kept.length % 16 === 0) yield;
  }
  return kept;
}

function whyOf(view: string, project: string, file: StandingFile, policy: Policy, decidedAt: number): WhyAnswer {
  const { decision, denial, version, sha256 } = file;
  const rule = RULES.find(({ id }) => id === denial?.rule);
  const hold = { view, project, filename: file.file.filename, rule: denial?.rule ?? '' };
  return {
    answer: 'why',
    id: decision.id,
    verdict: decision.verdict,
    subject: { project, version, filename: file.file.filename, ...(sha256 === null ? {} : { sha256 }) },
    view,
    rule: { id: denial?.rule ?? '', title: rule?.title ?? '', what: rule?.why ?? '' },
    summary: denial?.summary ?? '',
    reasons: decision.reasons.flatMap(reasonOf),
    evidence: [...decision.reasons.flatMap(advisoryIn), ...listingOf(file)],
    decidedAt,
    ...(denial?.until === undefined ? {} : { until: denial.until }),
    found: findingsOf(decision),
    release: releaseWays(
      {
        project,
        version,
        sha256,
        verdict: decision.verdict,
        reasons: decision.reasons,
        decision: decision.id,
        hold: holdKey(hold),
      },
      policy,
      RULES,
    ),
    current: true,
    policy: policy.digest,
  };
}

function reasonOf({ rule, level, outcome, waiver }: Reason): WhyReason[] {
  if (outcome.outcome === 'pass') return [];
  const message = outcome.outcome === 'not-run' ? outcome.reason : outcome.message;
  const hint = outcome.outcome === 'not-run' ? undefined : outcome.hint;
  return [
    {
      rule,
      level,
      outcome: outcome.outcome,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(waiver === undefined ? {} : { waived: `${waiver.owner}: ${waiver.reason}` }),
    },
  ];
}

function advisoryIn({ outcome }: Reason): WhyEvidence[] {
  if (outcome.outcome !== 'fail' || outcome.advisory === undefined) return [];
  const { id, aliases, fixed, severity, sources, references = [] } = outcome.advisory;
  const value = [
    [id, ...aliases].join(', '),
    ...(severity === undefined ? [] : [`severity ${severity}`]),
    fixed.length === 0 ? 'no fixed version is known' : `fixed in ${fixed.join(', ')}`,
  ].join('; ');
  const [link] = references;
  return [{ kind: 'advisories', value, source: sources.join(', '), ...(link === undefined ? {} : { link }) }];
}

/** What its index says of the file, and what was seen of its bytes: what the rules about files judge. */
function listingOf({ file, upstream, since, sha256, isJudged, size }: StandingFile): WhyEvidence[] {
  const source = upstream === '' ? 'this gateway' : upstream;
  const uploaded = file.uploadTime === undefined ? 'without an upload time' : 'uploaded';
  const listed = [
    file.uploadTime === undefined
      ? `${uploaded}; first seen here on ${formatInstant(since)}`
      : `${uploaded} on ${formatInstant(file.uploadTime.epochMilliseconds)}`,
    ...(file.yanked === undefined || file.yanked === false ? [] : ['yanked']),
  ].join('; ');
  const listing = { kind: 'offered-file', value: listed, source };
  if (!isJudged || sha256 === null) return [listing];
  const value = `its bytes were fetched and looked into: ${size === null ? '' : `${size} bytes, `}sha256 ${sha256}`;
  return [listing, { kind: 'inspection', value, source: 'this gateway' }];
}
