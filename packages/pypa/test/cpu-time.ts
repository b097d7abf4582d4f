/**
 * Processor time that this process has used, in milliseconds: what a limit on time is measured by,
 * because a busy machine stretches the wall clock and not this.
 */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
