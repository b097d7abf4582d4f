import type { WaitingOverview } from '../app/serve/overview.ts';
import { ago, counted, layout } from './home-layout.ts';
import { code, html, prose } from './html.ts';

const MOST_SHOWN = 500;

/**
 * The queue of what waits for a person. Nothing is released from here: a page that is only read cannot be misused. `now` is
 * in epoch milliseconds.
 */
export function renderHolds(holds: readonly WaitingOverview[], now: number): string {
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
    }) => html`<tr><th scope="row"><a href="./project/${encodeURIComponent(project)}/${view === '' ? '' : `?view=${encodeURIComponent(view)}`}">${project}</a> ${version}<br><small>${filename}</small></th><td><p>${code(rule)} ${prose(summary)}.</p><p><a href="./why/${encodeURIComponent(id)}">Why, and who can release it</a></p></td><td data-label="Asked for">${ago(since, now)}<br><small>${times === 1 ? 'once' : `${times} times since`}</small></td><td data-label="Hold" class="id">${code(id)}</td></tr>
`,
  );
  const body = html`<h1>Holds</h1>
<p class="lead">${holds.length === 0 ? 'Nothing waits for a person. What a rule or an administrator holds is listed here once somebody asked for it.' : `${counted(holds.length, 'file')} ${holds.length === 1 ? 'waits' : 'wait'} for a person.`}</p>
${
  holds.length === 0
    ? undefined
    : html`<p>An administrator releases or refuses each, with a reason that everybody can read:</p>
<pre><code>rind holds release HOLD --reason TEXT
rind holds refuse HOLD --reason TEXT</code></pre>
<div class="table"><table class="stack queue"><caption>The longest waiting first${rows.length < holds.length ? `; ${rows.length} are shown` : ''}</caption><thead><tr><th scope="col">File</th><th scope="col">Reason</th><th scope="col">Asked for</th><th scope="col">Hold</th></tr></thead><tbody>
${rows}</tbody></table></div>`
}`;
  return layout({ title: 'Holds', root: './', place: 'holds', body });
}
