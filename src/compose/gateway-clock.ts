import { formatDuration, formatInstant } from '../base/instant.ts';
import type { LogFacts } from '../evidence/log-chain.ts';
import type { Log } from '../platform/log.ts';
import { NO_JUMP, SteadyClock } from '../platform/steady-clock.ts';
import type { GatewayState } from './gateway-state.ts';

/** The time of a gateway. Epoch milliseconds. */
export interface GatewayClock {
  /** By which is decided: it does not follow a clock that jumps until that has stood for a while. */
  now(): number;
  /** For what is seen first, and must not seem older than it is. */
  seen(): number;
  /** The latest that it may be: for what ends. */
  latest(): number;
  stop(): void;
}

/** What it is made of. */
export interface GatewayClockParts {
  /** Epoch milliseconds, as the machine says. */
  wall(): number;
  readonly state: Pick<GatewayState, 'witness'>;
  readonly log: Log;
  /** Told of jumps, for the log of the gateway. */
  note(facts: LogFacts): void;
}

/** A clock that nobody looks at notices no jump. Unit: milliseconds. */
const LOOK_EVERY = 1000;

/** Starts the time of a gateway. */
export async function gatewayClock({ wall, state, log, note }: GatewayClockParts): Promise<GatewayClock> {
  const known = (await state.witness.heads()).reduce((last, { at }) => Math.max(last, at), Number.NEGATIVE_INFINITY);
  if (known > wall() + NO_JUMP)
    log.warn(
      `the clock says ${formatInstant(wall())}, before the log of this gateway ends (${formatInstant(known)}): one of the two is wrong`,
    );
  const clock = new SteadyClock({
    wall,
    elapsed: () => performance.now(),
    known,
    jumped: (by) => {
      const far = formatDuration(Math.round(Math.abs(by) / 1000) * 1000);
      log.warn(
        `the clock was set ${by > 0 ? 'ahead' : 'back'} by ${far}: decisions go by the time before until it has stood for ten minutes`,
      );
      note({ event: 'clock', by: Math.round(by) });
    },
  });
  const timer = setInterval(() => clock.now(), LOOK_EVERY);
  timer.unref();
  return {
    now: () => clock.now(),
    seen: () => clock.seen(),
    latest: () => clock.latest(),
    stop: () => clearInterval(timer),
  };
}
