import { pythonStrip } from './python-text.ts';

/**
 * What a message's own `Content-Type` header says about its body, as Python's `email.message` reads
 * it. Not part of the public surface; the `Description-Content-Type` field of core metadata is read
 * by `content-type.ts`.
 */

/** The type in lower case; anything malformed counts as `text/plain` (RFC 2045, 5.2). */
function mediaType(header: string): string {
  const end = header.indexOf(';');
  const type = pythonStrip(end < 0 ? header : header.slice(0, end)).toLowerCase();
  return type.split('/').length === 2 ? type : 'text/plain';
}

/** Whether the body is read as a message of its own, whatever it holds. */
export function isContainer(header: string): boolean {
  return mediaType(header).startsWith('message/');
}

function unquote(text: string): string {
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) {
    return text.slice(1, -1).replaceAll('\\\\', '\\').replaceAll('\\"', '"');
  }
  return text.length > 1 && text.startsWith('<') && text.endsWith('>') ? text.slice(1, -1) : text;
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Cuts at semicolons outside quotes. A quote counts unless a backslash stands before it. */
function parameters(header: string): string[] {
  const list: string[] = [];
  let start = 0;
  let quotes = 0;
  for (let at = 0; at <= header.length; at++) {
    const letter = header[at];
    if (letter === '"' && (at === start || header[at - 1] !== '\\')) quotes++;
    // A semicolon right at the start of a parameter ends it even so.
    if (letter !== undefined && (letter !== ';' || (quotes % 2 === 1 && at > start))) continue;
    list.push(pythonStrip(header.slice(start, at)));
    start = at + 1;
    quotes = 0;
  }
  return list;
}

/** The `boundary` parameter. The split forms of RFC 2231 (`boundary*0=`) are not read. */
function boundaryParameter(header: string): string | undefined {
  for (const parameter of parameters(header).slice(1)) {
    const equals = parameter.indexOf('=');
    const name = pythonStrip(equals < 0 ? parameter : parameter.slice(0, equals)).toLowerCase();
    if (name !== 'boundary') continue;
    const value = equals < 0 ? '' : pythonStrip(parameter.slice(equals + 1));
    const read = unquote(unquote(quote(unquote(value))));
    const end = pythonStrip(`.${read}`);
    return end.slice(1);
  }
  return undefined;
}

/**
 * The first boundary line of a multi-part body: where it starts, and whether it opens a part (or is
 * a closing one, before which everything is plain text). Undefined when there is none.
 */
export function bodyBoundary(header: string, body: string): { offset: number; opens: boolean } | undefined {
  if (!mediaType(header).startsWith('multipart/')) return undefined;
  const boundary = boundaryParameter(header);
  if (boundary === undefined) return undefined;
  const separator = `--${boundary}`;
  for (let at = body.indexOf(separator); at >= 0; at = body.indexOf(separator, at + 1)) {
    if (at > 0 && body[at - 1] !== '\n' && body[at - 1] !== '\r') continue;
    const rest = /(--)?[ \t]*(?=[\r\n]|$)/y;
    rest.lastIndex = at + separator.length;
    const match = rest.exec(body);
    if (match) return { offset: at, opens: match[1] === undefined };
  }
  return undefined;
}
