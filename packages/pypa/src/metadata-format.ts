import type { RawMetadata } from './metadata.ts';
import { METADATA_FIELDS } from './metadata-fields.data.ts';

/** The parts of {@link RawMetadata} that {@link formatMetadata} writes. */
export type MetadataContent = Pick<RawMetadata, 'texts' | 'lists' | 'keywords' | 'projectUrls'>;

const BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/**
 * Headers and a body in the e-mail format. Lines of a value after its first are indented to where
 * the first starts, so that none of them can be taken for a header; whatever Python takes for a line
 * end counts. The body's line ends become `\n`.
 *
 * Source: Core metadata specifications, "File Format", as `packaging` writes it.
 */
export function formatEmailMessage(headers: Iterable<readonly [string, string]>, body: string = ''): string {
  let text = '';
  for (const [name, value] of headers) {
    text += `${name}: ${value.replace(BREAK, `\n${' '.repeat(name.length + 2)}`)}\n`;
  }
  return `${text}\n${body.replace(/\r\n?/g, '\n')}`;
}

function* fieldHeaders(content: MetadataContent): Generator<readonly [string, string]> {
  for (const field of METADATA_FIELDS) {
    const { name } = field;
    if (name === 'Description') continue;
    if (field.kind === 'text') {
      const text = content.texts.get(field.name);
      if (text !== undefined) yield [name, text];
    } else if (field.kind === 'list') {
      const values = content.lists.get(field.name);
      for (const value of values ?? []) yield [name, value];
      // An `Import-Name` without a value says that there is nothing to import.
      if (values?.length === 0 && name === 'Import-Name') yield [name, ''];
    } else if (field.kind === 'keywords') {
      if (content.keywords !== undefined) yield [name, content.keywords.join(',')];
    } else {
      for (const [label, url] of content.projectUrls ?? []) yield [name, `${label}, ${url}`];
    }
  }
}

/**
 * Writes core metadata: fields in the order of the specification, the description as the body. Reading
 * it again gives the same fields, but for white space at the ends of values and line ends in them.
 */
export function formatMetadata(content: MetadataContent): string {
  return formatEmailMessage(fieldHeaders(content), content.texts.get('Description'));
}
