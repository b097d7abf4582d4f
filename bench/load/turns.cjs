'use strict';
/*
 * Loaded into a server before its own code. With each SIGUSR2 by turns it begins to look at every turn of the event
 * loop, or says the longest on stderr: `cpu` is what the thread itself worked, `clock` what the clock says, with all
 * that the machine did meanwhile and every wait for the disk. In milliseconds.
 */
let watching = false;
let last;
let most;
const look = () => {
  // Linux says what a thread worked as of the last tick, 4 ms ago or less, unless somebody asks for the whole process.
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  const now = { cpu: (user + system) / 1000, clock: performance.now() };
  if (last !== undefined)
    for (const kind of ['cpu', 'clock']) most[kind] = Math.max(most[kind], now[kind] - last[kind]);
  last = now;
  if (watching) setImmediate(look);
};
process.on('SIGUSR2', () => {
  watching = !watching;
  if (!watching) console.error(JSON.stringify({ turns: most }));
  last = undefined;
  most = { cpu: 0, clock: 0 };
  if (watching) look();
});
