import { excerpt } from './excerpt.ts';
import { isAsciiDigit, isPythonSpace, pythonStrip } from './python-text.ts';
import { fault, ok, type Parsed } from './result.ts';
import { formatVersion, isPreRelease, parseVersion, readVersion, type Version } from './version.ts';
import {
  BOTTOM,
  type Cut,
  cutAfter,
  cutAfterLocals,
  cutAfterPosts,
  cutAfterPrefix,
  cutBefore,
  cutBeforeDevelopment,
  cutBeforeRelease,
} from './version-cut.ts';
import { complementOf, rangeBetween, rangeHas, type VersionRange } from './version-range.ts';

/** The comparison operators of PEP 440, "Version specifiers". */
export type Operator = '~=' | '==' | '!=' | '<=' | '>=' | '<' | '>' | '===';

/** One clause of a specifier set: an operator and a version. Immutable; make one with {@link parseSpecifier}. */
export interface Specifier {
  readonly operator: Operator;
  /** The version part as written, without white space around it; `.*` included. */
  readonly text: string;
  /** Without `.*`. Undefined only for `===` with a text that is no version. */
  readonly version: Version | undefined;
  /** Whether the text ends in `.*`. */
  readonly wildcard: boolean;
  /** The versions that satisfy it; undefined for `===`, which compares texts. */
  readonly range: VersionRange | undefined;
}

/**
 * Reads one specifier; white space (Python's) is allowed around operator and version. Faults:
 * `invalid-specifier` (no operator, or a version part that the operator does not take) and
 * `number-too-long` (see {@link parseVersion}).
 *
 * Source: PEP 440, "Version specifiers"; `===` takes any text without white space, `;` and `)`,
 * even none.
 */
export function parseSpecifier(text: string): Parsed<Specifier> {
  if (typeof text !== 'string') return fault('invalid-specifier', 'a specifier is a text', 0);
  let start = 0;
  while (start < text.length && isPythonSpace(text.charCodeAt(start))) start++;
  const operator = operatorAt(text, start);
  if (operator === undefined) {
    return fault(
      'invalid-specifier',
      `\`${excerpt(text)}\` is no version specifier: it must begin with \`~=\`, \`==\`, \`!=\`, \`<=\`, \`>=\`, \`<\`, \`>\` or \`===\``,
      start,
    );
  }
  const rest = text.slice(start + operator.length);
  const body = pythonStrip(rest);
  const offset = text.length - rest.length + rest.indexOf(body);
  if (operator === '===') return arbitrary(body, offset);
  const wildcard = body.endsWith('.*');
  const parsed = parseVersion(wildcard ? body.slice(0, -2) : body);
  if (!parsed.ok) {
    const { code, message, offset: at } = parsed.error;
    if (code === 'number-too-long') return fault(code, message, offset + at);
    return fault('invalid-specifier', `\`${excerpt(body)}\` is no version for \`${operator}\``, offset + at);
  }
  const version = parsed.value;
  const wrong = misfit(operator, version, wildcard, body);
  if (wrong !== undefined) return fault('invalid-specifier', wrong, offset);
  return ok(new Clause(operator, body, version, wildcard));
}

/** The range is made when first asked for: pins are mostly only read. */
class Clause implements Specifier {
  readonly operator: Exclude<Operator, '==='>;
  readonly text: string;
  readonly version: Version;
  readonly wildcard: boolean;
  #range: VersionRange | undefined;

  constructor(operator: Exclude<Operator, '==='>, text: string, version: Version, wildcard: boolean) {
    this.operator = operator;
    this.text = text;
    this.version = version;
    this.wildcard = wildcard;
  }

  get range(): VersionRange {
    this.#range ??= rangeOfClause(this.operator, this.version, this.wildcard);
    return this.#range;
  }
}

/** The operator that stands at a place, if any. */
export function operatorAt(text: string, at: number): Operator | undefined {
  const second = text[at + 1] === '=';
  switch (text[at]) {
    case '=':
      return second ? (text[at + 2] === '=' ? '===' : '==') : undefined;
    case '~':
      return second ? '~=' : undefined;
    case '!':
      return second ? '!=' : undefined;
    case '<':
      return second ? '<=' : '<';
    case '>':
      return second ? '>=' : '>';
    default:
      return undefined;
  }
}

