import { type DescriptionContentType, parseDescriptionContentType } from './content-type.ts';
import { excerpt } from './excerpt.ts';
import { type LicenseExpression, parseLicenseExpression } from './license-expression.ts';
import { hasMetadataField, metadataField, parseMetadata, type RawMetadata } from './metadata.ts';
import {
  METADATA_FIELDS,
  METADATA_VERSIONS,
  type MetadataFieldName,
  type MetadataListName,
  type MetadataTextName,
  type MetadataVersion,
} from './metadata-fields.data.ts';
import { type ImportName, licenseFileFault, parseDynamicField, parseImportName } from './metadata-values.ts';
import { type NormalizedName, parseName } from './name.ts';
import { parseRequirement, type Requirement } from './requirement.ts';
import { type Fault, fault, ok, type Parsed } from './result.ts';
import { parseSpecifierSet, type SpecifierSet } from './specifier-set.ts';
import { parseVersion, type Version } from './version.ts';

/**
 * What is wrong with one field. `offset` is where its header starts (see `EmailHeader.offset`), 0
 * for a field that is missing.
 */
export interface WrongField extends Fault {
  /** As the specification spells it; in lower case for names that it does not have. */
  readonly field: string;
  /** `error`: a tool must not use it. `warning`: allowed, or from a specification newer than this one. */
  readonly severity: 'error' | 'warning';
}

/** Core metadata with its fields understood. A field that is wrong is absent, and listed as wrong. */
export interface Metadata {
  readonly metadataVersion: MetadataVersion | undefined;
  /** As written. */
  readonly name: string | undefined;
  readonly normalizedName: NormalizedName | undefined;
  readonly version: Version | undefined;
  /** Fields that a build may still set or, from 2.6 on, append to. */
  readonly dynamic: readonly MetadataFieldName[];
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly descriptionContentType: DescriptionContentType | undefined;
  readonly licenseExpression: LicenseExpression | undefined;
  readonly licenseFiles: readonly string[];
  readonly requiresDist: readonly Requirement[];
  readonly requiresPython: SpecifierSet | undefined;
  readonly providesExtra: readonly NormalizedName[];
  /** Undefined when nothing is said; empty when the project says that it has no importable module. */
  readonly importNames: readonly ImportName[] | undefined;
  readonly importNamespaces: readonly ImportName[] | undefined;
  readonly projectUrls: ReadonlyMap<string, string>;
  readonly keywords: readonly string[];
  /** Everything as written, the fields without rules of their own included. */
  readonly raw: RawMetadata;
}

/** Both answers about core metadata: what it says, and which fields are wrong. */
export interface CheckedMetadata {
  readonly metadata: Metadata;
  /** In the order of {@link METADATA_FIELDS}, unread and unknown ones first. Empty: nothing is wrong. */
  readonly wrong: readonly WrongField[];
}

