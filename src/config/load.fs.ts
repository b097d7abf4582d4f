import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { isWithin, kindOfPath, readFile, realPath, repositoryRoot } from '../platform/files.fs.ts';
import { type Config, type ConfiguredFile, DEFAULT_CONFIG, type DeclaredRule } from './config.ts';
import { type ReadConfig, readConfig } from './read.ts';

/** What to look for. */
export interface ConfigRequest {
  readonly folder: string;
  /** The file of `--config`: then nothing is searched. */
  readonly named: string | undefined;
  /** The rules that there are, for `rules.ID`. */
  readonly rules: readonly DeclaredRule[];
  readonly limits: FileLimits;
}

/**
 * Finds and reads the configuration that holds for a folder: `rind.toml`, else `[tool.rind]` of
 * `pyproject.toml`, in the folder or the nearest one above it inside the repository. A `rind.toml`
 * replaces `[tool.rind]` whole.
 */
export async function loadConfig(request: ConfigRequest): Promise<Result<Config, Problem>> {
  const { folder, named } = request;
  if (named !== undefined) {
    const holder = path.dirname(named);
    return configOf(named, path.basename(named), realPath(holder) ?? holder, request);
  }
  const root = repositoryRoot(realPath(folder) ?? folder);
  for (let at = realPath(folder) ?? folder; isWithin(root, at); at = path.dirname(at)) {
    for (const name of ['rind.toml', 'pyproject.toml']) {
      const file = path.join(at, name);
      if (kindOfPath(file) === 'missing') continue;
      const shown = path.relative(root, file).split(path.sep).join('/');
      if (!staysInside(root, file)) return err(problem('file-outside', `\`${shown}\` leads out of the repository`));
      const read = await configOf(file, shown, root, request);
      if (!read.ok || read.value.file !== null) return read;
    }
    if (at === path.dirname(at)) break;
  }
  return ok(DEFAULT_CONFIG);
}

/** The file that holds the configuration of a folder, or would hold it. */
export interface ConfigHolder {
  /** Absolute. */
  readonly file: string;
  /** Where in the file it stands: none in a `rind.toml`. */
  readonly table: readonly string[];
  readonly exists: boolean;
}

/** Where the configuration of a folder stands; where there is none, in a new `rind.toml` of the folder. */
export async function findConfigFile(request: ConfigRequest): Promise<Result<ConfigHolder, Problem>> {
  const { folder, named } = request;
  const config = await loadConfig(request);
  if (!config.ok) {
    const isNew = named !== undefined && kindOfPath(named) === 'missing';
    return isNew ? ok({ file: named, table: tableIn(named), exists: false }) : config;
  }
  if (named !== undefined) return ok({ file: named, table: tableIn(named), exists: true });
  const real = realPath(folder) ?? folder;
  if (config.value.file === null) return ok({ file: path.join(real, 'rind.toml'), table: [], exists: false });
  const file = path.join(repositoryRoot(real), config.value.file.path);
  return ok({ file, table: tableIn(file), exists: true });
}

/** The table of a file in which the configuration stands. */
function tableIn(file: string): readonly string[] {
  return path.basename(file) === 'pyproject.toml' ? ['tool', 'rind'] : [];
}

/** A file that a person names, a policy or their own configuration: it may lie anywhere. */
export async function loadConfigFile(
  file: string,
  shown: string,
  { rules, limits }: Pick<ConfigRequest, 'rules' | 'limits'>,
): Promise<Result<ReadConfig, Problem>> {
  const bytes = readFile(file, shown, limits);
  if (!bytes.ok) return bytes;
  const table = tableIn(file);
  const read = await readConfig({ path: shown, bytes: bytes.value, table }, rules, limits.maxDepth);
  if (!read.ok) return read;
  return read.value === null ? err(problem('config-invalid', `\`${shown}\` has no \`[tool.rind]\``)) : ok(read.value);
}

async function configOf(
  file: string,
  shown: string,
  root: string,
  { limits, rules: declared }: ConfigRequest,
): Promise<Result<Config, Problem>> {
  const bytes = readFile(file, shown, limits);
  if (!bytes.ok) return bytes;
  const table = tableIn(file);
  const read = await readConfig({ path: shown, bytes: bytes.value, table }, declared, limits.maxDepth);
  if (!read.ok) return read;
  if (read.value === null) return ok(DEFAULT_CONFIG);
  const { checked, digest, fault } = read.value;
  // Only a policy may be named by address. Elsewhere `https://../../x` is a path as any other, and may lead outside.
  const near = (names: readonly string[], isPolicy = false): ConfiguredFile[] =>
    names.map((name) => ({
      name,
      file: isPolicy && isAddress(name) ? name : path.resolve(path.dirname(file), name),
      within: root,
    }));
  const { advisorySources, vex, extends: policies, rind, keys, ...rest } = checked;
  // Whoever writes a pull request would choose whose word about flaws counts, and whom this machine asks for it.
  if (rind !== undefined)
    return fault(
      ['advisories', 'from'],
      '`advisories.from` is a matter of the machine, and no file of a repository says it',
      'write it into the `rind/rind.toml` of your own configuration folder, or `server.sync-from` for a gateway',
    );
  const files = { advisorySources: near(advisorySources), vex: near(vex), extends: near(policies, true) };
  const kinds = [
    [files.advisorySources, ['advisories', 'sources'], 'the advisory source'],
    [files.vex, ['advisories', 'vex'], 'the VEX document'],
    [files.extends, ['extends'], 'the policy'],
  ] as const;
  for (const [named, key, what] of kinds) {
    const outside = named.find((one) => !isAddress(one.file) && !staysInside(root, one.file));
    if (outside !== undefined)
      return fault(key, `${what} \`${outside.name.slice(0, 100)}\` lies outside the repository`);
  }
  const origins = new Map(keys.map((key) => [key, shown]));
  return ok({ ...rest, ...files, file: { path: shown, digest }, origins });
}

function isAddress(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

/** A repository's configuration reads nothing beyond the repository, links resolved. */
function staysInside(root: string, file: string): boolean {
  return isWithin(root, realPath(file) ?? file);
}
