import type { Client } from '../app/serve/ask.ts';
import { neutralize } from '../base/text/neutral.ts';

/** What a `User-Agent` says. */
export interface Agent {
  readonly client: Client;
  /** Cut at 200 characters, nothing in it acts on a terminal or a log. */
  readonly agent: string;
}

const CLIENTS: ReadonlyMap<string, Client> = new Map([
  ['pip', 'pip'],
  ['uv', 'uv'],
  ['poetry', 'poetry'],
  ['pdm', 'pdm'],
  // Its own requests; what it installs with is a pip that calls itself one.
  ['pipenv', 'pipenv'],
]);

/** The most agents that are remembered: what a client calls itself changes with its machine, not with its requests. */
const MOST_REMEMBERED = 1000;
const MOST_SHOWN = 200;

/** Which client a `User-Agent` names: its first product. Source: RFC 9110, 10.1.5. */
export function clientOf(userAgent: string): Client {
  const slash = userAgent.indexOf('/');
  return CLIENTS.get((slash < 0 ? userAgent : userAgent.slice(0, slash)).toLowerCase()) ?? 'other';
}

/** Reads `User-Agent` headers, and remembers those that it read. */
export class Agents {
  readonly #known = new Map<string, Agent>();

  /** What a `User-Agent` says; one that is missing is empty. */
  of(userAgent: string): Agent {
    const known = this.#known.get(userAgent);
    if (known !== undefined) return known;
    const agent = {
      client: clientOf(userAgent),
      agent: neutralize(userAgent.slice(0, MOST_SHOWN)).slice(0, MOST_SHOWN),
    };
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(userAgent, agent);
    return agent;
  }
}
