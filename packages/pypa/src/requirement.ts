import { formatMarker, type Marker, scanMarker } from './marker.ts';
import { type NormalizedName, normalizeName } from './name.ts';
import { isAsciiDigit, isPythonSpace } from './python-text.ts';
import { fault, ok, type Parsed } from './result.ts';
import {
  equalSpecifierSets,
  formatSpecifierSet,
  parseSpecifierSet,
  type SpecifierSet,
  specifierSet,
} from './specifier-set.ts';

/** A requirement of a project, as `Requires-Dist` and requirements files write it. Immutable. */
export interface Requirement {
  /** As written. */
  readonly name: string;
  readonly normalizedName: NormalizedName;
  /** As written, each spelling once, in text order. */
  readonly extras: readonly string[];
  /** In normal form, each once, in text order. */
  readonly normalizedExtras: readonly NormalizedName[];
  /** Empty with a {@link url}. */
  readonly specifiers: SpecifierSet;
  /** As written; it is not checked. */
  readonly url: string | undefined;
  readonly marker: Marker | undefined;
}

/**
 * Reads a requirement: `name [extras] (specifiers); marker` or `name [extras] @ url ; marker`.
 *
 * Blank and tab are white space; inside specifiers Python's `\s` is. A URL goes to the next blank or
 * tab, so that `a @ b;c` has the URL `b;c`. One comma may follow the last specifier, none the last
 * extra. Faults: `invalid-requirement`, and those of {@link parseSpecifierSet} and `parseMarker`.
 *
 * Source: dependency specifiers, "Grammar" (PEP 508).
 */
export function parseRequirement(text: string): Parsed<Requirement> {
  if (typeof text !== 'string') return fault('invalid-requirement', 'a requirement is a text', 0);
  const scanner = new RequirementScanner(text);
  const name = scanner.name('a project');
  if (name === undefined) return scanner.failure();
  const extras = scanner.extras();
  if (extras === undefined) return scanner.failure();
  let url: string | undefined;
  let specifiers: SpecifierSet = NONE;
  if (text[scanner.at] === '@') {
    url = scanner.url();
    if (url === undefined) return scanner.failure();
  } else {
    const found = scanner.specifiers();
    if (found === undefined) return scanner.failure();
    specifiers = found;
  }
  let marker: Marker | undefined;
  if (scanner.at < text.length) {
    marker = scanner.marker(url !== undefined);
    if (marker === undefined) return scanner.failure();
  }
  return ok({
    name,
    normalizedName: normalizeName(name),
    extras: sortedSet(extras),
    normalizedExtras: sortedSet(extras.map(normalizeName)),
    specifiers,
    url,
    marker,
  });
}

const NONE: SpecifierSet = specifierSet([]);

function sortedSet<T extends string>(items: readonly T[]): readonly T[] {
  return items.length < 2 ? items : [...new Set(items)].sort();
}

class RequirementScanner {
  readonly text: string;
  at = 0;
  wrong: { code: string; message: string; offset: number } = { code: 'invalid-requirement', message: '', offset: 0 };

  constructor(text: string) {
    this.text = text;
    this.blanks();
  }

  failure(): Parsed<never> {
    return { ok: false, error: this.wrong };
  }

  /** A name, and the blanks behind it. */
  name(what: string): string | undefined {
    const { text, at } = this;
    let end = at;
    while (isNameUnit(text.charCodeAt(end))) end++;
    if (end === at || !isAlphanumeric(text.charCodeAt(at))) {
      return this.fail(`the name of ${what} must stand here, beginning with a letter or digit`);
    }
    if (!isAlphanumeric(text.charCodeAt(end - 1))) {
      return this.fail(`the name of ${what} must end in a letter or digit, not in \`${text[end - 1]}\``, end - 1);
    }
    this.at = end;
    this.blanks();
    return text.slice(at, end);
  }

  extras(): string[] | undefined {
    if (this.text[this.at] !== '[') return [];
    this.at++;
    this.blanks();
    const extras: string[] = [];
    if (this.text[this.at] !== ']') {
      for (;;) {
        const extra = this.name('an extra');
        if (extra === undefined) return undefined;
        extras.push(extra);
        if (this.text[this.at] !== ',') break;
        this.at++;
        this.blanks();
      }
    }
    if (this.text[this.at] !== ']') return this.fail('the extras must go on with `,` or end with `]` here');
    this.at++;
    this.blanks();
    return extras;
  }

