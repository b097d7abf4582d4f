import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hasMetadataField, metadataField, parseMetadata } from '../src/metadata.ts';
import { METADATA_FIELDS, type MetadataField } from '../src/metadata-fields.data.ts';
import { formatEmailMessage, formatMetadata } from '../src/metadata-format.ts';
import { encodeLatin1 } from '../src/utf8.ts';
import { document } from './metadata-documents.ts';

const BREAK = /[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
/** A value that keeps its ends and its lines. */
const value = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((text) => text === text.trim() && !BREAK.test(text));
const word = value.filter((text) => !text.includes(','));

describe('the fields of core metadata', () => {
  it('every field has a spelling of its own and a version that exists', () => {
    const fields: readonly MetadataField[] = METADATA_FIELDS;
    assert.equal(new Set(fields.map(({ name }) => name.toLowerCase())).size, 32);
    assert.equal(metadataField('REQUIRES-dist')?.since, '1.2');
    assert.equal(metadataField('Requires_Dist'), undefined);
    assert.equal(metadataField('__proto__'), undefined);
  });
});

describe('reading', () => {
  // Core metadata, "File Format": names of fields are compared without case.
  it('names of fields have no case', () => {
    fc.assert(
      fc.property(fc.constantFrom(...METADATA_FIELDS), fc.array(fc.boolean()), (field, upper) => {
        const name = [...field.name]
          .map((letter, i) => (upper[i] ? letter.toUpperCase() : letter.toLowerCase()))
          .join('');
        assert.deepEqual(parseMetadata(`${name}: x`).unread.size, 0);
      }),
    );
  });

  // Ibid., "(multiple use)": a field that may be repeated is read as often as it stands there.
  it('a repeatable field keeps every value in order', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
        const raw = parseMetadata(values.map((text) => `Classifier: ${text}\n`).join(''));
        assert.deepEqual(raw.lists.get('Classifier'), values);
      }),
    );
  });

  // Ibid., "Description": it may be the body of the message instead of a header.
  it('the body is the description', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        for (const source of [`Name: x\n\n${text}`, new TextEncoder().encode(`Name: x\n\n${text}`)]) {
          assert.equal(parseMetadata(source).texts.get('Description'), text);
        }
      }),
    );
  });

  it('a description in both places is unread, and so is a body that is no text', () => {
    const twice = parseMetadata('Description: a\n\nb');
    assert.deepEqual([twice.texts.has('Description'), twice.unread.get('description')], [false, ['a', 'b']]);
    const bytes = parseMetadata(encodeLatin1('Description: a\n\n\xff'));
    assert.equal(bytes.texts.get('Description'), 'a');
    assert.deepEqual(bytes.unread.get('description'), [Uint8Array.from([0xff])]);
  });

  it('one value that is no UTF-8 makes its field unread, all values as bytes or text', () => {
    const raw = parseMetadata(encodeLatin1('Classifier: \xc3\xbc\nClassifier: \xff\nName: x\n'));
    assert.deepEqual([raw.lists.size, raw.unread.get('classifier'), raw.texts.get('Name')], [0, ['ü', 'ÿ'], 'x']);
  });

  it('a later value that is UTF-8 does not make up for an earlier one', () => {
    const raw = parseMetadata(encodeLatin1('Classifier: \xff\nClassifier: x\n'));
    assert.deepEqual([raw.lists.size, raw.unread.get('classifier')], [0, ['ÿ', 'x']]);
  });

  it('unknown names are unread, dangerous ones included', () => {
    const raw = parseMetadata('__proto__: x\nconstructor: y\nX-Y: z\nX-y: w\n');
    assert.deepEqual(
      [...raw.unread],
      [
        ['__proto__', ['x']],
        ['constructor', ['y']],
        ['x-y', ['z', 'w']],
      ],
    );
  });

  it('labels of URLs must differ, keywords stand there once', () => {
    assert.deepEqual(
      [...(parseMetadata('Project-URL: A , b,c \nProject-URL: D').projectUrls ?? [])],
      [
        ['A', 'b,c'],
        ['D', ''],
      ],
    );
    assert.deepEqual([...parseMetadata('Project-URL: A,b\nProject-URL: A,c').unread.keys()], ['project-url']);
    assert.deepEqual(parseMetadata('Keywords: a , b,').keywords, ['a', 'b', '']);
    assert.deepEqual(parseMetadata('Keywords: a\nKeywords: b').unread.get('keywords'), ['a', 'b']);
  });

  // PEP 794: `Import-Name` once and empty says that nothing can be imported.
  it('an empty Import-Name is an empty list, beside others it is a value', () => {
    assert.deepEqual(parseMetadata('Import-Name:').lists.get('Import-Name'), []);
    assert.deepEqual(parseMetadata('Import-Name:\nImport-Name: x').lists.get('Import-Name'), ['', 'x']);
    assert.deepEqual(parseMetadata('Import-Namespace:').lists.get('Import-Namespace'), ['']);
  });

  it('knows where each header starts', () => {
    const raw = parseMetadata('Name: x\nLicense-File: a\nName: y\nlicense-file: b\n');
    assert.deepEqual(
      [...raw.offsets],
      [
        ['name', [0, 24]],
        ['license-file', [8, 32]],
      ],
    );
    assert.deepEqual([hasMetadataField(raw, 'Name'), hasMetadataField(raw, 'Version')], [true, false]);
    assert.equal(hasMetadataField(parseMetadata('Name: x\n\nbody'), 'Description'), true);
  });

  it('never throws, on text or bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (text, bytes) => {
        parseMetadata(text);
        parseMetadata(bytes);
      }),
    );
  });
});

