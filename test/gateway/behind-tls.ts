import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Order } from '../clients/client.ts';
import { clientNamed } from '../clients/clients.ts';
import { describeInstalled } from '../clients/installed.ts';
import { TlsFront } from '../servers/tls-front.ts';
import { Upstream } from '../servers/upstream.ts';
import type { UpstreamProject } from '../servers/upstream-file.ts';
import { Gateway } from './gateway.ts';

/** Where an order goes. */
export type Way = 'direct' | 'through';

/**
 * A gateway in front of an upstream, and both behind TLS as they are behind nginx: clients keep nothing of what comes
 * over plain http. For many clients at once: what was asked and answered is told by project.
 */
export class BehindTls implements AsyncDisposable {
  readonly upstream: Upstream;
  readonly gateway: Gateway;
  readonly #folder: string;
  readonly #fronts: Readonly<Record<Way, TlsFront>>;
  #orders = 0;

  private constructor(folder: string, upstream: Upstream, gateway: Gateway, fronts: Readonly<Record<Way, TlsFront>>) {
    this.#folder = folder;
    this.upstream = upstream;
    this.gateway = gateway;
    this.#fronts = fronts;
    for (const way of ['direct', 'through'] as const) writeFileSync(this.#caFile(way), fronts[way].authority);
  }

  /** Starts one in front of these projects. */
  static async start(...projects: readonly UpstreamProject[]): Promise<BehindTls> {
    const folder = mkdtempSync(join(tmpdir(), 'rind-behind-'));
    const upstream = (await Upstream.start()).put(...projects);
    const gateway = await Gateway.start({
      folder: join(folder, 'gateway'),
      upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' }],
    });
    const fronts = { direct: await TlsFront.start(upstream.origin), through: await TlsFront.start(gateway.origin) };
    return new BehindTls(folder, upstream, gateway, fronts);
  }

  /** An order in a folder of its own; with a cache of its own, too, unless `cache` names one. */
  order(way: Way, requirement: string, { cache, ...more }: Partial<Order> = {}): Order {
    const folder = join(this.#folder, `order-${this.#orders++}`);
    mkdirSync(folder);
    return {
      ...more,
      folder,
      cache: cache === undefined ? join(folder, 'cache') : join(this.#folder, cache),
      indexUrl: `${this.#fronts[way].origin}/simple/`,
      caFile: this.#caFile(way),
      requirements: [requirement],
    };
  }

  /** Breaks the next connection that sends this, after so many bytes. */
  cut(way: Way, at: RegExp, after: number): void {
    this.#fronts[way].cut(at, after, 1);
  }

  /** What was answered about a project, in order: `200 GET` and the end of the path, the page's being empty. */
  answered(way: Way, project: string): string[] {
    const mark = `/simple/${project}/`;
    return this.#fronts[way].answered
      .filter((line) => line.includes(mark))
      .map((line) => line.replace(mark, '').trim());
  }

  /**
   * What lies in an environment after uv installed that directly: what everybody else must come to as well. Installers
   * differ in what they write about themselves, which is not compared, and in scripts: none is in these projects.
   */
  async reference(requirement: string): Promise<Record<string, Record<string, string>>> {
    const outcome = await clientNamed('uv').install?.(this.order('direct', requirement));
    if (outcome?.ok !== true) throw new Error(`directly, uv cannot install \`${requirement}\`:\n${outcome?.output}`);
    return describeInstalled(outcome.installed);
  }

  #caFile(way: Way): string {
    return join(this.#folder, `${way}.pem`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const front of Object.values(this.#fronts)) await front[Symbol.asyncDispose]();
    await this.gateway.stop();
    await this.upstream[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Starts one for all tests of a file, from when the first one asks for it. */
export function shared(start: () => Promise<BehindTls>): {
  opened(): Promise<BehindTls>;
  close(): Promise<void>;
} {
  let opening: Promise<BehindTls> | undefined;
  return {
    opened: () => (opening ??= start()),
    close: async () => (await opening)?.[Symbol.asyncDispose](),
  };
}

/** The name of a project of one client's own, so that what others ask for is not in its way. */
export function ownProject(client: string): string {
  return `tool-of-${client.replaceAll(/[^a-z0-9]+/g, '-')}`;
}