  url(): string | undefined {
    this.at++;
    this.blanks();
    const start = this.at;
    while (this.at < this.text.length && this.text[this.at] !== ' ' && this.text[this.at] !== '\t') this.at++;
    if (this.at === start) return this.fail('a URL must follow `@`');
    const url = this.text.slice(start, this.at);
    this.blanks();
    return url;
  }

  specifiers(): SpecifierSet | undefined {
    const open = this.text[this.at] === '(' ? this.at : undefined;
    if (open !== undefined) {
      this.at++;
      this.blanks();
    }
    const start = this.at;
    for (;;) {
      const end = specifierEnd(this.text, this.at);
      if (end === undefined) break;
      this.at = end;
      this.blanks();
      if (this.text[this.at] !== ',') break;
      this.at++;
      this.blanks();
    }
    const end = this.at;
    if (open !== undefined) {
      if (this.text[this.at] !== ')') return this.fail(`the \`(\` at ${open} is not closed: \`)\` must stand here`);
      this.at++;
      this.blanks();
    }
    if (end === start) return NONE;
    const parsed = parseSpecifierSet(this.text.slice(start, end));
    if (parsed.ok) return parsed.value;
    const { code, message, offset } = parsed.error;
    return this.fail(message, start + offset, code);
  }

  marker(behindUrl: boolean): Marker | undefined {
    if (this.text[this.at] !== ';') {
      return this.fail(
        behindUrl
          ? '`;` and a marker, or nothing, must follow the URL'
          : 'a specifier, `;` and a marker, or nothing must follow here',
      );
    }
    const scanned = scanMarker(this.text, this.at + 1);
    if (!scanned.ok) {
      this.wrong = scanned.error;
      return undefined;
    }
    this.at = scanned.value.end;
    if (this.at < this.text.length) return this.fail('the marker must end here, or go on with `and` or `or`');
    return scanned.value.marker;
  }

  blanks(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at++;
  }

  fail(message: string, offset: number = this.at, code = 'invalid-requirement'): undefined {
    this.wrong = { code, message, offset };
    return undefined;
  }
}

function isAlphanumeric(unit: number): boolean {
  return isAsciiDigit(unit) || (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}

function isNameUnit(unit: number): boolean {
  return isAlphanumeric(unit) || unit === 0x2d || unit === 0x2e || unit === 0x5f;
}

/** Where the specifier that begins at `at` ends, or undefined when none begins there. */
function specifierEnd(text: string, at: number): number | undefined {
  const second = text[at + 1] === '=';
  const first = text[at];
  let end = at;
  if (first === '<' || first === '>') end += second ? 2 : 1;
  else if ((first === '=' || first === '!' || first === '~') && second) end += 2;
  else return undefined;
  const arbitrary = first === '=' && text[end] === '=';
  if (arbitrary) end++;
  while (isPythonSpace(text.charCodeAt(end))) end++;
  if (arbitrary) {
    while (end < text.length && text[end] !== ';' && text[end] !== ')' && !isPythonSpace(text.charCodeAt(end))) end++;
    return end;
  }
  const start = end;
  while (end < text.length && isVersionUnit(text.charCodeAt(end))) end++;
  return end === start ? undefined : end;
}

/** What a version or prefix may hold: the version's own parser says whether it is one. */
function isVersionUnit(unit: number): boolean {
  return isNameUnit(unit) || unit === 0x21 || unit === 0x2a || unit === 0x2b;
}

/**
 * The requirement as text: extras as written, specifiers in text order without blanks, markers as
 * `formatMarker` writes them.
 */
export function formatRequirement(requirement: Requirement): string {
  const { name, extras, specifiers, url, marker } = requirement;
  let text = name;
  if (extras.length > 0) text += `[${extras.join(',')}]`;
  text += formatSpecifierSet(specifiers);
  if (url !== undefined) text += marker === undefined ? ` @ ${url}` : ` @ ${url} `;
  if (marker !== undefined) text += `; ${formatMarker(marker)}`;
  return text;
}

/**
 * Whether two requirements ask for the same: names and extras in normal form, specifiers by meaning
 * (`>=1` and `>=1.0`), URL and marker by text. Markers that say the same in other words differ; the
 * marker algebra's `equivalentMarkers` tells.
 */
export function equalRequirements(a: Requirement, b: Requirement): boolean {
  return (
    a.normalizedName === b.normalizedName &&
    a.normalizedExtras.join() === b.normalizedExtras.join() &&
    equalSpecifierSets(a.specifiers, b.specifiers) &&
    a.url === b.url &&
    formatOptional(a.marker) === formatOptional(b.marker)
  );
}

function formatOptional(marker: Marker | undefined): string {
  return marker === undefined ? '' : formatMarker(marker);
}
