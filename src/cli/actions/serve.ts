import { problem } from '../../base/problem.ts';
import { neutralize } from '../../base/text/neutral.ts';
import { listenAddress, publicReadingFault } from '../../compose/gateway-address.ts';
import { acceleratedPath } from '../../compose/gateway-blobs.ts';
import { runGateway } from '../../compose/gateway-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import { createGatewayServer } from '../../gateway/server.ts';
import { type CliContext, logOf } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem } from '../print.ts';

/** Flags of `rind serve`. */
export interface ServeFlags extends GlobalFlags {
  readonly listen?: string;
  readonly data?: string;
  readonly dryRun: boolean;
  readonly insecureOpen: boolean;
  readonly accessLog: boolean;
  readonly policy?: readonly string[];
}

/** Milliseconds that requests have to end once it is told to stop. */
const DRAIN_MS = 30_000;
/** And what goes on behind them. */
const EXIT_MS = 250;

/** What `rind serve` does: it ends when it is told to (TERM, INT), after the requests that were begun. */
export async function serve(context: CliContext, flags: ServeFlags): Promise<ExitCode> {
  const log = logOf(context, flags);
  const running = await runGateway(context.machine, log, context.version, {
    ...flags,
    ...(process.argv[1] === undefined ? {} : { program: process.argv[1] }),
  });
  if (!running.ok) {
    printProblem(context, running.error);
    return EXIT.usage;
  }
  const { config, close, state, ...ports } = running.value;
  try {
    const address = listenAddress(flags.listen ?? config.server?.listen);
    if (!address.ok) {
      printProblem(context, address.error);
      return EXIT.usage;
    }
    const { host, port, isLoopback } = address.value;
    const open = flags.insecureOpen || isLoopback;
    const fault = open ? undefined : publicReadingFault(config.server?.publicUrl, (await state.tokens.all()).length);
    if (fault !== undefined) {
      printProblem(context, fault);
      return EXIT.usage;
    }
    ports.doorkeeper.openReading(open);
    const { stdout } = context.process;
    const { hosts = [], proxies = [], accelLocation } = config.server ?? {};
    // Where nobody else can be in front, people read denials at the address that is listened on.
    const isAlone = isLoopback && port !== 0 && hosts.length === 0 && proxies.length === 0;
    const publicUrl = config.server?.publicUrl ?? (isAlone ? addressOf(host, port) : undefined);
    const server = createGatewayServer({
      ports,
      listenHost: host,
      version: context.version,
      hosts,
      proxies,
      ...(accelLocation === undefined
        ? {}
        : { acceleratedPath: (sha256: string) => acceleratedPath(accelLocation, sha256) }),
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(flags.accessLog ? { accessLog: (line) => stdout.write(`${JSON.stringify(line)}\n`) } : {}),
      onFault: ({ id, route, error }) => log.warn(`defect ${id} at ${route}: ${neutralize(String(error))}`),
    });
    const stopped = new Promise<void>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    });
    let bound: number;
    try {
      bound = await server.listen(port);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      printProblem(context, problem('listen-failed', `cannot listen on \`${host}:${port}\``, { cause }));
      return EXIT.undetermined;
    }
    const url = `${addressOf(host, bound)}/`;
    stdout.write(`${JSON.stringify({ event: 'listening', url, index: `${url}simple/` })}\n`);
    await stopped;
    await server.stop(DRAIN_MS);
    return EXIT.clean;
  } finally {
    await close();
    // Files that are on their way from an upstream, or hang there, keep nobody: what was acknowledged is on disk.
    setTimeout(() => process.exit(), EXIT_MS).unref();
  }
}

function addressOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
