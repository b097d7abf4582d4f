import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Err, err, ok, type Result } from '@rind/pypa';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import { codeFrame } from '../base/text/code-frame.ts';
import { LineIndex } from '../base/text/position.ts';
import type { Span } from '../base/text/span-store.ts';
import { parseToml } from '../base/text/toml.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { isWithin, kindOfPath, readFile, realPath, repositoryRoot } from '../platform/files.fs.ts';
import { type Config, DEFAULT_CONFIG, type DeclaredRule } from './config.ts';

/** What to look for. */
export interface ConfigRequest {
  readonly folder: string;
  /** The file of `--config`: then nothing is searched. */
  readonly named: string | undefined;
  /** The rules that there are, for `rules.ID` and what stands in it. */
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
  { limits, rules: declared }: ConfigRequest,
): Promise<Result<Config, Problem>> {
  const bytes = readFile(file, shown, limits);
  if (!bytes.ok) return bytes;
  const decoded = decodeText(bytes.value, { maxBytes: Number.POSITIVE_INFINITY });
  if (!decoded.ok)
    return err(problem('encoding-invalid', `\`${shown}\`: ${decoded.error.message}`, { at: fileStart(shown) }));
  const { text } = decoded.value;
  const parsed = parseToml(text, { maxDepth: limits.maxDepth, maxBytes: Number.POSITIVE_INFINITY });
  if (!parsed.ok) {
    const { message, offset } = parsed.error;
    return invalid(shown, text, { start: offset, end: offset }, `\`${shown}\` is no valid TOML: ${message}`);
  }
  const prefix = path.basename(file) === 'pyproject.toml' ? ['tool', 'rind'] : [];
  const tree = valueAt(parsed.value.root, prefix);
  if (tree === undefined) return ok(DEFAULT_CONFIG);
  // The checker is loaded only where there is something to check: most projects configure nothing.
  const { checkConfig } = await import('./check.ts');
  const checked = checkConfig(tree, declared);
  if (!checked.ok) {
    const where = [...prefix, ...checked.error.path];
    const span = parsed.value.keySpanAt(where) ?? parsed.value.spanAt(where) ?? { start: 0, end: 0 };
    return invalid(shown, text, span, checked.error.message, checked.error.hint);
  }
  const { advisorySources, rules, waivers, keys } = checked.value;
  const sources = advisorySources.map((name) => ({
    name,
    file: path.resolve(path.dirname(file), name),
    within: root,
  }));
  const outside = sources.find((source) => !staysInside(root, source.file));
  if (outside !== undefined) {
    const span = parsed.value.spanAt([...prefix, 'advisories', 'sources']) ?? { start: 0, end: 0 };
    return invalid(shown, text, span, `the advisory source \`${outside.name}\` lies outside the repository`);
  }
  const digest = `sha256:${createHash('sha256').update(bytes.value).digest('hex')}`;
  const origins = new Map(keys.map((key) => [key, shown]));
  return ok({ ...DEFAULT_CONFIG, advisorySources: sources, rules, waivers, file: { path: shown, digest }, origins });
}

/** A repository's configuration reads nothing beyond the repository, links resolved. */
function staysInside(root: string, file: string): boolean {
  return isWithin(root, realPath(file) ?? file);
}

function valueAt(root: unknown, keys: readonly string[]): unknown {
  let value = root;
  for (const key of keys) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return value;
}

function invalid(shown: string, text: string, span: Span, message: string, hint?: string): Err<Problem> {
  const lines = new LineIndex(text);
  return err(
    problem('config-invalid', message, {
      at: { path: shown, ...lines.positionAt(span.start) },
      frame: codeFrame({ path: shown, text, lines, span }),
      ...(hint === undefined ? {} : { hint }),
    }),
  );
}