describe('writing', () => {
  it('what is written reads back equal', () => {
    const texts = fc.uniqueArray(fc.tuple(fc.constantFrom('Name', 'Version', 'Summary', 'Author-email'), value), {
      selector: ([name]) => name,
    });
    const lists = fc.uniqueArray(
      fc.tuple(
        fc.constantFrom('Classifier', 'Requires-Dist', 'Platform'),
        fc.array(value, { minLength: 1, maxLength: 3 }),
      ),
      { selector: ([name]) => name },
    );
    const keywords = fc.option(fc.array(word, { minLength: 1, maxLength: 3 }), { nil: undefined });
    const urls = fc.uniqueArray(fc.tuple(word, value), { maxLength: 3, selector: ([label]) => label });
    const body = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\r'));
    fc.assert(
      fc.property(texts, lists, keywords, urls, body, (someTexts, someLists, someKeywords, someUrls, description) => {
        const written = {
          texts: new Map([...someTexts, ['Description', description] as const]),
          lists: new Map(someLists),
          keywords: someKeywords,
          projectUrls: someUrls.length === 0 ? undefined : new Map(someUrls),
        };
        const text = formatMetadata(written);
        for (const source of [text, new TextEncoder().encode(text)]) {
          const read = parseMetadata(source);
          assert.deepEqual(read.texts, written.texts);
          assert.deepEqual(read.lists, written.lists);
          assert.deepEqual(read.keywords, written.keywords);
          assert.deepEqual(read.projectUrls, written.projectUrls);
          assert.equal(read.unread.size, 0);
        }
      }),
    );
  });

  // Core metadata lists the fields in an order; the required ones come first.
  it('writes fields in the order of the specification, the description as the body', () => {
    const raw = parseMetadata(
      'Description: d\nClassifier: c\nName: n\nImport-Name:\nKeywords: a, b\nVersion: 1\nProject-URL: L,u\nMetadata-Version: 2.6\n',
    );
    assert.equal(
      formatMetadata(raw),
      'Metadata-Version: 2.6\nName: n\nVersion: 1\nKeywords: a,b\nClassifier: c\nProject-URL: L, u\nImport-Name: \n\nd',
    );
  });

  // Ibid., "File Format": a value must not be able to add a header.
  it('no line end in a value can start a header or the body', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('\n', '\r', '\u000b', '\u2028', '\u0085', 'A', ':', ' ') }),
        (text) => {
          const message = formatEmailMessage(
            [
              ['Summary', text],
              ['Name', 'x'],
            ],
            '',
          );
          assert.deepEqual([...parseMetadata(message).offsets.keys()], ['summary', 'name']);
        },
      ),
    );
  });

  it('gives the body one kind of line end', () => {
    assert.equal(formatEmailMessage([], 'a\r\nb\rc\u2028d\n'), '\na\nb\nc\u2028d\n');
  });

  it('keeps a document that is written as it would be', () => {
    const text = `${document(['Summary: x'])}\nbody\n`;
    assert.equal(formatMetadata(parseMetadata(text)), text);
  });
});
