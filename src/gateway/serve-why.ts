import { whyJson } from '../app/serve/why-json.ts';
import type { Door } from './door.ts';
import type { Exchange } from './exchange.ts';
import { refuse, sendAbsent } from './refuse.ts';
import { sendHtml } from './send-html.ts';
import { sendJson } from './serve-api.ts';
import { queryParameter } from './target.ts';
import { renderWhyHtml } from './why-page.ts';

/** A decision, explained: HTML for browsers, JSON for who asks for it by `Accept` or `?format=json`. */
export async function serveWhy(door: Door, exchange: Exchange, id: string, query: string): Promise<void> {
  const { explainer } = door.ports;
  if (explainer === undefined) return sendAbsent(exchange);
  const answer = await explainer.why(id, exchange.asker);
  if (answer.answer !== 'why') return refuse(exchange, answer, door.publicUrl);
  const now = Date.now();
  if (wantsJson(exchange, query)) return sendJson(exchange, whyJson(answer, now));
  sendHtml(exchange, 200, renderWhyHtml(answer, now));
}

function wantsJson({ head }: Exchange, query: string): boolean {
  const asked = queryParameter(query, 'format');
  if (asked !== undefined) return asked === 'json';
  const accept = head.accept?.toLowerCase() ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}