function arbitrary(text: string, offset: number): Parsed<Specifier> {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x3b || unit === 0x29 || isPythonSpace(unit)) {
      return fault('invalid-specifier', '`===` takes no white space, `;` or `)` inside its text', offset + i);
    }
  }
  return ok({
    operator: '===',
    text,
    version: readVersion(text),
    wildcard: text.endsWith('.*'),
    range: undefined,
  });
}

/** Why the operator does not take this version, or undefined. */
function misfit(operator: Operator, version: Version, wildcard: boolean, text: string): string | undefined {
  if (wildcard) {
    if (operator !== '==' && operator !== '!=') return `\`${operator}\` takes no \`.*\`: only \`==\` and \`!=\` do`;
    const bare = version.post === undefined && !isPreRelease(version) && version.local === undefined;
    if (!bare || !isAsciiDigit(text.charCodeAt(text.length - 3))) {
      return `\`.*\` in \`${excerpt(text)}\` may only follow the release: \`==1.2.*\``;
    }
    return undefined;
  }
  if (operator === '==' || operator === '!=') return undefined;
  if (version.local !== undefined) return `\`${operator}\` takes no local label (\`+…\`): only \`==\` and \`!=\` do`;
  if (operator === '~=' && version.release.length < 2) {
    return `\`~=${excerpt(text)}\` needs at least two release numbers: \`~=${excerpt(text)}.0\``;
  }
  return undefined;
}

function rangeOfClause(operator: Exclude<Operator, '==='>, version: Version, wildcard: boolean): VersionRange {
  switch (operator) {
    case '==':
      return rangeOfEquality(version, wildcard);
    case '!=':
      return complementOf(rangeOfEquality(version, wildcard));
    case '<=':
      return rangeBetween(BOTTOM, cutAfterLocals(version));
    case '>=':
      return rangeBetween(cutBefore(version));
    case '<':
      // A final version's own pre-releases are before it but not what `<` asks for.
      return rangeBetween(BOTTOM, version.early ? cutBefore(version) : cutBeforeDevelopment(version));
    case '>':
      return rangeBetween(cutOfGreater(version));
    case '~=':
      return rangeBetween(cutBefore(version), cutAfterPrefix(version.epoch, version.release.slice(0, -1)));
  }
}

function rangeOfEquality(version: Version, wildcard: boolean): VersionRange {
  const { epoch, release, local } = version;
  if (wildcard) return rangeBetween(cutBeforeRelease(epoch, release), cutAfterPrefix(epoch, release));
  return rangeBetween(cutBefore(version), local === undefined ? cutAfterLocals(version) : cutAfter(version));
}

/** `>V` leaves out V's local labels, and its post-releases unless V is one itself. */
function cutOfGreater(version: Version): Cut {
  return version.dev === undefined && version.post === undefined ? cutAfterPosts(version) : cutAfterLocals(version);
}

/** The specifier as text: operator and version part as written, nothing between. */
export function formatSpecifier(specifier: Specifier): string {
  return specifier.operator + specifier.text;
}

/**
 * Whether a version satisfies a specifier by PEP 440's rule alone: whether pre-releases are wanted
 * at all is the caller's question (`contains` of a set answers it).
 */
export function satisfies(specifier: Specifier, version: Version): boolean {
  if (specifier.range === undefined) return sameText(specifier, formatVersion(version));
  return rangeHas(specifier.range, version);
}

/** Whether a text is the one that a `===` specifier asks for: whole, whatever its case. PEP 440, "Arbitrary equality". */
export function sameText(specifier: Specifier, text: string): boolean {
  return text.toLowerCase() === specifier.text.toLowerCase();
}

/** Whether a specifier by naming a pre-release asks for pre-releases; exclusions and prefixes do not. */
export function asksForPreReleases(specifier: Specifier): boolean {
  const { operator, version, wildcard } = specifier;
  return operator !== '!=' && !wildcard && version !== undefined && isPreRelease(version);
}

/**
 * A text that two specifiers share exactly when they mean the same by PEP 440's spelling rules:
 * `>=1`, `>= 1.0` and `>=v1.0.0` do. Prefixes and `===` are compared as written.
 */
export function specifierIdentity(specifier: Specifier): string {
  const { operator, version, wildcard, text } = specifier;
  if (operator === '===' || wildcard || version === undefined) return `${operator} ${text}`;
  // `~=1.0` and `~=1.0.0` allow different releases, so trailing zeros count there.
  return operator === '~=' ? `~=${version.release.length} ${version.key}` : operator + version.key;
}
