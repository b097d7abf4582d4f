import type { Result } from '@rind/pypa';
import type { HttpClient, HttpFailure, HttpResponse } from '../platform/http.ts';
import { ContentError } from '../platform/http-exchange.ts';

/** What was asked of one index. */
export interface IndexTraffic {
  /** Questions by what became of them: `2xx`, `3xx`, `4xx`, `5xx`, or what kept the answer away. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Upper ends of the classes of latency, in seconds. */
  readonly ends: readonly number[];
  /** Questions by how long the head of the answer took, in these classes; the last is longer than all. */
  readonly latencies: readonly number[];
  /** How long all of them took together. */
  readonly seconds: number;
  /** Bytes of contents that came. */
  readonly bytes: number;
  /** Contents that broke off. */
  readonly broken: number;
}

/** As {@link IndexTraffic}, while it is counted. */
interface Counts extends IndexTraffic {
  outcomes: Map<string, number>;
  latencies: number[];
  seconds: number;
  bytes: number;
  broken: number;
}

const ENDS: readonly number[] = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Whoever else is asked on behalf of an index: what counts by name must not grow by what somebody asks for. */
const OTHER = 'other';

/** Counts what indexes are asked. The names are those of a configuration, and none is ever added. */
export class Traffic {
  readonly #counts: ReadonlyMap<string, Counts>;

  /** @param names of the indexes that are told apart */
  constructor(names: Iterable<string>) {
    this.#counts = new Map([...names, OTHER].map((name) => [name, fresh()]));
  }

  /** What was asked so far, by index; who is no index of ours, once there is something, as `other`. */
  get counts(): ReadonlyMap<string, IndexTraffic> {
    const other = this.#counts.get(OTHER);
    return other?.outcomes.size === 0 ? new Map([...this.#counts].filter(([, one]) => one !== other)) : this.#counts;
  }

  /** The same client, counted: each question on the account that it names. All tries and hops of one are one question. */
  counting(client: HttpClient): HttpClient {
    const ask: HttpClient['ask'] = async (request) => {
      const { account } = request;
      const counts = account === undefined ? undefined : (this.#counts.get(account) ?? this.#counts.get(OTHER));
      if (counts === undefined) return client.ask(request);
      const begun = performance.now();
      const answer = await client.ask(request);
      const seconds = (performance.now() - begun) / 1000;
      const outcome = outcomeOf(answer);
      counts.outcomes.set(outcome, (counts.outcomes.get(outcome) ?? 0) + 1);
      counts.seconds += seconds;
      const after = ENDS.findIndex((end) => seconds <= end);
      const place = after < 0 ? ENDS.length : after;
      counts.latencies[place] = (counts.latencies[place] ?? 0) + 1;
      return answer.ok ? { ...answer, value: { ...answer.value, content: counted(answer.value, counts) } } : answer;
    };
    return {
      attempts: client.attempts,
      pause: (tried) => client.pause(tried),
      ask,
      send: (request) => client.send(request),
    };
  }
}

function fresh(): Counts {
  return {
    outcomes: new Map(),
    ends: ENDS,
    latencies: new Array<number>(ENDS.length + 1).fill(0),
    seconds: 0,
    bytes: 0,
    broken: 0,
  };
}

/** A word of a fixed list. */
function outcomeOf(answer: Result<HttpResponse, HttpFailure>): string {
  if (answer.ok) return classOf(answer.value.status);
  const { kind, status } = answer.error;
  return status === undefined ? kind : classOf(status);
}

function classOf(status: number): string {
  return status >= 100 && status < 600 ? `${Math.floor(status / 100)}xx` : 'protocol';
}

async function* counted({ content }: HttpResponse, counts: Counts): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of content) {
      counts.bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    // What its reader throws does not come by here: a generator is told of that by being ended.
    if (error instanceof ContentError) counts.broken++;
    throw error;
  }
}
