import {
  equalRanges,
  fault,
  ok,
  type Parsed,
  parseSpecifierSet,
  parseVersion,
  type SpecifierSet,
  specifierSetOf,
  unionOf,
  type Version,
  type VersionRange,
} from '@rind/pypa';

/** What a constraint of Poetry's lets in. */
export interface PoetryConstraint {
  /** The alternatives of `||`, each as PEP 440 writes it. */
  readonly alternatives: readonly SpecifierSet[];
  /** All of it in one specifier set; undefined where PEP 440 has no way to write it (`1.0 || 2.0`). */
  readonly specifiers: SpecifierSet | undefined;
}

/** More alternatives than this are refused: nobody could read them. */
const MOST_ALTERNATIVES = 100;

/**
 * Reads a version constraint as Poetry writes it: `^1.2`, `~1.2`, `1.2.*`, `>=1,<2`, `>=1 <2`, `1.0`
 * (which is `==1.0`), alternatives with `||`. Faults: `invalid-constraint`.
 *
 * Source: Poetry's documentation, "Dependency specification"; `constraints/version/parser` of poetry-core 2.5.
 */
export function parsePoetryConstraint(text: string): Parsed<PoetryConstraint> {
  const alternatives: SpecifierSet[] = [];
  let offset = 0;
  for (const part of text.split('|')) {
    // `||` and `|` both separate: the empty text between two bars is none.
    const between = part === '' && offset > 0 && text[offset - 1] === '|' && text[offset] === '|';
    if (!between) {
      const parsed = parseConjunction(part, offset);
      if (!parsed.ok) return parsed;
      alternatives.push(parsed.value);
      if (alternatives.length > MOST_ALTERNATIVES)
        return fault('invalid-constraint', `a constraint has more than ${MOST_ALTERNATIVES} alternatives`, offset);
    }
    offset += part.length + 1;
  }
  return ok({ alternatives, specifiers: joined(alternatives) });
}

function joined(alternatives: readonly SpecifierSet[]): SpecifierSet | undefined {
  const [first, ...others] = alternatives;
  if (others.length === 0) return first;
  let range: VersionRange | undefined = first?.range;
  for (const { range: other } of others) range = range && other && unionOf(range, other);
  if (range === undefined) return undefined;
  const equal = alternatives.find((one) => one.range !== undefined && range && equalRanges(one.range, range));
  return equal ?? specifierSetOf(range);
}

const OPERATOR = /^(?:\^|~=|~|===|==|=|!=|<>|<=|>=|<|>)/;

/** Clauses that all must hold: between them a comma, blanks or both. Blanks after an operator belong to it. */
function parseConjunction(text: string, offset: number): Parsed<SpecifierSet> {
  const clauses: string[] = [];
  let at = 0;
  let found = 0;
  while (at < text.length) {
    if (text[at] === ' ' || text[at] === ',' || text[at] === '\t') {
      at++;
      continue;
    }
    const start = at;
    const operator = OPERATOR.exec(text.slice(at, at + 3))?.[0] ?? '';
    at += operator.length;
    while (text[at] === ' ') at++;
    const from = at;
    while (at < text.length && text[at] !== ' ' && text[at] !== ',' && text[at] !== '\t') at++;
    const clause = clauseOf(operator, text.slice(from, at));
    if (clause === undefined) return invalid(text.slice(start, at), offset + start);
    found++;
    if (clause !== '') clauses.push(clause);
  }
  if (found === 0) return invalid(text, offset);
  const parsed = parseSpecifierSet(clauses.join(','));
  return parsed.ok ? parsed : invalid(text, offset);
}

function invalid(text: string, offset: number): Parsed<never> {
  if (text.trim() === '')
    return fault('invalid-constraint', 'an empty text is no version constraint; `*` is any version', offset);
  return fault('invalid-constraint', `\`${text.trim().slice(0, 80).toWellFormed()}\` is no version constraint`, offset);
}

/** One clause as PEP 440 writes it; empty for any version, undefined where it is none. */
function clauseOf(operator: string, written: string): string | undefined {
  if (operator === '' && /^v?[xX*](?:\.[xX*])*$/.test(written)) return '';
  let end = written.length;
  while (written.endsWith('.*', end)) end -= 2;
  const isPrefix = end < written.length;
  const plain = written.slice(0, end);
  const parsed = parseVersion(plain);
  if (!parsed.ok) return undefined;
  const version = parsed.value;
  switch (operator) {
    case '^':
      return isPrefix ? undefined : `>=${plain},<${afterBreaking(version)}`;
    case '~':
      return isPrefix ? undefined : `>=${plain},<${raised(version, Math.min(1, version.release.length - 1))}`;
    case '~=':
      if (isPrefix) return undefined;
      return version.release.length < 2 ? `>=${plain},<${raised(version, 0)}` : `~=${plain}`;
    case '':
    case '=':
    case '==':
      return isPrefix ? `==${plain}.*` : `==${plain}`;
    case '!=':
      return isPrefix ? `!=${plain}.*` : `!=${plain}`;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return operator + plain;
    default:
      return undefined;
  }
}

/** The next release that may break: of the first number that is not zero, at most the third. */
function afterBreaking(version: Version): string {
  const [major = '0', minor, patch] = version.release;
  if (Number(major) > 0 || minor === undefined) return raised(version, 0);
  if (Number(minor) > 0 || patch === undefined) return raised(version, 1);
  return raised(version, 2);
}

/** The release with one number raised by one and nothing but zeros behind it. */
function raised({ epoch, release }: Version, place: number): string {
  const numbers = release.map((number, at) => (at < place ? number : at === place ? String(BigInt(number) + 1n) : '0'));
  return `${Number(epoch) === 0 ? '' : `${epoch}!`}${numbers.join('.')}`;
}
