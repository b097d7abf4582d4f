import type { Denial } from '../app/serve/answers.ts';
import type { FileOverview, ProjectOverview, ReleaseOverview } from '../app/serve/overview.ts';
import { counted, day, grouped, layout, moment, verdictWord } from './home-layout.ts';
import { code, type Html, type HtmlPart, html, prose } from './html.ts';
import { sizeText } from './size-text.ts';

/** Which part of a project is shown. */
export interface ProjectPlace {
  /** Empty for the view at `/simple/`. */
  readonly view: string;
  /** From 1. */
  readonly page: number;
}

const RELEASES_A_PAGE = 20;
/** Files of one release that are shown; those that are not allowed come first. */
const MOST_FILES = 200;

/** A project: its releases, each file with its verdict and the reason, and who can release what is refused. */
export function renderProject(project: ProjectOverview, { view, page }: ProjectPlace): string {
  const { name, status, origins, releases, dryRun } = project;
  const root = '../../';
  const last = Math.max(1, Math.ceil(releases.length / RELEASES_A_PAGE));
  const shown = releases.slice((page - 1) * RELEASES_A_PAGE, page * RELEASES_A_PAGE);
  const files = releases.flatMap((release) => release.files);
  const refused = files.filter(({ verdict }) => verdict !== 'allow');
  const counts = [
    counted(releases.length, 'release'),
    counted(files.length, 'file'),
    ...(['deny', 'hold'] as const).flatMap((verdict) => {
      const count = refused.filter((file) => file.verdict === verdict).length;
      return count === 0 ? [] : [`${grouped(count)} ${WORDS[verdict]}`];
    }),
  ];
  const newest = page === 1 ? shown[0] : undefined;
  const body = html`<h1>${name}</h1>
<p class="lead">${counts.join(', ')}</p>
<p class="soft">From ${origins.map((origin) => (origin === '' ? "the team's own uploads" : origin)).join(', ') || 'nowhere'}${view === '' ? undefined : html`, through the view ${code(view)}`}.</p>
${dryRun ? html`<p class="note"><strong>Dry run.</strong> What is called denied or held is given out all the same.</p>` : undefined}
${status.marker === 'active' ? undefined : html`<p class="note"><strong>${status.marker}</strong>${status.reason === undefined ? undefined : `: ${status.reason}`}, says its index.</p>`}
${refused.length === 0 ? undefined : releaseWays(name)}
<h2>Releases</h2>
${shown.length === 0 ? html`<p>None.</p>` : shown.map((release) => releaseSection(release, root, release === newest))}
${last === 1 ? undefined : pages(page, last, view)}`;
  return layout({ title: name, root, body, sought: name });
}

const WORDS = { allow: 'allowed', hold: 'held', deny: 'denied' } as const;

function releaseWays(name: string): Html {
  return html`<h2>Who can release what is refused</h2>
<p>An administrator of this gateway, for one version and with a reason that everybody can read; each file below says which rule it is about, and the page that says why has the very command. Where time alone ends it, the date stands there.</p>
<pre><code>rind allow "${name}==VERSION" --for DECISION --reason TEXT</code></pre>`;
}

function releaseSection({ version, since, files }: ReleaseOverview, root: string, isNewest: boolean): Html {
  const order = files.toSorted((a, b) => weight(b) - weight(a));
  const shown = order.slice(0, MOST_FILES);
  const shared = sharedDenial(files);
  const rules = new Set(files.flatMap(({ denial }) => denial?.rule ?? []));
  // Where files differ, which of them is refused is what somebody looks for; what one rule says of each names the file.
  const isMixed = rules.size > 1 || (rules.size === 1 && files.some(({ denial }) => denial === undefined));
  return html`<details${isNewest || isMixed ? html` open` : undefined}><summary><h3>${version}</h3>${releaseWord(files)}${[...rules].map(code)}<small>${day(since)}, ${counted(files.length, 'file')}</small></summary>
${shared === undefined ? undefined : html`<p class="reason">${denialText(shared)}</p>`}
<div class="table"><table class="stack files"><caption${shown.length < files.length ? undefined : html` class="unseen"`}>Files of ${version}${shown.length < files.length ? `; ${shown.length} of ${files.length} are shown` : ''}</caption><thead><tr><th scope="col">File</th><th scope="col" class="number">Size</th><th scope="col">Verdict</th></tr></thead><tbody>
${shown.map((file) => fileRow(file, root, shared !== undefined))}</tbody></table></div></details>
`;
}

