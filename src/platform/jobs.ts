import type { Pace } from './pace.ts';

/** Something that is done again and again. */
export interface Job {
  readonly name: string;
  /** Milliseconds from the end of one time to the next, give or take a tenth. */
  readonly every: number;
  /** Milliseconds until the first time. Default: as `every`. */
  readonly first?: number;
  /** Does it once. What it throws is a failure: it is tried again, each time later. `signal` says that it is to end. */
  run(signal: AbortSignal): Promise<void>;
}

/** What {@link Jobs} works with. */
export interface JobsParts {
  readonly pace: Pick<Pace, 'after'>;
  /** From 0 to 1: so that many gateways do not ask the same server in the same second. */
  random(): number;
  /** Told of every failure. */
  failed(name: string, error: unknown): void;
  /** Told of every time that it went well. */
  ended?(name: string): void;
}

/** The first pause after a failure; it doubles. Unit: milliseconds. */
const AGAIN_FIRST = 5_000;
/** The longest pause after failures, of a job that is done more often than that. Unit: milliseconds. */
const AGAIN_LAST = 15 * 60_000;
/** A tenth, up or down. */
const JITTER = 0.1;
/** No timer takes longer. Source: Node, `setTimeout`. Unit: milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

interface Running {
  readonly job: Job;
  failures: number;
  /** Whether somebody asked for it while it was being done. */
  again: boolean;
  work: Promise<void> | undefined;
  cancel: (() => void) | undefined;
}

/**
 * Does things by itself: each job by its own pace, never twice at the same time. It knows no clock but that of timers,
 * so that a clock that is set does no harm.
 */
export class Jobs {
  readonly #parts: JobsParts;
  readonly #running = new Map<string, Running>();
  readonly #stop = new AbortController();

  constructor(parts: JobsParts) {
    this.#parts = parts;
  }

  /** Takes a job on. */
  add(job: Job): void {
    if (this.#stop.signal.aborted || this.#running.has(job.name)) return;
    const running: Running = { job, failures: 0, again: false, work: undefined, cancel: undefined };
    this.#running.set(job.name, running);
    this.#wait(running, job.first ?? job.every);
  }

  /** Does a job now; when it is being done, once more after that. */
  soon(name: string): void {
    const running = this.#running.get(name);
    if (running === undefined || this.#stop.signal.aborted) return;
    if (running.work !== undefined) running.again = true;
    else this.#wait(running, 0);
  }

  /** Begins nothing more, tells what is being done to end, and waits for it. */
  async stop(): Promise<void> {
    this.#stop.abort();
    for (const { cancel } of this.#running.values()) cancel?.();
    await Promise.all([...this.#running.values()].map(({ work }) => work));
  }

  #wait(running: Running, milliseconds: number): void {
    running.cancel?.();
    const part = Math.min(milliseconds, LONGEST_TIMER);
    running.cancel = this.#parts.pace.after(part, () => {
      running.cancel = undefined;
      if (milliseconds > part) this.#wait(running, milliseconds - part);
      else running.work = this.#do(running);
    });
  }

  async #do(running: Running): Promise<void> {
    const { job } = running;
    const { signal } = this.#stop;
    running.again = false;
    try {
      await job.run(signal);
      running.failures = 0;
      this.#parts.ended?.(job.name);
    } catch (error) {
      running.failures++;
      // What was told to end need not have succeeded.
      if (!signal.aborted) this.#parts.failed(job.name, error);
    }
    running.work = undefined;
    if (signal.aborted) return;
    const jitter = 1 + JITTER * (2 * this.#parts.random() - 1);
    this.#wait(running, running.again ? 0 : pauseOf(job.every, running.failures) * jitter);
  }
}

/** After a failure sooner than usual, then ever later, up to a bound. */
function pauseOf(every: number, failures: number): number {
  if (failures === 0) return every;
  return Math.min(AGAIN_FIRST * 2 ** Math.min(failures - 1, 20), Math.max(every, AGAIN_LAST));
}
