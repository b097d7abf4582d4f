/** The time, as a port: milliseconds since the Unix epoch. `--now` replaces it. */
export type Clock = () => number;

/** The machine's clock. */
export const systemClock: Clock = () => Date.now();
