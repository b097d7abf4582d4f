import { bodyBoundary, isContainer } from './email-content-type.ts';
import { decodeBase64, decodeQuotedPrintable } from './email-transfer.ts';
import type { Fault } from './result.ts';
import { decodeLatin1, decodeUtf8, encodeLatin1, utf8Length } from './utf8.ts';

/**
 * Headers and a body in the e-mail format, as Python's `email` package reads them under its
 * `compat32` policy. The core metadata specification defines METADATA and PKG-INFO as what that
 * parser makes of them, its forgiving ways included. Source: Core metadata specifications, "File
 * Format"; Python's Library Reference, `email.parser`, as of CPython 3.13.1 and later.
 */

/** One header. */
export interface EmailHeader {
  /** As written. Compare in lower case: names of headers have none. Printable ASCII without `:`. */
  readonly name: string;
  /** Without white space before it and line ends after it; continuation lines are kept with their line ends. */
  readonly value: string;
  /** Where its line starts. Unit: bytes when bytes were read, UTF-16 code units when text was. */
  readonly offset: number;
  /** False when its bytes are no UTF-8: then each character of `value` is one byte. */
  readonly isUtf8: boolean;
}

/**
 * What follows the headers: text; bytes when they are no UTF-8; undefined when it is itself a tree
 * of messages (a multi-part body), which metadata cannot be.
 */
export type EmailBody = string | Uint8Array | undefined;

/** A message as read. */
export interface EmailMessage {
  /** In the order written, repeated ones included. */
  readonly headers: readonly EmailHeader[];
  readonly body: EmailBody;
  /** A first line that starts with `From `, as mailboxes have it. */
  readonly envelope: string | undefined;
  /**
   * What a strict reader would refuse; the parser went on. Codes: `continuation-without-header`,
   * `misplaced-envelope`, `missing-header-name`, `missing-separator`.
   */
  readonly defects: readonly Fault[];
}

const LF = 10;
const CR = 13;
const COLON = 58;

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF) return at + 1;
    if (code === CR) return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
  }
  return text.length;
}

/** Where the colon of a header's line is, or -1 when the line is none. */
function colonAt(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON) return at;
    if (code < 33 || code > 126) return -1;
  }
  return -1;
}

function isContinuation(code: number): boolean {
  return code === 32 || code === 9;
}

function isHeaderLine(text: string, at: number): boolean {
  return (
    at < text.length && (isContinuation(text.charCodeAt(at)) || text.startsWith('From ', at) || colonAt(text, at) >= 0)
  );
}

interface Head {
  /** Names and values as raw pieces of the source. */
  readonly headers: { name: string; from: number; to: number; offset: number }[];
  readonly defects: Fault[];
  envelope: string | undefined;
  /** A line that looked like the last header and is the first of the body. */
  bodyPrefix: string;
  bodyFrom: number;
}

function readHead(text: string): Head {
  const head: Head = { headers: [], defects: [], envelope: undefined, bodyPrefix: '', bodyFrom: text.length };
  const defect = (code: string, message: string, offset: number) => head.defects.push({ code, message, offset });
  let open: { to: number } | undefined;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isContinuation(code)) {
      const end = lineEnd(text, at);
      if (open) open.to = end;
      else defect('continuation-without-header', 'a line that continues no header is left out', at);
      at = end;
      continue;
    }
    if (text.startsWith('From ', at)) {
      open = undefined;
      const end = lineEnd(text, at);
      if (at === 0) head.envelope = text.slice(0, end).replace(/[\r\n]+$/, '');
      else if (isHeaderLine(text, end)) {
        defect('misplaced-envelope', 'a `From ` line among the headers is left out', at);
      } else {
        head.bodyPrefix = text.slice(at, end);
      }
      at = end;
      continue;
    }
    const colon = colonAt(text, at);
    if (colon < 0) {
      if (code === LF || code === CR) at = lineEnd(text, at);
      else if (head.bodyPrefix === '') defect('missing-separator', 'an empty line must end the headers', at);
      break;
    }
    const end = lineEnd(text, colon);
    if (colon === at) {
      open = undefined;
      defect('missing-header-name', 'a line starts with `:` where a name is expected; it is left out', at);
    } else {
      const header = { name: text.slice(at, colon), from: colon + 1, to: end, offset: at };
      head.headers.push(header);
      open = header;
    }
    at = end;
  }
  head.bodyFrom = at;
  return head;
}

/** The value between the white space after the colon and the line ends after it. */
function trimValue(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  for (; start < end; start++) {
    const code = text.charCodeAt(start);
    if (!isContinuation(code) && code !== LF && code !== CR) break;
  }
  for (; end > start; end--) {
    const code = text.charCodeAt(end - 1);
    if (code !== LF && code !== CR) break;
  }
  return text.slice(start, end);
}

