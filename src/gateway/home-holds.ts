import type { WaitingOverview } from '../app/serve/overview.ts';
import { counted, day, layout } from './home-layout.ts';
import { code, html, prose } from './html.ts';

const MOST_SHOWN = 500;

/** The queue of what waits for a person. Nothing is released from here: a page that is only read cannot be misused. */
export function renderHolds(holds: readonly WaitingOverview[]): string {
  const rows = holds.slice(0, MOST_SHOWN).map(
    ({
      id,
      view,
      project,
      version,
      filename,
      rule,
      summary,
      since,
      times,
    }) => html`<tr><th scope="row"><a href="./project/${encodeURIComponent(project)}/${view === '' ? '' : `?view=${encodeURIComponent(view)}`}">${project}</a> ${version}<br><small>${filename}</small></th><td>${code(rule)} ${prose(summary)} <a href="./why/${encodeURIComponent(id)}">Why</a></td><td data-label="Since">${day(since)}<br><small>asked for ${times === 1 ? 'once' : `${times} times`}</small></td><td data-label="Decision">${code(id)}</td></tr>
`,
  );
  const body = html`<h1>Holds</h1>
<p class="lead">${holds.length === 0 ? 'Nothing waits for a person.' : `${counted(holds.length, 'file')} ${holds.length === 1 ? 'waits' : 'wait'} for a person.`}</p>
${
  holds.length === 0
    ? undefined
    : html`<p>Released or refused by an administrator, with a reason that everybody can read:</p>
<pre><code>rind holds release DECISION --reason TEXT
rind holds refuse DECISION --reason TEXT</code></pre>
<div class="table"><table class="stack"><caption>The longest waiting first${rows.length < holds.length ? `; ${rows.length} are shown` : ''}</caption><thead><tr><th scope="col">File</th><th scope="col">Reason</th><th scope="col">Since</th><th scope="col">Decision</th></tr></thead><tbody>
${rows}</tbody></table></div>`
}`;
  return layout({ title: 'Holds', root: './', place: 'holds', body });
}
