import { normalizeName, parseName } from '@rind/pypa';
import { counted, layout, searchForm } from './home-layout.ts';
import { type HtmlPart, html } from './html.ts';

/** What was searched for, and what was found. */
export interface SearchResult {
  readonly sought: string;
  readonly view: string;
  readonly names: readonly string[];
  /** How many there are; more than `names` where not all are shown. */
  readonly all: number;
}

/** The page of projects: those that were asked for or uploaded here. */
export function renderSearch({ sought, view, names, all }: SearchResult): string {
  const end = view === '' ? '' : `?view=${encodeURIComponent(view)}`;
  const items = names.map(
    (name) => html`<li><a href="./project/${encodeURIComponent(name)}/${end}">${name}</a></li>\n`,
  );
  const shown = all > names.length ? `; the first ${names.length} are shown` : '';
  const name = parseName(sought).ok ? normalizeName(sought) : undefined;
  const lookUp =
    name === undefined || names.includes(name)
      ? undefined
      : html`<p><a href="./project/${encodeURIComponent(name)}/${end}">Look up ${name}</a>, as a client that asks for it would.</p>`;
  const body = html`<h1>Projects</h1>
${searchForm('./', sought, 'main')}
<p role="status">${foundText(all, sought)}${shown}.</p>
${names.length === 0 ? undefined : html`<ul class="names${names.length > A_COLUMN ? ' many' : ''}">\n${items}</ul>`}
${lookUp}`;
  return layout({ title: 'Projects', root: './', place: 'search', body, sought });
}

/** Names that stand one below the other; more of them stand in columns. */
const A_COLUMN = 12;

/** What was found, of what is known here: not of all that upstreams have. */
function foundText(all: number, sought: string): HtmlPart {
  const known = all === 1 ? 'was asked for or uploaded here' : 'were asked for or uploaded here';
  if (sought === '')
    return all === 0 ? 'No project was asked for or uploaded here yet' : `${counted(all, 'project')} ${known}`;
  if (all === 0) return html`No project with <q>${sought}</q> in its name was asked for or uploaded here`;
  return html`${counted(all, 'project')} with <q>${sought}</q> in the name ${known}`;
}
