import type { WhyAnswer, WhyEvidence, WhyReason } from '../app/serve/why.ts';
import { webLink } from '../app/serve/why-json.ts';
import { ageText } from './age.ts';
import { ago, facts, layout, moment, shortDigest, verdictWord } from './home-layout.ts';
import { code, type Html, type HtmlPart, html, prose } from './html.ts';

/** A decision as a page: what, why, how long, what instead, who can release it. No script. `now` is in epoch milliseconds. */
export function renderWhyHtml(why: WhyAnswer, now: number): string {
  const { project, version, filename, sha256 } = why.subject;
  const verdict = WORDS[why.verdict];
  const subject = version === undefined ? project : `${project} ${version}`;
  const title = `${subject} is ${verdict}`;
  const end = why.view === '' ? '' : `?view=${encodeURIComponent(why.view)}`;
  const body = html`<h1>${title}</h1>
<p class="lead">${verdictWord(why.verdict, verdict)} ${prose(why.summary)}</p>
${why.current ? undefined : html`<p class="note"><strong>This decision was made anew since: ask again for what holds now.</strong></p>`}
${facts([
  ['Rule', html`${why.rule.title} (${code(why.rule.id)}): ${prose(why.rule.what)}`],
  ['Project', html`<a href="../project/${encodeURIComponent(project)}/${end}">${project}</a>`],
  ['File', filename === undefined ? undefined : code(filename)],
  ['sha256', sha256 === undefined ? undefined : code(sha256)],
  ['View', why.view === '' ? undefined : code(why.view)],
  ['Time left', timeLeft(why.until, now)],
  ['Nearest release that is allowed', why.nearest === undefined ? undefined : code(why.nearest)],
  ['Decided', ago(why.decidedAt, now)],
  ['Policy', shortDigest(why.policy)],
])}
<h2>Who can release it</h2>
${
  why.release.length === 0
    ? html`<p>Nobody needs to: see the time left.</p>`
    : html`<ul>${why.release.map((one) => html`<li>${prose(one)}</li>`)}</ul>`
}
<h2>What each rule says</h2>
<div class="table"><table class="stack"><thead><tr><th scope="col">Rule</th><th scope="col">Outcome</th><th scope="col">Level</th><th scope="col">Says</th></tr></thead><tbody>
${why.reasons.map(reasonRow)}</tbody></table></div>
<h2>Evidence</h2>
${why.evidence.length === 0 ? html`<p>None.</p>` : facts(why.evidence.map((one) => evidenceEntry(one, now)))}
<p class="soft">Decision ${code(why.id)}.</p>`;
  return layout({ title, root: '../', body });
}

const WORDS = { allow: 'allowed', hold: 'held', deny: 'denied' } as const;
const OUTCOMES = { pass: 'passes', fail: 'fails', unknown: 'cannot tell', 'not-run': 'not run' } as const;

function reasonRow({ rule, outcome, level, message, hint, waived }: WhyReason): Html {
  const more = [hint, waived === undefined ? undefined : `waived: ${waived}`].map((part) =>
    part === undefined ? undefined : html`<br>${prose(part)}`,
  );
  return html`<tr><th scope="row">${code(rule)}</th><td data-label="Outcome">${OUTCOMES[outcome]}</td><td data-label="Level">${level}</td><td>${prose(message)}${more}</td></tr>\n`;
}

function evidenceEntry({ kind, value, source, observedAt, link }: WhyEvidence, now: number): readonly [string, Html] {
  const href = webLink(link);
  const shown =
    href === undefined ? undefined : html` (<a href="${href}" rel="noreferrer noopener nofollow">${href}</a>)`;
  const seen = observedAt === undefined ? undefined : html`, seen ${ago(observedAt, now)}`;
  return [kind, html`${prose(value)}${shown}<br><small>According to ${source}${seen}.</small>`];
}

function timeLeft(until: number | undefined, now: number): HtmlPart {
  if (until === undefined) return undefined;
  const left = until - now;
  return left <= 0 ? 'none: ask again' : html`${ageText(left)}, until ${moment(until)}`;
}
