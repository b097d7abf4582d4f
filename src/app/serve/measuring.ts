import type { IndexTraffic } from '../../index/traffic.http.ts';

/** What was asked of one upstream since this process began. */
export interface UpstreamMeasures extends IndexTraffic {
  /** Its name in the configuration; `other` for everybody else who is asked on behalf of one. */
  readonly name: string;
  /** Whether it answered when it was last asked for a page; undefined until it was. */
  readonly isUp: boolean | undefined;
  /** Pages that stood in while it said nothing. */
  readonly stale: number;
}

/** What a gateway measures of itself. What could not be found out just now is undefined. */
export interface Measures {
  readonly upstreams: readonly UpstreamMeasures[];
  /** Files that wait for a person. */
  readonly holds: number | undefined;
  /** Files that went out before they were refused, of which somebody was told. */
  readonly exposures: number | undefined;
  /** Events that wait to be sent; undefined without a webhook, too. */
  readonly events: number | undefined;
  /** Sources and feeds of advisories; times are epoch milliseconds, undefined where nobody says. */
  readonly advisories: readonly {
    readonly name: string;
    readonly records: number;
    readonly newest: number | undefined;
    readonly checked: number | undefined;
  }[];
  /** Whether there are advisories, and every source of them could be read to its end. */
  readonly isWhole: boolean;
  /** What the last sync of this process came to, epoch milliseconds; undefined before the first. */
  readonly sync: { readonly at: number; readonly ok: boolean } | undefined;
  /** Bytes of stored files as of the last sweep, and how many there may be; undefined before the first. */
  readonly stored: { readonly bytes: number; readonly budget: number } | undefined;
  /** Bytes that are free where data lies. */
  readonly room: number | undefined;
}

/** Measures, when somebody asks. It never fails: what cannot be found out is left out. */
export interface Measuring {
  measures(): Promise<Measures>;
}
