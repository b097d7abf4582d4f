import {
  formatMarker,
  isValidName,
  type NormalizedName,
  normalizeName,
  parseRequirement,
  parseVersion,
  type Requirement,
  rangeHas,
  type Specifier,
  type SpecifierSet,
  type TomlTable,
  type TomlValue,
  type VersionRange,
} from '@rind/pypa';
import type { LockEdge, LockEntry } from './lock-graph.ts';
import { parsePoetryConstraint } from './poetry-constraint.ts';
import { Remembered } from './remembered.ts';
import { asList, asTable, asText } from './toml-fields.ts';

/** Longer texts are no constraint that a tool writes: everything is let in. */
const MAX_LENGTH = 2000;

/** A dependency specifier as an arrow; undefined where it cannot be read. */
export function specifierEdge(text: string): LockEdge | undefined {
  const parsed = text.length > MAX_LENGTH ? undefined : parseRequirement(text);
  return parsed?.ok ? requirementEdge(parsed.value) : undefined;
}

/** A requirement as an arrow to the entries that it lets in. */
export function requirementEdge(requirement: Requirement): LockEdge {
  const { normalizedName, normalizedExtras, marker, specifiers } = requirement;
  return {
    name: normalizedName,
    extras: normalizedExtras,
    marker: marker && formatMarker(marker),
    accepts: specifiers.specifiers.length === 0 ? undefined : letsIn([specifiers.range]),
  };
}

const constraints = new Remembered<LockEdge['accepts']>();
const pythons = new Remembered<string | undefined>();

/** One dependency in a table of Poetry's, in pyproject.toml or in the lock. */
export interface PoetryDependency {
  readonly edge: LockEdge;
  readonly isOptional: boolean;
}

/**
 * Reads Poetry's tables of dependencies: a constraint, a table, or a list of these. A lock says the same
 * few things hundreds of times, so what a text means is remembered.
 *
 * Source: Poetry's documentation, "Dependency specification".
 */
export class PoetryDependencies {
  /** Everything that a table lists; items of another type are passed over. */
  of(table: TomlTable | undefined): PoetryDependency[] {
    return Object.entries(table ?? {}).flatMap(([written, value]) => {
      if (written === 'python' || !isValidName(written)) return [];
      const name = normalizeName(written);
      return (Array.isArray(value) ? value : [value]).flatMap((item) => this.#one(name, item) ?? []);
    });
  }

  #one(name: NormalizedName, item: TomlValue): PoetryDependency | undefined {
    if (typeof item === 'string')
      return { edge: { name, extras: [], accepts: this.#constraint(item) }, isOptional: false };
    const table = asTable(item);
    if (table === undefined) return undefined;
    const version = asText(table['version']);
    const extras = asList(table['extras']).flatMap((extra) => (typeof extra === 'string' ? normalizeName(extra) : []));
    const edge: LockEdge = {
      name,
      extras,
      marker: this.#marker(table),
      accepts: version === undefined ? undefined : this.#constraint(version),
    };
    return { edge, isOptional: table['optional'] === true };
  }

  #constraint(text: string): LockEdge['accepts'] {
    if (text.length > MAX_LENGTH) return undefined;
    return constraints.of(text, () => {
      const parsed = parsePoetryConstraint(text);
      return parsed.ok ? letsIn(parsed.value.alternatives.map(({ range }) => range)) : undefined;
    });
  }

  #marker(table: TomlTable): string | undefined {
    const python = asText(table['python']);
    const platform = asText(table['platform']);
    const parts = [
      asText(table['markers']),
      python === undefined ? undefined : this.#python(python),
      platform === undefined || /["\\]/.test(platform) ? undefined : `sys_platform == "${platform}"`,
    ].filter((part) => part !== undefined);
    return parts.length > 1 ? parts.map((part) => `(${part})`).join(' and ') : parts[0];
  }

  #python(text: string): string | undefined {
    return text.length > MAX_LENGTH ? undefined : pythons.of(text, () => pythonMarker(text));
  }
}

/** A constraint on Python as a marker, as Poetry exports it; undefined for any Python, and where it cannot be read. */
function pythonMarker(text: string): string | undefined {
  const parsed = text.length > MAX_LENGTH ? undefined : parsePoetryConstraint(text);
  if (!parsed?.ok) return undefined;
  const ways = parsed.value.alternatives.map(setMarker);
  return ways.includes('') ? undefined : ways.map((way) => (ways.length > 1 ? `(${way})` : way)).join(' or ');
}

/** A specifier set on Python as a marker; empty for any. */
export function setMarker({ specifiers }: SpecifierSet): string {
  const excluded = new Set(specifiers.flatMap(({ operator, text }) => (operator === '!=' ? [text] : [])));
  const bounds = new Set<string>();
  return specifiers
    .map((one) => {
      // `<=3.9,!=3.9` is how a set leaves out 3.9 but not its pre-releases, whose `python_version` is 3.9 all the same.
      const isOpen = (one.operator === '<=' || one.operator === '>=') && excluded.has(one.text);
      if (isOpen) bounds.add(one.text);
      return isOpen ? ({ ...one, operator: one.operator === '<=' ? '<' : '>' } as const) : one;
    })
    .filter(({ operator, text }) => operator !== '!=' || !bounds.has(text))
    .map(pythonComparison)
    .join(' and ');
}

/** Poetry compares `python_version` where no more than two numbers are said. */
function pythonComparison({ operator, text, wildcard }: Pick<Specifier, 'operator' | 'text' | 'wildcard'>): string {
  const numbers = wildcard ? text.replace(/\.\*$/, '') : text;
  const isShort = /^[0-9]+(?:\.[0-9]+)?$/.test(numbers) && operator !== '~=';
  if (!isShort) return `python_full_version ${operator} "${text}"`;
  return `python_version ${operator} "${numbers.includes('.') ? numbers : `${numbers}.0`}"`;
}

/** Whether an entry's version lies in one of some ranges; one that is not known lets everything in. */
function letsIn(ranges: readonly (VersionRange | undefined)[]): (entry: LockEntry) => boolean {
  return ({ version }) => {
    const parsed = version === null ? undefined : parseVersion(version);
    return !parsed?.ok || ranges.some((range) => range === undefined || rangeHas(range, parsed.value));
  };
}
