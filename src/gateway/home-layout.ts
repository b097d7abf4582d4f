import { formatInstant } from '../base/instant.ts';
import { ageText } from './age.ts';
import { STYLE_DIGEST } from './home-style.ts';
import { type Html, type HtmlPart, html } from './html.ts';

/** Nothing runs; one stylesheet of ours is loaded, and the search asks nobody else. */
export const HTML_POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Headings of the navigation. */
export type Place = 'status' | 'search' | 'holds';

/** A page for people. */
export interface Layout {
  readonly title: string;
  /** From this page to the root: `./`, `../`. No address is ever built from what a client calls this host. */
  readonly root: string;
  readonly place?: Place;
  readonly body: HtmlPart;
  /** What was searched for. */
  readonly sought?: string;
}

const PLACES: readonly (readonly [Place, string, string])[] = [
  ['status', '', 'Status'],
  ['search', 'search', 'Projects'],
  ['holds', 'holds', 'Holds'],
];

/** A whole document: landmarks, a way round the navigation, one heading of the first level. */
export function layout({ title, root, place, body, sought = '' }: Layout): string {
  const links = PLACES.map(([id, path, name]) => {
    const current = id === place ? html` aria-current="page"` : undefined;
    return html`<li><a href="${root}${path}"${current}>${name}</a></li>`;
  });
  // The page of projects has the same form, larger.
  const search = place === 'search' ? undefined : searchForm(root, sought, 'header');
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} - Rind</title>
<link rel="stylesheet" href="${root}style/${STYLE_DIGEST}.css">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<a class="brand" href="${root}">Rind</a>
<nav aria-label="Gateway"><ul>${links}</ul></nav>
${search}
</header>
<main id="main">
${body}
</main>
<footer>An index that decides about every file, and says why.</footer>
</body>
</html>
`.markup;
}

/** Where projects are searched for. */
export function searchForm(root: string, sought: string, where: 'header' | 'main'): Html {
  const id = `q-${where}`;
  const large = where === 'main' ? html` class="wide"` : undefined;
  return html`<form role="search" action="${root}search" method="get"${large}><label for="${id}">Part of a project's name</label><input id="${id}" type="search" name="q" value="${sought}" placeholder="project" maxlength="100" autocomplete="off" spellcheck="false"><button type="submit">Search</button></form>`;
}

/** A moment, for people and programs. */
export function moment(at: number): Html {
  const shown = formatInstant(at - (at % 1000));
  return html`<time datetime="${shown}">${shown.replace('T', ' ').replace('Z', ' UTC')}</time>`;
}

/** How long ago a moment was; the moment itself for programs and for who points at it. */
export function ago(at: number, now: number): Html {
  const shown = formatInstant(at - (at % 1000));
  return html`<time datetime="${shown}" title="${shown.replace('T', ' ').replace('Z', ' UTC')}">${now - at < 60_000 ? 'just now' : `${ageText(now - at)} ago`}</time>`;
}

/** A day. */
export function day(at: number): Html {
  const shown = formatInstant(at).slice(0, 10);
  return html`<time datetime="${shown}">${shown}</time>`;
}

/** A verdict as a word; its color says nothing that the word does not. */
export function verdictWord(verdict: 'allow' | 'hold' | 'deny', text: string): Html {
  return html`<span class="word ${verdict}">${text}</span>`;
}

/** Names and values; those without a value are left out. */
export function facts(all: readonly (readonly [string, HtmlPart])[]): Html {
  const rows = all.map(([name, value]) =>
    value === undefined ? undefined : html`<dt>${name}</dt><dd>${value}</dd>\n`,
  );
  return html`<dl>\n${rows}</dl>`;
}

/** A count with its noun: `1 file`, `1,234 files`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** A count in groups of three. */
export function grouped(count: number): string {
  const digits = String(count);
  const first = digits.length % 3 || 3;
  return [digits.slice(0, first), ...(digits.slice(first).match(/\d{3}/g) ?? [])].join(',');
}

/** As much of a digest as people compare. */
export function shortDigest(digest: string): Html {
  return html`<code>${digest.slice(digest.indexOf(':') + 1).slice(0, 16)}</code>`;
}
