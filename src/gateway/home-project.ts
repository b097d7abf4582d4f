import type { FileOverview, ProjectOverview, ReleaseOverview } from '../app/serve/overview.ts';
import { counted, day, layout, moment, verdictWord } from './home-layout.ts';
import { code, type Html, type HtmlPart, html, prose } from './html.ts';

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
      return count === 0 ? [] : [`${counted(count, '').trim()} ${WORDS[verdict]}`];
    }),
  ];
  const newest = page === 1 ? shown[0] : undefined;
  const body = html`<h1>${name}</h1>
<p class="lead">${counts.join(' · ')}</p>
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
<p>An administrator of this gateway, for one version and with a reason that everybody can read; each file below says which rule it is about. Where time alone ends it, the date stands there.</p>
<pre><code>rind allow "${name}==VERSION" --reason TEXT</code></pre>`;
}

function releaseSection({ version, since, files }: ReleaseOverview, root: string, isOpen: boolean): Html {
  const order = files.toSorted((a, b) => weight(b) - weight(a));
  const shown = order.slice(0, MOST_FILES);
  const refused = files.some(({ verdict }) => verdict !== 'allow');
  return html`<details${isOpen || refused ? html` open` : undefined}><summary><h3>${version}</h3>${releaseWord(files)}<small>${day(since)}, ${counted(files.length, 'file')}</small></summary>
<div class="table"><table class="stack"><caption>Files of ${version}${shown.length < files.length ? `; ${shown.length} of ${files.length} are shown` : ''}</caption><thead><tr><th scope="col">File</th><th scope="col">Size</th><th scope="col">Verdict</th></tr></thead><tbody>
${shown.map((file) => fileRow(file, root))}</tbody></table></div></details>
`;
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

function fileRow(file: FileOverview, root: string): Html {
  const { filename, size, sha256, verdict, denial, yanked, isListed, isJudged, warnings } = file;
  const reasons: HtmlPart[] = [];
  if (denial !== undefined)
    reasons.push(
      html`<p>${code(denial.rule)} ${prose(denial.summary)}${denial.nearest === undefined ? undefined : html`; nearest that is allowed: ${code(denial.nearest)}`} <a href="${root}why/${encodeURIComponent(denial.id)}">Why<span class="soft">, and who can release it</span></a></p>`,
    );
  if (denial?.until !== undefined) reasons.push(html`<p><small>ends ${moment(denial.until)}</small></p>`);
  if (yanked !== undefined) reasons.push(html`<p>Yanked by its publisher${yanked === '' ? '' : `: ${yanked}`}</p>`);
  if (!isListed) reasons.push(html`<p>Its index no longer lists it</p>`);
  for (const { rule, message } of warnings) reasons.push(html`<p><small>${code(rule)} ${prose(message)}</small></p>`);
  if (verdict === 'allow' && !isJudged)
    reasons.push(html`<p><small>its bytes are judged when it is first asked for</small></p>`);
  return html`<tr><th scope="row">${filename}${sha256 === null ? undefined : html`<br><small title="sha256:${sha256}">sha256 ${sha256.slice(0, 12)}…</small>`}</th><td class="number" data-label="Size">${size === undefined ? 'unknown' : sizeOf(size)}</td><td>${verdictWord(verdict, WORDS[verdict])}${reasons}</td></tr>
`;
}

/** Bytes in decimal units, as PyPI shows them. */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

function pages(page: number, last: number, view: string): Html {
  const to = (target: number, word: string, rel: string): Html | undefined =>
    target < 1 || target > last
      ? undefined
      : html`<a rel="${rel}" href="?page=${target}${view === '' ? '' : `&view=${encodeURIComponent(view)}`}">${word}</a>`;
  return html`<nav class="pages" aria-label="Releases">${to(page - 1, 'Newer releases', 'prev')}<span>Page ${page} of ${last}</span>${to(page + 1, 'Older releases', 'next')}</nav>`;
}
