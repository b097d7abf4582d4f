import { unescapeHtml } from './html-text.ts';
import { asciiLower } from './python-text.ts';

/** A start tag. */
export interface HtmlTag {
  /** Lower-case. */
  readonly name: string;
  /** Names in lower case, values with their references replaced; an attribute without value has "". The first of a name counts. */
  readonly attributes: ReadonlyMap<string, string>;
  /** The first attribute name that was written twice. */
  readonly repeated: string | undefined;
  /** UTF-16 offset of its `<`. */
  readonly offset: number;
}

/** What {@link scanHtml} tells, in the order of the page. */
export interface HtmlVisitor {
  /** The tag names, lower-case, whose start tags are to be told. */
  readonly wanted: ReadonlySet<string>;
  /** Attribute names, lower-case, that are frequent on such pages: a hint that saves folding their case. */
  readonly known?: ReadonlySet<string>;
  open(tag: HtmlTag): void;
  /** Any end tag; the name is lower-case. */
  close(name: string): void;
  /** Text between tags, references not yet replaced. */
  text(raw: string): void;
}

/** Elements whose content is text up to their own end tag. Source: HTML, "Parsing HTML fragments". */
const RAW_TEXT: ReadonlySet<string> = new Set([
  'iframe',
  'noembed',
  'noframes',
  'script',
  'style',
  'textarea',
  'title',
  'xmp',
]);

/**
 * Reads the tags of an HTML page by the tokenizer rules of HTML 5, in one pass, without building a
 * tree. Two things are as Python's `html.parser` has them, because installers read pages with it: a
 * CDATA section ends at `]]>` (HTML 5 ends it at the first `>`), and line ends stay as they are.
 * A construct that the page's end cuts off is dropped. Content of `script`, `style`, `title` and
 * the like is not told.
 *
 * @param from where to go on: 0, or what an earlier call returned
 * @param until how far to go at least; what begins before it is read to its end
 * @returns where to go on, -1 when the page is over
 */
export function scanHtml(
  html: string,
  visitor: HtmlVisitor,
  from: number = 0,
  until: number = Number.POSITIVE_INFINITY,
): number {
  const scanner = new Scanner(html, visitor);
  let at = from;
  while (typeof html === 'string' && at >= 0 && at < html.length) {
    if (at >= until) return at;
    let open = html.indexOf('<', at);
    while (open >= 0 && !startsMarkup(html, open)) open = open + 1 < html.length ? html.indexOf('<', open + 1) : -1;
    const end = open < 0 ? html.length : open;
    if (end > at) visitor.text(html.slice(at, end));
    if (open < 0) return -1;
    at = scanner.markup(open);
  }
  return -1;
}

/** Whether the `<` at an offset begins a tag, a comment or the like; if not, it is text. */
function startsMarkup(html: string, at: number): boolean {
  const next = html.charCodeAt(at + 1);
  return isLetter(next) || next === 0x2f || next === 0x21 || next === 0x3f;
}

function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
}

function isHtmlSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d || code === 0x0c;
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const CDATA = '<![cdata[';

class Scanner {
  readonly #html: string;
  readonly #visitor: HtmlVisitor;
  #attributes: Map<string, string> | undefined;
  #repeated: string | undefined;

  constructor(html: string, visitor: HtmlVisitor) {
    this.#html = html;
    this.#visitor = visitor;
  }

  /** Reads the markup at a `<`; the offset after it, or -1 when the page ends within. */
  markup(at: number): number {
    const html = this.#html;
    const next = html.charCodeAt(at + 1);
    if (isLetter(next)) return this.#startTag(at);
    if (next === 0x2f && isLetter(html.charCodeAt(at + 2))) return this.#endTag(at);
    if (html.startsWith('<!--', at)) return this.#comment(at + 4);
    if (asciiLower(html.slice(at, at + CDATA.length)) === CDATA) return this.#after(']]>', at + CDATA.length);
    return this.#after('>', at + 2);
  }

