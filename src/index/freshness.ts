/** How long an answer may be used, and how. */
export interface Freshness {
  /** Milliseconds for which it holds without asking. */
  readonly freshMs: number;
  readonly mayStore: boolean;
  /** Whether it may stand in when the server cannot be asked. */
  readonly mayServeStale: boolean;
}

/** No server keeps us from looking for longer: a withdrawn file must be noticed within a day. Unit: milliseconds. */
const LONGEST_FRESH = 24 * 60 * 60 * 1000;

/**
 * What the headers of an answer allow a cache of one person to do. `no-cache` means asking each time; of several
 * `max-age` the shortest counts, one that cannot be read is 0. Shared caches' `s-maxage` and `private` do not speak of
 * us; without `Cache-Control`, every use asks.
 *
 * Source: RFC 9111 §4.2 and §5.2.2.
 */
export function freshnessOf(headers: ReadonlyMap<string, string>): Freshness {
  const directives = (headers.get('cache-control') ?? '').toLowerCase().split(',');
  let maxAge: number | undefined;
  let [noCache, noStore, mustAsk] = [false, false, false];
  for (const directive of directives) {
    const [, name = '', value = ''] = /^\s*([a-z-]+)\s*(?:=\s*"?([^"]*))?/.exec(directive) ?? [];
    if (name === 'no-cache') noCache = true;
    else if (name === 'no-store') noStore = true;
    else if (name === 'must-revalidate') mustAsk = true;
    else if (name === 'max-age') maxAge = Math.min(maxAge ?? Number.POSITIVE_INFINITY, secondsOf(value));
  }
  const left = Math.max(0, (maxAge ?? 0) - secondsOf(headers.get('age') ?? '0')) * 1000;
  return {
    freshMs: noCache || noStore ? 0 : Math.min(left, LONGEST_FRESH),
    mayStore: !noStore,
    mayServeStale: !noStore && !mustAsk,
  };
}

function secondsOf(text: string): number {
  const digits = text.trim();
  return /^\d{1,10}$/.test(digits) ? Number(digits) : 0;
}
