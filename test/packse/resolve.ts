import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_PYTHON, clientHome } from '../../tools/clients/installed.ts';
import { findPython } from '../../tools/corpus/toolbox.ts';
import { clientProgram } from '../clients/environment.ts';
import { runProgram } from '../clients/run-program.ts';
import { withoutPlace } from '../gateway/scenario.ts';
import { nameIn, type PackseScenario, requirementIn } from './scenario.ts';

/** How a resolver answered. */
export interface Answer {
  readonly ok: boolean;
  /** Versions by name in the index; of a universal resolution, all of them. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
  /** All that it says, digests and reasons included, without the address of the index: equal for equal indexes. */
  readonly text: string;
}

/** A resolver with what it needs. */
export interface Resolver {
  readonly name: 'uv' | 'pip';
  /** Why it cannot take a scenario, or undefined where it can. */
  excludes(scenario: PackseScenario): string | undefined;
  resolve(scenario: PackseScenario, indexUrl: string, folder: string): Promise<Answer>;
}

/** The Python of scenarios that name none, where this machine has it: theirs was made for it. */
const PACKSE_PYTHON = '3.12';
const VARIABLES = { UV_PYTHON_DOWNLOADS: 'never', UV_NO_PROGRESS: '1', UV_KEYRING_PROVIDER: 'disabled' };

const pythons = new Map<string, string | undefined>();

function pythonOf({ environment }: PackseScenario): string | undefined {
  const wanted = environment?.python;
  if (wanted === undefined) return found(PACKSE_PYTHON) ?? found(CLIENT_PYTHON);
  return found(wanted.split('.').slice(0, 2).join('.'));
}

function found(minor: string): string | undefined {
  if (!pythons.has(minor)) pythons.set(minor, findPython(minor));
  return pythons.get(minor);
}

/** uv: `uv lock` for universal scenarios, `uv pip compile` for those of one environment. */
export const uvResolver: Resolver = {
  name: 'uv',
  excludes(scenario) {
    return pythonOf(scenario) === undefined ? `there is no Python ${scenario.environment?.python}` : undefined;
  },
  async resolve(scenario, indexUrl, folder) {
    const options = scenario.resolver_options ?? {};
    const run = { folder, env: VARIABLES };
    const requires = scenario.root.requires.map((text) => JSON.stringify(requirementIn(scenario, text)));
    const python = scenario.root.requires_python ?? '>=3.8';
    const environments = options.required_environments?.map((text) => JSON.stringify(text)) ?? [];
    writeFileSync(
      join(folder, 'pyproject.toml'),
      `[project]\nname = "root"\nversion = "0"\nrequires-python = "${python}"\ndependencies = [${requires.join(', ')}]\n` +
        (environments.length === 0 ? '' : `[tool.uv]\nrequired-environments = [${environments.join(', ')}]\n`),
    );
    const shared = ['--no-cache', '--default-index', indexUrl, '--python', pythonOf(scenario) ?? 'python3'];
    if (options.prereleases) shared.push('--prerelease', 'allow');
    if (options.universal) {
      const ran = await runProgram(clientProgram('uv'), ['lock', ...shared], run);
      const lock = ran.ok ? readFileSync(join(folder, 'uv.lock'), 'utf8') : '';
      const text = ran.ok ? withoutPlace(lock) : reason(ran.output, folder);
      return { ok: ran.ok, text, versions: pairsOf(lock, /^name = "([^"]+)"\nversion = "([^"]+)"/gm) };
    }
    if (options.python !== undefined) shared.push('--python-version', options.python);
    if (options.python_platform !== undefined) shared.push('--python-platform', options.python_platform);
    for (const name of options.no_build ?? []) shared.push('--only-binary', nameIn(scenario, name));
    for (const name of options.no_binary ?? []) shared.push('--no-binary', nameIn(scenario, name));
    writeFileSync(
      join(folder, 'requirements.in'),
      `${scenario.root.requires.map((text) => requirementIn(scenario, text)).join('\n')}\n`,
    );
    const form = ['--no-header', '--no-annotate', '--generate-hashes', '--output-file', 'out.txt', 'requirements.in'];
    const ran = await runProgram(clientProgram('uv'), ['pip', 'compile', '--quiet', ...shared, ...form], run);
    const list = ran.ok ? readFileSync(join(folder, 'out.txt'), 'utf8') : '';
    return {
      ok: ran.ok,
      text: ran.ok ? list : reason(ran.output, folder),
      versions: pairsOf(list, /^([^\s=]+)==([^\s;]+)/gm),
    };
  },
};

