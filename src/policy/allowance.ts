import { formatInstant } from '../base/instant.ts';
import type { Ruling } from '../evidence/ruling.ts';
import type { ComponentSubject, FileSubject, Subject } from '../evidence/subject.ts';
import type { AdvisoryReference } from './outcome.ts';
import type { Rule } from './rule.ts';
import { coversSubject, parseSpec, type Spec } from './spec.ts';
import type { Waiver } from './waiver.ts';

/** A ruling with what it is about, read; undefined as spec where it cannot be. */
export interface ReadRuling {
  readonly ruling: Ruling;
  readonly spec: Spec | undefined;
}

const read = new WeakMap<readonly Ruling[], readonly ReadRuling[]>();

/** Rulings with their specs, read once for all files of a project. */
export function readRulings(rulings: readonly Ruling[]): readonly ReadRuling[] {
  const known = read.get(rulings);
  if (known !== undefined) return known;
  const all = rulings.map((ruling) => {
    const spec = parseSpec(ruling.spec);
    return { ruling, spec: spec.ok ? spec.value : undefined };
  });
  read.set(rulings, all);
  return all;
}

/** Whether a ruling still holds. It ends with its last instant, as a waiver does. */
export function isStanding({ expires }: Ruling, now: number): boolean {
  return expires === null || now < expires;
}

/** The SHA-256 of a subject's files, `sha256:hex`; of a fetched file the one that it really has. */
function contentHashes(subject: ComponentSubject | FileSubject): readonly string[] {
  if (subject.level === 'artifact') return [`sha256:${subject.sha256}`];
  return subject.hashes.filter((hash) => hash.startsWith('sha256:'));
}

/** Whether every file of a subject is one of some, and there is a file at all. */
export function areAmong(files: readonly string[], subject: ComponentSubject | FileSubject): boolean {
  const hashes = contentHashes(subject);
  return hashes.length > 0 && hashes.every((hash) => files.some((hex) => hash === `sha256:${hex}`));
}

/**
 * The `allow` of a person that lifts what a rule found about a subject, as a waiver; undefined where none does.
 *
 * An allow lifts what policy thinks of a file, and nothing that is wrong with the bytes unless it names the bytes
 * (`Rule.lift`). It lifts no flaw and no report of malware that it does not name: whoever allowed a version last month
 * knew nothing of this morning's advisory. One that was made for what was known of a release (`seen`) lets no file in
 * that appears later.
 */
export function coveringAllowance(
  rulings: readonly Ruling[],
  subject: Subject,
  rule: Pick<Rule, 'id' | 'lift' | 'answers'>,
  advisory: AdvisoryReference | undefined,
  now: number,
): Waiver | undefined {
  if (rule.lift === 'never' || subject.level === 'project' || subject.level === 'run') return undefined;
  const isOpinion = advisory === undefined && rule.answers === undefined;
  const ids = advisory === undefined ? [rule.id] : [advisory.id, ...advisory.aliases];
  const lifting = readRulings(rulings).find(({ ruling, spec }) => {
    if (ruling.word !== 'allow' || spec === undefined || !isStanding(ruling, now)) return false;
    const { lifts, seen } = ruling;
    const isMeant = lifts === undefined ? isOpinion : ids.some((id) => lifts.includes(id));
    if (!isMeant) return false;
    if (spec.kind === 'sha256') return areAmong([spec.hex], subject);
    if (rule.lift === 'bytes') return false;
    return (
      coversSubject(spec, subject, undefined, 'every') === 'yes' && (seen === undefined || areAmong(seen, subject))
    );
  });
  return lifting === undefined ? undefined : waiverOf(lifting.ruling);
}

const waivers = new WeakMap<Ruling, Waiver>();

function waiverOf(ruling: Ruling): Waiver {
  const known = waivers.get(ruling);
  if (known !== undefined) return known;
  const { id, reason, owner, expires } = ruling;
  const waiver = {
    ids: [id],
    component: null,
    reason,
    owner,
    expires: expires ?? Number.POSITIVE_INFINITY,
    expiresText: expires === null ? '' : formatInstant(expires),
    untilFixed: false,
  };
  waivers.set(ruling, waiver);
  return waiver;
}
