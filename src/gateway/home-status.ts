import type { AdvisoryOverview, StatusOverview, SyncOverview, UpstreamOverview } from '../app/serve/overview.ts';
import { ageText } from './age.ts';
import { ago, counted, day, facts, grouped, layout, shortDigest, verdictWord } from './home-layout.ts';
import { code, type Html, type HtmlPart, html, prose } from './html.ts';

/** What it means that there are none, or not all: by default it refuses nothing (ADR 27). */
const UNDETERMINED: Html = html`Files of which nobody can tell are given out as long as no policy says otherwise, and are counted in <code>/metrics</code>.`;

/** The page at `/`: how the gateway stands. `now` is in epoch milliseconds, `index` the address that clients are given. */
export function renderStatus(status: StatusOverview, index: string, now: number): string {
  const { advisories, dryRun, projects, restored, sync, upstreams, version, views, waiting } = status;
  const body = html`<h1>Package index</h1>
<p class="lead">Files are given out only under a current decision. Clients use <code>${index}</code> as their index: <code>rind setup CLIENT</code> tells them.</p>
${dryRun ? html`<p class="note"><strong>Dry run.</strong> Nothing is refused: what would be is written down.</p>` : undefined}
${restored === undefined ? undefined : html`<p class="note"><strong>Restored.</strong> It was ${restored}.</p>`}
<ul class="cards">
<li><strong>${counted(projects, 'project')}</strong><span>asked for or uploaded here</span></li>
<li><strong>${newestOf(advisories, now)}</strong><span>${advisories === undefined ? 'nobody knows of any flaw' : 'age of the newest advisory'}</span></li>
${waiting === undefined ? undefined : html`<li><strong><a href="./holds">${counted(waiting, 'file')}</a></strong><span>waiting for a person</span></li>`}
<li><strong>${version}</strong><span>version of Rind</span></li>
</ul>
<h2>Upstreams</h2>
${upstreamTable(upstreams, now)}
<h2>Advisories</h2>
${advisoriesFound(status, now)}
${syncLine(sync, now)}
<h2>Views</h2>
${facts(
  views.map(({ name, policy, upstreams: order }) => [
    name === '' ? '/simple/' : `/v/${name}/simple/`,
    html`policy ${shortDigest(policy)}${order.length === 0 ? undefined : [', from ', order.join(', then ')]}`,
  ]),
)}`;
  return layout({ title: 'Status', root: './', place: 'status', body });
}

function advisoriesFound({ advisories, isWhole }: StatusOverview, now: number): HtmlPart {
  if (advisories === undefined)
    return html`<p class="note">There are none: <code>rind sync</code> fetches them. ${UNDETERMINED}</p>`;
  const table = advisoryTable(advisories, now);
  if (isWhole) return table;
  return html`<p class="note"><strong>Not whole.</strong> A source could not be read to its end: <code>rind sync</code> says why. ${UNDETERMINED}</p>
${table}`;
}

/** Where they come from, and how fetching them went: a table of old ones does not say that nobody fetches new ones. */
function syncLine({ fetches, from, last, stateAt }: SyncOverview, now: number): HtmlPart {
  const state =
    stateAt === undefined
      ? 'nothing of it was taken over yet'
      : html`its state taken over here is ${ago(stateAt, now)}`;
  const origin = from === undefined ? undefined : html`They come from the Rind at ${code(from)}: ${state}. `;
  const way = fetches
    ? undefined
    : html`The gateway fetches none by itself: <code>rind sync</code> has to be run beside it. `;
  if (last?.ok === false)
    return html`<p class="note">${origin}${way}<strong>Fetching them failed</strong> ${ago(last.at, now)}: ${prose(last.why)}</p>`;
  const went = last === undefined ? undefined : html`They were last fetched ${ago(last.at, now)}.`;
  return origin === undefined && way === undefined && went === undefined
    ? undefined
    : html`<p class="soft">${origin}${way}${went}</p>`;
}

function newestOf(advisories: readonly AdvisoryOverview[] | undefined, now: number): string {
  if (advisories === undefined) return 'no advisories';
  const times = advisories.map(({ newest }) => Date.parse(newest)).filter(Number.isFinite);
  if (times.length === 0) return 'unknown';
  return ageText(now - Math.max(...times));
}

function upstreamTable(upstreams: readonly UpstreamOverview[], now: number): Html {
  if (upstreams.length === 0) return html`<p>None: only what was uploaded here is given out.</p>`;
  const rows = upstreams.map(
    ({ name, url, heard }) =>
      html`<tr><th scope="row">${name}</th><td>${code(url)}</td><td>${heardAs(heard, now)}</td></tr>\n`,
  );
  return html`<div class="table"><table class="stack"><thead><tr><th scope="col">Name</th><th scope="col">Address</th><th scope="col">Last answer</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}

function heardAs(heard: UpstreamOverview['heard'], now: number): Html {
  if (heard === undefined) return html`<span class="word plain">not asked yet</span>`;
  const at = ago(heard.at, now);
  if (heard.state === 'answers') return html`${verdictWord('allow', 'answers')} <small>${at}</small>`;
  return html`${verdictWord('deny', 'does not answer')} <small>${at}</small><br>${heard.why}`;
}

function advisoryTable(advisories: readonly AdvisoryOverview[], now: number): Html {
  const rows = advisories.map(
    ({ name, records, newest, checked }) =>
      html`<tr><th scope="row">${name}</th><td class="number" data-label="Records">${grouped(records)}</td><td data-label="Newest">${dayOf(newest)}</td><td data-label="Last synchronised">${checked === undefined ? 'loaded by hand' : ago(checked, now)}</td></tr>\n`,
  );
  return html`<div class="table"><table class="stack"><thead><tr><th scope="col">Source</th><th scope="col" class="number">Records</th><th scope="col">Newest</th><th scope="col">Last synchronised</th></tr></thead><tbody>
${rows}</tbody></table></div>`;
}

/** The day of an instant as a source wrote it. */
function dayOf(written: string): HtmlPart {
  const at = Date.parse(written);
  return Number.isFinite(at) ? day(at) : 'unknown';
}
