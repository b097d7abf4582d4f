import { lookup as resolve } from 'node:dns';
import type { IncomingMessage, RequestOptions } from 'node:http';
import type { LookupFunction } from 'node:net';
import { err, ok, type Result } from '@rind/pypa';
import { isPublicAddress } from './address.ts';

/** One request, as it goes out: no redirect, no retry. */
export interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  /** Whether the address may be a private one: somebody who may decide that named it. */
  readonly trusted: boolean;
  /** Whether a proxy stands between: then its address is connected to, and it resolves the name. */
  readonly proxied: boolean;
  readonly options: RequestOptions;
  /** Milliseconds without a byte. */
  readonly idleMs: number;
  /** Milliseconds until the last byte. */
  readonly totalMs: number;
}

/**
 * What kept an answer away: `timeout` nothing came in time; `tls` the certificate, or encryption as such;
 * `connection` there is no such name, nobody listens, or the connection broke; `refused` the address is not to be
 * asked at all; `protocol` what came is no answer that can be used; `status` the server says "later".
 */
export type FailureKind = 'timeout' | 'tls' | 'connection' | 'refused' | 'protocol' | 'status';

/** Why there is no answer. */
export interface ExchangeFailure {
  readonly kind: FailureKind;
  readonly message: string;
  /** Whether another try could help. */
  readonly again: boolean;
  /** Whether a connection that was kept had ended in the meantime: the question never arrived. */
  readonly stale?: boolean;
}

/** An answer whose content is still to come. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** The content, in order. Throws {@link ContentError} where it breaks off or takes too long. */
  readonly content: AsyncIterable<Uint8Array>;
  /** Lets go of what was not read. */
  discard(): void;
}

/** The content broke off: the connection, its length, or the time it took. */
export class ContentError extends Error {
  readonly kind: 'timeout' | 'broken';

  constructor(message: string, kind: 'timeout' | 'broken' = 'broken') {
    super(message);
    this.kind = kind;
  }
}

class RefusedAddress extends Error {}

/** Sends a request and waits for the head of the answer. */
export async function exchange(request: Exchange): Promise<Result<Answer, ExchangeFailure>> {
  const { url, trusted, proxied, idleMs, totalMs } = request;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Names are looked at when they are resolved; what is an address already never is.
  const literal = /^[\d.]+$|:/.test(host) || host === 'localhost';
  if (!trusted && literal && !isPublicAddress(host)) return err(refused(host));
  const { request: open } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const guard = trusted || proxied ? {} : { lookup: publicOnly };
  const { promise, resolve: settle } = Promise.withResolvers<Result<Answer, ExchangeFailure>>();
  const sent = open(url, { ...request.options, ...guard, method: request.method, headers: request.headers });
  // Once the head is there, the content's own error is only that the connection ended: this says why.
  const fate: Fate = {};
  const end = (message: string) => {
    fate.cause ??= new ContentError(message, 'timeout');
    sent.destroy(fate.cause);
  };
  const late = setTimeout(() => end(`took longer than ${totalMs / 1000} s`), totalMs);
  late.unref();
  sent.setTimeout(idleMs, () => end(`sent nothing for ${idleMs / 1000} s`));
  sent.on('response', (message: IncomingMessage) => {
    settle(ok(answer(message, late, request.method === 'HEAD', fate)));
  });
  sent.on('error', (error: Error & { code?: unknown }) => {
    clearTimeout(late);
    settle(err(error instanceof RefusedAddress ? refused(host) : failed(error, sent.reusedSocket)));
  });
  sent.end(request.body);
  return promise;
}

/** Why the content ends before its end. */
interface Fate {
  cause?: ContentError;
}

function refused(host: string): ExchangeFailure {
  return { kind: 'refused', message: `\`${host}\` is an address of a private network`, again: false };
}

/** Failures of certificates, and names that do not exist, do not go away by asking again. */
const FINAL = /^(?:ENOTFOUND$|CERT_|ERR_TLS|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|ERR_INVALID|HPE_)/;

const TLS = /^(?:CERT_|ERR_TLS|ERR_SSL|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_|EPROTO$)/;

function failed(error: Error & { code?: unknown }, reused: boolean): ExchangeFailure {
  const code = String(error.code ?? '');
  const isOurs = error instanceof ContentError;
  const message = isOurs || code === '' ? error.message : code;
  const kind = isOurs || code === 'ETIMEDOUT' ? 'timeout' : kindOf(code);
  return { kind, message, again: !FINAL.test(code), stale: reused && code === 'ECONNRESET' };
}

function kindOf(code: string): FailureKind {
  if (TLS.test(code)) return 'tls';
  return /^(?:HPE_|ERR_)/.test(code) ? 'protocol' : 'connection';
}

function answer(message: IncomingMessage, late: NodeJS.Timeout, bare: boolean, fate: Fate): Answer {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const discard = () => {
    clearTimeout(late);
    message.destroy();
  };
  return { status: message.statusCode ?? 0, headers, content: content(message, headers, late, bare, fate), discard };
}

async function* content(
  message: IncomingMessage,
  headers: ReadonlyMap<string, string>,
  late: NodeJS.Timeout,
  bare: boolean,
  fate: Fate,
): AsyncGenerator<Uint8Array> {
  const said = headers.get('content-length');
  let length = 0;
  try {
    for await (const chunk of message) {
      length += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if (fate.cause !== undefined) throw fate.cause;
    if (error instanceof ContentError) throw error;
    throw new ContentError(`broke off after ${length} bytes`);
  } finally {
    clearTimeout(late);
    message.destroy();
  }
  if (!bare && said !== undefined && Number(said) !== length)
    throw new ContentError(`has ${length} bytes where ${said} were announced`);
}

/** Resolves a name at the moment of connecting, so that no second answer of the name server can slip in between. */
const publicOnly: LookupFunction = (name, options, done) => {
  resolve(name, { ...options, all: true }, (error, addresses) => {
    if (error !== null) done(error, '');
    else if (addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address)))
      done(new RefusedAddress(name), '');
    else if (options.all) done(null, addresses);
    else done(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 0);
  });
};
