import { isIP } from 'node:net';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';

/** Where a gateway listens. */
export interface ListenAddress {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Whether only this machine can reach it. */
  readonly isLoopback: boolean;
}

/** Where a gateway listens unless it is told. */
export const DEFAULT_LISTEN = '127.0.0.1:7463';

/** Reads `HOST:PORT`, `[::1]:PORT` or a port alone. Problem: `listen-invalid`. */
export function listenAddress(text: string = DEFAULT_LISTEN): Result<ListenAddress, Problem> {
  const [, bracketed, plain, digits = ''] =
    /^(?:(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+)):)?(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? '127.0.0.1';
  const port = Number(digits);
  const isAddress = isIP(host) !== 0 || host === 'localhost';
  if (digits === '' || port > 65_535 || !isAddress) {
    const message = `\`${text.slice(0, 100)}\` is no address to listen on`;
    return err(
      problem('listen-invalid', message, { hint: `write \`${DEFAULT_LISTEN}\`, \`[::1]:7463\` or \`0.0.0.0:7463\`` }),
    );
  }
  const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
  return ok({ host, port, isLoopback });
}

/**
 * Why a gateway may not listen where others can reach it; undefined when it may. Tokens that travel in the clear are
 * nobody's secret, and without tokens everybody reads: either is for an operator to say.
 */
export function publicReadingFault(publicUrl: string | undefined, tokens: number): Problem | undefined {
  const isEncrypted = publicUrl?.startsWith('https://') === true;
  if (isEncrypted && tokens > 0) return undefined;
  const message = isEncrypted
    ? 'others can reach this address, and there is no token yet'
    : 'others can reach this address, and nothing says that TLS stands before it';
  const hint = isEncrypted
    ? 'make one with `rind token create --scope read`, or say `--insecure-open`'
    : 'set `server.public-url` to the `https://` address of the proxy in front, or say `--insecure-open`';
  return problem('listen-open', message, { hint });
}
