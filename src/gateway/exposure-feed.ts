import type { ExposureEvent, ExposureHolder } from '../app/serve/watching.ts';
import { neutralizeXml } from '../base/text/neutral.ts';

/** Holders that are named in one entry. */
const MOST_HOLDERS = 50;

/**
 * Files that went out before they were refused, as an Atom feed. Pure; names and summaries are an attacker's words.
 * Source: RFC 4287.
 */
export function renderExposureFeed(events: readonly ExposureEvent[]): string {
  const [latest] = events;
  return [
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
    '<id>urn:rind:feed:exposure</id>\n<title>Files that went out before they were refused</title>\n',
    // A feed without entries has never changed.
    `<updated>${latest === undefined ? '1970-01-01T00:00:00Z' : text(latest.at)}</updated>\n`,
    '<author><name>rind</name></author>\n<link rel="self" type="application/atom+xml" href="exposure.atom"/>\n',
    ...events.map(entry),
    '</feed>\n',
  ].join('');
}

function entry(event: ExposureEvent): string {
  const { id, at, project, version, rule, verdict, advisories } = event;
  const why = advisories[0] ?? rule;
  const done = verdict === 'deny' ? 'denied' : 'held';
  return [
    `<entry>\n<id>urn:rind:event:${text(id)}</id>\n<title>${text(`${project} ${version} is ${done}: ${why}`)}</title>\n`,
    `<updated>${text(at)}</updated>\n<category term="${text(rule)}"/>\n<summary>${text(event.summary)}</summary>\n`,
    `<content type="text">${text(linesOf(event).join('\n'))}</content>\n</entry>\n`,
  ].join('');
}

function linesOf(event: ExposureEvent): string[] {
  const { filename, sha256, view, summary, advisories, holders, holders_total: total, note } = event;
  return [
    summary,
    `file: ${filename}`,
    `sha256: ${sha256}`,
    ...(view === '' ? [] : [`view: ${view}`]),
    ...(advisories.length === 0 ? [] : [`advisories: ${advisories.join(', ')}`]),
    `it went to ${total} ${total === 1 ? 'place' : 'places'}`,
    ...holders.slice(0, MOST_HOLDERS).map(holderLine),
    note,
  ];
}

function holderLine({ principal, address, agent, first, last, times }: ExposureHolder): string {
  return `- ${principal} at ${address} (${agent}): ${times} ${times === 1 ? 'time' : 'times'}, ${first} to ${last}`;
}

/** Line ends stay: the reader of a feed shows them. */
function text(value: string): string {
  return value.split('\n').map(neutralizeXml).join('\n');
}
