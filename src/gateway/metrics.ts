import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Denial } from '../app/serve/answers.ts';
import type { Client } from '../app/serve/ask.ts';
import type { Measures } from '../app/serve/measuring.ts';
import { bucketOf, Exposition } from './exposition.ts';
import { writeMeasures } from './house-metrics.ts';
import { ROUTE_KINDS, type Route } from './route.ts';

/** Upper ends of the classes of latency, in seconds. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30] as const;
const CLIENTS: readonly Client[] = ['pip', 'uv', 'poetry', 'pdm', 'pipenv', 'other'];
const STATUSES = 600;
/** Statuses by which a file, or its metadata, goes out; who gets a 304 installs what it has. */
const GIVEN: ReadonlySet<number> = new Set([200, 206, 304]);
const JUDGED: ReadonlySet<string> = new Set<Route['kind']>(['file', 'metadata', 'provenance']);
/** Rules that are counted apart: policy names them, but a bound costs nothing. */
const MOST_RULES = 200;
/** Milliseconds between two looks at the event loop; they are part of what the histogram measures. */
const RESOLUTION_MS = 10;

/** What is measured elsewhere, as it is when somebody asks. */
export interface Gauges {
  readonly pageCacheBytes: number;
  readonly fileCacheBytes: number;
  readonly connections: number;
  /** Files and metadata that went out while a rule could not tell, by rule. */
  readonly undetermined: ReadonlyMap<string, number>;
  /** What the house measures; undefined where nobody does. */
  readonly measures: Measures | undefined;
}

/** Counts what the door does, and writes it for Prometheus. Source: Prometheus text format 0.0.4. */
export class Metrics {
  /** Requests by route, client and status, in one row: counting is one addition. */
  readonly #requests = new Float64Array(ROUTE_KINDS.length * CLIENTS.length * STATUSES);
  readonly #latency = new Float64Array(ROUTE_KINDS.length * (BUCKETS.length + 1));
  readonly #seconds = new Float64Array(ROUTE_KINDS.length);
  readonly #sent = new Float64Array(ROUTE_KINDS.length);
  readonly #denials = new Map<string, number>();
  readonly #refused = { hold: 0, deny: 0 };
  readonly #routes = new Map<string, number>(ROUTE_KINDS.map((kind, i) => [kind, i]));
  readonly #clients = new Map<string, number>(CLIENTS.map((client, i) => [client, i]));
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #faults = 0;

  /** Begins to look at the event loop. */
  start(): void {
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }

  /** One request was answered. */
  answered(kind: Route['kind'], client: Client, status: number, milliseconds: number, bytes: number): void {
    const route = this.#routes.get(kind) ?? 0;
    const at = (route * CLIENTS.length + (this.#clients.get(client) ?? 0)) * STATUSES + Math.min(status, STATUSES - 1);
    this.#requests[at] = (this.#requests[at] ?? 0) + 1;
    this.#sent[route] = (this.#sent[route] ?? 0) + bytes;
    const seconds = milliseconds / 1000;
    this.#seconds[route] = (this.#seconds[route] ?? 0) + seconds;
    const place = route * (BUCKETS.length + 1) + bucketOf(BUCKETS, seconds);
    this.#latency[place] = (this.#latency[place] ?? 0) + 1;
  }

  /** Something was refused by a rule. */
  denied({ rule, verdict }: Pick<Denial, 'rule' | 'verdict'>): void {
    this.#refused[verdict]++;
    const counted = this.#denials.has(rule) || this.#denials.size < MOST_RULES ? rule : 'other';
    this.#denials.set(counted, (this.#denials.get(counted) ?? 0) + 1);
  }

  /** A defect of ours. */
  fault(): void {
    this.#faults++;
  }

  /** How long the event loop was kept from its work since somebody last asked, in milliseconds. */
  loopDelay(): { readonly max: number; readonly p99: number } {
    const less = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
    const delay = { max: this.#delay.count === 0 ? 0 : less(this.#delay.max), p99: less(this.#delay.percentile(99)) };
    this.#delay.reset();
    return delay;
  }

  /** Everything, as text. */
  render({ connections, fileCacheBytes, measures, pageCacheBytes, undetermined }: Gauges): string {
    const out = new Exposition();
    out.family('rind_requests_total', 'counter', 'Requests that were answered.');
    let allowed = 0;
    for (const [i, count] of this.#requests.entries()) {
      if (count === 0) continue;
      const [status, pair] = [i % STATUSES, Math.floor(i / STATUSES)];
      const route = ROUTE_KINDS[Math.floor(pair / CLIENTS.length)] ?? '';
      if (JUDGED.has(route) && GIVEN.has(status)) allowed += count;
      out.sample({ route, status: String(status), client: CLIENTS[pair % CLIENTS.length] ?? '' }, count);
    }
    out.family('rind_request_duration_seconds', 'histogram', 'Until the answer was handed on.');
    const width = BUCKETS.length + 1;
    for (const [i, route] of ROUTE_KINDS.entries())
      out.histogram({ route }, BUCKETS, this.#latency.subarray(i * width, (i + 1) * width), this.#seconds[i] ?? 0);
    out.family('rind_sent_bytes_total', 'counter', 'Bytes of bodies that were sent.');
    for (const [i, route] of ROUTE_KINDS.entries()) if (this.#sent[i] !== 0) out.sample({ route }, this.#sent[i] ?? 0);
    out.family(
      'rind_decisions_total',
      'counter',
      'Files, metadata and provenance that were decided about, by verdict.',
    );
    for (const [verdict, count] of Object.entries({ allow: allowed, ...this.#refused })) out.sample({ verdict }, count);
    out.family('rind_denials_total', 'counter', 'Files that were refused, by the rule that weighs most.');
    for (const [rule, count] of this.#denials) out.sample({ rule }, count);
    const unsure = 'Files and metadata that went out while a rule could not tell, by rule.';
    out.family('rind_undetermined_total', 'counter', unsure);
    for (const [rule, count] of undetermined) out.sample({ rule }, count);
    if (measures !== undefined) writeMeasures(out, measures);
    const delay = this.loopDelay();
    return out
      .single('rind_faults_total', 'counter', 'Requests that ended in a defect of this program.', this.#faults)
      .single('rind_event_loop_delay_max_seconds', 'gauge', 'Since it was last asked for.', delay.max / 1000)
      .single('rind_event_loop_delay_p99_seconds', 'gauge', 'Since it was last asked for.', delay.p99 / 1000)
      .single('rind_resident_bytes', 'gauge', 'Memory that the process holds.', process.memoryUsage.rss())
      .single('rind_page_cache_bytes', 'gauge', 'Rendered pages that are kept.', pageCacheBytes)
      .single('rind_file_cache_bytes', 'gauge', 'Small files that are kept in memory.', fileCacheBytes)
      .single('rind_connections', 'gauge', 'Connections that are open.', connections)
      .text();
  }
}
