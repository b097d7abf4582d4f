import { contains, parseVersion, type Requirement } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import type { ComponentSubject, FileSubject, Subject } from '../evidence/subject.ts';
import type { AdvisoryReference } from './outcome.ts';

/** Where a waiver stands. */
export interface WaiverOrigin {
  /** Absent for one of the command line. */
  readonly at?: Location;
  /** The tool whose ignore file it stands in, the format of the VEX document, or the flag; absent for Rind's own configuration. */
  readonly tool?: string;
}

/** A finding that the team has decided to live with: by whom, why, until when. */
export interface Waiver {
  /** Advisory ids, any alias of the flaw. */
  readonly ids: readonly string[];
  /**
   * The releases that it is for; an id's aliases never widen this. Null for whatever the ids are found
   * in: ignore files of other tools name no component, Rind's own waivers always do.
   */
  readonly component: Requirement | null;
  /** Empty where an ignore file of another tool gives none. */
  readonly reason: string;
  /** Empty where an ignore file of another tool names none. */
  readonly owner: string;
  /** Epoch milliseconds: from then on it no longer holds. Infinite where an ignore file gives no day. */
  readonly expires: number;
  /** RFC 3339 date as written, for reports; empty where there is none. */
  readonly expiresText: string;
  /** Holds only while no release fixes the flaw. */
  readonly untilFixed: boolean;
  /** Lower-case hex: covers a component only when each of its files is one of these. */
  readonly sha256?: readonly string[];
  /** The only target that it is for. */
  readonly target?: string;
  readonly origin?: WaiverOrigin;
}

/** The rule whose failure is to be covered. */
interface FailedRule {
  readonly id: string;
}

/** A malicious package is no flaw to live with: a line in another tool's file, which nobody answers for, is not enough. */
const MALWARE = 'known-malware';

/**
 * The waiver that covers a failure at an instant, if one does. An advisory is named by any of its ids;
 * the failure of a rule that speaks of no advisory by the rule's id. A waiver for a target covers
 * a decision only when it is for that target and no other.
 */
export function coveringWaiver(
  waivers: readonly Waiver[],
  subject: Subject,
  rule: FailedRule,
  advisory: AdvisoryReference | undefined,
  now: number,
  targets: readonly string[],
): Waiver | undefined {
  if (waivers.length === 0 || subject.level === 'project' || subject.level === 'run') return undefined;
  // What another tool ignores is a flaw, never a rule of ours that happens to be called alike.
  const usable = advisory === undefined ? waivers.filter(({ origin }) => origin?.tool === undefined) : waivers;
  const ids = advisory === undefined ? [rule.id] : [advisory.id, ...advisory.aliases];
  return usable.find((waiver) => {
    if (now >= waiver.expires) return false;
    if (rule.id === MALWARE && waiver.origin?.tool !== undefined) return false;
    if (waiver.untilFixed && (advisory?.fixed.length ?? 0) > 0) return false;
    if (!ids.some((id) => waiver.ids.includes(id))) return false;
    if (waiver.target !== undefined && (targets.length === 0 || targets.some((name) => name !== waiver.target)))
      return false;
    return coversSubject(waiver, subject);
  });
}

function coversSubject({ component, sha256 }: Waiver, subject: ComponentSubject | FileSubject): boolean {
  if (component !== null && component.normalizedName !== subject.name) return false;
  if (sha256 !== undefined && !coversFiles(sha256, subject.hashes)) return false;
  if (component === null) return true;
  if (subject.level === 'requirement') return component.specifiers.specifiers.length === 0;
  const version = parseVersion(subject.version);
  return version.ok
    ? contains(component.specifiers, version.value, { preReleases: true })
    : component.specifiers.specifiers.length === 0;
}

/** Whether every file that may be installed is one of those that were decided on. */
function coversFiles(waived: readonly string[], hashes: readonly string[]): boolean {
  return hashes.length > 0 && hashes.every((hash) => waived.some((hex) => hash === `sha256:${hex}`));
}
