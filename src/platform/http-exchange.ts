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

/** Why there is no answer. */
export interface ExchangeFailure {
  readonly message: string;
  /** Whether another try could help. */
  readonly again: boolean;
  /** Whether the address is not to be asked at all. */
  readonly refused: boolean;
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
export class ContentError extends Error {}

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
  const late = setTimeout(() => sent.destroy(new ContentError(`took longer than ${totalMs / 1000} s`)), totalMs);
  late.unref();
  sent.setTimeout(idleMs, () => sent.destroy(new ContentError(`sent nothing for ${idleMs / 1000} s`)));
  sent.on('response', (message: IncomingMessage) => {
    settle(ok(answer(message, late, request.method === 'HEAD')));
  });
  sent.on('error', (error: Error & { code?: unknown }) => {
    clearTimeout(late);
    settle(err(error instanceof RefusedAddress ? refused(host) : failed(error)));
  });
  sent.end(request.body);
  return promise;
}

function refused(host: string): ExchangeFailure {
  return { message: `\`${host}\` is an address of a private network`, again: false, refused: true };
}

/** Failures of certificates, and names that do not exist, do not go away by asking again. */
const FINAL = /^(?:ENOTFOUND$|CERT_|ERR_TLS|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|ERR_INVALID|HPE_)/;

function failed(error: Error & { code?: unknown }): ExchangeFailure {
  const code = String(error.code ?? '');
  const message = error instanceof ContentError || code === '' ? error.message : code;
  return { message, again: !FINAL.test(code), refused: false };
}

function answer(message: IncomingMessage, late: NodeJS.Timeout, bare: boolean): Answer {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const discard = () => {
    clearTimeout(late);
    message.destroy();
  };
  return { status: message.statusCode ?? 0, headers, content: content(message, headers, late, bare), discard };
}

async function* content(
  message: IncomingMessage,
  headers: ReadonlyMap<string, string>,
  late: NodeJS.Timeout,
  bare: boolean,
): AsyncGenerator<Uint8Array> {
  const said = headers.get('content-length');
  let length = 0;
  try {
    for await (const chunk of message) {
      length += chunk.length;
      yield chunk;
    }
  } catch (error) {
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
