import { counted, layout, searchForm } from './home-layout.ts';
import { html } from './html.ts';

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
  const found =
    sought === '' ? counted(all, 'project') : html`${counted(all, 'project')} with <q>${sought}</q> in the name`;
  const body = html`<h1>Projects</h1>
${searchForm('./', sought, 'main')}
<p role="status">${found}${all > names.length ? `; the first ${names.length} are shown` : ''}.</p>
${names.length === 0 ? undefined : html`<ul class="names">\n${items}</ul>`}
<p class="soft">Projects that were asked for or uploaded here. Any other is looked up when a client asks for it.</p>`;
  return layout({ title: 'Projects', root: './', place: 'search', body, sought });
}
