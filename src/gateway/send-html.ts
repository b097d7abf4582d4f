import { type Exchange, sendWhole } from './exchange.ts';
import { HTML_POLICY } from './home-layout.ts';

/** Sends a page for people. Nobody keeps it: who may read it changes. */
export function sendHtml(
  exchange: Exchange,
  status: number,
  page: string,
  headers: readonly string[] = [],
  reason?: string,
): void {
  const body = Buffer.from(page);
  const all = [
    'Content-Type',
    'text/html; charset=utf-8',
    'Content-Length',
    String(body.length),
    'Cache-Control',
    'no-store',
    'Vary',
    'Accept, Authorization',
    'X-Content-Type-Options',
    'nosniff',
    'Referrer-Policy',
    'no-referrer',
    'Content-Security-Policy',
    HTML_POLICY,
    ...headers,
  ];
  sendWhole(exchange, status, all, body, reason);
}

/** Whether a browser asks. Clients of indexes ask for HTML, too, but none of them for XHTML. */
export function isBrowser({ head }: Exchange): boolean {
  return head.accept?.startsWith('text/html,application/xhtml+xml') === true;
}

/** From what was asked for to the root, as links on its page begin: `./`, `../../`. */
export function rootOf({ req }: Exchange): string {
  const { pathname } = new URL(req.url ?? '/', 'http://gateway.invalid/');
  return '../'.repeat(pathname.split('/').length - 2) || './';
}
