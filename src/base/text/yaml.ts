import { ok, type Result } from '@rind/pypa';
import { DEFAULT_TEXT_LIMITS, type TextDocument, type TextLimits, type TextProblem, textDocument } from './document.ts';
import { Scanner } from './scanner.ts';
import { readBlockYaml } from './yaml-block.ts';
import { readWithLibrary } from './yaml-library.ts';
import type { YamlValue } from './yaml-value.ts';

/** The library reads a megabyte in seconds, not milliseconds: the default size is smaller than for TOML and JSON. */
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

/** The library recurses several calls a level. */
const YAML_DEPTH_CEILING = 400;

/**
 * Reads one YAML 1.2 document of the core schema, with the place of every value and key.
 *
 * What makes YAML dangerous is off: no tags but the core ones, no merge keys (`<<` is a key like any
 * other), no second document, no duplicate keys, no key that is no scalar. Keys are strings, as
 * written. An alias is the same object as its anchor; what all aliases would expand to counts against
 * the limits, whose size is 16 MiB here unless given. Integers beyond 2^53 lose digits. Dates are strings.
 */
export function parseYaml(text: string, limits?: Partial<TextLimits>): Result<TextDocument<YamlValue>, TextProblem> {
  const maxDepth = Math.min(limits?.maxDepth ?? DEFAULT_TEXT_LIMITS.maxDepth, YAML_DEPTH_CEILING);
  const own = { maxBytes: DEFAULT_MAX_BYTES, ...limits, maxDepth };
  const quick = new Scanner(text, own);
  const block = quick.allowLength() ? readBlockYaml(quick) : undefined;
  if (block !== undefined && quick.problem === undefined) return ok(textDocument(text, block, quick.spans));
  return readWithLibrary(text, own);
}