function hasHighBytes(binary: string): boolean {
  return /[\x80-\xff]/.test(binary);
}

function readHeader(text: string, raw: Head['headers'][number], areBytes: boolean): EmailHeader {
  const value = trimValue(text, raw.from, raw.to);
  const { name, offset } = raw;
  if (!areBytes || !hasHighBytes(value)) return { name, value, offset, isUtf8: true };
  const decoded = decodeUtf8(encodeLatin1(value));
  return { name, value: decoded ?? value, offset, isUtf8: decoded !== undefined };
}

function firstValue(headers: readonly EmailHeader[], name: string): string | undefined {
  return headers.find((header) => header.name.length === name.length && header.name.toLowerCase() === name)?.value;
}

/** Takes base64 and quoted-printable off. Of RFC 2045's encodings uuencode is left as it is. */
function decodeTransfer(body: string, encoding: string | undefined): string {
  const name = encoding?.toLowerCase();
  if (name === 'base64') return decodeBase64(body);
  return name === 'quoted-printable' ? decodeQuotedPrintable(body) : body;
}

/** Headers that say how a body is to be decoded: then it must be read byte by byte. */
function encodesBody(head: Head): boolean {
  return head.headers.some(({ name }) => /^content-(?:type|transfer-encoding)$/i.test(name));
}

/** Turns ascending offsets of a text into those of its UTF-8 bytes, in one pass over the text. */
function byteOffsets(text: string): (offset: number) => number {
  let at = 0;
  let bytes = 0;
  return (offset) => {
    bytes += utf8Length(text, at, offset);
    at = offset;
    return bytes;
  };
}

/** Reads text, or bytes that are UTF-8 throughout, with a body that needs no decoding. */
function readPlain(text: string, head: Head, areBytes: boolean): EmailMessage {
  const same = (offset: number) => offset;
  const headerOffset = areBytes ? byteOffsets(text) : same;
  const defectOffset = areBytes ? byteOffsets(text) : same;
  return {
    headers: head.headers.map(({ name, from, to, offset }) => ({
      name,
      value: trimValue(text, from, to),
      offset: headerOffset(offset),
      isUtf8: true,
    })),
    body: head.bodyPrefix + text.slice(head.bodyFrom),
    envelope: head.envelope,
    defects: head.defects.map((defect) => ({ ...defect, offset: defectOffset(defect.offset) })),
  };
}

/**
 * Reads a message. Never fails: whatever is no header starts the body, and the lines that were left
 * out are told in `defects`.
 *
 * Bytes are decoded header by header and body for body, so one wrong byte spoils one value; a base64
 * or quoted-printable body is decoded. Text is taken as decoded by the caller. Takes linear time.
 */
export function parseEmailMessage(data: string | Uint8Array): EmailMessage {
  // A proxy is no view; asking it for its class would run its code.
  const areBytes = ArrayBuffer.isView(data) && data instanceof Uint8Array;
  if (!areBytes && typeof data !== 'string') return { headers: [], body: '', envelope: undefined, defects: [] };
  const plain = areBytes ? decodeUtf8(data) : data;
  if (plain !== undefined) {
    const head = readHead(plain);
    if (!encodesBody(head)) return readPlain(plain, head, areBytes);
  }
  const text = areBytes ? decodeLatin1(data) : data;
  const head = readHead(text);
  const headers = head.headers.map((raw) => readHeader(text, raw, areBytes));
  const message = { headers, envelope: head.envelope, defects: head.defects };
  let body = head.bodyPrefix + text.slice(head.bodyFrom);
  const source = head.headers.find((raw) => raw.name.toLowerCase() === 'content-type');
  if (source !== undefined) {
    const written = trimValue(text, source.from, source.to);
    // Python stands U+FFFD in for every byte above 127 here.
    const type = areBytes ? written.replace(/[\x80-\xff]/g, '\ufffd') : written;
    const boundary = bodyBoundary(type, body);
    if (isContainer(type) || boundary?.opens) return { ...message, body: undefined };
    if (boundary) body = body.slice(0, boundary.offset);
  }
  return { ...message, body: areBytes ? decodeBody(body, firstValue(headers, 'content-transfer-encoding')) : body };
}

/** Text where the bytes are UTF-8, once the transfer encoding is taken off. */
function decodeBody(body: string, encoding: string | undefined): EmailBody {
  const binary = decodeTransfer(body, encoding);
  if (!hasHighBytes(binary)) return binary;
  const bytes = encodeLatin1(binary);
  return decodeUtf8(bytes) ?? bytes;
}
