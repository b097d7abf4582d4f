import { excerpt } from './excerpt.ts';
import { asciiLower, isPythonSpace } from './python-text.ts';
import { type Err, type Fault, fault, ok, type Parsed } from './result.ts';
import { SPDX_DEPRECATED_EXCEPTIONS, SPDX_DEPRECATED_LICENSES, SPDX_EXCEPTIONS, SPDX_LICENSES } from './spdx.data.ts';

/** One license of the SPDX list, or one of the project's own (`LicenseRef-…`). */
export interface LicenseTerm {
  readonly kind: 'license';
  /** In the list's spelling; of a `LicenseRef-` the name keeps the author's. */
  readonly id: string;
  /** Whether `+` follows: this version or any later one. Never with a `LicenseRef-`. */
  readonly orLater: boolean;
  /** The exception after `WITH`, in the list's spelling. */
  readonly exception: string | undefined;
  /** Whether the list marks the license or the exception as deprecated. */
  readonly deprecated: boolean;
}

/** All of the operands apply (`AND`), or one of them at the user's choice (`OR`): two or more. */
export interface LicenseJunction {
  readonly kind: 'and' | 'or';
  readonly operands: readonly LicenseExpression[];
}

/** Parentheses of the author's, kept because the canonical text keeps them. */
export interface LicenseGroup {
  readonly kind: 'group';
  readonly inner: LicenseExpression;
}

/** A license expression as a tree: `AND` binds tighter than `OR`. Source: PEP 639; SPDX 2.3, Annex D. */
export type LicenseExpression = LicenseTerm | LicenseJunction | LicenseGroup;

/** How deep parentheses may nest: CPython's own limit, which bounds the reference implementation. */
const MAX_DEPTH = 200;
const REFERENCE = 'licenseref-';
const REFERENCE_NAME = /^[A-Za-z0-9.-]+$/;

interface Listed {
  readonly id: string;
  readonly deprecated: boolean;
}

/** Keys are ids in the list's spelling and in lower case, so that the usual spelling needs no folding. */
function listed(ids: readonly string[], deprecated: readonly string[]): ReadonlyMap<string, Listed> {
  const table = new Map<string, Listed>();
  const old = new Set(deprecated);
  for (const id of [...ids, ...deprecated]) {
    const entry = { id, deprecated: old.has(id) };
    table.set(id, entry).set(id.toLowerCase(), entry);
  }
  return table;
}

// Made when they are first asked for: most programs that read versions and markers read no license.
let madeLicenses: ReadonlyMap<string, Listed> | undefined;
let madeExceptions: ReadonlyMap<string, Listed> | undefined;

function licenses(): ReadonlyMap<string, Listed> {
  madeLicenses ??= listed(SPDX_LICENSES, SPDX_DEPRECATED_LICENSES);
  return madeLicenses;
}

function exceptions(): ReadonlyMap<string, Listed> {
  madeExceptions ??= listed(SPDX_EXCEPTIONS, SPDX_DEPRECATED_EXCEPTIONS);
  return madeExceptions;
}

function lookUp(table: ReadonlyMap<string, Listed>, id: string): Listed | undefined {
  return table.get(id) ?? table.get(asciiLower(id));
}

type TokenKind = 'and' | 'or' | 'with' | '(' | ')' | 'id';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly offset: number;
}

const OPERATORS: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>(
  (['and', 'or', 'with'] as const).flatMap((word) => spellings(word).map((text) => [text, word] as const)),
);

/** Every mix of cases of a short word. */
function spellings(word: string): string[] {
  let texts = [''];
  for (const letter of word) texts = texts.flatMap((text) => [text + letter, text + letter.toUpperCase()]);
  return texts;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isPythonSpace(code)) at++;
    else if (code === 0x28 || code === 0x29) {
      const kind = code === 0x28 ? '(' : ')';
      tokens.push({ kind, text: kind, offset: at++ });
    } else {
      const start = at++;
      while (at < text.length && !endsWord(text.charCodeAt(at))) at++;
      const word = text.slice(start, at);
      tokens.push({ kind: OPERATORS.get(word) ?? 'id', text: word, offset: start });
    }
  }
  return tokens;
}

function endsWord(code: number): boolean {
  return code === 0x28 || code === 0x29 || isPythonSpace(code);
}

/**
 * Reads a license expression. Ids and operators are taken in any case and come out in the SPDX
 * list's spelling; `+`, `WITH`, `LicenseRef-*` and parentheses are understood. Python's white space
 * separates. Of several spellings of one `LicenseRef-` the last one is taken for all.
 *
 * Faults: `invalid-license-expression` (grammar), `unknown-license`, `unknown-license-exception`,
 * `invalid-license-ref`, `license-expression-too-deep` (more than 200 parentheses open).
 *
 * Source: PEP 639, "Core Metadata", `License-Expression`; SPDX 2.3, Annex D.
 */
export function parseLicenseExpression(text: string): Parsed<LicenseExpression> {
  if (typeof text !== 'string') return fault('invalid-license-expression', 'a license expression is a text', 0);
  const listed = text.endsWith('+') ? undefined : licenses().get(text);
  if (listed !== undefined) return ok(plainTerm(listed, false));
  return new Parser(text).parse();
}

