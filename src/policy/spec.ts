import {
  areDisjoint,
  contains,
  err,
  isSubrange,
  normalizeName,
  ok,
  parseRequirement,
  parseSpecifierSet,
  parseVersion,
  type Result,
  type SpecifierSet,
} from '@rind/pypa';
import type { ComponentSubject, FileSubject } from '../evidence/subject.ts';

/** What a list names: a project, some of its versions, every project whose name begins alike, or one file. */
export type Spec =
  | { readonly kind: 'name'; readonly name: string; readonly specifiers: SpecifierSet }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'sha256'; readonly hex: string };

/** Reads `name`, `name>=1,<2`, `name-*` or `sha256:HEX`; the error says what it should be. */
export function parseSpec(text: string): Result<Spec, string> {
  if (text.startsWith('sha256:')) {
    const hex = text.slice('sha256:'.length).toLowerCase();
    return /^[0-9a-f]{64}$/.test(hex) ? ok({ kind: 'sha256', hex }) : err('a `sha256:` has 64 hexadecimal digits');
  }
  const prefix = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)[._-]\*$/.exec(text.slice(0, 300))?.[1];
  if (prefix !== undefined) return ok({ kind: 'prefix', prefix: `${normalizeName(prefix)}-` });
  const parsed = parseRequirement(text);
  if (!parsed.ok) return err('write `name`, `name>=1,<2`, `name-*` or `sha256:HEX`');
  const { url, marker, extras, normalizedName, specifiers } = parsed.value;
  if (url !== undefined || marker !== undefined || extras.length > 0)
    return err('it names a project and versions, and nothing else');
  return ok({ kind: 'name', name: normalizedName, specifiers });
}

const read = new WeakMap<readonly string[], readonly ListedSpec[]>();

/** One line of a list, read; undefined as spec where it cannot be. */
export interface ListedSpec {
  readonly text: string;
  readonly spec: Spec | undefined;
}

/** A list of specs, read once however many components are judged by it. */
export function parseSpecs(texts: readonly string[]): readonly ListedSpec[] {
  const known = read.get(texts);
  if (known !== undefined) return known;
  const specs = texts.map((text) => {
    const spec = parseSpec(text);
    return { text, spec: spec.ok ? spec.value : undefined };
  });
  read.set(texts, specs);
  return specs;
}

/** Why a text is no {@link Spec}; undefined when it is one: for parameters that list them. */
export function checkSpec(text: string): string | undefined {
  const parsed = parseSpec(text);
  return parsed.ok ? undefined : parsed.error;
}

/**
 * Whether a spec speaks of a subject. `maybe` where no exact version is known and some of what is asked
 * for is meant. A digest is looked for among all files of the release: `some` of them, or `every` one.
 */
export function coversSubject(
  spec: Spec,
  subject: ComponentSubject | FileSubject,
  asked: string | undefined,
  files: 'some' | 'every',
): 'yes' | 'no' | 'maybe' {
  if (spec.kind === 'prefix') return subject.name.startsWith(spec.prefix) ? 'yes' : 'no';
  if (spec.kind === 'sha256') {
    const hash = `sha256:${spec.hex}`;
    // What was fetched has the hash that it has, whatever its index says.
    if (subject.level === 'artifact') return subject.sha256 === spec.hex ? 'yes' : 'no';
    if (files === 'some') return subject.hashes.includes(hash) ? 'yes' : 'no';
    return subject.hashes.length > 0 && subject.hashes.every((own) => own === hash) ? 'yes' : 'no';
  }
  if (spec.name !== subject.name) return 'no';
  if (spec.specifiers.specifiers.length === 0) return 'yes';
  if (subject.level !== 'requirement') {
    // Texts are compared for what is no version: `===` may name it.
    const version = parseVersion(subject.version);
    return contains(spec.specifiers, version.ok ? version.value : subject.version, { preReleases: true })
      ? 'yes'
      : 'no';
  }
  const range = asked === undefined ? undefined : parseSpecifierSet(asked);
  if (range?.ok !== true || range.value.range === undefined || spec.specifiers.range === undefined) return 'maybe';
  if (areDisjoint(range.value.range, spec.specifiers.range)) return 'no';
  return isSubrange(range.value.range, spec.specifiers.range) ? 'yes' : 'maybe';
}