interface PipReport {
  readonly install: readonly {
    readonly metadata: { readonly name: string; readonly version: string };
    readonly download_info: {
      readonly url: string;
      readonly archive_info: { readonly hashes: Readonly<Record<string, string>> };
    };
  }[];
}

/** pip's newest release: `pip install --dry-run`, so scenarios of one environment only, the one that runs it. */
export const pipResolver: Resolver = {
  name: 'pip',
  excludes(scenario) {
    const { universal, python, python_platform, required_environments } = scenario.resolver_options ?? {};
    if (universal || required_environments !== undefined) return 'pip does not resolve universally';
    if (python !== undefined || python_platform !== undefined) return 'pip resolves for the Python that runs it';
    return uvResolver.excludes(scenario);
  },
  async resolve(scenario, indexUrl, folder) {
    const { prereleases, no_build = [], no_binary = [] } = scenario.resolver_options ?? {};
    const options = ['--dry-run', '--ignore-installed', '--quiet', '--no-cache-dir', '--index-url', indexUrl];
    if (prereleases) options.push('--pre');
    for (const name of no_build) options.push('--only-binary', nameIn(scenario, name));
    for (const name of no_binary) options.push('--no-binary', nameIn(scenario, name));
    const report = join(folder, 'report.json');
    const wanted = scenario.root.requires.map((text) => requirementIn(scenario, text));
    const pip = join(clientHome('pip-26.3'), 'pip');
    const args = ['-I', pip, 'install', ...options, '--report', report, ...wanted];
    // A build is told apart from the environment by pip itself; the Python's own packages are ignored.
    const ran = await runProgram(pythonOf(scenario) ?? 'python3', args, {
      folder,
      env: { PIP_BREAK_SYSTEM_PACKAGES: '1' },
    });
    if (!ran.ok || !existsSync(report)) return { ok: false, text: reason(ran.output, folder), versions: new Map() };
    const { install } = JSON.parse(readFileSync(report, 'utf8')) as PipReport;
    const lines = install.map(({ metadata: { name, version }, download_info: { url, archive_info } }) =>
      [name, version, decodeURIComponent(url.split('/').at(-1) ?? ''), JSON.stringify(archive_info.hashes)].join(' '),
    );
    const versions = new Map(install.map(({ metadata: { name, version } }) => [name, [version]]));
    return { ok: true, text: `${lines.sort().join('\n')}\n`, versions };
  },
};

/** Runs a resolver over scenarios, so many at once; answers by the name of the scenario. */
export async function resolveAll(
  resolver: Resolver,
  scenarios: readonly PackseScenario[],
  indexUrl: string,
  folder: string,
  atOnce: number,
): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  const waiting = scenarios.filter((scenario) => resolver.excludes(scenario) === undefined);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const own = join(folder, `${resolver.name}-${next.name}`);
      mkdirSync(own, { recursive: true });
      answers.set(next.name, await resolver.resolve(next, indexUrl, own));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return answers;
}

/** Whether an answer is the one that the scenario's author expects of uv. */
export function isExpected(scenario: PackseScenario, { ok, versions }: Answer): boolean {
  const { satisfiable, packages = {} } = scenario.expected;
  if (ok !== satisfiable) return false;
  return Object.entries(packages).every(([name, version]) => {
    const chosen = versions.get(nameIn(scenario, name)) ?? [];
    return chosen.includes(version);
  });
}

function pairsOf(text: string, pattern: RegExp): Map<string, readonly string[]> {
  const pairs = new Map<string, string[]>();
  for (const [, name = '', version = ''] of text.matchAll(pattern))
    pairs.set(name, [...(pairs.get(name) ?? []), version]);
  return pairs;
}

/** What a resolver printed, without what differs between two runs: the command, folders, addresses, times. */
function reason(output: string, folder: string): string {
  const lines = output.split('\n').filter((line) => !line.startsWith('$ '));
  return withoutPlace(lines.join('\n').replaceAll(folder, 'FOLDER'))
    .replaceAll(/https?:\/\/127\.0\.0\.1:\d+/g, 'ORIGIN')
    .replaceAll(/\bin [\d.]+m?s\b/g, 'in TIME')
    .replaceAll(/\/(?:\.tmp|tmp)[\w./-]*/g, 'TEMPORARY');
}
