import type { NormalizedName } from '@rind/pypa';
import { memoryStore } from '../../src/advisory/memory-store.ts';
import { parseOsvRecord } from '../../src/advisory/osv-record.ts';
import type { AdvisoryStore } from '../../src/advisory/store.ts';
import { problem } from '../../src/base/problem.ts';
import { AWKWARD, PASSWORD } from './awkward.ts';

/** Texts of a record: everything that acts somewhere, in one. What a record publishes is no secret. */
const HOSTILE = AWKWARD.filter((text) => !text.includes(PASSWORD)).join(' ');

/** A store that has a flaw for every name, in every version, and awkward texts wherever a record has texts. */
export function hostileStore(names: readonly NormalizedName[]): AdvisoryStore {
  const records = [...new Set(names)].slice(0, 50).map((name, i) => {
    const affected = {
      package: { ecosystem: 'PyPI', name },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
    };
    const record = {
      id: `T-${i}\u001b[31m\n::error::x`,
      modified: '2026-01-02T03:04:05Z',
      aliases: [HOSTILE, `CVE-2026-${i}`],
      summary: HOSTILE,
      details: HOSTILE,
      references: [{ type: 'WEB', url: `https://h.example/${HOSTILE}` }],
      severity: [{ type: 'CVSS_V3', score: HOSTILE }],
      affected: [affected],
    };
    const { advisory, details } = parseOsvRecord(record, 'fuzz');
    if (advisory === null || details === null) throw new Error(`no record for ${name}`);
    return { advisory, details };
  });
  const source = { name: '::error::fuzz', records: records.length, newest: '2026-01-02T03:04:05Z', digest: 'sha256:0' };
  return memoryStore([{ source, records, problems: [problem('advisory-damaged', HOSTILE)] }]);
}
