import type { Absent, Forbidden, Later } from '../app/serve/answers.ts';
import { layout, type Place } from './home-layout.ts';
import { html } from './html.ts';

/** A refusal for people: its status and its page. */
export interface RefusalPage {
  readonly status: 401 | 403 | 404 | 503;
  readonly page: string;
}

/** Says in a browser what a client is told by a status. What is missing and what is somebody else's are the same bytes. */
export function renderRefusal(answer: Later | Absent | Forbidden, root: string, place?: Place): RefusalPage {
  const [status, title, why] = wordsOf(answer);
  const body = html`<h1>${title}</h1>\n<p class="lead">${why}</p>`;
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
