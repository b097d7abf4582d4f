import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILED, MAIN } from '../rind.ts';

/** An index in front of which a gateway is started. */
export interface GatewayUpstream {
  readonly name: string;
  /** The page of all projects. */
  readonly url: string;
  /** Whether its word about upload times is taken, as PyPI's is: others' files count from when they were first seen. */
  readonly mirrors?: 'pypi';
  /** The names that it may serve, as `rind.toml` writes them. */
  readonly names?: readonly string[];
  /** Hosts of its files that may be at private addresses. */
  readonly privateFileHosts?: readonly string[];
}

/** How a gateway is started. */
export interface GatewayOptions {
  /** A folder of its own: its data, its configuration, its home. One used before starts it on the same data. */
  readonly folder: string;
  readonly upstreams: readonly GatewayUpstream[];
  /** More of `rind.toml`. */
  readonly config?: string;
  /** More arguments of `rind serve`. */
  readonly args?: readonly string[];
  /** What it may use, as `ulimit` of a shell takes it: `-n 64`. */
  readonly limits?: string;
  /** What it listens on; a free port of loopback without. */
  readonly listen?: string;
  /** More environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How long a gateway may take until it listens, and to drain, in milliseconds. */
const START = 30_000;
const DRAIN = 15_000;

/** Why there is no gateway to test, or undefined where there is one; for the `skip` of a test. */
export function missingGateway(): string | undefined {
  if (!existsSync(MAIN)) return `${MAIN} is not built: run \`npm run build\``;
  const asked = spawnSync(process.execPath, [MAIN, 'serve', '--help'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return asked.status === 0 ? undefined : 'this version has no `rind serve`';
}

/** A gateway that runs as a process of its own, as users run it. */
export class Gateway implements AsyncDisposable {
  readonly origin: string;
  readonly #options: GatewayOptions;
  readonly #child: ReturnType<typeof spawn>;
  readonly #gone: Promise<number | null>;
  readonly #log: string[];

  private constructor(
    origin: string,
    options: GatewayOptions,
    child: ReturnType<typeof spawn>,
    gone: Promise<number | null>,
    log: string[],
  ) {
    this.origin = origin;
    this.#options = options;
    this.#child = child;
    this.#gone = gone;
    this.#log = log;
  }

  /** Starts `rind serve` on a free port and waits until it says that it listens. Throws with all it printed where it does not. */
  static async start(options: GatewayOptions): Promise<Gateway> {
    const { folder, args = [], listen = '127.0.0.1:0', limits } = options;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'rind.toml'), configOf(options));
    const given = [
      'serve',
      '--listen',
      listen,
      '--data',
      join(folder, 'data'),
      '--config',
      join(folder, 'rind.toml'),
      ...args,
    ];
    const [program, ...first] =
      limits === undefined
        ? [process.execPath]
        : ['bash', '-c', `ulimit ${limits} && exec "$0" "$@"`, process.execPath];
    const child = spawn(program, [...first, MAIN, ...given], {
      cwd: folder,
      env: environmentOf(options),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log: string[] = [];
    const gone = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
    const url = await new Promise<string>((resolve, reject) => {
      const fail = (why: string) => {
        clearTimeout(timer);
        child.kill('SIGKILL');
        reject(new Error(`the gateway ${why}:\n${log.join('')}`));
      };
      const timer = setTimeout(() => fail('does not listen'), START);
      void gone.then((code) => fail(`ended with ${code}`));
      let line = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        log.push(text);
        line += text;
        const found = listeningUrl(line);
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(found);
      });
    });
    return new Gateway(new URL(url).origin, options, child, gone, log);
  }

  /** The address that clients are given. */
  get indexUrl(): string {
    return `${this.origin}/simple/`;
  }

  get uploadUrl(): string {
    return `${this.origin}/legacy/`;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Everything that it printed. */
  get log(): string {
    return this.#log.join('');
  }

  /** Runs another command on the same data and configuration: `token create`, `deny`, `holds list`. */
  command(...args: readonly string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
    const { folder } = this.#options;
    const where = ['--data', join(folder, 'data')];
    const env = environmentOf(this.#options);
    const ran = spawnSync(process.execPath, [MAIN, ...args, ...where], {
      cwd: folder,
      encoding: 'utf8',
      timeout: START,
      env,
    });
    return { code: ran.status, out: ran.stdout, err: ran.stderr };
  }

  /** Runs a command that is not told where the gateway keeps everything, with more environment. */
  remote(
    env: Readonly<Record<string, string>>,
    ...args: readonly string[]
  ): { readonly code: number | null; readonly out: string; readonly err: string } {
    const ran = spawnSync(process.execPath, [MAIN, ...args], {
      cwd: this.#options.folder,
      encoding: 'utf8',
      timeout: START,
      env: { ...environmentOf(this.#options), ...env },
    });
    return { code: ran.status, out: ran.stdout, err: ran.stderr };
  }

  /** Where it keeps everything. */
  get data(): string {
    return join(this.#options.folder, 'data');
  }

  /** Ends it as an outage does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  /** Ends it as a service manager does; its exit code, null where it had to be killed. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), DRAIN);
    const code = await this.#gone;
    clearTimeout(timer);
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** The address in the line with which a gateway says that it is ready; undefined until it has come whole. */
export function listeningUrl(text: string): string | undefined {
  for (const line of text.split('\n').slice(0, -1)) {
    const found = /^\{.*"event":\s*"listening".*\}$/.exec(line) && /"url":\s*"(http[^"]+)"/.exec(line);
    if (found) return found[1];
  }
  return undefined;
}

function configOf({ upstreams, config = '' }: GatewayOptions): string {
  const tables = upstreams.map(({ name, url, mirrors, names, privateFileHosts }) => {
    const keys = { name, url, mirrors, names, 'private-file-hosts': privateFileHosts };
    const lines = Object.entries(keys).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key} = ${JSON.stringify(value)}`],
    );
    return `[[server.upstreams]]\n${lines.join('\n')}\n`;
  });
  // What tests install must not depend on what is known on the day: who wants advisories says so.
  const server = config.includes('[server]') ? '' : '[server]\nsync-every = "off"\n';
  return `${config}\n${server}\n${tables.join('\n')}`;
}

function environmentOf({ folder, env }: GatewayOptions): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_CACHE_HOME: COMPILED, ...env };
}
