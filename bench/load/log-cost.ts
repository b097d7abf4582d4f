import { openLog } from '../../src/evidence/log-writer.fs.ts';

/** What an entry of the log costs by itself. */
export interface LogCost {
  /** Microseconds of CPU for each entry: of this process, its threads that write included. */
  readonly cpu: number;
  /** Milliseconds until those that were asked for together are on disk. */
  readonly wall: number;
}

/** Entries that are written, after as many that only warm up. */
const ENTRIES = 8000;
const FACTS = {
  event: 'serve',
  project: 'small',
  version: '1.0',
  filename: 'small-1.0-py3-none-any.whl',
  sha256: 'a'.repeat(64),
  view: '',
  principal: 'anonymous',
  address: '127.0.0.1',
  agent: 'pip/26.3 {"ci":null,"installer":{"name":"pip","version":"26.3"}}',
  decision: 'b'.repeat(24),
};

/** Writes entries as downloads do, so many together: what the log costs without anything around it. */
export async function logCost(folder: string, together: number): Promise<LogCost> {
  const log = await openLog(folder, Date.now);
  const write = async (): Promise<number> => {
    let batches = 0;
    for (; batches * together < ENTRIES; batches++)
      await Promise.all(Array.from({ length: together }, () => log.append(FACTS)));
    return batches;
  };
  await write();
  const [before, begun] = [process.cpuUsage(), performance.now()];
  const batches = await write();
  const { user, system } = process.cpuUsage(before);
  const took = performance.now() - begun;
  await log.close();
  return { cpu: (user + system) / (batches * together), wall: took / batches };
}