  #after(end: string, from: number): number {
    const at = this.#html.indexOf(end, from);
    return at < 0 ? -1 : at + end.length;
  }

  #comment(from: number): number {
    const html = this.#html;
    if (html.charCodeAt(from) === 0x3e) return from + 1;
    if (html.startsWith('->', from)) return from + 2;
    for (let at = html.indexOf('--', from); at >= 0; at = html.indexOf('--', at + 1)) {
      if (html.charCodeAt(at + 2) === 0x3e) return at + 3;
      if (html.startsWith('!>', at + 2)) return at + 4;
    }
    return -1;
  }

  #startTag(at: number): number {
    const nameEnd = this.#nameEnd(at + 1);
    const written = this.#html.slice(at + 1, nameEnd);
    const name = this.#visitor.wanted.has(written) ? written : asciiLower(written);
    const wanted = this.#visitor.wanted.has(name);
    this.#attributes = wanted ? new Map() : undefined;
    this.#repeated = undefined;
    const end = this.#tagEnd(nameEnd);
    if (end < 0) return -1;
    const attributes = this.#attributes ?? NO_ATTRIBUTES;
    if (wanted) this.#visitor.open({ name, attributes, repeated: this.#repeated, offset: at });
    if (RAW_TEXT.has(name)) return this.#rawTextEnd(name, end);
    return name === 'plaintext' ? -1 : end;
  }

  #endTag(at: number): number {
    const nameEnd = this.#nameEnd(at + 2);
    this.#attributes = undefined;
    const end = this.#tagEnd(nameEnd);
    if (end >= 0) this.#visitor.close(asciiLower(this.#html.slice(at + 2, nameEnd)));
    return end;
  }

  #nameEnd(from: number): number {
    const html = this.#html;
    let at = from;
    while (at < html.length) {
      const code = html.charCodeAt(at);
      if (code === 0x3e || code === 0x2f || isHtmlSpace(code)) break;
      at++;
    }
    return at;
  }

  /** Reads attributes up to the `>`; the offset after it, or -1. */
  #tagEnd(from: number): number {
    const html = this.#html;
    let at = from;
    while (at < html.length) {
      const code = html.charCodeAt(at);
      if (code === 0x3e) return at + 1;
      if (code === 0x2f || isHtmlSpace(code)) at++;
      else at = this.#attribute(at);
      if (at < 0) return -1;
    }
    return -1;
  }

  #attribute(from: number): number {
    const html = this.#html;
    let at = from + 1;
    while (at < html.length) {
      const code = html.charCodeAt(at);
      if (code === 0x3d || code === 0x3e || code === 0x2f || isHtmlSpace(code)) break;
      at++;
    }
    const nameEnd = at;
    at = this.#skipSpace(at);
    if (html.charCodeAt(at) !== 0x3d) {
      this.#keep(from, nameEnd, '');
      return nameEnd;
    }
    at = this.#skipSpace(at + 1);
    const quote = html.charAt(at);
    if (quote === '"' || quote === "'") {
      const end = html.indexOf(quote, at + 1);
      if (end < 0) return -1;
      this.#keep(from, nameEnd, html.slice(at + 1, end));
      return end + 1;
    }
    const start = at;
    while (at < html.length && html.charCodeAt(at) !== 0x3e && !isHtmlSpace(html.charCodeAt(at))) at++;
    this.#keep(from, nameEnd, html.slice(start, at));
    return at;
  }

  #skipSpace(from: number): number {
    let at = from;
    while (isHtmlSpace(this.#html.charCodeAt(at))) at++;
    return at;
  }

  #keep(start: number, end: number, value: string): void {
    if (this.#attributes === undefined) return;
    const written = this.#html.slice(start, end);
    const name = this.#visitor.known?.has(written) ? written : asciiLower(written);
    if (this.#attributes.has(name)) this.#repeated ??= name;
    else this.#attributes.set(name, unescapeHtml(value, true));
  }

  #rawTextEnd(name: string, from: number): number {
    const html = this.#html;
    for (let at = html.indexOf('</', from); at >= 0; at = html.indexOf('</', at + 2)) {
      const nameEnd = at + 2 + name.length;
      if (asciiLower(html.slice(at + 2, nameEnd)) !== name) continue;
      const next = html.charCodeAt(nameEnd);
      if (next === 0x3e || next === 0x2f || isHtmlSpace(next)) return at;
    }
    return -1;
  }
}
