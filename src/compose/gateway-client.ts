import path from 'node:path';
import type { NormalizedName } from '@rind/pypa';
import { type IndexClient, indexClient } from '../index/index-client.http.ts';
import { pageFolder } from '../index/page-folder.fs.ts';
import { Traffic } from '../index/traffic.http.ts';
import type { Upstream } from '../index/upstream.ts';
import { type HttpClient, httpClient } from '../platform/http.ts';
import type { Log } from '../platform/log.ts';
import { Hearing } from './gateway-hearing.ts';
import type { Machine } from './machine.ts';

/** What asks a gateway's upstreams. */
export interface GatewayClient {
  readonly http: HttpClient;
  readonly client: IndexClient;
  /** What they last answered; whoever asks tells it. */
  readonly hearing: Hearing;
  /** What they were asked, counted. */
  readonly traffic: Traffic;
}

/** What {@link gatewayClient} works with. */
export interface GatewayClientParts {
  readonly machine: Pick<Machine, 'now' | 'variables'>;
  readonly log: Pick<Log, 'warn'>;
  readonly version: string;
  /** Where the gateway keeps everything. */
  readonly folder: string;
  readonly views: ReadonlyMap<string, readonly Upstream[]>;
  /** Told of a project of which an upstream says something else than what had stood in for it. */
  changed(name: NormalizedName): void;
}

/** Questions to one upstream at once: some of them hang. */
const CONCURRENCY = 32;
/** And that wait for their turn: who asks for names that nobody has fills no memory. */
const MOST_WAITING = 500;

/** Opens what asks upstreams. Their pages are kept in the gateway's folder. */
export async function gatewayClient(parts: GatewayClientParts): Promise<GatewayClient> {
  const { machine, log, version, folder, views, changed } = parts;
  const { now, variables } = machine;
  const asked = [...views.values()].flat();
  const trusted = new Set(asked.flatMap((upstream) => [...upstream.privateOrigins]));
  const traffic = new Traffic(asked.map((upstream) => upstream.name));
  const http = traffic.counting(httpClient({ trusted, variables, agent: `rind/${version}` }));
  const hearing = new Hearing(now, log);
  const client = indexClient({
    concurrency: CONCURRENCY,
    mostWaiting: MOST_WAITING,
    limits: { packs: true },
    http,
    store: await pageFolder(path.join(folder, 'pages')),
    now,
    late: (upstream, name, answer, isOther) => {
      hearing.late(upstream.name, answer);
      if (isOther) changed(name);
    },
  });
  return { http, client, hearing, traffic };
}
