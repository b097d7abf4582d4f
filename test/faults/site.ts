import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { newToken } from '../../src/access/token.ts';
import { type GatewayState, openState } from '../../src/compose/gateway-state.ts';
import { CHAIN_START, type LogEntry, readChainLine } from '../../src/evidence/log-chain.ts';
import { linesOf, segmentsOf } from '../../src/evidence/log-writer.fs.ts';
import type { Ruling } from '../../src/evidence/ruling.ts';
import type { GatewayOptions } from '../gateway/gateway.ts';
import type { Upstream } from '../servers/upstream.ts';

/** What came of a question. */
export interface Answered {
  /** 0 where nothing came at all. */
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Whether the last byte that was announced came. */
  readonly whole: boolean;
}

/** Asks, and takes what comes: an answer that breaks off is one that is not whole. Nothing is followed, decoded or tried again. */
export function ask(
  origin: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method: string = 'GET',
  body?: Buffer,
): Promise<Answered> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let answer: Omit<Answered, 'body' | 'whole'> = { status: 0, reason: '', headers: {} };
    const end = (whole: boolean) => resolve({ ...answer, body: Buffer.concat(parts), whole });
    const sent = request(`${origin}${path}`, { method, headers, agent: false, timeout: 60_000 }, (response) => {
      const { statusCode = 0, statusMessage = '' } = response;
      answer = { status: statusCode, reason: statusMessage, headers: response.headers };
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('close', () => end(response.complete));
      response.on('error', () => end(false));
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => end(false));
    // Also where it breaks off without a word.
    sent.on('close', () => end(false));
    sent.end(body);
  });
}

/** A question of which nobody knows whether it is answered yet: asked again while it is 503, for so long. */
export async function askUntil(
  origin: string,
  path: string,
  milliseconds: number = 20_000,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const answer = await ask(origin, path, headers);
    if ((answer.status !== 503 && answer.status !== 0) || performance.now() > until) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** How a gateway is started before an upstream that says of itself to be PyPI: its files are as old as they say, and its flaws known. */
export function before(upstream: Upstream, folder: string, more: Partial<GatewayOptions> = {}): GatewayOptions {
  const { config = '', ...others } = more;
  const table = `[[server.upstreams]]\nname = "pypi"\nurl = "${upstream.indexUrl}"\nmirrors = "pypi"\n`;
  return { folder, upstreams: [], config: `${config}\n${table}`, ...others };
}

/** A folder of its own for a test. */
export function folderFor(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'rind-fault-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Does something with what a gateway remembers, beside it: as a command of an administrator does. */
export async function withState<T>(folder: string, work: (state: GatewayState) => Promise<T>): Promise<T> {
  const state = await openState(join(folder, 'data'), Date.now());
  try {
    return await work(state);
  } finally {
    await state.db.close();
  }
}

/** The header of somebody with a new token. */
export async function tokenHeader(
  folder: string,
  scope: 'read' | 'upload' | 'admin' = 'upload',
  facts: { readonly project?: string; readonly expires?: number } = {},
): Promise<{ readonly authorization: string; readonly id: string }> {
  const { project = null, expires = null } = facts;
  const { token, text } = newToken({ scope, project, made: Date.now(), expires }, randomBytes);
  await withState(folder, (state) => state.tokens.add(token));
  return { authorization: `Basic ${Buffer.from(`__token__:${text}`).toString('base64')}`, id: token.id };
}

/** Says a standing word as `rind deny` does. */
export async function rule(
  folder: string,
  word: Ruling['word'],
  spec: string,
  more: Partial<Pick<Ruling, 'expires' | 'seen' | 'lifts'>> = {},
): Promise<string> {
  const id = randomBytes(8).toString('hex');
  const facts = { reason: 'a test says so', owner: 'test', expires: null, seen: [], lifts: [], made: Date.now() };
  await withState(folder, (state) => state.rulings.add({ id, word, spec, view: null, ...facts, ...more }));
  return id;
}

/** A form of the legacy upload API, and what it needs said about it. */
export function formOf(
  filename: string,
  content: Buffer,
  fields: Readonly<Record<string, string>> = {},
): { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer } {
  const [name = '', version = ''] = filename.replace(/\.tar\.gz$|\.zip$/, '').split('-');
  const boundary = 'e1f6a3';
  const sha256 = createHash('sha256').update(content).digest('hex');
  const filetype = filename.endsWith('.whl') ? 'bdist_wheel' : 'sdist';
  const all = { ':action': 'file_upload', protocol_version: '1', name, version, filetype, sha256_digest: sha256 };
  const parts = Object.entries({ ...all, ...fields }).map(
    ([key, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="content"; filename="${filename}"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(parts.join('') + head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body };
}

/** Every entry of the log, of all chains. Throws where a chain is broken. */
export function logOf(folder: string): LogEntry[] {
  const entries: LogEntry[] = [];
  const place = join(folder, 'data', 'log');
  for (const chain of readdirSync(place)
    .filter((name) => /^\d{2}$/.test(name))
    .sort()) {
    let head = CHAIN_START;
    for (const segment of segmentsOf(join(place, chain)))
      for (const line of linesOf(join(place, chain, segment))) {
        const read = readChainLine(head, line);
        if (typeof read === 'string') throw new Error(`chain ${chain} is ${read} after entry ${head.seq}: ${line}`);
        head = read.head;
        entries.push(read.entry);
      }
  }
  return entries;
}

/** Files that are on their way into the store, or were left there. */
export function spoolsOf(folder: string): string[] {
  return readdirSync(join(folder, 'data', 'spool'));
}

/** Looks whether every stored file is what its name says; how many there are. */
export function soundBlobs(folder: string, read: (file: string) => Buffer): number {
  const place = join(folder, 'data', 'blobs', 'sha256');
  let count = 0;
  for (const start of readdirSync(place))
    for (const rest of readdirSync(join(place, start))) {
      const sha256 = createHash('sha256')
        .update(read(join(place, start, rest)))
        .digest('hex');
      if (sha256 !== start + rest) throw new Error(`the blob ${start}${rest} is another file`);
      count++;
    }
  return count;
}

/** Waits a while. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
