import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of `/proc/PID/stat`: 100 a second on Linux. */
const TICK_US = 10_000;

/** The fields of `/proc/PID/stat` behind the name; none of a process that is gone. */
function statOf(pid: number): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** A process and all below it: servers have workers. */
export function familyOf(pid: number): readonly number[] {
  const children = Map.groupBy(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number),
    (one) => Number(statOf(one)[1]),
  );
  const family = [pid];
  for (const one of family) family.push(...(children.get(one) ?? []));
  return family;
}

/** Microseconds of CPU that processes took so far, all their threads, user and system. */
export function cpuOf(family: readonly number[]): number {
  let ticks = 0;
  for (const pid of family) {
    const fields = statOf(pid);
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks * TICK_US;
}

/** MB that processes ever held, each at its own worst (`VmHWM`), or hold now (`VmRSS`). */
export function memoryOf(family: readonly number[], what: 'VmHWM' | 'VmRSS'): number {
  let kibibytes = 0;
  for (const pid of family) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'latin1');
      kibibytes += Number(status.split(`${what}:`)[1]?.split('kB')[0] ?? 0);
    } catch {
      // It ended.
    }
  }
  return (kibibytes * 1024) / 1e6;
}

const started = new Set<number>();

/** Ends a process with this one, however this one ends. */
export function endWithUs(pid: number): void {
  if (started.size === 0) {
    process.once('exit', () => {
      for (const one of started) {
        try {
          process.kill(one, 'SIGKILL');
        } catch {
          // It ended before.
        }
      }
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  }
  started.add(pid);
}
