import { posix } from 'node:path';
import { type NormalizedName, normalizeName } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import type { Component } from './component.ts';
import { MAX_ENTRIES, tooManyEntries } from './entry-limit.ts';
import { CONDA_FOLDER, type CondaRecord, condaComponent, readCondaRecords } from './environment-conda.ts';
import { CONFIG_FILE, type EnvironmentConfig, readEnvironmentConfig } from './environment-config.ts';
import { readDistInfo } from './environment-distribution.ts';
import { EGG_ENDING, readEgg } from './environment-egg.ts';
import { installedGraph } from './environment-graph.ts';
import { type Interpreter, interpreterComponent, readInterpreter } from './environment-interpreter.ts';
import { isSiteFolder, type SiteFolder, siteAt, siteFolders } from './environment-layout.ts';
import { MarkerJudge, markerFacts } from './environment-markers.ts';
import { platformOf } from './environment-platform.ts';
import { shownPath, startOf } from './folder-place.ts';
import type { Reading, SourceFolder } from './format.ts';
import type { InstalledDistribution } from './installed-distribution.ts';

/** Which of several interpreters that share a folder is meant. */
export interface EnvironmentChoice {
  /** `3.12`. */
  readonly python?: string;
}

/** What setuptools leaves for an editable installation beside its `.dist-info`. */
const EDITABLE = /^__editable__\.(.+)-[^-]+\.pth$/;
/** Requirements of all distributions of one folder together; what comes after is listed without its arrows. */
const MAX_REQUIREMENTS = 200_000;
/** Names that one problem lists. */
const MOST_NAMES = 5;

/**
 * Reads an installed environment: a folder that distributions are installed in, a virtual or conda
 * environment, or any other prefix. Nothing is executed, and what the interpreter would import from
 * elsewhere is said, not read.
 */
export function readEnvironment(folder: SourceFolder, choice: EnvironmentChoice = {}): Reading {
  const problems: Problem[] = [];
  const own = folder.list('');
  const names = new Set(own.map(({ name }) => name));
  const sites = isSiteFolder(names) ? [siteAt('', folder.home ?? folder.path)] : siteFolders(folder, choice.python);
  const config = names.has(CONFIG_FILE) ? openConfig(folder, problems) : undefined;
  const conda = names.has(CONDA_FOLDER) ? readCondaRecords(folder, problems) : [];
  const found = sites.map((site) => readSite(folder, site, conda, problems));
  const distributions = found.flatMap((one) => one.distributions);
  sayMissingRecords(folder, distributions, problems);
  saySystemSites(config, problems);
  const interpreter = condaInterpreter(conda) ?? readInterpreter(folder, config, sites);
  if (sites.length === 0 && conda.length === 0) problems.push(noSites(folder));
  const paths = found.flatMap((one) => one.paths);
  const platform = platformOf(folder, sites, config, paths);
  const graph = installedGraph(distributions, new MarkerJudge(markerFacts(interpreter, platform)));
  const others = condaComponents(conda, new Set(paths));
  const python = interpreter && interpreterComponent(interpreter);
  const components = [...graph.components, ...others.components, ...(python === undefined ? [] : [python])];
  const roots = [...new Set([...graph.roots, ...others.roots, ...(python === undefined ? [] : [python.name])])].sort();
  return { components, roots: new Map([['', roots]]), problems };
}

function openConfig(folder: SourceFolder, problems: Problem[]): EnvironmentConfig | undefined {
  const config = readEnvironmentConfig(folder);
  if (config.ok) return config.value;
  problems.push(config.error);
  return undefined;
}

interface SiteReading {
  readonly distributions: readonly InstalledDistribution[];
  /** Everything that was read, by its path in the environment. */
  readonly paths: readonly string[];
}

function readSite(
  folder: SourceFolder,
  site: SiteFolder,
  conda: readonly CondaRecord[],
  problems: Problem[],
): SiteReading {
  const byPath = new Map(conda.flatMap((record) => record.distributions.map((path) => [path, record] as const)));
  const distributions: InstalledDistribution[] = [];
  const paths: string[] = [];
  let requirements = 0;
  const first = new Map<NormalizedName, InstalledDistribution>();
  const editables = new Map<NormalizedName, string>();
  for (const entry of folder.list(site.path)) {
    if (distributions.length + problems.length >= MAX_ENTRIES) {
      problems.push(tooManyEntries(shownPath(folder, site.path)));
      break;
    }
    const path = posix.join(site.path, entry.name);
    const isDistInfo = entry.kind === 'folder' && entry.name.endsWith('.dist-info');
    const editable = EDITABLE.exec(entry.name);
    if (editable?.[1] !== undefined) editables.set(normalizeName(editable[1]), path);
    if (!isDistInfo && !EGG_ENDING.test(entry.name)) continue;
    const read = isDistInfo ? readDistInfo(folder, path, problems) : readEgg(folder, site.path, entry, problems);
    if (read === undefined) continue;
    requirements += read.requires.length;
    const isTooMuch = requirements > MAX_REQUIREMENTS;
    if (isTooMuch && requirements - read.requires.length <= MAX_REQUIREMENTS)
      problems.push(tooManyEntries(shownPath(folder, path)));
    const distribution = withConda(isTooMuch ? { ...read, requires: [] } : read, byPath.get(path));
    const before = first.get(distribution.name);
    if (before === undefined) first.set(distribution.name, distribution);
    // Debian has an `.egg-info` beside a `.dist-info` of the same version: that is one component.
    else if (before.version !== distribution.version) problems.push(duplicate(before, distribution));
    distributions.push(distribution);
    paths.push(path);
  }
  for (const [name, path] of editables) {
    if (first.has(name)) continue;
    const message = `\`${name.slice(0, 100)}\` is installed from a folder elsewhere, and its metadata is missing`;
    problems.push(problem('environment-invalid', message, { at: startOf(folder, path) }));
  }
  return { distributions, paths };
}

