/** Why a body is no form. */
export class MultipartError extends Error {
  readonly status: 400 | 413;

  constructor(message: string, status: 400 | 413 = 400) {
    super(message);
    this.status = status;
  }
}

/** What a form may hold. */
export interface MultipartLimits {
  readonly fields: number;
  /** Of one text field. */
  readonly fieldBytes: number;
  /** Of all text fields together. */
  readonly formBytes: number;
  /** Of the headers of one part. */
  readonly headerBytes: number;
  /** Of the file. */
  readonly fileBytes: number;
}

/** A README of a megabyte is a field, and there are hundreds of classifiers. */
export const MULTIPART_LIMITS: Omit<MultipartLimits, 'fileBytes'> = {
  fields: 2000,
  fieldBytes: 4 * 1024 * 1024,
  formBytes: 8 * 1024 * 1024,
  headerBytes: 4096,
};

/** What is found in a form, in order. */
export type FormEvent =
  | { readonly kind: 'field'; readonly name: string; readonly value: string }
  | { readonly kind: 'file'; readonly name: string; readonly filename: string }
  | { readonly kind: 'data'; readonly data: Uint8Array }
  | { readonly kind: 'file-end' }
  | { readonly kind: 'end' };

/** The boundary of a `multipart/form-data` content type; undefined for another type or a boundary that is none. Source: RFC 2046, 5.1.1. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const type = /^multipart\/form-data *((?:;[^;]*)*)$/i.exec(contentType?.slice(0, 500) ?? '');
  if (type === null) return undefined;
  const found = (type[1] ?? '')
    .split(';')
    .flatMap((part) => /^ *boundary=(?:"([^"\\]*)"|([^\s"]+)) *$/i.exec(part) ?? []);
  const boundary = found[1] ?? found[2];
  // Two of them, and readers disagree about where the parts end.
  if (found.length !== 3 || boundary === undefined) return undefined;
  return /^[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]$/.test(boundary) ? boundary : undefined;
}

const CRLF_CRLF = Buffer.from('\r\n\r\n');
const EMPTY: Buffer = Buffer.alloc(0);

type State = 'start' | 'after-boundary' | 'header' | 'field' | 'file' | 'end';

/**
 * Reads a `multipart/form-data` body as it comes, whatever the pieces: fields and at most one file. Linear, and what it
 * holds is bounded by the limits. Nothing is guessed: no transfer encodings, no nested parts, no second file, nothing
 * before the first boundary. Source: RFC 7578; RFC 2046, 5.1.
 */
export class MultipartParser {
  readonly #limits: MultipartLimits;
  /** CR LF, two dashes, the boundary. */
  readonly #delimiter: Buffer;
  #state: State = 'start';
  /** Starts with CR LF that is not there, so that the first boundary is one like the others. */
  #held: Buffer = Buffer.from('\r\n');
  #name = '';
  #value: Buffer[] = [];
  #valueBytes = 0;
  #formBytes = 0;
  #fields = 0;
  #fileBytes = 0;
  #hasFile = false;

  constructor(boundary: string, limits: MultipartLimits) {
    this.#limits = limits;
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  }

