/** Generators of versions and specifiers for property tests: valid, in every spelling, often close to each other. */
import fc from 'fast-check';
import { parseSpecifier, type Specifier } from '../src/specifier.ts';
import { parseSpecifierSet, type SpecifierSet } from '../src/specifier-set.ts';
import { parseVersion, type Version } from '../src/version.ts';
import type { VersionRange } from '../src/version-range.ts';

/** Mostly small numbers, so that versions meet; some past every length that keys treat apart. */
const digits = fc.oneof(
  { weight: 12, arbitrary: fc.nat(3).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('127', '128', '14463', '14464', '99999', '100000', '20240101123456') },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String) },
);

export interface VersionFields {
  readonly epoch: string;
  readonly release: readonly string[];
  readonly pre: readonly ['a' | 'b' | 'rc', string] | undefined;
  readonly post: string | undefined;
  readonly dev: string | undefined;
  readonly local: readonly string[] | undefined;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Fields in normal form. */
export const versionFields: fc.Arbitrary<VersionFields> = fc.record({
  epoch: fc.oneof({ weight: 9, arbitrary: fc.constant('0') }, { weight: 1, arbitrary: digits }),
  release: fc.array(digits, { minLength: 1, maxLength: 4 }),
  pre: maybe(fc.tuple(fc.constantFrom('a' as const, 'b' as const, 'rc' as const), digits)),
  post: maybe(digits),
  dev: maybe(digits),
  local: maybe(fc.array(fc.oneof(digits, fc.constantFrom('a', 'b', 'ab', '0a', 'x1')), { minLength: 1, maxLength: 3 })),
});

export function normalText({ epoch, release, pre, post, dev, local }: VersionFields): string {
  return [
    epoch === '0' ? '' : `${epoch}!`,
    release.join('.'),
    pre === undefined ? '' : pre.join(''),
    post === undefined ? '' : `.post${post}`,
    dev === undefined ? '' : `.dev${dev}`,
    local === undefined ? '' : `+${local.join('.')}`,
  ].join('');
}

export const normalVersionText: fc.Arbitrary<string> = versionFields.map(normalText);

const separator = fc.constantFrom('', '.', '-', '_');
const PRE_SPELLINGS = { a: ['a', 'alpha', 'A'], b: ['b', 'beta', 'BETA'], rc: ['rc', 'c', 'pre', 'preview', 'RC'] };
const zeros = fc.constantFrom('', '', '0', '00');

/** A spelling that PEP 440 takes, with the normal form that it stands for. */
export const spelledVersion: fc.Arbitrary<{ spelled: string; normal: string }> = fc
  .record({ fields: versionFields, seps: fc.array(separator, { minLength: 5, maxLength: 5 }), zero: zeros })
  .chain(({ fields, seps, zero }) =>
    fc
      .record({
        v: fc.constantFrom('', 'v', 'V'),
        pre: fc.constantFrom(...(fields.pre ? PRE_SPELLINGS[fields.pre[0]] : [''])),
        post: fc.constantFrom('post', 'rev', 'r', 'POST', '-'),
        space: fc.constantFrom('', ' ', '\t', '\u001c', '\u0085', '\u3000'),
        bare: fc.boolean(),
      })
      .map(({ v, pre, post, space, bare }) => {
        const [s1, s2, s3, s4, s5] = seps;
        const number = (text: string) => (bare && text === '0' ? '' : zero + text);
        const local = fields.local?.map((part) => (/^[0-9]+$/.test(part) ? zero + part : part.toUpperCase()));
        const parts = [
          fields.epoch === '0' ? '' : `${fields.epoch}!`,
          fields.release.map((part) => zero + part).join('.'),
          fields.pre ? `${s1}${pre}${s2}${number(fields.pre[1])}` : '',
          fields.post === undefined
            ? ''
            : post === '-'
              ? `-${zero}${fields.post}`
              : `${s3}${post}${s4}${number(fields.post)}`,
          fields.dev === undefined ? '' : `${s5}dev${s1}${number(fields.dev)}`,
          local === undefined ? '' : `+${local.join(s2 || '.')}`,
        ];
        return { spelled: space + v + parts.join('') + space, normal: normalText(fields) };
      }),
  )
  // `1a-1` is a1, not a0.post1: a number right behind a separator belongs to the letter before.
  .filter(({ spelled }) => !/[a-z][-_.]?-[0-9]/i.test(spelled.replace(/\+.*/, '')));

export function readOk(text: string): Version {
  const parsed = parseVersion(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

export function specifierOf(text: string): Specifier {
  const parsed = parseSpecifier(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

export function setOf(text: string): SpecifierSet {
  const parsed = parseSpecifierSet(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

export const version: fc.Arbitrary<Version> = normalVersionText.map(readOk);

/** A specifier other than `===`. */
export const specifierText: fc.Arbitrary<string> = fc
  .tuple(versionFields, fc.constantFrom('~=', '==', '!=', '<=', '>=', '<', '>'), fc.boolean())
  .map(([fields, operator, wildcard]) => {
    const bare = { ...fields, local: undefined };
    if (operator === '==' || operator === '!=') {
      if (wildcard) return `${operator}${normalText({ ...bare, pre: undefined, post: undefined, dev: undefined })}.*`;
      return operator + normalText(fields);
    }
    if (operator === '~=' && fields.release.length < 2)
      return `~=${normalText({ ...bare, release: [...fields.release, '0'] })}`;
    return operator + normalText(bare);
  });

export const setText: fc.Arbitrary<string> = fc
  .array(specifierText, { maxLength: 4 })
  .map((clauses) => clauses.join(','));

/** Ranges as algebra makes them, not only those that specifiers can say. */
export const range: fc.Arbitrary<VersionRange> = setText.map((text) => {
  const { range: found } = setOf(text);
  if (found === undefined) throw new Error(text);
  return found;
});
