import type { IncomingMessage } from 'node:http';
import type { UploadAnswer } from '../app/serve/uploads.ts';
import type { Door } from './door.ts';
import { type Exchange, sendWhole } from './exchange.ts';
import { boundaryOf, type FormEvent, MULTIPART_LIMITS, MultipartError, MultipartParser } from './multipart.ts';
import { isMeant } from './origin-check.ts';
import { reasonPhrase } from './reason-phrase.ts';
import { refuseAct, sendAbsent, sendLater, sendProblem, sendUnauthorized } from './refuse.ts';

/** Takes a file as twine, uv, Poetry, PDM, flit and hatch send it. Source: docs.pypi.org/api/upload. */
export async function serveUpload(door: Door, exchange: Exchange, view: string): Promise<void> {
  const { req, res, asker, head } = exchange;
  const { uploads } = door.ports;
  if (uploads === undefined) return sendAbsent(exchange);
  if (head.authorization === undefined) return closing(exchange, () => sendUnauthorized(exchange));
  if (!isMeant(head)) return closing(exchange, () => sendCrossSite(exchange));
  const allowed = await uploads.mayUpload(view, asker);
  if (allowed.answer === 'forbidden') return closing(exchange, () => refuseAct(exchange, allowed));
  if (allowed.answer === 'later') return closing(exchange, () => sendLater(exchange, allowed));
  const boundary = boundaryOf(head.contentType);
  if (boundary === undefined)
    return closing(exchange, () => sendInvalid(exchange, 415, 'an upload is a `multipart/form-data` form'));
  const fileBytes = door.limits.uploadBytes;
  if (Number(head.contentLength ?? 0) > fileBytes + 2 * MULTIPART_LIMITS.formBytes)
    return closing(exchange, () => sendInvalid(exchange, 413, `a file may have ${fileBytes} bytes`));
  if (req.headers.expect !== undefined) res.writeContinue();
  const form = new FormReader(
    req,
    new MultipartParser(boundary, { ...MULTIPART_LIMITS, fileBytes }),
    door.limits.uploadIdleMs,
  );
  try {
    const filename = await form.untilFile();
    if (form.fields.get(':action')?.[0] !== 'file_upload')
      throw new MultipartError('the field `:action` is not `file_upload`');
    const answer = await uploads.upload({ view, asker, fields: form.fields, filename, content: form.content() });
    sendUploaded(exchange, answer, form.ended);
  } catch (error) {
    if (!(error instanceof MultipartError)) throw error;
    closing(exchange, () => sendInvalid(exchange, error.status, error.message));
  }
}

/** Says that another site asked. */
export function sendCrossSite(exchange: Exchange): void {
  sendInvalid(exchange, 403, 'what changes something is asked for with a token, and not from another site');
}

function sendInvalid(exchange: Exchange, status: number, why: string): void {
  sendProblem(exchange, { status, title: 'invalid', detail: why, type: 'invalid', reason: reasonPhrase(why) });
}

/** Answers before the body has been read: the rest of it is not waited for. */
function closing(exchange: Exchange, answer: () => void): void {
  exchange.res.shouldKeepAlive = false;
  answer();
}

function sendUploaded(exchange: Exchange, answer: UploadAnswer, ended: boolean): void {
  if (!ended) exchange.res.shouldKeepAlive = false;
  switch (answer.answer) {
    case 'stored':
    case 'same':
      sendWhole(exchange, 200, OK_HEADERS, OK);
      break;
    case 'exists': {
      // twine's and Poetry's `--skip-existing` look for these words under this status.
      const why = `File already exists: ${answer.why}`;
      sendProblem(exchange, { status: 400, title: 'exists', detail: why, type: 'exists', reason: reasonPhrase(why) });
      break;
    }
    case 'invalid':
      sendInvalid(exchange, 400, answer.why);
      break;
    case 'too-large':
      sendInvalid(exchange, 413, answer.why);
      break;
    case 'later':
      sendLater(exchange, answer);
      break;
    case 'forbidden':
      refuseAct(exchange, answer);
      break;
  }
}

const OK: Buffer = Buffer.from('OK\n');
const OK_HEADERS: readonly string[] = [
  'Content-Type',
  'text/plain; charset=utf-8',
  'Content-Length',
  '3',
  'Cache-Control',
  'no-store',
];

/** Reads a form from a request as its reader asks for more: what is not asked for stays in the kernel. */
class FormReader {
  readonly fields = new Map<string, string[]>();
  /** Whether the body was read to its end. */
  ended = false;
  readonly #parser: MultipartParser;
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #req: IncomingMessage;
  readonly #idleMs: number;
  #events: FormEvent[] = [];

  constructor(req: IncomingMessage, parser: MultipartParser, idleMs: number) {
    this.#req = req;
    this.#parser = parser;
    this.#idleMs = idleMs;
    // The request stays whole when reading ends early: the answer still goes out on its connection.
    this.#pieces = req.iterator({ destroyOnReturn: false });
  }

  /** Reads fields up to the file; its name. */
  async untilFile(): Promise<string> {
    for (;;) {
      const event = await this.#next();
      if (event === undefined || event.kind === 'end') throw new MultipartError('the form has no file');
      if (event.kind === 'field') this.#keep(event.name, event.value);
      if (event.kind === 'file') {
        if (event.name !== 'content') throw new MultipartError('the file is not in the field `content`');
        return event.filename;
      }
    }
  }

  /** The file's bytes; when they end, so has the whole form. */
  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const event = await this.#next();
      if (event === undefined) break;
      if (event.kind === 'data') yield event.data;
      if (event.kind === 'field') this.#keep(event.name, event.value);
    }
    this.#parser.end();
    this.ended = true;
  }

  #keep(name: string, value: string): void {
    const known = this.fields.get(name);
    if (known === undefined) this.fields.set(name, [value]);
    else known.push(value);
  }

  async #next(): Promise<FormEvent | undefined> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) return event;
      const piece = await this.#piece();
      if (piece === undefined) return undefined;
      this.#events = this.#parser.push(piece);
    }
  }

  /** The next piece of the body; who sends none for too long is hung up on. */
  async #piece(): Promise<Uint8Array | undefined> {
    const late = setTimeout(() => this.#req.destroy(), this.#idleMs);
    try {
      const next = await this.#pieces.next();
      return next.done === true ? undefined : next.value;
    } catch {
      throw new MultipartError('the form breaks off');
    } finally {
      clearTimeout(late);
    }
  }
}
