import type { Basis } from './basis.ts';

/** What tells whether something that was decided still holds. */
export interface Held {
  readonly basis: Basis;
  /** When upstreams last said so, and when it was decided. Epoch milliseconds. */
  readonly listedAt: number;
  readonly decidedAt: number;
  readonly validUntil: number;
  /** How often something about the project itself was changed here. */
  readonly generation: number;
  /** Milliseconds after `listedAt` for which they are not asked again. */
  readonly listedFor: number;
  /** How often files of it were looked into. */
  readonly looks: number;
}

/** Whether something is no older than that. A clock that was set back makes nothing younger. Epoch milliseconds. */
export function isYoung(since: number, now: number, milliseconds: number): boolean {
  return now >= since && now - since < milliseconds;
}
