import type { NormalizedName } from '@rind/pypa';
import type { Hosted } from '../hosting/hosted.sql.ts';

/** What is told of changes to the team's own projects. */
export interface HostingWatch {
  readonly hosted: Pick<Hosted, 'epoch' | 'generations' | 'claims'>;
  /** Told of each project that somebody else changed. */
  changed(name: NormalizedName): void;
  /** Told when names were claimed or given up: any project may be another's now. */
  claimed(): void;
  failed(error: unknown): void;
}

/** A change is effective within two seconds: it is looked for this often. Unit: milliseconds. */
const LOOK_EVERY = 500;

/**
 * Looks for uploads, withdrawals and claims that other processes made on the same data: a second gateway, or a command
 * of an administrator. Returns what ends it.
 */
export async function watchHosting({ hosted, changed, claimed, failed }: HostingWatch): Promise<() => void> {
  let epoch = await hosted.epoch();
  let known = await hosted.generations();
  let claims = JSON.stringify(await hosted.claims());
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    const now = await hosted.epoch();
    if (now === epoch) return;
    const [generations, names] = [await hosted.generations(), JSON.stringify(await hosted.claims())];
    for (const [name, generation] of generations) if (known.get(name) !== generation) changed(name as NormalizedName);
    if (names !== claims) claimed();
    [epoch, known, claims] = [now, generations, names];
  };
  const again = (): void => {
    if (stopped) return;
    timer = setTimeout(() => void look().catch(failed).finally(again), LOOK_EVERY);
    timer.unref();
  };
  again();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
