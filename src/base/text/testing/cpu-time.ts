/** Milliseconds of processor time that some work takes: on a busy machine, unlike the clock's, still its own. */
export function cpuTime(work: () => unknown): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
