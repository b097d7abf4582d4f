import { createHash } from 'node:crypto';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import { LineIndex } from '../base/text/position.ts';
import { parseToml } from '../base/text/toml.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { isWithin, kindOfPath, readFile, realPath, repositoryRoot } from '../platform/files.fs.ts';
import { type Config, DEFAULT_CONFIG } from './config.ts';

/** What to look for. */
export interface ConfigRequest {
  readonly folder: string;
  /** The file of `--config`: then nothing is searched. */
  readonly named: string | undefined;
  /** The rules that there are, for `rules.ID`. */
  readonly ruleIds: readonly string[];
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
    return readConfig(named, path.basename(named), realPath(holder) ?? holder, request);
  }
  const root = repositoryRoot(realPath(folder) ?? folder);
  for (let at = realPath(folder) ?? folder; isWithin(root, at); at = path.dirname(at)) {
    for (const name of ['rind.toml', 'pyproject.toml']) {
      const file = path.join(at, name);
      if (kindOfPath(file) === 'missing') continue;
      const shown = path.relative(root, file).split(path.sep).join('/');
      if (!staysInside(root, file)) return err(problem('file-outside', `\`${shown}\` leads out of the repository`));
      const read = await readConfig(file, shown, root, request);
      if (!read.ok || read.value.file !== null) return read;
    }
    if (at === path.dirname(at)) break;
  }
  return ok(DEFAULT_CONFIG);
}

async function readConfig(
  file: string,
  shown: string,
  root: string,
  { limits, ruleIds }: ConfigRequest,
): Promise<Result<Config, Problem>> {
  const bytes = readFile(file, shown, limits);
  if (!bytes.ok) return bytes;
  const text = decodeText(bytes.value, { maxBytes: Number.POSITIVE_INFINITY });
  if (!text.ok)
    return err(problem('encoding-invalid', `\`${shown}\`: ${text.error.message}`, { at: fileStart(shown) }));
  const place = (offset: number) => ({ path: shown, ...new LineIndex(text.value.text).positionAt(offset) });
  const parsed = parseToml(text.value.text, { maxDepth: limits.maxDepth, maxBytes: Number.POSITIVE_INFINITY });
  if (!parsed.ok)
    return err(
      problem('config-invalid', `\`${shown}\` is no valid TOML: ${parsed.error.message}`, {
        at: place(parsed.error.offset),
      }),
    );
  const inPyproject = path.basename(file) === 'pyproject.toml';
  const prefix = inPyproject ? ['tool', 'rind'] : [];
  let tree: unknown = parsed.value.root;
  for (const key of prefix) tree = typeof tree === 'object' && tree !== null ? Reflect.get(tree, key) : undefined;
  if (tree === undefined) return ok(DEFAULT_CONFIG);
  // The checker is loaded only where there is something to check: most projects configure nothing.
  const { checkConfig } = await import('./check.ts');
  const checked = checkConfig(tree, ruleIds);
  if (!checked.ok) {
    const { message, hint } = checked.error;
    const span =
      parsed.value.keySpanAt([...prefix, ...checked.error.path]) ??
      parsed.value.spanAt([...prefix, ...checked.error.path]);
    return err(
      problem('config-invalid', message, { at: place(span?.start ?? 0), ...(hint === undefined ? {} : { hint }) }),
    );
  }
  const { advisorySources, rules, waivers, keys } = checked.value;
  const outside = advisorySources.find((source) => !staysInside(root, path.resolve(path.dirname(file), source)));
  if (outside !== undefined)
    return err(
      problem('file-outside', `the advisory source \`${outside}\` lies outside the repository`, { at: place(0) }),
    );
  return ok({
    advisorySources: advisorySources.map((source) => ({
      name: source,
      file: path.resolve(path.dirname(file), source),
      within: root,
    })),
    rules,
    waivers,
    file: { path: shown, digest: `sha256:${createHash('sha256').update(bytes.value).digest('hex')}` },
    origins: new Map(keys.map((key) => [key, shown])),
  });
}

/** A repository's configuration reads nothing beyond the repository, links resolved. */
function staysInside(root: string, file: string): boolean {
  return isWithin(root, realPath(file) ?? file);
}
