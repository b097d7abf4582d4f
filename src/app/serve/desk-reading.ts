import { contains, normalizeName } from '@rind/pypa';
import type { AdvisorySource } from '../../advisory/store.ts';
import { formatInstant } from '../../base/instant.ts';
import type { Download } from '../../evidence/downloads.sql.ts';
import type { Follower } from '../../evidence/followers.sql.ts';
import { parseSpec } from '../../policy/spec.ts';
import type { Absent, Forbidden } from './answers.ts';
import type { Asker } from './ask.ts';
import type { DeskAnswer, DeskAsk } from './desk.ts';
import { invalid, listed, value } from './desk-list.ts';
import type { SyncOverview } from './overview.ts';
import type { Explainer } from './why.ts';
import { whyJson } from './why-json.ts';

/** Characters of a name that are sought: no name is longer. */
const MOST_SOUGHT = 200;

/** How a gateway stands, as it says itself. */
export interface GatewayFacts {
  readonly version: string;
  /** Whether it denies nothing and only writes down what it would have. */
  readonly dryRun: boolean;
  /** Epoch milliseconds. */
  readonly started: number;
  /** Views, the digest of the policy of each, and the names of their upstreams. */
  readonly views: readonly { readonly name: string; readonly policy: string; readonly upstreams: readonly string[] }[];
  /** How it comes by advisories. */
  syncing(): Promise<SyncOverview>;
}

/** What the desk's reading part works with. */
export interface ReadingDeskParts {
  /** Undefined where no gateway runs in this process. */
  readonly gateway: GatewayFacts | undefined;
  /** That it goes on from a backup, in words; undefined where it does not. */
  readonly restored: string | undefined;
  advisories(): readonly AdvisorySource[];
  readonly explainer: Explainer | undefined;
  readonly downloads: {
    ofProject(project: string): Promise<readonly Download[]>;
    ofFile(sha256: string): Promise<readonly Download[]>;
  };
  readonly followers: { running(now: number): Promise<readonly Follower[]> };
  readonly rulings: { epoch(): Promise<number> };
  /** Why somebody may not read a view; undefined when it may. */
  readFault(view: string, asker: Asker): Forbidden | Absent | undefined;
  /** Names that were asked for or uploaded here. */
  names(view: string): Promise<readonly string[]>;
  now(): number;
}

/** What is only looked at. */
export class ReadingDesk {
  readonly #parts: ReadingDeskParts;

  constructor(parts: ReadingDeskParts) {
    this.#parts = parts;
  }

  /** How the gateway stands. Views that somebody may not read are not in it. */
  async status({ asker }: DeskAsk): Promise<DeskAnswer> {
    const { gateway, restored, advisories, rulings, readFault } = this.#parts;
    const epoch = await rulings.epoch();
    if (gateway === undefined) return value({ running: false, epoch });
    const { version, dryRun, started, views } = gateway;
    return value({
      running: true,
      version,
      started: formatInstant(started),
      dry_run: dryRun,
      ...(restored === undefined ? {} : { restored }),
      epoch,
      views: views.filter(({ name }) => readFault(name, asker) === undefined),
      advisories: advisories().map(({ name, records, newest, checked }) => ({
        name,
        records,
        newest,
        ...(checked === undefined ? {} : { checked: formatInstant(checked) }),
      })),
      sync: syncValue(await gateway.syncing()),
    });
  }

  async search(ask: DeskAsk): Promise<DeskAnswer> {
    const view = ask.parameters.get('view') ?? '';
    const refused = this.#parts.readFault(view, ask.asker);
    if (refused !== undefined) return refused;
    const part = normalizeName((ask.parameters.get('q') ?? '').slice(0, MOST_SOUGHT)).replace(/^-|-$/g, '');
    if (part === '') return invalid('`q` is a part of a name');
    const names = (await this.#parts.names(view)).filter((name) => name.includes(part));
    // What begins with it is what was meant most often.
    const first = names.filter((name) => name.startsWith(part));
    const all = [...first, ...names.filter((name) => !name.startsWith(part))];
    return listed(ask, 'projects', all, (name) => ({ name }));
  }

  async why({ parameters, asker }: DeskAsk): Promise<DeskAnswer> {
    const { explainer, now } = this.#parts;
    if (explainer === undefined) return { answer: 'absent', why: 'no gateway runs here' };
    const answer = await explainer.why(parameters.get('id') ?? '', asker);
    return answer.answer === 'why' ? value(whyJson(answer, now())) : answer;
  }

  /** Who had a project, versions of it, or a file. */
  async downloads(ask: DeskAsk): Promise<DeskAnswer> {
    const { downloads } = this.#parts;
    const asked = parseSpec((ask.parameters.get('spec') ?? '').trim());
    if (!asked.ok || asked.value.kind === 'prefix') return invalid('write `name`, `name==1.2` or `sha256:HEX`');
    const spec = asked.value;
    if (spec.kind === 'sha256') return listed(ask, 'downloads', await downloads.ofFile(spec.hex), downloadValue);
    const all = await downloads.ofProject(spec.name);
    // `1` and `1.0` are one version: texts are not compared.
    const meant = all.filter(({ version }) => contains(spec.specifiers, version, { preReleases: true }));
    return listed(ask, 'downloads', meant, downloadValue);
  }

  async gateways(): Promise<DeskAnswer> {
    const { followers, rulings, now } = this.#parts;
    const running = await followers.running(now());
    return value({
      epoch: await rulings.epoch(),
      gateways: running.map(({ id, epoch, views, started, beat }) => ({
        id,
        epoch,
        views,
        started: formatInstant(started),
        seen: formatInstant(beat),
      })),
    });
  }
}

function syncValue({ from, stateAt, fetches, last }: SyncOverview): object {
  return {
    fetches,
    from: from ?? null,
    state: stateAt === undefined ? null : formatInstant(stateAt),
    last: last === undefined ? null : { ...last, at: formatInstant(last.at) },
  };
}

function downloadValue(download: Download): object {
  const { project, version, filename, sha256, view, principal, address, agent, first, last, times } = download;
  return {
    project,
    version,
    filename,
    sha256,
    view,
    principal,
    address,
    agent,
    first: formatInstant(first),
    last: formatInstant(last),
    times,
  };
}
