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

/** A parameter's name in lower case and its value without quotes. */
function readParameter(parameter: string): readonly [string, string] {
  const equals = parameter.indexOf('=');
  if (equals < 0) return [pythonStrip(parameter), ''];
  return [pythonStrip(parameter.slice(0, equals)).toLowerCase(), unquote(pythonStrip(parameter.slice(equals + 1)))];
}

function percentDecode(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A value in numbered pieces, some percent-encoded, the whole then led by `charset'language'`. RFC 2231, 3 and 4. */
function joinPieces(pieces: readonly { readonly name: string; readonly value: string }[]): string {
  const numberOf = (name: string) => Number(/[0-9]+/.exec(name)?.[0] ?? -1);
  const ordered = pieces.toSorted((a, b) => numberOf(a.name) - numberOf(b.name));
  const isEncoded = ordered.some(({ name }) => name.endsWith('*'));
  const joined = ordered.map(({ name, value }) => (name.endsWith('*') ? percentDecode(value) : value)).join('');
  if (!isEncoded) return unquote(unquote(quote(joined)));
  const [charset, language, ...text] = quote(joined).slice(1, -1).split("'");
  const value =
    charset === undefined || language === undefined || text.length === 0 ? joined : unquote(`"${text.join("'")}"`);
  return value.replace(/[^\x00-\x7f]/g, '\ufffd');
}

/** The `boundary` parameter, without white space at its end. */
function boundaryParameter(header: string): string | undefined {
  const pieces: { name: string; value: string }[] = [];
  let found: string | undefined;
  for (const parameter of parameters(header).slice(1)) {
    const [name, value] = readParameter(parameter);
    if (name.toLowerCase() === 'boundary') found ??= unquote(unquote(quote(value)));
    else if (/^boundary\*(?:[0-9]+\*?)?$/.test(name)) pieces.push({ name, value });
  }
  if (found === undefined && pieces.length > 0) found = joinPieces(pieces);
  return found === undefined ? undefined : pythonStrip(`.${found}`).slice(1);
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
