import { YOUNG_SPACE } from './young-space.ts';

/** Heap that may be in use before what is no longer needed is looked for. Unit: bytes. */
const ENOUGH = 56 * 1024 * 1024;
/** How much more than what was needed the last time. */
const GROWTH = 1.5;

/** Text that is read between two looks at the heap, UTF-16 units: a look takes as long as reading some 20 kB. */
const BETWEEN = 500_000;

/** Room for what is new, as a run that reads many files has it. Unit: bytes. */
const ROOM = 4 * 1024 * 1024;

let limit = ENOUGH;
let unseen = 0;
let grows = false;
let collect: (() => void) | undefined;

/**
 * Keeps a run that reads many files small: called between two of them, it lets go of what the last ones left
 * behind. By itself the engine takes several times as much memory before it looks, as long as the machine has any.
 *
 * @param read how much text was read since the last call, UTF-16 units
 */
export function keepSmall(read: number): void {
  unseen += read;
  if (unseen < BETWEEN) return;
  unseen = 0;
  makeRoom();
  if (inUse() < limit) return;
  collect ??= collector();
  collect();
  limit = Math.max(ENOUGH, inUse() * GROWTH);
}

/**
 * What is read of a lock lives until the lock is done with. A command starts with so little room for what is new
 * that most of a lock is moved twice, to be thrown away after; where many are read there is a little more.
 */
function makeRoom(): void {
  const isSmall = YOUNG_SPACE.size() < ROOM;
  if (isSmall === grows) return;
  grows = isSmall;
  YOUNG_SPACE.growBy(isSmall ? 2 : 1);
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
