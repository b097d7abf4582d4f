import { connect } from 'node:net';

/** An answer, as the bytes say it. */
export interface RawAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Sends bytes as they are, and gives everything that came until the server hung up. */
export function exchangeRaw(port: number, sent: string | Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(sent));
    socket.setTimeout(10_000, () => socket.destroy(new Error('the server neither answers nor hangs up')));
    socket.on('error', reject);
    socket.on('data', (part) => parts.push(part));
    socket.on('close', () => resolve(Buffer.concat(parts)));
  });
}

/** One request on a connection of its own. Headers given replace the usual ones. */
export async function ask(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method: string = 'GET',
  body: string | Buffer = '',
): Promise<RawAnswer> {
  const all = { Host: `localhost:${port}`, Connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  const answer = parseAnswer(await exchangeRaw(port, Buffer.concat([head, Buffer.from(body)])));
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

/** The first answer of some bytes; undefined where there is none. */
export function parseAnswer(bytes: Buffer): RawAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const match = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(first);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status: Number(match?.[1]), reason: match?.[2] ?? '', headers, body: bytes.subarray(end + 4) };
}
