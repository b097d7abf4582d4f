import { contains, parseVersion, type Requirement } from '@rind/pypa';
import type { Subject } from '../evidence/subject.ts';
import type { AdvisoryReference } from './outcome.ts';

/** A finding that the team has decided to live with: by whom, why, until when. */
export interface Waiver {
  /** Advisory ids, any alias of the flaw. */
  readonly ids: readonly string[];
  /** The releases that it is for; an id's aliases never widen this. */
  readonly component: Requirement;
  readonly reason: string;
  readonly owner: string;
  /** Epoch milliseconds: from then on it no longer holds. */
  readonly expires: number;
  /** RFC 3339 date as written, for reports. */
  readonly expiresText: string;
  /** Holds only while no release fixes the flaw. */
  readonly untilFixed: boolean;
}

/** The waiver that covers a failure at an instant, if one does. */
export function coveringWaiver(
  waivers: readonly Waiver[],
  subject: Subject,
  advisory: AdvisoryReference,
  now: number,
): Waiver | undefined {
  return waivers.find((waiver) => {
    if (now >= waiver.expires) return false;
    if (waiver.untilFixed && advisory.fixed.length > 0) return false;
    if (![advisory.id, ...advisory.aliases].some((id) => waiver.ids.includes(id))) return false;
    return coversSubject(waiver, subject);
  });
}

function coversSubject({ component }: Waiver, subject: Subject): boolean {
  if (component.normalizedName !== subject.name) return false;
  if (subject.level === 'requirement') return component.specifiers.specifiers.length === 0;
  const version = parseVersion(subject.version);
  return version.ok
    ? contains(component.specifiers, version.value, { preReleases: true })
    : component.specifiers.specifiers.length === 0;
}
