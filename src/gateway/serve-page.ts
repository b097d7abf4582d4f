import { hash } from 'node:crypto';
import {
  formatIndexHtml,
  formatIndexJson,
  negotiateSimpleFormat,
  SIMPLE_CONTENT_TYPES,
  type SimpleFormat,
  simpleFormatOf,
} from '@rind/pypa';
import type { DecidedPage, ProjectAnswer } from '../app/serve/answers.ts';
import type { ProjectAsk } from '../app/serve/ask.ts';
import { neutralize } from '../base/text/neutral.ts';
import { type Coding, chooseCoding } from './coding.ts';
import type { Door } from './door.ts';
import { matchesTag } from './entity-tag.ts';
import { type Exchange, sendWhole } from './exchange.ts';
import { type Presentation, presentationFor } from './present.ts';
import { refuse, sendLater, sendProblem } from './refuse.ts';
import { remembered } from './remembered.ts';
import { renderPage } from './render-page.ts';
import type { Route, Vantage } from './route.ts';
import { queryParameter } from './target.ts';
import { type VariantRecipe, variantKey } from './variant-store.ts';

type RouteOf<K extends Route['kind']> = Extract<Route, { readonly kind: K }>;

/** What distinguishes bodies of one page, before they are packed; part of the entity tag, with a number of the renderer. */
const FORMAT_LETTERS: Readonly<Record<SimpleFormat, string>> = { 'json-v1': 'j1', 'html-v1': 'h1', 'text-html': 't1' };
const CODING_LETTERS: Readonly<Record<Coding, string>> = { identity: 'i', gzip: 'g', zstd: 'z' };

/** Pages of the past that wait for their turn. */
const MOST_PAST = 200;
/** Seconds. */
const PAST_AFTER = 5;

/** Everything that an answer depends on beside its path. */
const VARY = 'Accept, Accept-Encoding, User-Agent, Authorization';
/** Nothing in a page of ours runs, loads or is framed. */
const PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const negotiated = remembered(500, (accept) => ({ format: negotiateSimpleFormat(accept) }));
const codingOf = remembered(500, chooseCoding);

/** The format of a page, or undefined once 406 was said. `?format=` beats `Accept`. Source: PEP 691, "URL Parameter". */
function formatFor(exchange: Exchange, query: string): SimpleFormat | undefined {
  const asked = query === '' ? undefined : queryParameter(query, 'format');
  const format = asked === undefined ? negotiated(exchange.head.accept).format : simpleFormatOf(asked);
  if (format === undefined) {
    const available = Object.values(SIMPLE_CONTENT_TYPES);
    sendProblem(exchange, {
      status: 406,
      title: 'not acceptable',
      detail: `what there is: ${available.join(', ')}`,
      members: { available },
      headers: ['Vary', VARY],
    });
  }
  return format;
}

/** One way in which a page goes out: every combination is made once. */
interface Way {
  readonly format: SimpleFormat;
  readonly presentation: Presentation;
  readonly coding: Coding;
  readonly shape: string;
  readonly key: string;
  readonly tagEnd: string;
}

const WAYS = new Map<SimpleFormat, readonly Way[]>(
  (['json-v1', 'html-v1', 'text-html'] as const).map((format) => [
    format,
    (['marked', 'omitted'] as const).flatMap((presentation) =>
      (['identity', 'gzip', 'zstd'] as const).map((coding) => {
        const shape = `${FORMAT_LETTERS[format]}${presentation === 'marked' ? 'm' : 'o'}`;
        const tagEnd = `-${shape}${CODING_LETTERS[coding]}"`;
        return { format, presentation, coding, shape, key: variantKey(shape, coding), tagEnd };
      }),
    ),
  ]),
);

function wayFor(exchange: Exchange, format: SimpleFormat): Way | undefined {
  const presentation = presentationFor(exchange.asker.client);
  const coding = codingOf(exchange.head.acceptEncoding);
  return WAYS.get(format)?.find((way) => way.presentation === presentation && way.coding === coding);
}

/** A project's page. Never 403: who cannot read a page learns nothing of why. Undefined where it was said at once. */
export function serveProject(door: Door, exchange: Exchange, route: RouteOf<'project'>): Promise<void> | undefined {
  const format = formatFor(exchange, route.query);
  if (format === undefined) return undefined;
  if (route.asOf !== undefined) return servePast(door, exchange, route, format);
  const answer = door.ports.gateway.project(projectAsk(exchange, route));
  return answer instanceof Promise
    ? answer.then((page) => sendPage(door, exchange, route, page, format))
    : sendPage(door, exchange, route, answer, format);
}

/**
 * A page as of an instant, in its turn: each moment has a page of its own, and whoever asks for hundreds of them must not
 * take the time of everybody else.
 */
async function servePast(
  door: Door,
  exchange: Exchange,
  route: RouteOf<'project'>,
  format: SimpleFormat,
): Promise<void> {
  const { gateway } = door.ports;
  if (door.past.waiting >= MOST_PAST)
    return sendLater(exchange, {
      answer: 'later',
      why: 'many pages of the past are being made',
      retryAfter: PAST_AFTER,
    });
  await door.past.run(async () => {
    if (exchange.req.socket.destroyed) return;
    const answer = await gateway.project(projectAsk(exchange, route));
    await sendPage(door, exchange, route, answer, format);
  });
}