  /** Takes the next piece of the body, and gives what it brought. Throws {@link MultipartError}. */
  push(piece: Uint8Array): FormEvent[] {
    const events: FormEvent[] = [];
    const next = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    this.#held = this.#held.length === 0 ? next : Buffer.concat([this.#held, next]);
    while (this.#step(events));
    return events;
  }

  /** The body has ended. Throws where the form had not. */
  end(): void {
    if (this.#state !== 'end') throw new MultipartError('the form breaks off');
  }

  /** One step through what is held; false when more is needed. */
  #step(events: FormEvent[]): boolean {
    switch (this.#state) {
      case 'start':
        return this.#begin();
      case 'after-boundary':
        return this.#afterBoundary(events);
      case 'header':
        return this.#header(events);
      case 'field':
      case 'file':
        return this.#content(events);
      case 'end':
        this.#held = EMPTY;
        return false;
    }
  }

  #begin(): boolean {
    if (this.#held.length < this.#delimiter.length) return false;
    if (!this.#held.subarray(0, this.#delimiter.length).equals(this.#delimiter))
      throw new MultipartError('the form does not begin with its boundary');
    this.#drop(this.#delimiter.length);
    this.#state = 'after-boundary';
    return true;
  }

  #afterBoundary(events: FormEvent[]): boolean {
    if (this.#held.length < 2) return false;
    const two = this.#held.toString('latin1', 0, 2);
    this.#drop(2);
    if (two === '--') {
      this.#state = 'end';
      events.push({ kind: 'end' });
    } else if (two === '\r\n') this.#state = 'header';
    else throw new MultipartError('a boundary is followed by something else than a line end');
    return true;
  }

  #header(events: FormEvent[]): boolean {
    const end = this.#held.indexOf(CRLF_CRLF);
    if (end > this.#limits.headerBytes || (end < 0 && this.#held.length > this.#limits.headerBytes))
      throw new MultipartError('the headers of a part are too long');
    if (end < 0) return false;
    const { name, filename } = partOf(this.#held.toString('utf8', 0, end));
    this.#drop(end + CRLF_CRLF.length);
    this.#name = name;
    if (filename === undefined) {
      if (++this.#fields > this.#limits.fields) throw new MultipartError('the form has too many fields', 413);
      this.#state = 'field';
    } else {
      if (this.#hasFile) throw new MultipartError('the form has two files');
      this.#hasFile = true;
      this.#state = 'file';
      events.push({ kind: 'file', name, filename });
    }
    return true;
  }

  /** Content up to the next boundary; what could be the beginning of one is held back. */
  #content(events: FormEvent[]): boolean {
    const at = this.#held.indexOf(this.#delimiter);
    const safe = at < 0 ? this.#held.length - this.#delimiter.length + 1 : at;
    if (safe > 0) {
      this.#take(this.#held.subarray(0, safe), events);
      this.#drop(safe);
    }
    if (at < 0) return false;
    this.#drop(this.#delimiter.length);
    if (this.#state === 'file') events.push({ kind: 'file-end' });
    else {
      events.push({ kind: 'field', name: this.#name, value: utf8(this.#value) });
      this.#value = [];
      this.#valueBytes = 0;
    }
    this.#state = 'after-boundary';
    return true;
  }

  #take(data: Buffer, events: FormEvent[]): void {
    if (this.#state === 'file') {
      this.#fileBytes += data.length;
      if (this.#fileBytes > this.#limits.fileBytes)
        throw new MultipartError(`a file may have ${this.#limits.fileBytes} bytes`, 413);
      events.push({ kind: 'data', data });
      return;
    }
    this.#valueBytes += data.length;
    this.#formBytes += data.length;
    if (this.#valueBytes > this.#limits.fieldBytes) throw new MultipartError('a field is too long', 413);
    if (this.#formBytes > this.#limits.formBytes) throw new MultipartError('the fields are too long together', 413);
    this.#value.push(Buffer.from(data));
  }

  #drop(count: number): void {
    this.#held = count === this.#held.length ? EMPTY : this.#held.subarray(count);
  }
}

/** Name and file name of a part. Quotes as browsers and requests write them: `%22`, or a backslash before it. */
function partOf(text: string): { readonly name: string; readonly filename: string | undefined } {
  let disposition: string | undefined;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const header = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (!/^[a-z0-9-]+$/.test(header) || /[\u0000-\u0008\u000a-\u001f\u007f]/.test(line))
      throw new MultipartError('a part has a malformed header');
    if (header === 'content-transfer-encoding') {
      if (!/^(?:7bit|8bit|binary)$/i.test(line.slice(colon + 1).trim()))
        throw new MultipartError('a part has a transfer encoding');
    }
    if (header !== 'content-disposition') continue;
    if (disposition !== undefined) throw new MultipartError('a part has two names');
    disposition = line.slice(colon + 1).trim();
  }
  const parameters = parametersOf(disposition ?? '');
  const name = parameters.get('name');
  if (name === undefined) throw new MultipartError('a part has no name');
  const extended = parameters.get('filename*');
  return {
    name,
    filename: parameters.get('filename') ?? (extended === undefined ? undefined : extendedValue(extended)),
  };
}

const PARAMETER = /;[ \t]*([a-z*]{1,20})=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))[ \t]*/iy;

function parametersOf(disposition: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const start = /^form-data[ \t]*/i.exec(disposition)?.[0].length;
  if (start === undefined) throw new MultipartError('a part is no form data');
  PARAMETER.lastIndex = start;
  let end = start;
  for (let match = PARAMETER.exec(disposition); match !== null; match = PARAMETER.exec(disposition)) {
    end = PARAMETER.lastIndex;
    const key = (match[1] ?? '').toLowerCase();
    if (found.has(key)) throw new MultipartError('a part has two names');
    found.set(key, match[2]?.replace(/\\(["\\])/g, '$1').replaceAll('%22', '"') ?? match[3] ?? '');
  }
  if (end !== disposition.length) throw new MultipartError('a part has a malformed name');
  return found;
}

/** `UTF-8''na%C3%AFve`. Source: RFC 8187; old versions of requests write it. */
function extendedValue(text: string): string {
  const match = /^utf-8'[^']*'(.*)$/i.exec(text);
  try {
    return decodeURIComponent(match?.[1] ?? '%');
  } catch {
    throw new MultipartError('a part has a malformed name');
  }
}

function utf8(parts: readonly Buffer[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    throw new MultipartError('a field is not UTF-8');
  }
}
