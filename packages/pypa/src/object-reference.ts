import { excerpt } from './excerpt.ts';
import { endOfDottedWord, isPythonIdentifier } from './python-identifier.ts';
import { isPythonSpace, pythonStrip } from './python-text.ts';
import { type Fault, fault, ok, type Parsed } from './result.ts';

/**
 * Where an entry point leads: a module, and mostly something in it.
 *
 * Source: packaging.python.org, Entry points specification, "Data model".
 */
export interface ObjectReference {
  /** Dotted: `package.module`. */
  readonly module: string;
  /** Dotted: `object.method`; absent when the module itself is meant. */
  readonly attribute: string | undefined;
  /** Extras that the entry point needs, as written; the specification advises against them. */
  readonly extras: readonly string[];
  /** Breaks of the specification that readers let pass; empty for a well-formed reference. */
  readonly faults: readonly Fault[];
}

const EXTRA = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/**
 * Reads `package.module:object.attribute [extra, …]`, as widely as Python's `importlib.metadata`
 * does: what it takes but the specification forbids is in `faults` (`invalid-identifier`,
 * `invalid-extra`). White space is free around the colon and the brackets.
 *
 * Fault: `invalid-reference` (`importlib.metadata` cannot read it either).
 *
 * Source: packaging.python.org, Entry points specification, "Data model" and "File format".
 */
export function parseObjectReference(text: string): Parsed<ObjectReference> {
  if (typeof text !== 'string') return fault('invalid-reference', 'an object reference is a text', 0);
  const faults: Fault[] = [];
  const moduleEnd = endOfDottedWord(text, 0);
  if (moduleEnd === 0) return fault('invalid-reference', 'an object reference starts with a module', 0);
  const module = text.slice(0, moduleEnd);
  checkIdentifiers(module, 0, faults);
  let at = skipSpace(text, moduleEnd);
  let attribute: string | undefined;
  if (text[at] === ':') {
    const start = skipSpace(text, at + 1);
    const end = endOfDottedWord(text, start);
    if (end === start) return fault('invalid-reference', 'after `:` comes what is meant in the module', start);
    attribute = text.slice(start, end);
    checkIdentifiers(attribute, start, faults);
    at = skipSpace(text, end);
  }
  let extras: string[] = [];
  if (text[at] === '[') {
    let end = text.length;
    while (end > at && isPythonSpace(text.charCodeAt(end - 1))) end--;
    const inner = text.slice(at + 1, end - 1);
    if (end - 1 <= at || text[end - 1] !== ']' || inner.includes('\n')) {
      return fault('invalid-reference', 'extras stand between `[` and `]` at the end of one line', at);
    }
    extras = readExtras(inner, at + 1, faults);
    at = text.length;
  }
  if (at < text.length) return fault('invalid-reference', `\`${text[at]}\` is not part of an object reference`, at);
  return ok({ module, attribute, extras, faults });
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && isPythonSpace(text.charCodeAt(at))) at++;
  return at;
}

function checkIdentifiers(dotted: string, start: number, faults: Fault[]): void {
  let offset = start;
  for (const part of dotted.split('.')) {
    if (!isPythonIdentifier(part)) {
      faults.push({ code: 'invalid-identifier', message: `\`${excerpt(part)}\` is no Python identifier`, offset });
    }
    offset += part.length + 1;
  }
}

function readExtras(inner: string, start: number, faults: Fault[]): string[] {
  if (pythonStrip(inner) === '') return [];
  const extras: string[] = [];
  let offset = start;
  for (const part of inner.split(',')) {
    const extra = pythonStrip(part);
    if (!EXTRA.test(extra))
      faults.push({ code: 'invalid-extra', message: `\`${excerpt(extra)}\` is no extra`, offset });
    if (extra !== '') extras.push(extra);
    offset += part.length + 1;
  }
  return extras;
}

/** The reference as the specification advises to write it: one space before the extras, none elsewhere. */
export function formatObjectReference(reference: ObjectReference): string {
  const { module, attribute, extras } = reference;
  const object = attribute === undefined ? module : `${module}:${attribute}`;
  return extras.length === 0 ? object : `${object} [${extras.join(',')}]`;
}
