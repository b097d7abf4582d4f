import { normalizeName } from './name.ts';
import { decodePythonString, formatPythonString } from './python-string.ts';
import { fault, ok, type Parsed } from './result.ts';
import { type Operator, operatorAt } from './specifier.ts';

/** The environment fields that a marker may name. Dependency specifiers, "Environment Markers". */
export type MarkerField =
  | 'dependency_groups'
  | 'extra'
  | 'extras'
  | 'implementation_name'
  | 'implementation_version'
  | 'os_name'
  | 'platform_machine'
  | 'platform_python_implementation'
  | 'platform_release'
  | 'platform_system'
  | 'platform_version'
  | 'python_full_version'
  | 'python_version'
  | 'sys_platform';

/** The operators of a comparison: those of version specifiers, and containment. */
export type MarkerOperator = Operator | 'in' | 'not in';

/** One side of a comparison. */
export type MarkerOperand =
  | { readonly kind: 'field'; readonly name: MarkerField }
  | { readonly kind: 'literal'; readonly value: string };

/** One comparison. Literals compared with `extra`, `extras` or `dependency_groups` are in normal form. */
export interface MarkerComparison {
  readonly kind: 'comparison';
  readonly left: MarkerOperand;
  readonly operator: MarkerOperator;
  readonly right: MarkerOperand;
}

/** Markers joined by one word. */
export interface MarkerGroup {
  readonly kind: 'and' | 'or';
  /** Two or more. */
  readonly parts: readonly Marker[];
  /** Whether it stood between parentheses, which its text keeps. An `or` inside an `and` gets them anyway. */
  readonly parenthesized: boolean;
}

/** An environment marker: a tree of comparisons. Immutable; make one with {@link parseMarker}. */
export type Marker = MarkerComparison | MarkerGroup;

/** Parentheses may stand inside each other this often. */
export const MARKER_NESTING_LIMIT: number = 200;

const FIELDS: ReadonlyMap<string, MarkerField> = new Map([
  ['dependency_groups', 'dependency_groups'],
  ['extra', 'extra'],
  ['extras', 'extras'],
  ['implementation_name', 'implementation_name'],
  ['implementation_version', 'implementation_version'],
  ['os.name', 'os_name'],
  ['os_name', 'os_name'],
  ['platform.machine', 'platform_machine'],
  ['platform.python_implementation', 'platform_python_implementation'],
  ['platform.version', 'platform_version'],
  ['platform_machine', 'platform_machine'],
  ['platform_python_implementation', 'platform_python_implementation'],
  ['platform_release', 'platform_release'],
  ['platform_system', 'platform_system'],
  ['platform_version', 'platform_version'],
  ['python_full_version', 'python_full_version'],
  ['python_implementation', 'platform_python_implementation'],
  ['python_version', 'python_version'],
  ['sys.platform', 'sys_platform'],
  ['sys_platform', 'sys_platform'],
]);
const FIELD_OPERANDS: ReadonlyMap<string, MarkerOperand> = new Map(
  [...FIELDS].map(([word, name]) => [word, { kind: 'field', name }]),
);

/**
 * Reads a marker. Blank and tab are white space, a line end is not. Besides today's field names the
 * older ones are read: `os.name`, `sys.platform`, `platform.version`, `platform.machine`,
 * `platform.python_implementation`, `python_implementation`. Faults: `invalid-marker`,
 * `too-deep` (see {@link MARKER_NESTING_LIMIT}).
 *
 * Source: dependency specifiers, "Grammar" (PEP 508); PEP 345 for the older names.
 */
export function parseMarker(text: string): Parsed<Marker> {
  if (typeof text !== 'string') return fault('invalid-marker', 'a marker is a text', 0);
  const scanned = scanMarker(text, 0);
  if (!scanned.ok) return scanned;
  const { marker, end } = scanned.value;
  if (end < text.length) {
    return fault('invalid-marker', 'a marker must end here, or go on with `and` or `or`', end);
  }
  return ok(marker);
}

/** Reads a marker that begins at `start`; `end` is where it stopped, white space behind it included. */
export function scanMarker(text: string, start: number): Parsed<{ readonly marker: Marker; readonly end: number }> {
  const scanner = new MarkerScanner(text, start);
  const marker = scanner.expression(0);
  if (marker === undefined) return { ok: false, error: scanner.fault };
  return ok({ marker, end: scanner.at });
}

class MarkerScanner {
  readonly text: string;
  at: number;
  fault: { code: string; message: string; offset: number } = { code: 'invalid-marker', message: '', offset: 0 };

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  /** `and` binds closer than `or`. */
  expression(depth: number): Marker | undefined {
    const alternatives: Marker[] = [];
    let conjunction: Marker[] = [];
    for (;;) {
      const atom = this.atom(depth);
      if (atom === undefined) return undefined;
      conjunction.push(atom);
      const word = this.word();
      if (word === 'and') this.at += 3;
      else {
        alternatives.push(join('and', conjunction, false));
        if (word !== 'or') return join('or', alternatives, false);
        this.at += 2;
        conjunction = [];
      }
    }
  }