const SUMMARY_BREAK = /[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
const NEWEST = METADATA_VERSIONS[METADATA_VERSIONS.length - 1] ?? '2.6';

/** Collects wrong fields while reading values. */
class Checker {
  readonly raw: RawMetadata;
  readonly wrong: WrongField[] = [];
  /** The declared version, as a place in METADATA_VERSIONS; undefined when it is unusable. */
  age: number | undefined;
  /** The version is a later minor one than this package knows. */
  isNewer = false;

  constructor(raw: RawMetadata) {
    this.raw = raw;
  }

  add(field: string, code: string, message: string, item = 0, severity: WrongField['severity'] = 'error'): void {
    const offset = this.raw.offsets.get(field.toLowerCase())?.[item] ?? 0;
    this.wrong.push({ field, code, message, offset, severity });
  }

  /** Whether a field may be used with the declared version; otherwise it is wrong. */
  #isKnown(name: MetadataFieldName): boolean {
    const since = metadataField(name)?.since ?? '1.0';
    const age = METADATA_VERSIONS.findIndex((version) => version === since);
    if (this.age === undefined || age <= this.age) return true;
    const message = `\`${name}\` exists since metadata version ${since}, this is ${METADATA_VERSIONS[this.age]}`;
    this.add(name, 'field-too-new', message);
    return false;
  }

  text<T>(name: MetadataTextName, parse: (text: string) => Parsed<T>): T | undefined {
    const text = this.raw.texts.get(name);
    if (text === undefined || !this.#isKnown(name)) return undefined;
    return this.#value(name, 0, parse(text));
  }

  /** All values of a field; those that are wrong are left out. */
  list<T>(name: MetadataListName, parse: (text: string) => Parsed<T>): readonly T[] | undefined {
    const texts = this.raw.lists.get(name);
    if (texts === undefined || !this.#isKnown(name)) return undefined;
    const values: T[] = [];
    for (const [item, text] of texts.entries()) {
      const value = this.#value(name, item, parse(text));
      if (value !== undefined) values.push(value);
    }
    return values;
  }

  #value<T>(name: MetadataFieldName, item: number, parsed: Parsed<T>): T | undefined {
    if (parsed.ok) return parsed.value;
    this.add(name, parsed.error.code, parsed.error.message, item);
    return undefined;
  }

  /** Fields that have no rule but the version that they came with. */
  ageOnly(names: readonly MetadataFieldName[]): void {
    for (const name of names) if (hasMetadataField(this.raw, name) && !this.#isUnread(name)) this.#isKnown(name);
  }

  #isUnread(name: string): boolean {
    return this.raw.unread.has(name.toLowerCase());
  }

  required(name: MetadataTextName): void {
    if (this.raw.texts.get(name)) return;
    if (!this.#isUnread(name)) this.add(name, 'missing-field', `\`${name}\` is required`);
  }

  /** Names that the specification lacks, and fields that could not be told apart. */
  unread(): void {
    for (const [name, values] of this.raw.unread) {
      const field = metadataField(name);
      if (field) {
        const why =
          values.length > 1 ? 'stands there more than once' : 'holds text that is no UTF-8, or no text at all';
        this.add(field.name, 'unreadable-field', `\`${field.name}\` ${why}`);
      } else {
        const severity = this.isNewer ? 'warning' : 'error';
        this.add(name, 'unknown-field', `\`${excerpt(name)}\` is no field of core metadata`, 0, severity);
      }
    }
  }

  /**
   * Reads the declared version. "Automated tools … should warn" at a greater minor version and "must
   * fail" at a greater major one; between those known there are gaps that never were versions.
   */
  version(): MetadataVersion | undefined {
    const text = this.raw.texts.get('Metadata-Version');
    if (text === undefined) return undefined;
    const known = METADATA_VERSIONS.findIndex((version) => version === text);
    if (known >= 0) {
      this.age = known;
      return METADATA_VERSIONS[known];
    }
    const [, major = '', minor = ''] = /^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$/.exec(text) ?? [];
    const field = 'Metadata-Version';
    if (major === '2' && (minor.length > 1 || Number(minor) > 6)) {
      this.isNewer = true;
      const message = `metadata version ${excerpt(text)} is newer than ${NEWEST}: what it added is not understood`;
      this.add(field, 'newer-metadata-version', message, 0, 'warning');
      return NEWEST;
    }
    if (major !== '' && (major.length > 1 || Number(major) > 2)) {
      this.add(
        field,
        'unsupported-metadata-version',
        `metadata version ${excerpt(text)} is not supported: the newest is ${NEWEST}`,
      );
    } else if (text !== '') {
      const list = METADATA_VERSIONS.join(', ');
      this.add(field, 'invalid-metadata-version', `\`${excerpt(text)}\` is no metadata version: there are ${list}`);
    }
    return undefined;
  }
}

function parseSummary(text: string): Parsed<string> {
  const at = text.search(SUMMARY_BREAK);
  return at < 0 ? ok(text) : fault('invalid-summary', '`Summary` must be a single line', at);
}

function parseLicenseFile(path: string): Parsed<string> {
  const wrong = licenseFileFault(path);
  return wrong === undefined ? ok(path) : fault('invalid-license-file', wrong, 0);
}

/** What single fields cannot tell: rules between fields. */
function checkTogether(checker: Checker, metadata: Metadata): void {
  const names = new Set(metadata.importNames?.map(({ name }) => name));
  for (const { name } of metadata.importNamespaces ?? []) {
    if (!names.has(name)) continue;
    checker.add(
      'Import-Namespace',
      'import-name-clash',
      `\`${excerpt(name)}\` is in \`Import-Name\` too: one of them is wrong`,
    );
    break;
  }
  const extras = new Set<string>();
  for (const [item, extra] of metadata.providesExtra.entries()) {
    if (extras.has(extra)) {
      checker.add('Provides-Extra', 'duplicate-extra', `\`${excerpt(extra)}\` is provided twice`, item, 'warning');
    }
    extras.add(extra);
  }
  if (metadata.licenseExpression !== undefined && metadata.raw.texts.has('License')) {
    checker.add('License', 'two-licenses', '`License` must not stand beside `License-Expression`', 0, 'warning');
  }
}

/**
 * Judges core metadata: gives the fields their values and lists those that are wrong.
 *
 * Strict where reading was lenient. Codes: `missing-field`, `unreadable-field`, `unknown-field`,
 * `field-too-new`, `newer-metadata-version` (warning), `unsupported-metadata-version`,
 * `invalid-metadata-version`, `invalid-summary`, `invalid-license-file`, `invalid-dynamic`,
 * `invalid-import-name`, `import-name-clash`, `duplicate-extra` (warning), `two-licenses` (warning),
 * and those of the parsers of names, versions, specifiers, requirements, licences, content types.
 *
 * Source: Core metadata specifications; PEP 566, 639, 643, 685, 794, 808.
 */
export function checkMetadata(raw: RawMetadata): CheckedMetadata {
  const checker = new Checker(raw);
  const metadataVersion = checker.version();
  checker.unread();
  for (const name of ['Metadata-Version', 'Name', 'Version'] as const) checker.required(name);
  const name = raw.texts.get('Name');
  const metadata: Metadata = {
    metadataVersion,
    name,
    normalizedName: name ? checker.text('Name', parseName) : undefined,
    version: raw.texts.get('Version') ? checker.text('Version', parseVersion) : undefined,
    dynamic: checker.list('Dynamic', parseDynamicField) ?? [],
    summary: checker.text('Summary', parseSummary),
    description: raw.texts.get('Description'),
    descriptionContentType: checker.text('Description-Content-Type', parseDescriptionContentType),
    licenseExpression: checker.text('License-Expression', parseLicenseExpression),
    licenseFiles: checker.list('License-File', parseLicenseFile) ?? [],
    requiresDist: checker.list('Requires-Dist', parseRequirement) ?? [],
    requiresPython: checker.text('Requires-Python', parseSpecifierSet),
    providesExtra: checker.list('Provides-Extra', parseName) ?? [],
    importNames: checker.list('Import-Name', parseImportName),
    importNamespaces: checker.list('Import-Namespace', parseImportName),
    projectUrls: raw.projectUrls ?? new Map(),
    keywords: raw.keywords ?? [],
    raw,
  };
  checker.ageOnly(UNRULED);
  checkTogether(checker, metadata);
  return { metadata, wrong: checker.wrong };
}

const RULED: ReadonlySet<string> = new Set([
  'Metadata-Version',
  'Name',
  'Version',
  'Dynamic',
  'Summary',
  'Description-Content-Type',
  'License-Expression',
  'License-File',
  'Requires-Dist',
  'Requires-Python',
  'Provides-Extra',
  'Import-Name',
  'Import-Namespace',
]);
const UNRULED: readonly MetadataFieldName[] = METADATA_FIELDS.map(({ name }) => name).filter(
  (name) => !RULED.has(name),
);

/** Reads and judges core metadata in one step: {@link parseMetadata}, then {@link checkMetadata}. */
export function readMetadata(data: string | Uint8Array): CheckedMetadata {
  return checkMetadata(parseMetadata(data));
}
