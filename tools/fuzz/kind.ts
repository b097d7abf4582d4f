import type { Draw } from './draw.ts';

/** One thing that reads what may come from an attacker, as it is tried out. */
export interface FuzzKind {
  /** `format:uv.lock`, `folder:environment`, `file:pip.conf`. */
  readonly name: string;
  /** Draws the next case and gives what is wrong with it, and the case as something to look at. */
  next(draw: Draw, serial: number): { readonly faults: readonly string[]; readonly input: string };
}

/** A case as it went: what a reader throws is a fault of it. */
export function tried(input: string, check: () => readonly string[]): ReturnType<FuzzKind['next']> {
  try {
    return { faults: check(), input };
  } catch (thrown) {
    const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { faults: [`it threw: ${stack.split('\n').slice(0, 4).join(' ')}`], input };
  }
}
