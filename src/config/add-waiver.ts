import { err, ok, type Result, type TomlTable } from '@rind/pypa';
import { parseDate } from '../base/instant.ts';
import type { TextDocument } from '../base/text/document.ts';
import { parseToml } from '../base/text/toml.ts';
import { checkComponent } from './check-waiver.ts';
import type { ConfigFault } from './fault.ts';

/** A waiver as a person asks for it. */
export interface NewWaiver {
  readonly ids: readonly string[];
  /** A requirement: `name`, `name>=1,<2`. */
  readonly component: string;
  readonly reason: string;
  readonly owner: string;
  /** RFC 3339 date. */
  readonly expires: string;
  readonly untilFixed: boolean;
}

/** Why a waiver is none that a configuration would take, as of an instant (epoch milliseconds). */
export function checkNewWaiver(waiver: NewWaiver, now: number): ConfigFault | undefined {
  const component = checkComponent(waiver.component, ['component']);
  if (!component.ok) return component.error;
  const expires = parseDate(waiver.expires);
  if (!expires.ok)
    return {
      path: ['expires'],
      message: `\`--expires\` is no date: \`${waiver.expires.slice(0, 100)}\``,
      hint: 'write it as 2026-12-31',
    };
  if (expires.value <= now)
    return {
      path: ['expires'],
      message: `\`--expires\` is past already: ${waiver.expires}`,
      hint: 'name a day to come',
    };
  for (const key of ['reason', 'owner'] as const) {
    if (waiver[key].trim() === '') return { path: [key], message: `\`--${key}\` is empty`, hint: 'say it in words' };
  }
  return undefined;
}

/**
 * A configuration file with one waiver more; every byte that was there stays. A table is added at the
 * end, or an item at the front of a list that is written in one piece.
 *
 * @param table where the configuration stands in the file: none in a `rind.toml`
 */
export function addWaiver(text: string, table: readonly string[], waiver: NewWaiver): Result<string, ConfigFault> {
  const parsed = parseToml(text);
  if (!parsed.ok) return err({ path: [], message: `it is no valid TOML: ${parsed.error.message}` });
  const list = parsed.value.spanAt([...table, 'waivers']);
  const isInline =
    list !== undefined && /^\[(?!\[)/.test(text.slice(list.start, list.start + 2)) && isValue(text, list.start);
  const edited = isInline ? intoList(text, list.start, waiver) : atEnd(text, table, waiver);
  const after = parseToml(edited);
  if (after.ok && countOf(after.value, table) === countOf(parsed.value, table) + 1) return ok(edited);
  return err({
    path: [...table, 'waivers'],
    message: 'the waivers are written in a form that cannot be added to',
    hint: 'write them as tables: `[[waivers]]`, in pyproject.toml `[[tool.rind.waivers]]`',
  });
}

/** Whether a bracket opens a value: a header stands at the beginning of its line. */
function isValue(text: string, at: number): boolean {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() !== '';
}

function countOf(document: TextDocument<TomlTable>, table: readonly string[]): number {
  let value: unknown = document.root;
  for (const key of [...table, 'waivers'])
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  return Array.isArray(value) ? value.length : 0;
}

function atEnd(text: string, table: readonly string[], waiver: NewWaiver): string {
  const newline = /\r\n/.test(text) ? '\r\n' : '\n';
  const gap = text === '' ? '' : text.endsWith('\n') ? newline : `${newline}${newline}`;
  const lines = [
    `[[${[...table, 'waivers'].join('.')}]]`,
    ...fields(waiver).map(([key, value]) => `${key} = ${value}`),
  ];
  return `${text}${gap}${lines.join(newline)}${newline}`;
}

function intoList(text: string, open: number, waiver: NewWaiver): string {
  const rest = text.slice(open + 1);
  const item = `{ ${fields(waiver)
    .map(([key, value]) => `${key} = ${value}`)
    .join(', ')} }`;
  return `${text.slice(0, open + 1)}${item}${/^\s*\]/.test(rest) ? '' : ', '}${rest}`;
}

function fields({ ids, component, reason, owner, expires, untilFixed }: NewWaiver): (readonly [string, string])[] {
  return [
    ['ids', `[${ids.map(quoted).join(', ')}]`],
    ['component', quoted(component)],
    ['reason', quoted(reason)],
    ['owner', quoted(owner)],
    ['expires', expires],
    ...(untilFixed ? [['until-fixed', 'true'] as const] : []),
  ];
}

/** A basic string. JSON's escapes are TOML's, but that TOML wants DEL escaped, too, and no lone surrogate. */
function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll('\x7f', '\\u007F');
}