function plainTerm({ id, deprecated }: Listed, orLater: boolean): LicenseTerm {
  return { kind: 'license', id, orLater, exception: undefined, deprecated };
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #length: number;
  /** The last spelling of each `LicenseRef-`, by lower case; undefined when there is none. */
  #references: Map<string, string> | undefined;
  #at = 0;
  #depth = 0;
  #failure: Err<Fault> | undefined;

  constructor(text: string) {
    this.#tokens = tokenize(text);
    this.#length = text.length;
    for (const { kind, text: word } of this.#tokens) {
      if (kind !== 'id' || (word.charCodeAt(0) | 0x20) !== 0x6c) continue;
      const lower = asciiLower(word);
      if (!lower.startsWith(REFERENCE)) continue;
      this.#references ??= new Map();
      this.#references.set(lower, `LicenseRef-${word.slice(REFERENCE.length)}`);
    }
  }

  parse(): Parsed<LicenseExpression> {
    const expression = this.#junction('or');
    if (expression !== undefined && this.#at < this.#tokens.length) this.#unexpected('`AND`, `OR` or the end');
    if (this.#failure !== undefined) return this.#failure;
    return expression === undefined ? this.#unexpected('a license') : ok(expression);
  }

  #junction(kind: 'and' | 'or'): LicenseExpression | undefined {
    const operand = () => (kind === 'or' ? this.#junction('and') : this.#operand());
    const first = operand();
    if (first === undefined || this.#tokens[this.#at]?.kind !== kind) return first;
    const operands = [first];
    while (this.#tokens[this.#at]?.kind === kind) {
      this.#at++;
      const next = operand();
      if (next === undefined) return undefined;
      operands.push(next);
    }
    return { kind, operands };
  }

  #operand(): LicenseExpression | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind === 'id') return this.#term(token);
    if (token?.kind !== '(') return this.#refuse(this.#unexpected('a license or `(`'));
    if (++this.#depth > MAX_DEPTH) {
      const message = `more than ${MAX_DEPTH} parentheses are open`;
      return this.#refuse(fault('license-expression-too-deep', message, token.offset));
    }
    this.#at++;
    const inner = this.#junction('or');
    if (inner === undefined) return undefined;
    if (this.#tokens[this.#at]?.kind !== ')') return this.#refuse(this.#unexpected('`AND`, `OR` or `)`'));
    this.#at++;
    this.#depth--;
    return { kind: 'group', inner };
  }

  #term(token: Token): LicenseTerm | undefined {
    this.#at++;
    const orLater = token.text.endsWith('+');
    const id = orLater ? token.text.slice(0, -1) : token.text;
    const reference = this.#references?.get(asciiLower(token.text));
    if (reference !== undefined && !REFERENCE_NAME.test(reference.slice(REFERENCE.length))) {
      const message = `\`${excerpt(token.text)}\` is no valid reference: letters, digits, \`.\` and \`-\` after \`LicenseRef-\``;
      return this.#refuse(fault('invalid-license-ref', message, token.offset));
    }
    const license = reference === undefined ? lookUp(licenses(), id) : { id: reference, deprecated: false };
    if (license === undefined) {
      const message = `\`${excerpt(id)}\` is not in the SPDX license list; a license of your own is \`LicenseRef-…\``;
      return this.#refuse(fault('unknown-license', message, token.offset));
    }
    if (this.#tokens[this.#at]?.kind !== 'with') return plainTerm(license, orLater);
    const word = this.#tokens[++this.#at];
    if (word?.kind !== 'id') return this.#refuse(this.#unexpected('an exception'));
    const exception = lookUp(exceptions(), word.text);
    if (exception === undefined) {
      const message = `\`${excerpt(word.text)}\` is not in the SPDX exception list`;
      return this.#refuse(fault('unknown-license-exception', message, word.offset));
    }
    this.#at++;
    const deprecated = license.deprecated || exception.deprecated;
    return { kind: 'license', id: license.id, orLater, exception: exception.id, deprecated };
  }

  #refuse(failure: Err<Fault>): undefined {
    this.#failure ??= failure;
    return undefined;
  }

  #unexpected(wanted: string): Err<Fault> {
    const token = this.#tokens[this.#at];
    const found = token === undefined ? 'the expression ends' : `\`${excerpt(token.text)}\` stands`;
    const failure = fault(
      'invalid-license-expression',
      `${found} where ${wanted} should be`,
      token?.offset ?? this.#length,
    );
    this.#failure ??= failure;
    return failure;
  }
}

/** The canonical text: the list's spellings, upper-case operators, single spaces, the author's parentheses. */
export function formatLicenseExpression(expression: LicenseExpression): string {
  if (expression.kind === 'license') {
    const id = expression.orLater ? `${expression.id}+` : expression.id;
    return expression.exception === undefined ? id : `${id} WITH ${expression.exception}`;
  }
  if (expression.kind === 'group') return `(${formatLicenseExpression(expression.inner)})`;
  const texts = expression.operands.map((operand) => {
    const text = formatLicenseExpression(operand);
    return expression.kind === 'and' && operand.kind === 'or' ? `(${text})` : text;
  });
  return texts.join(expression.kind === 'and' ? ' AND ' : ' OR ');
}

/** Every license that could apply, in the order of the text, repeated ones included. */
export function licenseTerms(expression: LicenseExpression): LicenseTerm[] {
  if (expression.kind === 'license') return [expression];
  if (expression.kind === 'group') return licenseTerms(expression.inner);
  return expression.operands.flatMap(licenseTerms);
}

/** Whether some choice among the `OR`s leaves only licenses that `accepts` takes. */
export function isLicenseAccepted(expression: LicenseExpression, accepts: (term: LicenseTerm) => boolean): boolean {
  switch (expression.kind) {
    case 'license':
      return accepts(expression);
    case 'group':
      return isLicenseAccepted(expression.inner, accepts);
    case 'and':
      return expression.operands.every((operand) => isLicenseAccepted(operand, accepts));
    case 'or':
      return expression.operands.some((operand) => isLicenseAccepted(operand, accepts));
  }
}
