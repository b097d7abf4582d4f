import './shipped.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetClock } from '../../test/faults/set-clock.ts';
import { COMPILED, MAIN } from '../../test/rind.ts';
import { OsvServer } from '../../test/servers/osv-server.ts';
import type { Upstream } from '../../test/servers/upstream.ts';
import { manyFiles } from '../../test/servers/upstream-lies.ts';
import { type MadeRecord, recordsZip } from '../../tools/make-records.ts';
import { askOnce } from './loads.ts';
import { type RunningRind, startRind } from './rind.ts';

/** Why pages of very many files are decided about again. */
export type Cause = 'a person denies' | 'an advisory comes' | 'one file comes';

/** The longest turn of the event loop. Unit: milliseconds. */
export interface LongestTurn {
  readonly cpu: number;
  readonly clock: number;
}

/** Until a gateway looks whether somebody changed what it decides by. Unit: milliseconds. */
const NOTICED = 1000;
/** After which an index is asked again. Unit: milliseconds. */
const LISTED_AGAIN = 130_000;

/** A gateway, and everything on which its decisions rest, in the hands of a bench. */
class Bench implements AsyncDisposable {
  readonly #rind: RunningRind;
  readonly #osv: OsvServer;
  readonly #clock: SetClock;
  readonly #upstream: Upstream;
  readonly #folder: string;
  readonly #records: MadeRecord[] = [];

  constructor(rind: RunningRind, osv: OsvServer, clock: SetClock, upstream: Upstream, folder: string) {
    this.#rind = rind;
    this.#osv = osv;
    this.#clock = clock;
    this.#upstream = upstream;
    this.#folder = folder;
  }

  static async start(upstream: Upstream, folder: string, turns: string): Promise<Bench> {
    const osv = await OsvServer.start();
    const clock = new SetClock(folder);
    await publish(osv, folder, [advisoryOf('another', 1)]);
    const env = { ...osvOf(osv), NODE_OPTIONS: `${clock.env['NODE_OPTIONS']} --require=${turns}` };
    const rind = await startRind(upstream.indexUrl, join(folder, 'again'), env, ['--data-dir', dataOf(folder)]);
    return new Bench(rind, osv, clock, upstream, folder);
  }

  /** The longest turn while a page of so many files is decided about again, which nobody had asked for before. */
  async longest(name: string, files: number, cause: Cause): Promise<LongestTurn> {
    this.#upstream.put(manyFiles(name, files));
    await this.#ask(name);
    if (cause === 'an advisory comes') this.#records.push(advisoryOf(name, this.#records.length + 2));
    else if (cause === 'one file comes') {
      this.#upstream.put(manyFiles(name, files + 1));
      await this.#clock.pass(LISTED_AGAIN);
    } else {
      const ran = this.#rind.command('deny', `${name}<3`, '--reason', 'the bench says so');
      if (ran.code !== 0) throw new Error(ran.err);
    }
    return this.#rind.watched(async () => {
      if (cause === 'an advisory comes') await publish(this.#osv, this.#folder, this.#records);
      if (cause !== 'one file comes') await sleep(NOTICED);
      await this.#ask(name);
    });
  }

  async #ask(name: string): Promise<void> {
    const { status } = await askOnce(this.#rind.port, { path: `${this.#rind.index}${name}/` });
    if (status !== 200) throw new Error(`${status} for the page of ${name}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rind[Symbol.asyncDispose]();
    await this.#osv[Symbol.asyncDispose]();
  }
}

/**
 * Asks for pages of very many files that are decided about again, each for each cause and so often; the first of a kind,
 * whose code nobody used before, does not count.
 *
 * @param turns what says how long turns were
 */
export async function againPages(
  upstream: Upstream,
  folder: string,
  turns: string,
  counts: readonly number[],
  rounds: number,
  say: (files: number, cause: Cause, turns: readonly LongestTurn[]) => void,
): Promise<void> {
  await using bench = await Bench.start(upstream, folder, turns);
  for (const cause of ['a person denies', 'an advisory comes', 'one file comes'] as const) {
    const kind = cause.replaceAll(' ', '-');
    await bench.longest(`warm-${kind}`, 4000, cause);
    for (const files of counts) {
      const longest: LongestTurn[] = [];
      for (let round = 0; round < rounds; round++)
        longest.push(await bench.longest(`again-${kind}-${files}-${round}`, files, cause));
      say(files, cause, longest);
    }
  }
}

function dataOf(folder: string): string {
  return join(folder, 'advisories');
}

function osvOf({ origin }: OsvServer): Record<string, string> {
  return {
    RIND_OSV_URL: `${origin}/PyPI/all.zip`,
    RIND_PSF_URL: `${origin}/psf/main.zip`,
    RIND_EPSS_URL: `${origin}/epss.csv.gz`,
    RIND_KEV_URL: `${origin}/kev.json`,
  };
}

/** Has advisories fetched as a person does, beside the gateway. */
async function publish(osv: OsvServer, folder: string, records: readonly MadeRecord[]): Promise<void> {
  osv.put('/PyPI', recordsZip(records), records);
  const args = [MAIN, 'sync', '--source', 'osv', '--data-dir', dataOf(folder)];
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_CACHE_HOME: COMPILED, ...osvOf(osv) };
  // Not `spawnSync`: what it asks is served by this process.
  const ran = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(ran, 'close');
  if (code !== 0) throw new Error(`sync ended with ${code}`);
}

/** An advisory about a fifth of what {@link manyFiles} lists of a project. */
function advisoryOf(name: string, number: number): MadeRecord {
  return {
    schema_version: '1.7.0',
    id: `PYSEC-2026-${number}`,
    aliases: [],
    modified: '2026-01-01T00:00:00Z',
    published: '2026-01-01T00:00:00Z',
    summary: `a flaw of ${name}`,
    details: 'It is bad.',
    affected: [
      {
        package: { name, ecosystem: 'PyPI' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '20.0.0' }] }],
      },
    ],
  };
}
