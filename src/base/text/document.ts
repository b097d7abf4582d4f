import type { TreePath } from '@rind/pypa';
import type { Span, SpanStore } from './span-store.ts';

/**
 * What a reader of outside text may spend. Passing a limit is a problem, never a crash.
 *
 * The readers work on decoded text, whose UTF-16 length is at most its UTF-8 length: so `maxBytes`
 * holds for both, exactly in `decodeText`, as a cap in the readers.
 */
export interface TextLimits {
  /** The most bytes of a file. Default 64 MiB. */
  readonly maxBytes: number;
  /** The deepest nesting of containers, the root not counted. Default 200, never more than {@link DEPTH_CEILING}. */
  readonly maxDepth: number;
  /** The most values (scalars and containers together): this caps memory. Default 4,000,000. */
  readonly maxValues: number;
}

/** The limits when nobody says otherwise. */
export const DEFAULT_TEXT_LIMITS: TextLimits = { maxBytes: 64 * 1024 * 1024, maxDepth: 200, maxValues: 4_000_000 };

/** No limit lets a reader nest deeper than this: the readers recurse, and the stack must hold. */
const DEPTH_CEILING = 1000;

/** Fills in the defaults, and keeps the depth under {@link DEPTH_CEILING}. */
export function textLimits(limits: Partial<TextLimits> = {}): TextLimits {
  const { maxBytes, maxDepth, maxValues } = { ...DEFAULT_TEXT_LIMITS, ...limits };
  return { maxBytes, maxDepth: Math.min(maxDepth, DEPTH_CEILING), maxValues };
}

/**
 * Why a text could not be read. `code` is kebab-case and stable, `message` lower-case with
 * backticked literals, `offset` in UTF-16 units from the start of the text.
 */
export interface TextProblem {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

/** A value that was read from text, and where in the text each part of it stands. */
export interface TextDocument<V> {
  readonly text: string;
  readonly root: V;
  /**
   * Where the value at this path stands; the whole text for the empty path, undefined when there is
   * no such value. A table or array that the text does not write in one piece (a TOML header, a
   * dotted key) stands where it was named: the header, or its part of the key.
   */
  spanAt(path: TreePath): Span | undefined;
  /** Where the key at this path stands, quotes included; undefined for array elements and the root. */
  keySpanAt(path: TreePath): Span | undefined;
  /** As {@link spanAt}, by the container itself: constant time, for hot paths. */
  spanOf(container: object, key: string | number): Span | undefined;
  /** As {@link keySpanAt}, by the container itself. */
  keySpanOf(container: object, key: string): Span | undefined;
}

/** Puts a document together from what a reader gathered. */
export function textDocument<V>(text: string, root: V, spans: SpanStore): TextDocument<V> {
  const whole: Span = { start: 0, end: text.length };
  function holder(path: TreePath): object | undefined {
    let value: unknown = root;
    for (let depth = 0; depth < path.length - 1; depth++) value = member(value, path[depth]);
    return typeof value === 'object' && value !== null ? value : undefined;
  }
  return {
    text,
    root,
    spanAt(path) {
      const key = path.at(-1);
      if (key === undefined) return whole;
      const container = holder(path);
      return container === undefined ? undefined : spans.valueSpan(container, key);
    },
    keySpanAt(path) {
      const key = path.at(-1);
      const container = typeof key === 'string' ? holder(path) : undefined;
      return container === undefined || typeof key !== 'string' ? undefined : spans.keySpan(container, key);
    },
    spanOf: (container, key) => spans.valueSpan(container, key),
    keySpanOf: (container, key) => spans.keySpan(container, key),
  };
}

/** One step into a value, own members only. */
function member(value: unknown, key: string | number | undefined): unknown {
  if (typeof value !== 'object' || value === null || key === undefined) return undefined;
  if (Array.isArray(value) !== (typeof key === 'number')) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
