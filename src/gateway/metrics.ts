import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Client } from '../app/serve/ask.ts';
import { ROUTE_KINDS, type Route } from './route.ts';

/** Upper ends of the classes of latency, in seconds. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30] as const;
const CLIENTS: readonly Client[] = ['pip', 'uv', 'poetry', 'pdm', 'pipenv', 'other'];
const STATUSES = 600;
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
  /** How often what was known of an upstream stood in for it, by its name. */
  readonly standIns: ReadonlyMap<string, number>;
}

/** Counts what the door does, and writes it for Prometheus. Source: Prometheus text format 0.0.4. */
export class Metrics {
  /** Requests by route, client and status, in one row: counting is one addition. */
  readonly #requests = new Float64Array(ROUTE_KINDS.length * CLIENTS.length * STATUSES);
  readonly #latency = new Float64Array(ROUTE_KINDS.length * (BUCKETS.length + 1));
  readonly #seconds = new Float64Array(ROUTE_KINDS.length);
  readonly #sent = new Float64Array(ROUTE_KINDS.length);
  readonly #denials = new Map<string, number>();
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
    let bucket = 0;
    while (bucket < BUCKETS.length && seconds > (BUCKETS[bucket] ?? 0)) bucket++;
    const place = route * (BUCKETS.length + 1) + bucket;
    this.#latency[place] = (this.#latency[place] ?? 0) + 1;
  }

  /** Something was refused by a rule. */
  denied(rule: string): void {
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
  render(gauges: Gauges): string {
    const lines: string[] = [];
    const family = (name: string, type: string, help: string) =>
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    family('rind_requests_total', 'counter', 'Requests that were answered.');
    for (const [i, count] of this.#requests.entries()) {
      if (count === 0) continue;
      const [status, pair] = [i % STATUSES, Math.floor(i / STATUSES)];
      const labels = {
        route: ROUTE_KINDS[Math.floor(pair / CLIENTS.length)] ?? '',
        status: String(status),
        client: CLIENTS[pair % CLIENTS.length] ?? '',
      };
      lines.push(`rind_requests_total${labelled(labels)} ${count}`);
    }
    this.#renderLatency(lines, family);
    family('rind_sent_bytes_total', 'counter', 'Bytes of bodies that were sent.');
    for (const [i, route] of ROUTE_KINDS.entries())
      if (this.#sent[i] !== 0) lines.push(`rind_sent_bytes_total${labelled({ route })} ${this.#sent[i]}`);
    family('rind_denials_total', 'counter', 'Files that were refused, by the rule that weighs most.');
    for (const [rule, count] of this.#denials) lines.push(`rind_denials_total${labelled({ rule })} ${count}`);
    const unsure = 'rind_undetermined_total';
    family(unsure, 'counter', 'Files and metadata that went out while a rule could not tell, by rule.');
    for (const [rule, count] of gauges.undetermined) lines.push(`${unsure}${labelled({ rule })} ${count}`);
    const standIns = 'rind_stand_ins_total';
    family(standIns, 'counter', 'Pages that stood in for an upstream that said nothing.');
    for (const [upstream, count] of gauges.standIns) lines.push(`${standIns}${labelled({ upstream })} ${count}`);
    const delay = this.loopDelay();
    const single = (name: string, type: string, help: string, value: number) => {
      family(name, type, help);
      lines.push(`${name} ${value}`);
    };
    single('rind_faults_total', 'counter', 'Requests that ended in a defect of this program.', this.#faults);
    single('rind_event_loop_delay_max_seconds', 'gauge', 'Since it was last asked for.', delay.max / 1000);
    single('rind_event_loop_delay_p99_seconds', 'gauge', 'Since it was last asked for.', delay.p99 / 1000);
    single('rind_resident_bytes', 'gauge', 'Memory that the process holds.', process.memoryUsage.rss());
    single('rind_page_cache_bytes', 'gauge', 'Rendered pages that are kept.', gauges.pageCacheBytes);
    single('rind_file_cache_bytes', 'gauge', 'Small files that are kept in memory.', gauges.fileCacheBytes);
    single('rind_connections', 'gauge', 'Connections that are open.', gauges.connections);
    return `${lines.join('\n')}\n`;
  }

  #renderLatency(lines: string[], family: (name: string, type: string, help: string) => void): void {
    const name = 'rind_request_duration_seconds';
    family(name, 'histogram', 'Until the answer was handed on.');
    for (const [i, route] of ROUTE_KINDS.entries()) {
      let total = 0;
      const rows: string[] = [];
      for (let bucket = 0; bucket <= BUCKETS.length; bucket++) {
        total += this.#latency[i * (BUCKETS.length + 1) + bucket] ?? 0;
        rows.push(`${name}_bucket${labelled({ route, le: String(BUCKETS[bucket] ?? '+Inf') })} ${total}`);
      }
      if (total === 0) continue;
      lines.push(
        ...rows,
        `${name}_sum${labelled({ route })} ${this.#seconds[i]}`,
        `${name}_count${labelled({ route })} ${total}`,
      );
    }
  }
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `{${parts.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&');
}