function sendPage(
  door: Door,
  exchange: Exchange,
  route: RouteOf<'project'>,
  answer: ProjectAnswer,
  format: SimpleFormat,
): Promise<void> | undefined {
  const way = answer.answer === 'page' ? wayFor(exchange, format) : undefined;
  if (answer.answer !== 'page' || way === undefined) {
    if (answer.answer !== 'page') refuse(exchange, answer, door.publicUrl);
    return undefined;
  }
  const { page } = answer;
  const tag = `"${page.digest.slice(0, 40)}${way.tagEnd}`;
  if (matchesTag(exchange.head.ifNoneMatch, tag)) {
    notModified(exchange, tag, VARY);
    return undefined;
  }
  const ready = door.pages.ready(page, way.key);
  if (ready === undefined)
    return door.pages
      .make(page, recipeFor(page, way, tag, addressOf(door, route)))
      .then((made) => sendWhole(exchange, 200, made.headers, made.body));
  sendWhole(exchange, 200, ready.headers, ready.body);
  return undefined;
}

/**
 * What was stored is still right. No content type and no coding: a client that takes them for those of what it
 * stored would read JSON as HTML. Source: RFC 9110, 15.4.5; facts in ADR 20.
 */
function notModified(exchange: Exchange, tag: string, vary: string): void {
  sendWhole(exchange, 304, ['ETag', tag, 'Cache-Control', 'no-cache', 'Vary', vary], undefined);
}

function recipeFor(page: DecidedPage, way: Way, tag: string, address: string | undefined): VariantRecipe {
  return {
    shape: way.shape,
    coding: way.coding,
    render: () => renderPage(page, { format: way.format, presentation: way.presentation, address }),
    headers: (length) => pageHeaders(way, length, tag),
  };
}

function pageHeaders(
  { format, coding }: Pick<Way, 'format' | 'coding'>,
  length: number,
  tag: string,
): readonly string[] {
  const html = format !== 'json-v1';
  const type = SIMPLE_CONTENT_TYPES[format];
  return [
    'Content-Type',
    html ? `${type}; charset=utf-8` : type,
    'Content-Length',
    String(length),
    ...(coding === 'identity' ? [] : ['Content-Encoding', coding]),
    'ETag',
    tag,
    // Clients that keep an answer without asking again go on installing what is denied meanwhile.
    'Cache-Control',
    'no-cache',
    'Vary',
    VARY,
    'X-Content-Type-Options',
    'nosniff',
    ...(html ? ['Content-Security-Policy', PAGE_POLICY] : []),
  ];
}

/** Who asks for which project, through what. */
export function projectAsk({ asker }: Exchange, { view, asOf, name }: Vantage & Pick<ProjectAsk, 'name'>): ProjectAsk {
  return asOf === undefined ? { view, name, asker } : { view, name, asOf, asker };
}

function addressOf(door: Door, { view, name }: RouteOf<'project'>): string | undefined {
  return door.publicUrl === '' ? undefined : `${door.publicUrl}${view === '' ? '' : `/v/${view}`}/simple/${name}/`;
}

/** The names that there are. Source: PEP 503; PEP 691, "Project List". */
export async function serveProjects(door: Door, exchange: Exchange, route: RouteOf<'projects'>): Promise<void> {
  const format = formatFor(exchange, route.query);
  if (format === undefined) return;
  const { view, asOf } = route;
  const { asker } = exchange;
  const refused = door.ports.doorkeeper?.readFault(asker);
  if (refused !== undefined) return refuse(exchange, refused, door.publicUrl);
  const names = await door.ports.gateway.projects(asOf === undefined ? { view, asker } : { view, asOf, asker });
  const way = wayFor(exchange, format);
  if (way === undefined) return;
  const tag = `"${digestOf(names)}${way.tagEnd}`;
  if (matchesTag(exchange.head.ifNoneMatch, tag)) return notModified(exchange, tag, VARY);
  const ready = door.pages.ready(names, way.key) ?? (await door.pages.make(names, listRecipe(names, way, tag)));
  sendWhole(exchange, 200, ready.headers, ready.body);
}

const digests = new WeakMap<object, string>();

/** A digest of a list of names, made once for each list. */
function digestOf(names: readonly string[]): string {
  const known = digests.get(names);
  if (known !== undefined) return known;
  const made = hash('sha256', names.join('\n')).slice(0, 40);
  digests.set(names, made);
  return made;
}

function listRecipe(names: readonly string[], way: Way, tag: string): VariantRecipe {
  // Names are few, those that were asked for here: one piece.
  return {
    shape: way.shape,
    coding: way.coding,
    *render() {
      const index = { apiVersion: { major: 1, minor: 4 }, names: names.map(neutralize) };
      return Buffer.from(
        way.format === 'json-v1'
          ? JSON.stringify(formatIndexJson(index))
          : formatIndexHtml(index, (name) => `${encodeURIComponent(name)}/`),
      );
    },
    headers: (length) => pageHeaders(way, length, tag),
  };
}
