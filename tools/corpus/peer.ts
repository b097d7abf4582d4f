import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { toolProgram } from './toolbox.ts';

/** One flaw of one release as a peer says it: a record's id, or an alias of it. */
export interface PeerFinding {
  readonly name: string;
  readonly version: string;
  readonly id: string;
}

/** Where peers find the records. */
export interface PeerData {
  /** A loopback endpoint that answers as OSV's API does. */
  readonly service: string;
  readonly archive: string;
  /** A folder of ours that peers may keep data in. */
  readonly scratch: string;
}

/** Another auditor, and how it is asked about one file. */
export interface Peer {
  readonly name: string;
  /** Name in tools.json. */
  readonly tool: string;
  readonly program: string;
  /** How the run looks to people. */
  readonly shown: string;
  /** Arguments for a file, or undefined where the peer says that it reads no such file. */
  args(file: string, data: PeerData): readonly string[] | undefined;
  env?(data: PeerData): Readonly<Record<string, string>>;
  read(out: string): PeerFinding[];
}

type Found = readonly { readonly id: string }[];

/** The peers whose data can be replaced by ours. */
export const PEERS: readonly Peer[] = [
  {
    name: 'osv-scanner',
    tool: 'osv-scanner',
    program: 'osv-scanner',
    shown: 'osv-scanner scan source --offline --offline-vulnerabilities --lockfile FILE',
    args: (file) => [
      'scan',
      'source',
      '--offline',
      '--offline-vulnerabilities',
      '--format',
      'json',
      '--lockfile',
      file,
    ],
    env: ({ archive, scratch }) => {
      const kept = join(scratch, 'osv-scalibr/PyPI');
      mkdirSync(kept, { recursive: true });
      copyFileSync(archive, join(kept, 'all.zip'));
      return { OSV_SCALIBR_LOCAL_DB_CACHE_DIRECTORY: scratch };
    },
    read: (out) => {
      const { results } = JSON.parse(out) as {
        results: { packages: { package: { name: string; version: string }; vulnerabilities?: Found }[] }[];
      };
      return results.flatMap(({ packages }) =>
        packages.flatMap(({ package: { name, version }, vulnerabilities = [] }) =>
          vulnerabilities.map(({ id }) => ({ name, version, id })),
        ),
      );
    },
  },
  {
    name: 'uv audit',
    tool: 'uv-0.13',
    program: 'uv',
    shown: 'uv audit --preview --frozen --service-url URL',
    args: (file, { service }) =>
      basename(file) === 'uv.lock'
        ? ['audit', '--preview', '--frozen', '--service-url', service, '--output-format', 'json']
        : undefined,
    env: () => ({ UV_PYTHON: toolProgram('uv-0.13', 'python') ?? '', UV_PYTHON_DOWNLOADS: 'never' }),
    read: (out) => {
      const { vulnerabilities } = JSON.parse(out) as {
        vulnerabilities: { dependency: { name: string; version: string }; id: string }[];
      };
      return vulnerabilities.map(({ dependency: { name, version }, id }) => ({ name, version, id }));
    },
  },
  {
    name: 'pip-audit',
    tool: 'pip-audit-2.10',
    program: 'pip-audit',
    shown: 'pip-audit -r FILE --disable-pip --no-deps --osv-url URL; pip-audit --locked FOLDER',
    args: (file, { service }) => {
      const common = ['-s', 'osv', '--osv-url', `${service}/v1/query`, '-f', 'json', '--progress-spinner', 'off'];
      if (basename(file) === 'requirements.txt') return [...common, '-r', file, '--disable-pip', '--no-deps'];
      return basename(file) === 'pylock.toml' ? [...common, '--locked', dirname(file)] : undefined;
    },
    read: (out) => {
      const { dependencies } = JSON.parse(out.slice(out.indexOf('{'))) as {
        dependencies: { name: string; version?: string; vulns?: Found }[];
      };
      return dependencies.flatMap(({ name, version = '', vulns = [] }) =>
        vulns.map(({ id }) => ({ name, version, id })),
      );
    },
  },
  {
    name: 'pysentry',
    tool: 'pysentry-0.5',
    program: 'pysentry-rs',
    shown: 'pysentry-rs --sources osv --service-url URL --no-maintenance-check --no-resolver FOLDER',
    args: (file, { service }) => {
      if (basename(file) === 'pdm.lock') return undefined;
      const common = ['--sources', 'osv', '--service-url', service, '--format', 'json', '--no-maintenance-check'];
      // Without it a requirements file is resolved anew, which needs an index.
      const own = basename(file) === 'requirements.txt' ? ['--no-resolver'] : [];
      return [...common, '--no-config', '--no-cache', ...own, dirname(file)];
    },
    read: (out) => {
      // In a home where it never ran it asks for feedback on standard output, behind its answer.
      const answer = out.slice(out.search(/^\{/m), out.lastIndexOf('\n}') + 2);
      const { vulnerabilities } = JSON.parse(answer) as {
        vulnerabilities: { package_name: string; installed_version: string; id: string }[];
      };
      return vulnerabilities.map(({ package_name: name, installed_version: version, id }) => ({ name, version, id }));
    },
  },
];

/** What a peer finds in a file: its findings, why it fails, or undefined where it reads no such file. */
export async function askPeer(
  peer: Peer,
  file: string,
  data: PeerData,
): Promise<{ findings: PeerFinding[] } | { failure: string } | undefined> {
  const args = peer.args(file, data);
  const program = toolProgram(peer.tool, peer.program);
  if (args === undefined) return undefined;
  if (program === undefined) return { failure: 'not installed' };
  const child = spawn(program, args, {
    cwd: dirname(file),
    env: { PATH: process.env['PATH'], HOME: data.scratch, ...peer.env?.(data) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  await new Promise((resolve) => child.on('close', resolve));
  try {
    return { findings: peer.read(out) };
  } catch {
    const said =
      err
        .trim()
        .split('\n')
        .findLast((line) => line.trim() !== '') ?? 'no answer';
    return { failure: said.replaceAll(dirname(file), '.').slice(0, 160) };
  }
}
