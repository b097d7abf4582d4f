import assert from 'node:assert/strict';
import { Gateway } from '../gateway/gateway.ts';

/** Whether time is no matter: larger files, more rounds. */
export const ALL = process.env['RIND_FAULTS'] === 'all';

/** How often something is killed. */
export const ROUNDS = ALL ? 60 : 20;

/** What the instants are drawn from; a failure prints it. */
export const SEED = Number(process.env['RIND_FAULTS_SEED'] ?? (process.env['CI'] ? 1_122 : Date.now() % 1_000_000));
let drawn = SEED;

/** What a gateway may take to start after a crash: it is loaded, migrated, swept. Milliseconds, on a busy machine. */
const START = 10_000;

/** The next of a sequence between 0 and 1 that its seed determines. Source: the generator of Park and Miller. */
export function draw(): number {
  drawn = (drawn * 48_271 + 11) % 2_147_483_647;
  return drawn / 2_147_483_647;
}

/** Starts a gateway on what a crash left. */
export async function startedSoon(options: Parameters<typeof Gateway.start>[0]): Promise<Gateway> {
  const begun = performance.now();
  const gateway = await Gateway.start(options);
  const took = performance.now() - begun;
  assert.ok(took < START, `it took ${took} ms to start after a crash (seed ${SEED})`);
  return gateway;
}

/** Fails unless the log that crashes left verifies: chains, signed heads, what the database has seen. */
export function assertVerifies(gateway: Gateway): void {
  const { code, out, err } = gateway.command('log', 'verify');
  assert.equal(code, 0, `${out}${err} (seed ${SEED})`);
}
