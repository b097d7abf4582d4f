import type { AdvisoryStore } from '../advisory/store.ts';
import type { Report, ReportFinding } from '../contract/report.ts';

const FEEDS = ['epss', 'kev'] as const;
const REASON = 'no such list is synchronised, so nobody looked; `rind sync` fetches it';

/**
 * The feeds that could have said something of a flaw that was found, and are not there: so that "not exploited" is
 * never read out of a list that nobody has. Each is named by the parameter that judges by it, once for the run.
 */
export function missingFeeds(
  store: Pick<AdvisoryStore, 'feeds'> | undefined,
  findings: readonly Pick<ReportFinding, 'advisory'>[],
): Report['not_run'] {
  if (store === undefined || !findings.some(({ advisory }) => advisory !== undefined && hasCve(advisory))) return [];
  const known = new Set(store.feeds.map(({ name }) => name));
  return FEEDS.filter((feed) => !known.has(feed)).map((feed) => ({
    rule: `known-vulnerability.${feed}`,
    reason: REASON,
  }));
}

/** Both feeds speak of flaws by their CVE id alone. */
function hasCve({ id, aliases }: NonNullable<ReportFinding['advisory']>): boolean {
  return [id, ...aliases].some((one) => /^CVE-\d{4}-\d{4,9}$/.test(one));
}