  atom(depth: number): Marker | undefined {
    this.blanks();
    if (this.text[this.at] !== '(') return this.comparison();
    const open = this.at;
    if (depth >= MARKER_NESTING_LIMIT) {
      return this.fail(`parentheses stand more than ${MARKER_NESTING_LIMIT} deep`, open, 'too-deep');
    }
    this.at++;
    const inner = this.expression(depth + 1);
    if (inner === undefined) return undefined;
    if (this.text[this.at] !== ')') return this.fail(`the \`(\` at ${open} is not closed: \`)\` must stand here`);
    this.at++;
    this.blanks();
    return inner.kind === 'comparison' ? inner : { ...inner, parenthesized: true };
  }

  comparison(): Marker | undefined {
    const left = this.operand();
    if (left === undefined) return undefined;
    this.blanks();
    const operator = this.operator();
    if (operator === undefined) return undefined;
    this.blanks();
    const right = this.operand();
    if (right === undefined) return undefined;
    this.blanks();
    return comparison(left, operator, right);
  }

  operand(): MarkerOperand | undefined {
    const quote = this.text.charAt(this.at);
    if (quote === '"' || quote === "'") return this.literal(quote);
    let end = this.at;
    while (end < this.text.length && isNameUnit(this.text.charCodeAt(end))) end++;
    const field = end - this.at > 32 ? undefined : FIELD_OPERANDS.get(this.text.slice(this.at, end));
    if (field === undefined) return this.fail('a field such as `python_version` or a quoted string must stand here');
    this.at = end;
    return field;
  }

  literal(quote: string): MarkerOperand | undefined {
    const close = this.text.indexOf(quote, this.at + 1);
    if (close === -1) return this.fail(`this string is not closed: \`${quote}\` is missing`);
    const value = decodePythonString(this.text.slice(this.at + 1, close));
    if (value === undefined)
      return this.fail('this is no valid string: a line end, or an escape that is cut or unknown');
    this.at = close + 1;
    return { kind: 'literal', value };
  }

  operator(): MarkerOperator | undefined {
    const { text, at } = this;
    const word = this.word();
    if (word === 'in') {
      this.at += 2;
      return 'in';
    }
    if (word === 'not') {
      this.at += 3;
      this.blanks();
      if (this.at === at + 3 || this.word() !== 'in') return this.fail('`not` must be followed by a blank and `in`');
      this.at += 2;
      return 'not in';
    }
    const operator = operatorAt(text, at);
    if (operator === undefined) {
      return this.fail('an operator must stand here: `<=`, `<`, `!=`, `==`, `>=`, `>`, `~=`, `===`, `in` or `not in`');
    }
    this.at += operator.length;
    return operator;
  }

  /** The lower-case word here, if it is a short one and ends at a boundary. */
  word(): string {
    let end = this.at;
    while (end - this.at < 4 && isWordUnit(this.text.charCodeAt(end))) end++;
    return end - this.at < 4 ? this.text.slice(this.at, end) : '';
  }

  blanks(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at++;
  }

  fail(message: string, offset: number = this.at, code = 'invalid-marker'): undefined {
    this.fault = { code, message, offset };
    return undefined;
  }
}

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f
  );
}

function isNameUnit(unit: number): boolean {
  return isWordUnit(unit) || unit === 0x2e;
}

/** A comparison; a literal compared with `extra`, or looked up in a set, is brought to normal form (PEP 685, PEP 735). */
export function comparison(left: MarkerOperand, operator: MarkerOperator, right: MarkerOperand): MarkerComparison {
  if (left.kind === 'field' && left.name === 'extra' && right.kind === 'literal') {
    return { kind: 'comparison', left, operator, right: { kind: 'literal', value: normalizeName(right.value) } };
  }
  if (left.kind === 'literal' && right.kind === 'field' && isNameField(right.name)) {
    return { kind: 'comparison', left: { kind: 'literal', value: normalizeName(left.value) }, operator, right };
  }
  return { kind: 'comparison', left, operator, right };
}

function isNameField(name: MarkerField): boolean {
  return name === 'extra' || name === 'extras' || name === 'dependency_groups';
}

function join(kind: 'and' | 'or', parts: readonly Marker[], parenthesized: boolean): Marker {
  const only = parts[0];
  return parts.length === 1 && only !== undefined ? only : { kind, parts, parenthesized };
}

/**
 * The marker as text: one blank between words, double quotes where the value has none, parentheses
 * kept except around the whole and around one comparison. Reading the text gives the same marker.
 */
export function formatMarker(marker: Marker): string {
  return formatInside(marker, undefined);
}

function formatInside(marker: Marker, outer: 'and' | 'or' | undefined): string {
  if (marker.kind === 'comparison') {
    return `${formatOperand(marker.left)} ${marker.operator} ${formatOperand(marker.right)}`;
  }
  const text = marker.parts.map((part) => formatInside(part, marker.kind)).join(` ${marker.kind} `);
  const needed = outer !== undefined && (marker.parenthesized || (outer === 'and' && marker.kind === 'or'));
  return needed ? `(${text})` : text;
}

function formatOperand(operand: MarkerOperand): string {
  return operand.kind === 'field' ? operand.name : formatPythonString(operand.value);
}
