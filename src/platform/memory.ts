/** Heap that may be in use before what is no longer needed is looked for. Unit: bytes. */
const ENOUGH = 56 * 1024 * 1024;
/** How much more than what was needed the last time. */
const GROWTH = 1.5;

let limit = ENOUGH;
let collect: (() => void) | undefined;

/**
 * Keeps a run that reads many files small: called between two of them, it lets go of what the last ones left
 * behind. By itself the engine takes several times as much memory before it looks, as long as the machine has any.
 */
export function keepSmall(): void {
  if (inUse() < limit) return;
  collect ??= collector();
  collect();
  limit = Math.max(ENOUGH, inUse() * GROWTH);
}

function inUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collector(): () => void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
  const found: unknown = process.getBuiltinModule('node:vm').runInNewContext('gc');
  return typeof found === 'function' ? () => found() : () => {};
}
