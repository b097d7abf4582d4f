import type { RawMetadata } from '../src/metadata.ts';
import { parseMetadata } from '../src/metadata.ts';
import { checkMetadata, type WrongField } from '../src/metadata-check.ts';
import { METADATA_FIELDS, type MetadataListName, type MetadataTextName } from '../src/metadata-fields.data.ts';

/** A document with the required fields and the given header lines. */
export function document(lines: readonly string[] = [], version = '2.6'): string {
  return [`Metadata-Version: ${version}`, 'Name: shop', 'Version: 1.0', ...lines, ''].join('\n');
}

/** Metadata as if a field had this text, whatever the e-mail format could hold. */
export function withText(
  name: MetadataTextName,
  value: string,
  raw: RawMetadata = parseMetadata(document()),
): RawMetadata {
  return { ...raw, texts: new Map([...raw.texts, [name, value]]) };
}

/** Metadata as if a repeatable field had these texts. */
export function withList(name: MetadataListName, values: readonly string[]): RawMetadata {
  const raw = parseMetadata(document());
  return { ...raw, lists: new Map([...raw.lists, [name, values]]) };
}

/** What is wrong with a document or with metadata as read. */
export function wrongFields(data: string | Uint8Array | RawMetadata): readonly WrongField[] {
  const raw = typeof data === 'string' || data instanceof Uint8Array ? parseMetadata(data) : data;
  return checkMetadata(raw).wrong;
}

/** The codes of {@link wrongFields} behind the fields' names. */
export function wrongCodes(data: string | Uint8Array | RawMetadata): string[] {
  return wrongFields(data).map(({ field, code }) => `${field}: ${code}`);
}

/** Names of fields that hold one text, and of those that may be repeated. */
export const TEXT_NAMES: readonly MetadataTextName[] = METADATA_FIELDS.flatMap((field) =>
  field.kind === 'text' ? [field.name] : [],
);
export const LIST_NAMES: readonly MetadataListName[] = METADATA_FIELDS.flatMap((field) =>
  field.kind === 'list' ? [field.name] : [],
);
