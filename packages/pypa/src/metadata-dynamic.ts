import { excerpt } from './excerpt.ts';
import { metadataField, type RawMetadata } from './metadata.ts';
import { METADATA_FIELDS, METADATA_VERSIONS, type MetadataFieldName } from './metadata-fields.data.ts';

/** A field whose value in a wheel breaks what its source distribution promised. */
export interface BrokenPromise {
  readonly field: MetadataFieldName;
  /** `changed`: it was not dynamic, and differs. `removed`: it may only be appended to, and values are gone. */
  readonly code: 'changed' | 'removed';
  readonly message: string;
}

/** Texts that are lists all the same, and can be appended to. Source: PEP 808, "Specification". */
const COMMA_LISTS: ReadonlySet<MetadataFieldName> = new Set(['Author-email', 'Maintainer-email']);

/** The field's values as texts; keywords and URLs taken apart. The description's line ends are folded. */
function valuesOf(raw: RawMetadata, name: MetadataFieldName): readonly string[] {
  const field = METADATA_FIELDS.find((known) => known.name === name);
  if (field?.kind === 'text') {
    const text = raw.texts.get(field.name);
    if (text !== undefined && COMMA_LISTS.has(field.name)) return text.split(',').map((value) => value.trim());
    return text === undefined ? [] : [text.replace(/\r\n?/g, '\n')];
  }
  if (field?.kind === 'list') return raw.lists.get(field.name) ?? [];
  if (field?.kind === 'keywords') return raw.keywords ?? [];
  return [...(raw.projectUrls ?? [])].map(([label, url]) => `${label}, ${url}`);
}

/** Which values of `few` are not in `many`, each counted as often as it stands there. */
function missingValues(few: readonly string[], many: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const value of many) left.set(value, (left.get(value) ?? 0) + 1);
  return few.filter((value) => {
    const count = left.get(value) ?? 0;
    left.set(value, count - 1);
    return count <= 0;
  });
}

/**
 * Whether a wheel's metadata keeps what its source distribution's promised. Values are compared as
 * written, in any order; `Metadata-Version` and `Dynamic` themselves may differ.
 *
 * Below metadata version 2.2 nothing is promised. From 2.2 on a field that is not `Dynamic` must be
 * equal, absent ones included. From 2.6 on a `Dynamic` field that may be repeated (or has several
 * values, as `Keywords` and `Author-email`) keeps the values that it has: a build can only append. Empty: all kept.
 *
 * Source: Core metadata specifications, "Dynamic"; PEP 643, 808.
 */
export function brokenPromises(sdist: RawMetadata, wheel: RawMetadata): BrokenPromise[] {
  const version = METADATA_VERSIONS.findIndex((known) => known === sdist.texts.get('Metadata-Version'));
  if (version < METADATA_VERSIONS.indexOf('2.2')) return [];
  const appendOnly = version >= METADATA_VERSIONS.indexOf('2.6');
  const dynamic = new Set((sdist.lists.get('Dynamic') ?? []).map((name) => metadataField(name)?.name));
  const broken: BrokenPromise[] = [];
  for (const { name: field, kind } of METADATA_FIELDS) {
    if (field === 'Metadata-Version' || field === 'Dynamic') continue;
    const [before, after] = [valuesOf(sdist, field), valuesOf(wheel, field)];
    const removed = missingValues(before, after);
    if (!dynamic.has(field)) {
      if (removed.length === 0 && before.length === after.length) continue;
      broken.push({ field, code: 'changed', message: `\`${field}\` is not dynamic, but differs in the wheel` });
    } else if (appendOnly && (kind !== 'text' || COMMA_LISTS.has(field)) && removed.length > 0) {
      const message = `\`${field}\` may only be appended to, but the wheel lacks \`${excerpt(removed[0] ?? '')}\``;
      broken.push({ field, code: 'removed', message });
    }
  }
  return broken;
}
