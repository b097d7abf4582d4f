import { connect, type Socket } from 'node:net';

/** What is asked for, again and again. */
export interface Asking {
  readonly path: string;
  /** Sent as `If-None-Match`. */
  readonly etag?: string;
  /** Adds or replaces headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The last answer of a connection. */
export interface Answered {
  readonly status: number;
  readonly headers: string;
  /** Bytes of its body, as it came. */
  readonly bytes: number;
}

/** As pip asks for a page. A file is asked for in the same words: nothing that a server does depends on them. */
const PIP: Readonly<Record<string, string>> = {
  'User-Agent': 'pip/26.3 {"ci":null,"installer":{"name":"pip","version":"26.3"}}',
  Accept: 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01',
  'Accept-Encoding': 'gzip, deflate',
  Connection: 'keep-alive',
};

/** A server that says nothing for so long is given up. Unit: milliseconds. */
const SILENCE_MS = 20_000;

function textOf({ path, etag, headers }: Asking, port: number): string {
  const all = { ...PIP, ...headers, ...(etag === undefined ? {} : { 'If-None-Match': etag }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('')}\r\n`;
}

/** The value of a header of an answer; empty without it. */
export function headerOf({ headers }: Answered, name: string): string {
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(headers)?.[1]?.trim() ?? '';
}

/**
 * Asks one thing after another over a connection that is kept alive; a server that ends it with each answer is asked
 * over a new one, as clients do. Hangs up with {@link LoadConnection.close}.
 */
export interface LoadConnection {
  /** Asks until `enough` says so, always once; how often it asked and what came last. Rejects where the server hangs up. */
  ask(asking: Asking, enough: () => boolean): Promise<{ readonly times: number; readonly last: Answered }>;
  close(): void;
}

/** Opens a connection. As little as a client can do: what it costs is not measured, but the machine has few processors. */
export function openConnection(port: number): Promise<LoadConnection> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadConnection>();
  let current: Socket | undefined;
  let take: (piece: Buffer) => void = () => {};
  let fail: (error: Error) => void = reject;
  const dial = (connected: (socket: Socket) => void): void => {
    const socket = connect(port, '127.0.0.1');
    current?.destroy();
    current = socket;
    // What becomes of one that was replaced is nobody's matter.
    const failed = (error: Error) => socket === current && fail(error);
    socket.setNoDelay(true);
    socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error('the server says nothing')));
    socket.on('data', (piece) => socket === current && take(piece));
    socket.on('error', failed);
    socket.on('close', () => failed(new Error('the server hung up')));
    socket.once('connect', () => connected(socket));
  };
  dial(() =>
    resolve({
      ask(asking, enough) {
        const request = Buffer.from(textOf(asking, port));
        return new Promise((done, failed) => {
          fail = failed;
          let times = 0;
          take = answerTaker((last) => {
            times++;
            if (enough()) done({ times, last });
            else if (/^connection: *close/im.test(last.headers)) dial((socket) => socket.write(request));
            else current?.write(request);
          });
          current?.write(request);
        });
      },
      close() {
        fail = () => {};
        current?.destroy();
      },
    }),
  );
  return promise;
}

/** Reads answers one after another: by their length, in chunks, or without a body. */
function answerTaker(answered: (answer: Answered) => void): (piece: Buffer) => void {
  let head = '';
  let current: Answered | undefined;
  let left = 0;
  let chunks: ChunkReader | undefined;
  let size = 0;
  const end = (): void => {
    const done = current;
    current = undefined;
    head = '';
    if (done !== undefined) answered({ ...done, bytes: size });
  };
  return (piece) => {
    let data = piece;
    if (current === undefined) {
      const at = data.indexOf('\r\n\r\n');
      head += data.toString('latin1', 0, at < 0 ? undefined : at);
      if (at < 0) return;
      data = data.subarray(at + 4);
      const status = Number(head.slice(9, 12));
      current = { status, headers: head, bytes: 0 };
      chunks = status !== 304 && /^transfer-encoding: *chunked/im.test(head) ? new ChunkReader() : undefined;
      left = status === 304 ? 0 : Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      size = left;
    }
    if (chunks !== undefined) {
      size += data.length;
      if (chunks.ends(data)) end();
      return;
    }
    left -= data.length;
    if (left <= 0) end();
  };
}

/** Finds the end of a body in chunks. Source: RFC 9112, 7.1. */
class ChunkReader {
  #line = '';
  /** Bytes of a chunk that are still to come, its line end included; -1 in the line before it. */
  #left = -1;

  ends(data: Buffer): boolean {
    for (let at = 0; at < data.length; ) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, data.length - at);
        at += taken;
        this.#left -= taken;
        if (this.#left === 0) this.#left = -1;
        continue;
      }
      const letter = String.fromCharCode(data[at++] ?? 0);
      if (letter !== '\n') {
        this.#line += letter;
        continue;
      }
      const size = Number.parseInt(this.#line, 16);
      const isEmpty = this.#line.trim() === '';
      this.#line = '';
      if (isEmpty) return true;
      // The last chunk is followed by an empty line.
      if (size > 0) this.#left = size + 2;
    }
    return false;
  }
}
