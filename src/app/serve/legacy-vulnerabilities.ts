import type { NormalizedName } from '@rind/pypa';
import type { AdvisoryStore } from '../../advisory/store.ts';
import { affecting, partOf, recordsOf } from '../../evidence/affecting.ts';
import type { ReleaseSubject } from '../../evidence/subject.ts';

/** A flaw of a release, as the JSON API tells it. Source: PyPI, "JSON API", "Known vulnerabilities". */
export interface LegacyVulnerability {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string | null;
  readonly details: string;
  readonly fixed_in: readonly string[];
  readonly link: string;
  readonly source: string;
  /** Records that were withdrawn are not among the advisories. */
  readonly withdrawn: null;
}

/** The flaws and the malware that the advisories know of a release. */
export function legacyVulnerabilities(
  name: NormalizedName,
  version: string,
  store: AdvisoryStore | undefined,
): readonly LegacyVulnerability[] {
  if (store === undefined) return [];
  const subject: ReleaseSubject = {
    level: 'release',
    id: `${name}==${version}`,
    name,
    version,
    origin: { kind: 'index' },
    hashes: [],
  };
  const records = recordsOf(subject, store);
  if (typeof records === 'string') return [];
  const { groups } = affecting(subject, records, store);
  return [...partOf(groups, 'malware'), ...partOf(groups, 'flaws')].map(({ group, details, fixed }) => ({
    id: group.id,
    aliases: group.aliases,
    summary: details.find(({ summary }) => summary !== null)?.summary ?? null,
    details: details.find((one) => one.details !== '')?.details ?? '',
    fixed_in: fixed,
    link: `https://osv.dev/vulnerability/${encodeURIComponent(group.id)}`,
    source: 'osv',
    withdrawn: null,
  }));
}
