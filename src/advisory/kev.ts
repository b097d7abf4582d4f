import { fields, list } from './osv-fields.ts';
import type { KevEntry } from './store.ts';

/** CISA's catalogue of flaws that are exploited. */
export interface KevFile {
  /** When it was released, as written. */
  readonly released: string;
  readonly entries: ReadonlyMap<string, KevEntry>;
  /** Entries that could not be read. */
  readonly damaged: number;
}

const CVE = /^CVE-\d{4}-\d{4,19}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads the catalogue, from JSON. Undefined when it is none.
 *
 * Source: CISA, Known Exploited Vulnerabilities catalogue and its JSON schema.
 */
export function parseKev(value: unknown): KevFile | undefined {
  const catalogue = fields(value);
  const vulnerabilities = catalogue?.['vulnerabilities'];
  if (catalogue === undefined || !Array.isArray(vulnerabilities)) return undefined;
  const entries = new Map<string, KevEntry>();
  let damaged = 0;
  for (const item of list(vulnerabilities)) {
    const entry = fields(item);
    const [id, added] = [entry?.['cveID'], entry?.['dateAdded']];
    // That it is listed is what counts: an entry without its day still says so.
    if (typeof id !== 'string' || !CVE.test(id)) damaged++;
    else
      entries.set(id, {
        added: day(added),
        due: day(entry?.['dueDate']),
        ransomware: entry?.['knownRansomwareCampaignUse'] === 'Known',
      });
  }
  const released = catalogue['dateReleased'];
  return { released: typeof released === 'string' ? released.slice(0, 50) : '', entries, damaged };
}

function day(value: unknown): string {
  return typeof value === 'string' && DAY.test(value) ? value : '';
}
