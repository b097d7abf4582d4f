import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Gateway } from '../gateway/gateway.ts';

/** Whether time is no matter: larger files, more rounds. */
export const ALL = process.env['RIND_FAULTS'] === 'all';

/** How often something is killed. */
export const ROUNDS = ALL ? 60 : 20;

/** What the instants are drawn from; a failure prints it. */
export const SEED = Number(process.env['RIND_FAULTS_SEED'] ?? (process.env['CI'] ? 1_122 : Date.now() % 1_000_000));
let drawn = SEED;

/**
 * What a gateway may take to start after a crash: it is loaded, migrated, swept. Milliseconds of the processor, so that it
 * says the same on a busy machine; of time where the system does not tell.
 */
const START = 5000;

/** The next of a sequence between 0 and 1 that its seed determines. Source: the generator of Park and Miller. */
export function draw(): number {
  drawn = (drawn * 48_271 + 11) % 2_147_483_647;
  return drawn / 2_147_483_647;
}

/** Starts a gateway on what a crash left. */
export async function startedSoon(options: Parameters<typeof Gateway.start>[0]): Promise<Gateway> {
  const begun = performance.now();
  const gateway = await Gateway.start(options);
  const took = processorOf(gateway.pid) ?? performance.now() - begun;
  if (took >= START) await gateway.kill();
  assert.ok(took < START, `it took ${took} ms to start after a crash (seed ${SEED})`);
  return gateway;
}

/** How long a process has had the processor; undefined where the system does not tell. Source: proc(5), `/proc/pid/stat`. */
function processorOf(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    // In hundredths of a second, on every Linux.
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks * 10 : undefined;
  } catch {
    return undefined;
  }
}

/** Ends a gateway, and fails unless the log that crashes left verifies: chains, signed heads, what the database has seen. */
export async function assertVerifies(gateway: Gateway): Promise<void> {
  await gateway.stop();
  const { code, out, err } = gateway.command('log', 'verify');
  assert.equal(code, 0, `${out}${err} (seed ${SEED})`);
}
