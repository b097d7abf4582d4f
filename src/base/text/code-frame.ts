import { neutralize } from './neutral.ts';
import type { LineIndex } from './position.ts';
import type { Span } from './span-store.ts';

/** What a code frame shows. */
interface CodeFrameSource {
  /** The file as people should see it, usually relative to the project. */
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly span: Span;
}

/** UTF-16 units of the line that are shown when nobody says otherwise. */
const DEFAULT_WIDTH = 100;
const ELLIPSIS = '…';

/**
 * Renders the line where a span starts, the span underlined:
 *
 * ```
 *   --> uv.lock:118:5
 *     |
 * 118 | source = { registry = "https://pypi.org/simple" }
 *     |          ^^^^^^^^
 * ```
 *
 * A long line is cut to `width` UTF-16 units around the span. What could act on a terminal is shown
 * by its number. A span of several lines is underlined to the end of its first.
 */
export function codeFrame(source: CodeFrameSource, width: number = DEFAULT_WIDTH): string {
  const { text, lines, span } = source;
  const { line, column } = lines.positionAt(span.start);
  const bounds = lines.lineBounds(line) ?? { start: 0, end: 0 };
  const start = clamp(span.start, bounds.start, bounds.end);
  const end = clamp(span.end, start, bounds.end);
  const from = whole(text, Math.max(bounds.start, Math.min(start - Math.floor(width / 4), bounds.end - width)));
  const to = whole(text, Math.min(bounds.end, from + Math.max(width, 1)));
  const before = (from > bounds.start ? ELLIPSIS : '') + shown(text.slice(from, start));
  const marked = shown(text.slice(start, Math.min(end, to)));
  const after = shown(text.slice(Math.min(end, to), to)) + (to < bounds.end ? ELLIPSIS : '');
  const number = String(line);
  const margin = ' '.repeat(number.length);
  const underline = ' '.repeat(length(before)) + '^'.repeat(Math.max(1, length(marked)));
  return [
    `${margin}--> ${neutralize(source.path)}:${line}:${column}`,
    `${margin} |`,
    `${number} | ${before}${marked}${after}`.trimEnd(),
    `${margin} | ${underline}`,
  ].join('\n');
}

/** A tab as one blank, so that the underline stays below its text; the rest neutralized. */
function shown(text: string): string {
  return neutralize(text.replaceAll('\t', ' '));
}

/** Columns on a terminal, each code point taken as one: wide East Asian characters shift the underline. */
function length(text: string): number {
  return Array.from(text).length;
}

function clamp(offset: number, least: number, most: number): number {
  return Math.max(least, Math.min(offset, most));
}

/** Steps back from the middle of a surrogate pair. */
function whole(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  const before = text.charCodeAt(offset - 1);
  return code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? offset - 1 : offset;
}
