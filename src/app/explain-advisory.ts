import { compareVersions, parseVersion } from '@rind/pypa';
import type { AffectedRange, RangeEvent } from '../advisory/advisory.ts';
import type { AdvisoryStore } from '../advisory/store.ts';

/** Longest description that is printed whole. */
const MAX_DETAILS = 4000;

/** What the records at hand say of one flaw, under whichever id; undefined when none has the id. */
export function explainAdvisory(store: AdvisoryStore, id: string): string | undefined {
  const ids = store.relatedIds(id);
  const records = ids.flatMap((one) => store.byId(one));
  if (records.length === 0) return undefined;
  const lines = [`${ids.join(', ')}`];
  for (const record of records) {
    const { summary, details, published, severities, references } = store.details(record);
    const dates = [
      published === '' ? '' : `published ${published}`,
      record.modified === '' ? '' : `modified ${record.modified}`,
    ];
    lines.push(
      '',
      `${record.id}, from ${record.source}${dates
        .filter(Boolean)
        .map((date) => `, ${date}`)
        .join('')}`,
    );
    if (summary !== null) lines.push(summary);
    for (const { vectors, word } of severities) {
      for (const { type, score } of vectors) lines.push(`severity: ${score} (${type})`);
      if (word !== null) lines.push(`severity: ${word}`);
    }
    for (const { name, ranges, versions } of record.affected) {
      const listed =
        versions.length === 0 ? '' : `; ${versions.length} ${versions.length === 1 ? 'version' : 'versions'} by name`;
      lines.push(`affects ${name}: ${ranges.map(rangeText).join('; ') || 'no range'}${listed}`);
    }
    if (details !== '') lines.push('', details.length > MAX_DETAILS ? `${details.slice(0, MAX_DETAILS)} …` : details);
    for (const reference of [...new Set(references)].slice(0, 20)) lines.push(`see ${reference}`);
  }
  for (const one of ids) {
    const [score, listed] = [store.epss(one), store.kev(one)];
    if (score !== undefined)
      lines.push('', `${one}: exploited within 30 days with a probability of ${score.probability}`);
    if (listed !== undefined) lines.push('', `${one}: exploited already, listed by CISA on ${listed.added}`);
  }
  return lines.join('\n');
}

/** By version, as they are matched: at one, what ends before what begins. As written where one is no version. */
function inOrder(events: readonly RangeEvent[]): readonly RangeEvent[] {
  const keyed = events.flatMap((event) => {
    if (event.kind === 'introduced' && event.version === '0') return { event, version: undefined };
    const version = parseVersion(event.version);
    return version.ok ? { event, version: version.value } : [];
  });
  if (keyed.length < events.length) return events;
  const begins = ({ kind }: RangeEvent) => (kind === 'introduced' ? 1 : 0);
  keyed.sort((a, b) => {
    if (a.version === undefined || b.version === undefined)
      return (a.version === undefined ? 0 : 1) - (b.version === undefined ? 0 : 1);
    return compareVersions(a.version, b.version) || begins(a.event) - begins(b.event);
  });
  return keyed.map(({ event }) => event);
}

const WORDS = { introduced: 'from', fixed: 'fixed in', last_affected: 'up to and with', limit: 'before' } as const;

function rangeText({ events }: AffectedRange): string {
  return inOrder(events)
    .map(({ kind, version }) =>
      kind === 'introduced' && version === '0' ? 'from the first' : `${WORDS[kind]} ${version}`,
    )
    .join(', ');
}
