import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { formatLicenseExpression } from '../src/license-expression.ts';
import { parseMetadata } from '../src/metadata.ts';
import { checkMetadata } from '../src/metadata-check.ts';
import { formatEmailMessage } from '../src/metadata-format.ts';
import { document, LIST_NAMES, TEXT_NAMES, withList, withText, wrongFields } from './metadata-documents.ts';
import { sharedData } from './shared-data.ts';

const file = sharedData('pypa-packaging/vectors.json');
const skip = file === undefined ? 'no ../shared/data/pypa-packaging/vectors.json' : false;
const vectors: Record<string, [string | string[], unknown[]][]> =
  file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));
const asked = new Set<string>();

/** All rows of a recorded test; parameters that are crossed come as one row for each combination. */
function rows(test: string): unknown[][] {
  const id = `test_metadata.${test}`;
  asked.add(id);
  const parameters = vectors[id];
  assert.ok(parameters, id);
  return parameters.reduce<unknown[][]>(
    (made, [names, values]) =>
      made.flatMap((row) =>
        values.map((value) => [...row, ...(Array.isArray(names) ? (value as unknown[]) : [value])]),
      ),
    [[]],
  );
}

/** Packaging's key for a field: `license_files` for `License-File`. */
function keyOf(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}
function textName(key: unknown) {
  const name = TEXT_NAMES.find((known) => keyOf(known) === key);
  assert.ok(name, String(key));
  return name;
}
function listName(key: unknown) {
  const name = LIST_NAMES.find((known) => keyOf(known) === key || `${keyOf(known)}s` === key);
  assert.ok(name, String(key));
  return name;
}
function wrongNames(data: Parameters<typeof wrongFields>[0]): string[] {
  return wrongFields(data).map(({ field }) => field);
}
function dedent(text: string): string {
  const lines = text.split('\n');
  const widths = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  return lines.map((line) => line.slice(Math.min(...widths, line.length))).join('\n');
}

