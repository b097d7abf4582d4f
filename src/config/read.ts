import { createHash } from 'node:crypto';
import { type Err, err, ok, type Result, type TreePath } from '@rind/pypa';
import { fileStart, type Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import { codeFrame } from '../base/text/code-frame.ts';
import { LineIndex } from '../base/text/position.ts';
import type { Span } from '../base/text/span-store.ts';
import { parseToml } from '../base/text/toml.ts';
import type { CheckedConfig } from './check.ts';
import type { DeclaredRule } from './config.ts';

/** A file of configuration, before it is read. */
export interface ConfigText {
  /** As people know it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The table that holds the configuration: none in a `rind.toml`. */
  readonly table: readonly string[];
}

/** A file of configuration that passed. */
export interface ReadConfig {
  readonly checked: CheckedConfig;
  /** `sha256:hex` of the file. */
  readonly digest: string;
  /** A problem at a key of the file. */
  fault(path: TreePath, message: string, hint?: string): Err<Problem>;
}

/** Reads and checks a file of configuration; null when it holds none. */
export async function readConfig(
  { path, bytes, table }: ConfigText,
  declared: readonly DeclaredRule[],
  maxDepth: number,
): Promise<Result<ReadConfig | null, Problem>> {
  const decoded = decodeText(bytes, { maxBytes: Number.POSITIVE_INFINITY });
  if (!decoded.ok)
    return err(problem('encoding-invalid', `\`${path}\`: ${decoded.error.message}`, { at: fileStart(path) }));
  const { text } = decoded.value;
  const parsed = parseToml(text, { maxDepth, maxBytes: Number.POSITIVE_INFINITY });
  if (!parsed.ok) {
    const { message, offset } = parsed.error;
    return invalid(path, text, { start: offset, end: offset }, `\`${path}\` is no valid TOML: ${message}`);
  }
  const document = parsed.value;
  const tree = valueAt(document.root, table);
  if (tree === undefined) return ok(null);
  const fault = (at: TreePath, message: string, hint?: string) => {
    const where = [...table, ...at];
    const span = document.keySpanAt(where) ?? document.spanAt(where) ?? { start: 0, end: 0 };
    return invalid(path, text, span, message, hint);
  };
  // The checker is loaded only where there is something to check: most projects configure nothing.
  const { checkConfig } = await import('./check.ts');
  const checked = checkConfig(tree, declared);
  if (!checked.ok) return fault(checked.error.path, checked.error.message, checked.error.hint);
  if (checked.value.server !== undefined && table.length > 0)
    return fault(['server'], "the gateway is configured in a `rind.toml`, never in a project's own file");
  const lines = new LineIndex(text);
  const placed = <T extends object>(list: 'waivers' | 'targets', items: readonly T[]) =>
    items.map((item, i): T & { readonly at?: Location } => {
      const span = document.spanAt([...table, list, i]);
      return span === undefined ? item : { ...item, at: { path, ...lines.positionAt(span.start) } };
    });
  const waivers = placed('waivers', checked.value.waivers);
  const targets = placed('targets', checked.value.targets);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return ok({ checked: { ...checked.value, waivers, targets }, digest, fault });
}

function valueAt(root: unknown, keys: readonly string[]): unknown {
  let value = root;
  for (const key of keys) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return value;
}

function invalid(path: string, text: string, span: Span, message: string, hint?: string): Err<Problem> {
  const lines = new LineIndex(text);
  return err(
    problem('config-invalid', message, {
      at: { path, ...lines.positionAt(span.start) },
      frame: codeFrame({ path, text, lines, span }),
      ...(hint === undefined ? {} : { hint }),
    }),
  );
}
