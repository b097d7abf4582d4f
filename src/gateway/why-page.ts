import { hash } from 'node:crypto';
import type { WhyAnswer, WhyEvidence, WhyReason } from '../app/serve/why.ts';
import { webLink } from '../app/serve/why-json.ts';
import { formatDuration, formatInstant } from '../base/instant.ts';
import { neutralizeHtml } from '../base/text/neutral.ts';

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}' +
  'h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.6rem}code{background:#f0f0f0;padding:.1em .3em;overflow-wrap:anywhere}' +
  'dt{font-weight:600}dd{margin:0 0 .5rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .5rem;' +
  'border-bottom:1px solid #ccc;vertical-align:top;overflow-wrap:anywhere}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}code{background:#2a2a2a}a{color:#9cf}}';

/** Nothing runs, nothing is loaded, only this style applies. */
export const WHY_POLICY: string = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** A decision as a page: what, why, how long, what instead, who can release it. No script. `now` is in epoch milliseconds. */
export function renderWhyHtml(why: WhyAnswer, now: number): string {
  const subject = [why.subject.project, why.subject.version].filter((part) => part !== undefined).join(' ');
  const verdict = why.verdict === 'hold' ? 'held' : why.verdict === 'deny' ? 'denied' : 'allowed';
  const title = `${text(subject)} is ${verdict}`;
  const facts: [string, string | undefined][] = [
    ['Rule', `${text(why.rule.title)} (${code(why.rule.id)}): ${text(why.rule.what)}`],
    ['File', why.subject.filename === undefined ? undefined : code(why.subject.filename)],
    ['sha256', why.subject.sha256 === undefined ? undefined : code(why.subject.sha256)],
    ['View', why.view === '' ? undefined : code(why.view)],
    ['Time left', timeLeft(why.until, now)],
    ['Nearest release that is allowed', why.nearest === undefined ? undefined : code(why.nearest)],
    ['Decided', moment(why.decidedAt)],
    ['Policy', code(why.policy.slice(0, 16))],
  ];
  const outdated = why.current
    ? ''
    : '<p><strong>This decision was made anew since: ask again for what holds now.</strong></p>\n';
  return [
    `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>${title}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<main>\n<h1>${title}</h1>\n`,
    `${outdated}<p>${ticked(why.summary)}</p>\n<dl>\n`,
    ...facts.map(([name, value]) => (value === undefined ? '' : `<dt>${name}</dt><dd>${value}</dd>\n`)),
    '</dl>\n<h2>Who can release it</h2>\n',
    why.release.length === 0
      ? '<p>Nobody needs to: see the time left.</p>\n'
      : `<ul>\n${why.release.map((one) => `<li>${ticked(one)}</li>\n`).join('')}</ul>\n`,
    '<h2>What each rule says</h2>\n<table>\n<thead><tr><th>Rule</th><th>Outcome</th><th>Level</th><th>Says</th></tr></thead>\n<tbody>\n',
    ...why.reasons.map(reasonRow),
    '</tbody>\n</table>\n<h2>Evidence</h2>\n',
    why.evidence.length === 0 ? '<p>None.</p>\n' : `<dl>\n${why.evidence.map(evidenceEntry).join('')}</dl>\n`,
    `<p>Decision ${code(why.id)}.</p>\n</main>\n</body>\n</html>\n`,
  ].join('');
}

function reasonRow({ rule, outcome, level, message, hint, waived }: WhyReason): string {
  const more = [hint, waived === undefined ? undefined : `waived: ${waived}`].flatMap((part) =>
    part === undefined ? [] : `<br>${ticked(part)}`,
  );
  return `<tr><td>${code(rule)}</td><td>${text(outcome)}</td><td>${text(level)}</td><td>${ticked(message)}${more.join('')}</td></tr>\n`;
}

function evidenceEntry({ kind, value, source, observedAt, link }: WhyEvidence): string {
  const href = webLink(link);
  const shown =
    href === undefined
      ? ''
      : ` (<a href="${neutralizeHtml(href)}" rel="noreferrer noopener nofollow">${text(href)}</a>)`;
  const seen = observedAt === undefined ? '' : `, seen ${moment(observedAt)}`;
  return `<dt>${text(kind)}</dt><dd>${ticked(value)}${shown}<br>Says ${text(source)}${seen}.</dd>\n`;
}

function timeLeft(until: number | undefined, now: number): string | undefined {
  if (until === undefined) return undefined;
  const left = until - now;
  return left <= 0 ? 'none: ask again' : `${formatDuration(left)}, until ${moment(until)}`;
}

function moment(at: number): string {
  const shown = formatInstant(at);
  return `<time datetime="${shown}">${shown}</time>`;
}

const text = neutralizeHtml;

function code(value: string): string {
  return `<code>${text(value)}</code>`;
}

/** What stands in backticks is code. */
function ticked(value: string): string {
  return value
    .split('`')
    .map((part, i, parts) =>
      i % 2 === 1 && i < parts.length - 1 ? code(part) : text(i % 2 === 1 ? `\`${part}` : part),
    )
    .join('');
}