describe('recorded rows of metadata', { skip }, () => {
  it('a single-use field written once is read, written twice it is not', () => {
    for (const [key] of rows('TestRawMetadata.test_non_repeating_fields_only_once')) {
      const raw = parseMetadata(`${textName(key)}: VaLuE`);
      assert.deepEqual([[...raw.texts], raw.unread.size], [[[textName(key), 'VaLuE']], 0]);
    }
    for (const [key] of rows('TestRawMetadata.test_non_repeating_fields_repeated')) {
      const name = textName(key);
      const raw = parseMetadata(`${name}: VaLuE\n${name}: VaLuE2`);
      assert.deepEqual([raw.texts.size, raw.unread.get(name.toLowerCase())], [0, ['VaLuE', 'VaLuE2']]);
    }
  });

  it('a repeatable field is a list', () => {
    for (const [key] of rows('TestRawMetadata.test_repeating_fields_only_once')) {
      assert.deepEqual(parseMetadata(`${listName(key)}: VaLuE`).lists.get(listName(key)), ['VaLuE']);
    }
    for (const [key] of rows('TestRawMetadata.test_repeating_fields_repeated')) {
      const name = listName(key);
      assert.deepEqual(parseMetadata(`${name}: VaLuE\n${name}: VaLuE2`).lists.get(name), ['VaLuE', 'VaLuE2']);
    }
  });

  it('keywords are cut at commas, URLs at the first one', () => {
    for (const [given, expected] of rows('TestRawMetadata.test_keywords')) {
      assert.deepEqual(parseMetadata(`Keywords: ${given}`).keywords, expected);
    }
    for (const [given, expected] of rows('TestRawMetadata.test_project_urls_parsing')) {
      assert.deepEqual(Object.fromEntries(parseMetadata(`Project-URL: ${given}`).projectUrls ?? []), expected);
    }
  });

  it('the description is a header or the body, and unread when there are several', () => {
    for (const [given] of rows('TestRawMetadata.test_description')) {
      const text = String(given);
      // The recording shows bytes as Python prints them.
      const data = text.startsWith("b'") ? new TextEncoder().encode(text.slice(2, -1)) : text;
      assert.equal(parseMetadata(data).texts.get('Description'), 'hello');
    }
    for (const [given, expected] of rows('TestRawMetadata.test_description_multiple')) {
      assert.deepEqual(parseMetadata(String(given)).unread.get('description'), expected);
    }
    for (const [encode] of rows('TestRawMetadata.test_description_multipart_payload')) {
      const text = 'Content-Type: multipart/mixed; boundary="x"\n\n--x\n\npart\n--x--\n';
      const raw = parseMetadata(encode === true ? new TextEncoder().encode(text) : text);
      assert.deepEqual([raw.texts.size, raw.unread.get('description')], [0, [undefined]]);
    }
  });

  it('a required field that is repeated or missing is wrong once', () => {
    for (const [data, field] of rows('TestMetadata.test_from_email_deduplicates_unparsed_required_fields')) {
      assert.deepEqual(
        wrongNames(String(data)).map((name) => name.toLowerCase()),
        [field],
      );
    }
    for (const [key] of rows('TestMetadata.test_required_fields_missing')) {
      const raw = parseMetadata(document());
      const texts = new Map([...raw.texts].filter(([name]) => name !== textName(key)));
      assert.deepEqual(wrongNames({ ...raw, texts }), [textName(key)]);
    }
  });

  it('metadata versions, and fields younger than the declared one', () => {
    for (const [version] of rows('TestMetadata.test_valid_metadata_version')) {
      assert.deepEqual(wrongNames(document([], String(version))), []);
    }
    for (const [version] of rows('TestMetadata.test_invalid_metadata_version')) {
      assert.deepEqual(wrongNames(document([], String(version))), ['Metadata-Version']);
    }
    for (const [version] of rows('TestMetadata.test_metadata_version_field_introduction')) {
      assert.deepEqual(wrongNames(document(['Dynamic: Author'], String(version))), []);
    }
    for (const [version] of rows('TestMetadata.test_metadata_version_field_introduction_mismatch')) {
      assert.deepEqual(wrongNames(document(['Dynamic: Author'], String(version))), ['Dynamic']);
    }
  });

  it('fields without rules take any text, and absent ones stay absent', () => {
    for (const [key] of rows('TestMetadata.test_single_value_unvalidated_attribute')) {
      const raw = withText(textName(key), 'Not important');
      assert.deepEqual([raw.texts.get(textName(key)), wrongNames(raw)], ['Not important', []]);
    }
    for (const [key] of rows('TestMetadata.test_multi_value_unvalidated_attribute')) {
      assert.deepEqual(wrongNames(withList(listName(key), ['Not important', 'Still not important'])), []);
    }
    const { raw } = checkMetadata(parseMetadata(document())).metadata;
    for (const [key] of rows('TestMetadata.test_optional_defaults_to_none')) {
      const known = [...raw.texts.keys(), ...raw.lists.keys()].map(keyOf);
      assert.ok(!known.includes(String(key)) && raw.keywords === undefined && raw.projectUrls === undefined);
    }
  });

  it('summaries, content types, Python versions, dynamic fields', () => {
    const refused: [string, Parameters<typeof withText>[0]][] = [
      ['test_invalid_summary', 'Summary'],
      ['test_invalid_description_content_type', 'Description-Content-Type'],
      ['test_from_email_wraps_description_content_type_parse_errors', 'Description-Content-Type'],
      ['test_invalid_license_expression', 'License-Expression'],
    ];
    for (const [test, name] of refused) {
      for (const [text] of rows(`TestMetadata.${test}`)) {
        assert.deepEqual(wrongNames(withText(name, String(text))), [name], String(text));
      }
    }
    for (const [text] of rows('TestMetadata.test_valid_description_content_type')) {
      assert.deepEqual(wrongNames(withText('Description-Content-Type', String(text))), [], String(text));
    }
    for (const [text] of rows('TestMetadata.test_valid_requires_python')) {
      assert.deepEqual(wrongNames(withText('Requires-Python', String(text))), [], String(text));
    }
    for (const [name] of rows('TestMetadata.test_disallowed_dynamic')) {
      assert.deepEqual(wrongNames(withList('Dynamic', [String(name)])), ['Dynamic'], String(name));
    }
  });

  it('license expressions and license files', () => {
    for (const [text, expected] of rows('TestMetadata.test_valid_license_expression')) {
      const { metadata, wrong } = checkMetadata(withText('License-Expression', String(text)));
      assert.deepEqual(wrong, []);
      assert.equal(metadata.licenseExpression && formatLicenseExpression(metadata.licenseExpression), expected);
    }
    for (const [paths] of rows('TestMetadata.test_valid_license_files')) {
      assert.deepEqual(checkMetadata(withList('License-File', paths as string[])).metadata.licenseFiles, paths);
    }
    for (const [paths] of rows('TestMetadata.test_invalid_license_files')) {
      assert.deepEqual(wrongNames(withList('License-File', paths as string[])), ['License-File'], String(paths));
    }
  });

  it('import names', () => {
    for (const [key] of rows('TestMetadata.test_valid_import_names')) {
      assert.deepEqual(wrongNames(withList(listName(key), ['packaging', 'packaging.metadata', '_x ; private'])), []);
    }
    for (const [name, key] of rows('TestMetadata.test_invalid_import_names_identifier')) {
      assert.deepEqual(wrongNames(withList(listName(key), [String(name)])), [listName(key)], String(name));
    }
    for (const [key] of rows('TestMetadata.test_invalid_import_names_keyword')) {
      assert.deepEqual(wrongNames(withList(listName(key), ['class'])), [listName(key)]);
    }
  });

  it('headers are written in the order given, every line end folded', () => {
    for (const [items, expected] of rows('TestMetadataWriting.test_headers')) {
      const headers = (items as [string, string | null][]).flatMap(([name, value]): [string, string][] =>
        value === null ? [] : [[name, value]],
      );
      assert.equal(formatEmailMessage(headers), `${dedent(String(expected))}\n`);
    }
    for (const [boundary] of rows('TestMetadataWriting.test_headers_fold_every_line_boundary')) {
      assert.equal(formatEmailMessage([['Item', `a${boundary}b`]]), 'Item: a\n      b\n\n');
    }
  });

  after(() => {
    const recorded = Object.keys(vectors).filter((id) => id.startsWith('test_metadata'));
    assert.deepEqual(
      recorded.filter((id) => !asked.has(id)),
      [],
      'every recorded row of `test_metadata` is asked',
    );
  });
});
