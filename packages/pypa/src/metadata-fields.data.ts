/**
 * The fields of core metadata 1.0 to 2.6, in the order of the specification's "Core metadata"
 * section, the deprecated ones last. Source: packaging.python.org, Core metadata specifications
 * (2.6: PEP 808, May 2026).
 */

/** How a field's values are kept: one text, a text for each header, or something taken apart. */
export type MetadataFieldKind = 'text' | 'list' | 'keywords' | 'urls';

/** One field of core metadata. */
export interface MetadataField {
  /** As the specification spells it. Readers compare without case. */
  readonly name: string;
  /** The first metadata version that has it. */
  readonly since: string;
  readonly kind: MetadataFieldKind;
}

/** Every metadata version that was ever valid, oldest first. 2.0 was withdrawn (PEP 426). */
export const METADATA_VERSIONS = ['1.0', '1.1', '1.2', '2.1', '2.2', '2.3', '2.4', '2.5', '2.6'] as const;

/** A valid metadata version. */
export type MetadataVersion = (typeof METADATA_VERSIONS)[number];

/** Every field. `text` is single-use; `list` and `urls` may be repeated; `keywords` is single-use. */
export const METADATA_FIELDS = [
  { name: 'Metadata-Version', since: '1.0', kind: 'text' },
  { name: 'Name', since: '1.0', kind: 'text' },
  { name: 'Version', since: '1.0', kind: 'text' },
  { name: 'Dynamic', since: '2.2', kind: 'list' },
  { name: 'Platform', since: '1.0', kind: 'list' },
  { name: 'Supported-Platform', since: '1.1', kind: 'list' },
  { name: 'Summary', since: '1.0', kind: 'text' },
  { name: 'Description', since: '1.0', kind: 'text' },
  { name: 'Description-Content-Type', since: '2.1', kind: 'text' },
  { name: 'Keywords', since: '1.0', kind: 'keywords' },
  { name: 'Author', since: '1.0', kind: 'text' },
  { name: 'Author-email', since: '1.0', kind: 'text' },
  { name: 'Maintainer', since: '1.2', kind: 'text' },
  { name: 'Maintainer-email', since: '1.2', kind: 'text' },
  { name: 'License', since: '1.0', kind: 'text' },
  { name: 'License-Expression', since: '2.4', kind: 'text' },
  { name: 'License-File', since: '2.4', kind: 'list' },
  { name: 'Classifier', since: '1.1', kind: 'list' },
  { name: 'Requires-Dist', since: '1.2', kind: 'list' },
  { name: 'Requires-Python', since: '1.2', kind: 'text' },
  { name: 'Requires-External', since: '1.2', kind: 'list' },
  { name: 'Project-URL', since: '1.2', kind: 'urls' },
  { name: 'Provides-Extra', since: '2.1', kind: 'list' },
  { name: 'Import-Name', since: '2.5', kind: 'list' },
  { name: 'Import-Namespace', since: '2.5', kind: 'list' },
  { name: 'Provides-Dist', since: '1.2', kind: 'list' },
  { name: 'Obsoletes-Dist', since: '1.2', kind: 'list' },
  { name: 'Home-page', since: '1.0', kind: 'text' },
  { name: 'Download-URL', since: '1.1', kind: 'text' },
  { name: 'Requires', since: '1.1', kind: 'list' },
  { name: 'Provides', since: '1.1', kind: 'list' },
  { name: 'Obsoletes', since: '1.1', kind: 'list' },
] as const;

type FieldOf<Kind extends MetadataFieldKind> = Extract<(typeof METADATA_FIELDS)[number], { kind: Kind }>['name'];

/** A field's name as the specification spells it. */
export type MetadataFieldName = (typeof METADATA_FIELDS)[number]['name'];
/** Fields that hold one text. */
export type MetadataTextName = FieldOf<'text'>;
/** Fields that may be repeated. */
export type MetadataListName = FieldOf<'list'>;

/** Python's reserved words, which no importable name can hold (`keyword.kwlist`, CPython 3.9 to 3.15). */
export const PYTHON_KEYWORDS: ReadonlySet<string> = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);
