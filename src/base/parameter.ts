import { err, ok, type Result } from '@rind/pypa';
import { didYouMean } from './did-you-mean.ts';
import { formatDuration, parseDuration } from './instant.ts';

/**
 * One setting of a rule, declared: what it means, what it may be, what it is by default, and which way
 * it is stricter. The last is what lets policies be combined without knowing the rule: two of them
 * together are never looser than either. `null` as default means "not asked for", the loosest of all.
 */
export type ParameterDeclaration = { readonly what: string } & (
  | {
      readonly kind: 'text';
      readonly default: string | null;
      /** Set where any value at all lets more through. */
      readonly loosens?: true;
      /** Why a text is refused; undefined when it is fine. */
      readonly check?: (text: string) => string | undefined;
    }
  /** `more`: each text adds something that fails (a deny list). `fewer`: each lets something through (an allow list). */
  | {
      readonly kind: 'texts';
      readonly default: readonly string[] | null;
      readonly stricter: 'more' | 'fewer';
      /** Why an item is refused; undefined when it is fine. */
      readonly check?: (item: string) => string | undefined;
    }
  | {
      readonly kind: 'number';
      readonly default: number | null;
      readonly unit?: string;
      readonly least: number;
      readonly most: number;
      readonly stricter: 'higher' | 'lower';
    }
  /** Written as `7d` or `P7D`; a number of milliseconds here. */
  | { readonly kind: 'duration'; readonly default: number | null; readonly stricter: 'higher' | 'lower' }
  | { readonly kind: 'boolean'; readonly default: boolean; readonly stricter: boolean }
  /** `choices` stand in order, the loosest first. */
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly string[] }
);

/** The parameters of one rule, by name (kebab-case). */
export type ParameterDeclarations = Readonly<Record<string, ParameterDeclaration>>;

/** A value of any parameter. */
export type ParameterValue = string | readonly string[] | number | boolean | null;

type ValueOfKind<D extends ParameterDeclaration> = D extends { readonly kind: 'choice' }
  ? D['choices'][number]
  : D extends { readonly kind: 'text' }
    ? string
    : D extends { readonly kind: 'texts' }
      ? readonly string[]
      : D extends { readonly kind: 'boolean' }
        ? boolean
        : number;

/** The values of declared parameters, typed by their declarations; each name has one. */
export type ParameterValues<P extends ParameterDeclarations = ParameterDeclarations> = {
  readonly [K in keyof P]: ValueOfKind<P[K]> | (null extends P[K]['default'] ? null : never);
};

/** Why a value is refused. */
export interface ParameterFault {
  readonly message: string;
  readonly hint?: string;
}

/** Reads a value as a configuration writes it. */
export function readParameter(
  declaration: ParameterDeclaration,
  written: unknown,
): Result<ParameterValue, ParameterFault> {
  switch (declaration.kind) {
    case 'text':
      return readText(declaration, written);
    case 'texts':
      return readTexts(declaration, written);
    case 'boolean':
      return typeof written === 'boolean' ? ok(written) : err({ message: 'must be `true` or `false`' });
    case 'number': {
      const { least, most } = declaration;
      const number = typeof written === 'bigint' ? Number(written) : written;
      return typeof number === 'number' && number >= least && number <= most
        ? ok(number)
        : err({ message: `must be a number from ${least} to ${most}` });
    }
    case 'duration': {
      const duration = typeof written === 'string' ? parseDuration(written) : undefined;
      return duration?.ok
        ? ok(duration.value)
        : err({ message: 'must be a length of time', hint: 'write it as `7d`, `12h` or `P7D`' });
    }
    case 'choice':
      return readChoice(declaration.choices, written);
  }
}

function readText(
  { check }: { readonly check?: (text: string) => string | undefined },
  written: unknown,
): Result<string, ParameterFault> {
  if (typeof written !== 'string' || written === '') return err({ message: 'must be a text' });
  const refused = check?.(written);
  return refused === undefined ? ok(written) : err({ message: `is \`${written.slice(0, 100)}\`: ${refused}` });
}

function readTexts(
  { check }: { readonly check?: (item: string) => string | undefined },
  written: unknown,
): Result<readonly string[], ParameterFault> {
  if (!Array.isArray(written)) return err({ message: 'must be a list of texts' });
  const texts: string[] = [];
  for (const item of written) {
    if (typeof item !== 'string' || item === '') return err({ message: 'must be a list of texts' });
    const refused = check?.(item);
    if (refused !== undefined) return err({ message: `holds \`${item.slice(0, 100)}\`: ${refused}` });
    texts.push(item);
  }
  return ok(texts);
}

function readChoice(choices: readonly string[], written: unknown): Result<string, ParameterFault> {
  if (typeof written === 'string' && choices.includes(written)) return ok(written);
  const near = typeof written === 'string' ? didYouMean(written, choices) : undefined;
  return err({
    message: `must be one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`,
    ...(near === undefined ? {} : { hint: `did you mean \`${near}\`?` }),
  });
}

/** The stricter of two values: what holds when two policies speak of the same parameter. */
export function stricterValue(
  declaration: ParameterDeclaration,
  base: ParameterValue,
  other: ParameterValue,
): ParameterValue {
  if (base === null) return other;
  if (other === null) return base;
  switch (declaration.kind) {
    case 'text':
      // A text has no direction: whoever decides for more keeps it.
      return base;
    case 'boolean':
      return base === declaration.stricter ? base : other;
    case 'number':
    case 'duration': {
      if (typeof base !== 'number' || typeof other !== 'number') return base;
      return declaration.stricter === 'higher' ? Math.max(base, other) : Math.min(base, other);
    }
    case 'texts': {
      if (!isList(base) || !isList(other)) return base;
      if (declaration.stricter === 'more') return [...new Set([...base, ...other])];
      return base.filter((text) => other.includes(text));
    }
    case 'choice': {
      const rank = (value: ParameterValue) => (typeof value === 'string' ? declaration.choices.indexOf(value) : -1);
      return rank(other) > rank(base) ? other : base;
    }
  }
}

function isList(value: ParameterValue): value is readonly string[] {
  return Array.isArray(value);
}

/** What holds where nothing is configured. */
export function defaultParameters(declarations: ParameterDeclarations): ParameterValues {
  return Object.fromEntries(Object.entries(declarations).map(([name, declared]) => [name, declared.default]));
}

/** What a parameter takes, for its documentation: `duration`, `0 to 10`, `"a" | "b"`. */
export function parameterType(declaration: ParameterDeclaration): string {
  switch (declaration.kind) {
    case 'texts':
      return 'list of texts';
    case 'choice':
      return declaration.choices.map((choice) => `"${choice}"`).join(' | ');
    case 'number':
      return `${declaration.least} to ${declaration.most}${declaration.unit === undefined ? '' : ` ${declaration.unit}`}`;
    case 'text':
    case 'duration':
    case 'boolean':
      return declaration.kind;
  }
}

/** The default of a parameter as a configuration would write it. */
export function parameterDefault({ kind, default: value }: ParameterDeclaration): string {
  if (value === null) return 'not set';
  return kind === 'duration' && typeof value === 'number' ? `"${formatDuration(value)}"` : JSON.stringify(value);
}
