import type { Absent, Forbidden, Later } from '../app/serve/answers.ts';
import type { Door } from './door.ts';
import { matchesTag } from './entity-tag.ts';
import { type Exchange, sendWhole } from './exchange.ts';
import { renderHolds } from './home-holds.ts';
import type { Place } from './home-layout.ts';
import { renderProject } from './home-project.ts';
import { renderRefusal } from './home-refusal.ts';
import { renderSearch } from './home-search.ts';
import { renderStatus } from './home-status.ts';
import { STYLE, STYLE_DIGEST } from './home-style.ts';
import { sendAbsent } from './refuse.ts';
import type { Route } from './route.ts';
import { sendHtml } from './send-html.ts';
import { projectAsk } from './serve-page.ts';
import { queryParameter } from './target.ts';

type HomeRoute = Extract<Route, { readonly kind: 'home' }>;

/** The pages for people: status, projects, one project, holds. */
export async function serveHome(door: Door, exchange: Exchange, route: HomeRoute): Promise<void> {
  const { overview } = door.ports;
  if (overview === undefined) return sendAbsent(exchange);
  const { asker } = exchange;
  const parameter = (name: string): string => queryParameter(route.query.replaceAll('+', '%20'), name) ?? '';
  const now = Date.now();
  switch (route.page) {
    case 'status': {
      const answer = await overview.status(asker);
      if (answer.answer !== 'status') return sendRefusal(exchange, answer, './', 'status');
      return sendHtml(exchange, 200, renderStatus(answer, `${door.publicUrl}/simple/`, now));
    }
    case 'search': {
      const [sought, view] = [parameter('q').trim().slice(0, 100), viewIn(parameter('view'))];
      const answer = await overview.search(view, sought, asker);
      if (answer.answer !== 'names') return sendRefusal(exchange, answer, './', 'search');
      return sendHtml(exchange, 200, renderSearch({ sought, view, names: answer.names, all: answer.all }));
    }
    case 'holds': {
      const answer = await overview.holds(asker);
      if (answer.answer !== 'holds') return sendRefusal(exchange, answer, './', 'holds');
      return sendHtml(exchange, 200, renderHolds(answer.holds, now));
    }
    case 'project': {
      const view = viewIn(parameter('view'));
      const answer = await overview.project(projectAsk(exchange, { view, asOf: undefined, name: route.project }));
      if (answer.answer !== 'project') return sendRefusal(exchange, answer, '../../');
      return sendHtml(exchange, 200, renderProject(answer, { view, page: pageIn(parameter('page')) }));
    }
  }
}

function viewIn(text: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text) ? text : '';
}

function pageIn(text: string): number {
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 1;
}

function sendRefusal(exchange: Exchange, answer: Later | Absent | Forbidden, root: string, place?: Place): void {
  const { status, page } = renderRefusal(answer, root, place);
  const headers =
    status === 401
      ? ['WWW-Authenticate', 'Basic realm="rind", charset="UTF-8"']
      : status === 503
        ? ['Retry-After', '5']
        : [];
  sendHtml(exchange, status, page, headers);
}

const STYLE_BODY = Buffer.from(STYLE);
const STYLE_TAG = `"${STYLE_DIGEST}"`;

/** The stylesheet, under the name of its digest: another one has another address. */
export function serveStyle(exchange: Exchange, digest: string): void {
  if (digest !== STYLE_DIGEST) {
    sendAbsent(exchange);
    return;
  }
  const kept = ['ETag', STYLE_TAG, 'Cache-Control', 'public, max-age=31536000, immutable'];
  if (matchesTag(exchange.head.ifNoneMatch, STYLE_TAG)) {
    sendWhole(exchange, 304, kept, undefined);
    return;
  }
  const headers = ['Content-Type', 'text/css; charset=utf-8', 'Content-Length', String(STYLE_BODY.length), ...kept];
  sendWhole(exchange, 200, [...headers, 'X-Content-Type-Options', 'nosniff'], STYLE_BODY);
}
