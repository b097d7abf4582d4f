import { isAsciiDigit, isPythonSpace, pythonStrip } from './python-text.ts';
import { fault, ok, type Parsed } from './result.ts';
import { formatVersion, isPreRelease, parseVersion, type Version } from './version.ts';
import { cutAfter, cutAfterLocals, cutAfterPosts, releaseKey, stageKey, TOP, tailKey } from './version-key.ts';

/** The comparison operators of PEP 440, "Version specifiers". */
export type Operator = '~=' | '==' | '!=' | '<=' | '>=' | '<' | '>' | '===';

/**
 * What a specifier admits, as keys: those from `lower` up to, not including, `upper`; the others
 * when `outside`. See `version-key`.
 */
export interface Bounds {
  readonly lower: string;
  readonly upper: string;
  readonly outside: boolean;
}

/** One clause of a specifier set: an operator and a version. Immutable; make one with {@link parseSpecifier}. */
export interface Specifier {
  readonly operator: Operator;
  /** The version part as written, without white space around it; `.*` included. */
  readonly text: string;
  /** Without `.*`. Undefined only for `===` with a text that is no version. */
  readonly version: Version | undefined;
  /** Whether the text ends in `.*`. */
  readonly wildcard: boolean;
  /** Which versions satisfy it; everything for `===`, which compares texts. */
  readonly bounds: Bounds;
}

const EVERYTHING: Bounds = { lower: '', upper: TOP, outside: false };

/**
 * Reads one specifier; white space (Python's) is allowed around operator and version. Faults:
 * `invalid-specifier` (no operator, or a version part that the operator does not take) and
 * `number-too-long` (see {@link parseVersion}).
 *
 * Source: PEP 440, "Version specifiers"; `===` takes any text without white space, `;` and `)`,
 * even none.
 */
export function parseSpecifier(text: string): Parsed<Specifier> {
  let start = 0;
  while (start < text.length && isPythonSpace(text.charCodeAt(start))) start++;
  const operator = operatorAt(text, start);
  if (operator === undefined) {
    return fault(
      'invalid-specifier',
      `\`${text}\` is no version specifier: it must begin with \`~=\`, \`==\`, \`!=\`, \`<=\`, \`>=\`, \`<\`, \`>\` or \`===\``,
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
    if (parsed.error.code === 'number-too-long') return fault('number-too-long', parsed.error.message, offset);
    return fault('invalid-specifier', `\`${body}\` is no version for \`${operator}\``, offset);
  }
  const version = parsed.value;
  const wrong = misfit(operator, version, wildcard, body);
  if (wrong !== undefined) return fault('invalid-specifier', wrong, offset);
  return ok({ operator, text: body, version, wildcard, bounds: boundsOf(operator, version, wildcard) });
}

function operatorAt(text: string, at: number): Operator | undefined {
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
  const parsed = parseVersion(text);
  return ok({
    operator: '===',
    text,
    version: parsed.ok ? parsed.value : undefined,
    wildcard: text.endsWith('.*'),
    bounds: EVERYTHING,
  });
}

/** Why the operator does not take this version, or undefined. */
function misfit(operator: Operator, version: Version, wildcard: boolean, text: string): string | undefined {
  if (wildcard) {
    if (operator !== '==' && operator !== '!=') return `\`${operator}\` takes no \`.*\`: only \`==\` and \`!=\` do`;
    const bare = version.post === undefined && !isPreRelease(version) && version.local === undefined;
    if (!bare || !isAsciiDigit(text.charCodeAt(text.length - 3))) {
      return `\`.*\` in \`${text}\` may only follow the release: \`==1.2.*\``;
    }
    return undefined;
  }
  if (operator === '==' || operator === '!=') return undefined;
  if (version.local !== undefined) return `\`${operator}\` takes no local label (\`+…\`): only \`==\` and \`!=\` do`;
  if (operator === '~=' && version.release.length < 2) {
    return `\`~=${text}\` needs at least two release numbers: \`~=${text}.0\``;
  }
  return undefined;
}

function boundsOf(operator: Exclude<Operator, '==='>, version: Version, wildcard: boolean): Bounds {
  const { key, publicKey, release } = version;
  switch (operator) {
    case '==':
    case '!=': {
      const outside = operator === '!=';
      if (wildcard) return { lower: firstOf(version.epoch, release), upper: afterPrefix(version, release), outside };
      const upper = version.local === undefined ? cutAfterLocals(publicKey) : cutAfter(key);
      return { lower: key, upper, outside };
    }
    case '<=':
      return { lower: '', upper: cutAfterLocals(publicKey), outside: false };
    case '>=':
      return { lower: key, upper: TOP, outside: false };
    case '<':
      // A final version's own pre-releases are before it but not what `<` asks for.
      return {
        lower: '',
        upper: isPreRelease(version) ? key : publicStart(version),
        outside: false,
      };
    case '>':
      return { lower: afterGreater(version), upper: TOP, outside: false };
    case '~=':
      return { lower: key, upper: afterPrefix(version, release.slice(0, -1)), outside: false };
  }
}

/** The key of `.dev0` of an epoch and release: below every version of that release. */
function firstOf(epoch: string, release: readonly string[]): string {
  return releaseKey(epoch, release) + stageKey(undefined, undefined, '0') + tailKey(undefined, '0');
}

/** The key of `V.dev0` for a V without pre-release and development segments. */
function publicStart(version: Version): string {
  const { epoch, release, post } = version;
  return releaseKey(epoch, release) + stageKey(undefined, post, '0') + tailKey(post, '0');
}

/** The key of the first version behind all that begin with `prefix`. */
function afterPrefix(version: Version, prefix: readonly string[]): string {
  const last = prefix[prefix.length - 1] ?? '0';
  return firstOf(version.epoch, [...prefix.slice(0, -1), increment(last)]);
}

/** `>V` leaves out V's local labels, and its post-releases unless V is one itself. */
function afterGreater(version: Version): string {
  const { epoch, release, pre, post, dev, publicKey } = version;
  if (dev !== undefined || post !== undefined) return cutAfterLocals(publicKey);
  return cutAfterPosts(releaseKey(epoch, release) + stageKey(pre, post, dev));
}

/** A decimal number plus one, whatever its length. */
export function increment(digits: string): string {
  let at = digits.length;
  while (at > 0 && digits[at - 1] === '9') at--;
  const zeros = '0'.repeat(digits.length - at);
  if (at === 0) return `1${zeros}`;
  return digits.slice(0, at - 1) + String.fromCharCode(digits.charCodeAt(at - 1) + 1) + zeros;
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
  if (specifier.operator === '===') return sameText(specifier, formatVersion(version));
  const { lower, upper, outside } = specifier.bounds;
  return (version.key >= lower && version.key < upper) !== outside;
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