/** What is said of every file of a release alike. */
function sharedDenial(files: readonly FileOverview[]): Denial | undefined {
  const first = files[0]?.denial;
  const isShared =
    files.length > 1 && files.every(({ denial }) => denial?.rule === first?.rule && denial?.summary === first?.summary);
  return isShared ? first : undefined;
}

function denialText({ rule, summary, nearest, until }: Denial): HtmlPart {
  return [
    code(rule),
    ' ',
    prose(summary),
    nearest === undefined ? undefined : html`; nearest that is allowed: ${code(nearest)}`,
    until === undefined ? undefined : html`; ends ${moment(until)}`,
    '.',
  ];
}

function weight({ verdict, warnings }: FileOverview): number {
  return verdict === 'deny' ? 3 : verdict === 'hold' ? 2 : warnings.length > 0 ? 1 : 0;
}

function releaseWord(files: readonly FileOverview[]): readonly Html[] {
  const words = (['deny', 'hold', 'allow'] as const).flatMap((verdict) => {
    const count = files.filter((file) => file.verdict === verdict).length;
    if (count === 0) return [];
    return [verdictWord(verdict, count === files.length ? WORDS[verdict] : `${count} ${WORDS[verdict]}`)];
  });
  const withdrawn = files.length > 0 && files.every(({ yanked }) => yanked !== undefined);
  return withdrawn ? [...words, html`<span class="word plain">yanked</span>`] : words;
}

function fileRow(file: FileOverview, root: string, isTold: boolean): Html {
  const { filename, size, sha256, verdict, denial, yanked, isListed, isJudged, warnings } = file;
  const reasons: HtmlPart[] = [];
  if (denial !== undefined) {
    const link = html`<a href="${root}why/${encodeURIComponent(denial.id)}">Why, and who can release it</a>`;
    reasons.push(isTold ? html` ${link}` : html`<p>${denialText(denial)} ${link}</p>`);
  }
  const isToldYanked = denial?.rule === 'yanked' || warnings.some(({ rule }) => rule === 'yanked');
  if (yanked !== undefined && !isToldYanked)
    reasons.push(html`<p>Yanked by its publisher${yanked === '' ? '' : `: ${yanked}`}</p>`);
  if (!isListed) reasons.push(html`<p>Its index no longer lists it</p>`);
  for (const { rule, message } of warnings) reasons.push(html`<p><small>${code(rule)} ${prose(message)}</small></p>`);
  if (verdict === 'allow' && !isJudged)
    reasons.push(html`<p><small>its bytes are judged when it is first asked for</small></p>`);
  return html`<tr><th scope="row">${filename}${sha256 === null ? undefined : html`<br><small title="sha256:${sha256}">sha256 ${sha256.slice(0, 12)}</small>`}</th><td class="number" data-label="Size">${size === undefined ? 'unknown' : sizeText(size)}</td><td>${verdictWord(verdict, WORDS[verdict])}${reasons}</td></tr>
`;
}

function pages(page: number, last: number, view: string): Html {
  const to = (target: number, word: string, rel: string): Html | undefined =>
    target < 1 || target > last
      ? undefined
      : html`<a rel="${rel}" href="?page=${target}${view === '' ? '' : `&view=${encodeURIComponent(view)}`}">${word}</a>`;
  return html`<nav class="pages" aria-label="Releases">${to(page - 1, 'Newer releases', 'prev')}<span>Page ${page} of ${last}</span>${to(page + 1, 'Older releases', 'next')}</nav>`;
}