/** A distribution that conda installed is conda's build of it, whatever Python knows. */
function withConda(distribution: InstalledDistribution, record: CondaRecord | undefined): InstalledDistribution {
  if (record === undefined || distribution.source === 'root') return distribution;
  const { source, purl, hashes } = record;
  return {
    ...distribution,
    source,
    hashes,
    isRequested: record.isRequested,
    hasRecord: true,
    ...(purl === undefined ? {} : { purl }),
  };
}

function duplicate(before: InstalledDistribution, again: InstalledDistribution): Problem {
  const versions = `${before.version ?? 'unknown'} and ${again.version ?? 'unknown'}`.slice(0, 100);
  return problem('environment-duplicate', `\`${again.name.slice(0, 100)}\` is installed twice: versions ${versions}`, {
    at: again.at,
  });
}

/** One problem for all of them: an operating system's folder has dozens. */
function sayMissingRecords(
  folder: SourceFolder,
  distributions: readonly InstalledDistribution[],
  problems: Problem[],
): void {
  const without = distributions.filter(({ hasRecord }) => hasRecord === false);
  const [first] = without;
  if (first === undefined) return;
  const names = without.slice(0, MOST_NAMES).map(({ name }) => `\`${name.slice(0, 100)}\``);
  const more = without.length > MOST_NAMES ? ` and ${without.length - MOST_NAMES} more` : '';
  const message = `no file hashes are recorded in \`${folder.path.slice(-100)}\` for ${names.join(', ')}${more}`;
  problems.push(problem('record-missing', message, { at: first.at }));
}

/** What the base interpreter has is visible here too, and lies outside. PEP 405, "Isolation from system site-packages". */
function saySystemSites(config: EnvironmentConfig | undefined, problems: Problem[]): void {
  const setting = config?.get('include-system-site-packages');
  if (setting?.value.toLowerCase() !== 'true') return;
  const home = config?.get('home')?.value;
  // People copy commands out of hints: only what is a path and nothing else may stand there.
  const isPath = home !== undefined && home.length <= 200 && /^[\w.:/\\-]+$/.test(home);
  problems.push(
    problem(
      'environment-undetermined',
      'this environment also sees what is installed for its base interpreter, which is not read',
      {
        at: setting.at,
        ...(!isPath ? {} : { hint: `audit that as well: \`--environment ${home}\`` }),
      },
    ),
  );
}

function noSites(folder: SourceFolder): Problem {
  return problem(
    'environment-undetermined',
    `\`${folder.path.slice(-100)}\` holds no folder of installed distributions`,
    {
      at: startOf(folder, ''),
    },
  );
}

function condaInterpreter(conda: readonly CondaRecord[]): Interpreter | undefined {
  const record = conda.find(({ name }) => name === 'python');
  if (record === undefined) return undefined;
  // conda-forge calls PyPy `pypy3.9` and has a package `python` beside it that only points there.
  const isCpython = !conda.some(({ name }) => name.startsWith('pypy'));
  return { implementation: isCpython ? 'cpython' : 'pypy', python: record.version ?? undefined, at: record.at };
}

/** The packages of conda that are no distribution of Python. */
function condaComponents(
  conda: readonly CondaRecord[],
  read: ReadonlySet<string>,
): { components: Component[]; roots: NormalizedName[] } {
  const others = conda.filter(
    ({ name, distributions }) => name !== 'python' && !distributions.some((path) => read.has(path)),
  );
  const names = new Set(others.map(({ name }) => name));
  const components = others.map((record) =>
    condaComponent(record, [...new Set(record.depends.filter((name) => names.has(name)).map(normalizeName))].sort()),
  );
  const required = new Set(components.flatMap(({ requires }) => requires));
  const roots = others.filter(({ name, isRequested }) => isRequested || !required.has(normalizeName(name)));
  return { components, roots: roots.map(({ name }) => normalizeName(name)) };
}
