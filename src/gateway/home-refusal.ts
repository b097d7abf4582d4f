import type { Absent, Denial, Forbidden, Later } from '../app/serve/answers.ts';
import { layout, type Place, verdictWord } from './home-layout.ts';
import { code, html, prose } from './html.ts';

/** A refusal for people: its status and its page. */
export interface RefusalPage {
  readonly status: 401 | 403 | 404 | 503;
  readonly page: string;
}

/** Says in a browser what a client is told by a status. What is missing and what is somebody else's are the same bytes. */
export function renderRefusal(answer: Later | Absent | Forbidden, root: string, place?: Place): RefusalPage {
  const [status, title, why] = wordsOf(answer);
  const next =
    status === 404
      ? html`\n<p>Look for a project <a href="${root}search">by its name</a>, or at <a href="${root}">how the gateway stands</a>.</p>`
      : undefined;
  const body = html`<h1>${title}</h1>\n<p class="lead">${why}</p>${next}`;
  return { status, page: layout({ title, root, body, ...(place === undefined ? {} : { place }) }) };
}

function wordsOf(answer: Later | Absent | Forbidden): readonly [RefusalPage['status'], string, string] {
  if (answer.answer === 'later') return [503, 'Not yet', `${answer.why}. Reload this page in a moment.`];
  if (answer.answer === 'absent')
    return [404, 'Not found', 'There is no such thing here, or it is not for whoever asks.'];
  if (answer.authenticate)
    return [401, 'Who are you?', 'A token is needed here: give it as the password, with __token__ as the user.'];
  return [403, 'Not with this token', answer.why];
}

/** Says in a browser that a file is not given out; the page behind the link says all of it. */
export function renderDenial({ id, verdict, rule, summary }: Denial, root: string): string {
  const word = verdict === 'hold' ? 'held' : 'denied';
  const body = html`<h1>This file is ${word}</h1>
<p class="lead">${verdictWord(verdict, word)} ${code(rule)} ${prose(summary)}</p>
<p><a href="${root}why/${encodeURIComponent(id)}">Why, and who can release it</a></p>`;
  return layout({ title: `A file that is ${word}`, root, body });
}
