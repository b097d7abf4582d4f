import { type EmailBody, type EmailHeader, type EmailMessage, parseEmailMessage } from './email-message.ts';
import {
  METADATA_FIELDS,
  type MetadataFieldName,
  type MetadataListName,
  type MetadataTextName,
} from './metadata-fields.data.ts';
import { pythonStrip } from './python-text.ts';

/**
 * Core metadata (METADATA, PKG-INFO) as written: every field that could be told apart, nothing
 * judged. `metadata-check.ts` says what is wrong with it.
 *
 * Source: packaging.python.org, Core metadata specifications.
 */
export interface RawMetadata {
  /** Single-use fields that stand there once. A description from the body is under `Description`. */
  readonly texts: ReadonlyMap<MetadataTextName, string>;
  /** Repeatable fields, values in the order written. `Import-Name` written once and empty is an empty list. */
  readonly lists: ReadonlyMap<MetadataListName, readonly string[]>;
  /** Cut at commas, without the white space around. */
  readonly keywords: readonly string[] | undefined;
  /** Label to URL; a `Project-URL` without a comma has an empty URL. */
  readonly projectUrls: ReadonlyMap<string, string> | undefined;
  /**
   * What could not be taken for a field, by name in lower case: unknown names, repeated single-use
   * fields, repeated URL labels, values that are no UTF-8 (then each character is a byte),
   * a description written twice, a body that is no text.
   */
  readonly unread: ReadonlyMap<string, readonly EmailBody[]>;
  /** Where each field's headers start, by name in lower case, in order; see {@link EmailHeader.offset}. */
  readonly offsets: ReadonlyMap<string, readonly number[]>;
  /** The message that held it all. */
  readonly message: EmailMessage;
}

type Field = (typeof METADATA_FIELDS)[number];

const FIELDS: ReadonlyMap<string, Field> = new Map(METADATA_FIELDS.map((field) => [field.name.toLowerCase(), field]));
/** The specification's spelling to lower case, so that well-written headers need no folding. */
const LOWER: ReadonlyMap<string, string> = new Map(METADATA_FIELDS.map(({ name }) => [name, name.toLowerCase()]));

/** The field of a name in any case, or undefined for a name that core metadata does not have. */
export function metadataField(name: string): Field | undefined {
  return typeof name === 'string' ? FIELDS.get(LOWER.get(name) ?? name.toLowerCase()) : undefined;
}

interface Group {
  readonly values: string[];
  readonly offsets: number[];
  isUtf8: boolean;
}

function groupHeaders(headers: readonly EmailHeader[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const { name, value, offset, isUtf8 } of headers) {
    const key = LOWER.get(name) ?? name.toLowerCase();
    const group = groups.get(key);
    if (group) {
      group.values.push(value);
      group.offsets.push(offset);
      group.isUtf8 &&= isUtf8;
    } else {
      groups.set(key, { values: [value], offsets: [offset], isUtf8 });
    }
  }
  return groups;
}

function splitUrls(values: readonly string[]): Map<string, string> | undefined {
  const urls = new Map<string, string>();
  for (const value of values) {
    const comma = value.indexOf(',');
    const label = pythonStrip(comma < 0 ? value : value.slice(0, comma));
    if (urls.has(label)) return undefined;
    urls.set(label, comma < 0 ? '' : pythonStrip(value.slice(comma + 1)));
  }
  return urls;
}

/**
 * Reads core metadata from bytes or text. Never fails: what is no field is in `unread`. Reading
 * bytes is safer, since it keeps text that is no UTF-8 apart. Takes linear time.
 */
export function parseMetadata(data: string | Uint8Array): RawMetadata {
  const message = parseEmailMessage(data);
  const texts = new Map<MetadataTextName, string>();
  const lists = new Map<MetadataListName, readonly string[]>();
  const unread = new Map<string, EmailBody[]>();
  const offsets = new Map<string, readonly number[]>();
  let keywords: readonly string[] | undefined;
  let projectUrls: ReadonlyMap<string, string> | undefined;
  for (const [name, group] of groupHeaders(message.headers)) {
    offsets.set(name, group.offsets);
    const { values } = group;
    const field = group.isUtf8 ? FIELDS.get(name) : undefined;
    const only = values.length === 1 ? values[0] : undefined;
    if (field?.kind === 'text' && only !== undefined) texts.set(field.name, only);
    else if (field?.kind === 'list') lists.set(field.name, field.name === 'Import-Name' && only === '' ? [] : values);
    else if (field?.kind === 'keywords' && only !== undefined) keywords = only.split(',').map(pythonStrip);
    else {
      const urls = field?.kind === 'urls' ? splitUrls(values) : undefined;
      if (urls) projectUrls = urls;
      else unread.set(name, values);
    }
  }
  readDescription(message.body, texts, unread);
  return { texts, lists, keywords, projectUrls, unread, offsets, message };
}

/** The body is the description; with a header of that name too, nobody can tell which is meant. */
function readDescription(
  body: EmailBody,
  texts: Map<MetadataTextName, string>,
  unread: Map<string, EmailBody[]>,
): void {
  if (body === '') return;
  const before = unread.get('description');
  const header = texts.get('Description');
  if (typeof body === 'string' && before === undefined) {
    if (header === undefined) {
      texts.set('Description', body);
    } else {
      texts.delete('Description');
      unread.set('description', [header, body]);
    }
  } else {
    unread.set('description', [...(before ?? []), body]);
  }
}

/** Whether a field stands there at all, readable or not. Also true for a description in the body. */
export function hasMetadataField(raw: RawMetadata, name: MetadataFieldName): boolean {
  return raw.offsets.has(name.toLowerCase()) || (name === 'Description' && raw.message.body !== '');
}
