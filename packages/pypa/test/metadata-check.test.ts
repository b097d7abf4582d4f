import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseMetadata } from '../src/metadata.ts';
import { readMetadata } from '../src/metadata-check.ts';
import { METADATA_FIELDS, METADATA_VERSIONS } from '../src/metadata-fields.data.ts';
import { licenseFileFault, parseImportName } from '../src/metadata-values.ts';
import { encodeLatin1 } from '../src/utf8.ts';
import { parseVersion } from '../src/version.ts';
import { document, withList, withText, wrongCodes, wrongFields } from './metadata-documents.ts';
import { normalVersionText } from './version-arbitraries.ts';

describe('metadata versions', () => {
  // PEP 440, "Version ordering across different metadata versions": one scheme, whatever the version of the metadata.
  it('the version is read by one scheme in every version of metadata', () => {
    const text = fc.oneof(normalVersionText, fc.stringMatching(/^[0-9][0-9a-z.!+_-]{0,6}$/));
    fc.assert(
      fc.property(fc.constantFrom(...METADATA_VERSIONS), text, (metadataVersion, given) => {
        const wrong = wrongCodes(document([], metadataVersion).replace('\nVersion: 1.0', `\nVersion: ${given}`));
        assert.deepEqual(wrong, parseVersion(given).ok ? [] : ['Version: invalid-version']);
      }),
    );
  });

  // Core metadata, "Metadata-Version": tools should warn at a greater minor version and must fail at a greater major one.
  it('a higher minor version is a warning, a higher major one an error', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e9 }), fc.nat({ max: 1e9 }), (more, minor) => {
        const newer = wrongFields(document([], `2.${7 + more}`));
        assert.deepEqual(
          newer.map(({ code, severity }) => [code, severity]),
          [['newer-metadata-version', 'warning']],
        );
        const major = wrongFields(document([], `${3 + more}.${minor}`));
        assert.deepEqual(
          major.map(({ code, severity }) => [code, severity]),
          [['unsupported-metadata-version', 'error']],
        );
      }),
    );
  });

  it('versions that never were are errors', () => {
    for (const version of ['1.3', '2.0', '0.9', '2', '2.6.1', '2.06', '2.1 ', 'two']) {
      assert.deepEqual(
        wrongCodes(withText('Metadata-Version', version)),
        ['Metadata-Version: invalid-metadata-version'],
        version,
      );
    }
  });

  it('unknown fields are errors, and warnings where a newer version may have added them', () => {
    assert.deepEqual(
      wrongFields(document(['X-New: 1'])).map(({ field, severity }) => [field, severity]),
      [['x-new', 'error']],
    );
    const newer = wrongFields(document(['X-New: 1', 'Import-Name: x'], '2.9'));
    assert.deepEqual(
      newer.map(({ field, severity }) => [field, severity]),
      [
        ['Metadata-Version', 'warning'],
        ['x-new', 'warning'],
      ],
    );
  });

  // Each field's "Added in version": it cannot be used with an older one.
  it('a field is wrong exactly with the versions before the one that added it', () => {
    const right: Record<string, string> = {
      Dynamic: 'Platform',
      'Requires-Dist': 'a>1',
      'Requires-Python': '>=3',
      'License-Expression': 'MIT',
      'Description-Content-Type': 'text/plain',
    };
    for (const { name, since } of METADATA_FIELDS) {
      if (name === 'Metadata-Version' || name === 'Name' || name === 'Version') continue;
      for (const [age, version] of METADATA_VERSIONS.entries()) {
        const isTooNew = age < METADATA_VERSIONS.findIndex((known) => known === since);
        const found = wrongCodes(document([`${name}: ${right[name] ?? 'x'}`], version));
        assert.deepEqual(found, isTooNew ? [`${name}: field-too-new`] : [], `${name} in ${version}`);
      }
    }
  });
});

describe('required fields', () => {
  // Core metadata: Metadata-Version, Name and Version are the only required fields.
  it('are the version of the metadata, the name and the version', () => {
    assert.deepEqual(wrongCodes(''), [
      'Metadata-Version: missing-field',
      'Name: missing-field',
      'Version: missing-field',
    ]);
    assert.deepEqual(wrongCodes('Metadata-Version:\nName:\nVersion:\n').length, 3);
    assert.deepEqual(wrongCodes(document()), []);
  });

  it('a required field that is repeated is told once', () => {
    assert.deepEqual(wrongCodes(document(['Name: again'])), ['Name: unreadable-field']);
  });
});

describe('values', () => {
  it('the fault of a repeatable field points at its header', () => {
    const text = document(['Requires-Dist: good', 'Requires-Dist: a b', 'Provides-Extra: -']);
    const places = wrongFields(text).map(({ field, offset }) => [
      field,
      text.slice(offset, text.indexOf('\n', offset)),
    ]);
    assert.deepEqual(places, [
      ['Requires-Dist', 'Requires-Dist: a b'],
      ['Provides-Extra', 'Provides-Extra: -'],
    ]);
  });

  it('right values are understood, and wrong ones left out', () => {
    const { metadata, wrong } = readMetadata(
      document([
        'Name-: x',
        'Requires-Dist: Foo_Bar>=1; extra == "x"',
        'Requires-Dist: !',
        'Requires-Python: >=3.9',
        'Provides-Extra: Big_X',
        'License-Expression: mit',
        'Dynamic: platform',
        'Import-Name: shop._x ; private',
        'Project-URL: Home, https://example.org',
        'Summary: short',
      ]),
    );
    assert.deepEqual(
      wrong.map(({ field }) => field),
      ['name-', 'Requires-Dist'],
    );
    assert.equal(metadata.normalizedName, 'shop');
    assert.equal(metadata.requiresDist.length, 1);
    assert.deepEqual(metadata.providesExtra, ['big-x']);
    assert.deepEqual(metadata.dynamic, ['Platform']);
    assert.deepEqual(metadata.importNames, [{ name: 'shop._x', isPrivate: true }]);
    assert.equal(metadata.importNamespaces, undefined);
    assert.equal(metadata.projectUrls.get('Home'), 'https://example.org');
    assert.equal(metadata.metadataVersion, '2.6');
  });

  // Core metadata, "Summary": a one-line summary.
  it('a summary is one line, by whatever Python takes for a line end', () => {
    for (const end of ['\n ', '\u2028', '\u0085', '\u000b', '\u001e']) {
      assert.deepEqual(wrongCodes(document([`Summary: a${end}b`])), ['Summary: invalid-summary']);
    }
    assert.deepEqual(wrongCodes(document(['Summary: a\u001fb'])), []);
  });

  // PEP 643: Name, Version and Metadata-Version cannot be dynamic; the others can, without case.
  it('every field but three can be dynamic', () => {
    for (const { name } of METADATA_FIELDS) {
      const isFixed = name === 'Name' || name === 'Version' || name === 'Metadata-Version';
      assert.deepEqual(
        wrongCodes(withList('Dynamic', [name.toUpperCase()])),
        isFixed ? ['Dynamic: invalid-dynamic'] : [],
      );
    }
    assert.deepEqual(wrongCodes(withList('Dynamic', ['Nope'])), ['Dynamic: invalid-dynamic']);
  });

  // PEP 639: paths of license files are relative, resolved, with `/`.
  it('license files are plain relative paths', () => {
    for (const path of ['LICENSE', 'a/b.txt', '.x/y', 'C:x', 'C:', '.'])
      assert.equal(licenseFileFault(path), undefined, path);
    for (const path of ['', '/x', 'C:/x', '1:/x', 'a\\b', '../x', 'a..b', 'x/*', './x', 'x/', 'x//y', 'x/./y']) {
      assert.ok(licenseFileFault(path), path);
    }
  });

  // PEP 794: dotted identifiers, none of them reserved, optionally `; private`.
  it('import names are importable', () => {
    const read = (text: string) => {
      const parsed = parseImportName(text);
      return parsed.ok ? [parsed.value.name, parsed.value.isPrivate] : parsed.error.offset;
    };
    assert.deepEqual(read('a.b_2'), ['a.b_2', false]);
    assert.deepEqual(read('名前 ;\tprivate'), ['名前', true]);
    for (const text of ['', 'a.', 'a-b', '1a', 'a.class', 'a; Private', 'a;', 'a;private ', ' a'])
      assert.equal(typeof read(text), 'number', text);
    assert.equal(read('ab.class'), 3);
  });

  // PEP 794: a name in both fields is an error.
  it('a name is a module or a namespace, not both', () => {
    assert.deepEqual(wrongCodes(document(['Import-Name: a.b', 'Import-Namespace: a'])), []);
    assert.deepEqual(wrongCodes(document(['Import-Name: a;private', 'Import-Namespace: a'])), [
      'Import-Namespace: import-name-clash',
    ]);
  });

  // PEP 685: names of extras that are equal in normal form clash. PEP 639: one of two license fields.
  it('warns of an extra that is provided twice, and of two licenses', () => {
    const found = wrongFields(
      document(['Provides-Extra: a_b', 'Provides-Extra: A.B', 'License: x', 'License-Expression: MIT']),
    );
    assert.deepEqual(
      found.map(({ code, severity }) => [code, severity]),
      [
        ['duplicate-extra', 'warning'],
        ['two-licenses', 'warning'],
      ],
    );
  });

  it('text that is no UTF-8, and a body that is no text, are wrong', () => {
    assert.deepEqual(wrongCodes(encodeLatin1(`${document(['Author: \xff'])}\n\xfe`)), [
      'Author: unreadable-field',
      'Description: unreadable-field',
    ]);
    assert.deepEqual(wrongCodes(document(['Description: a', '', 'b'])), ['Description: unreadable-field']);
  });

  it('judging never throws', () => {
    const line = fc.tuple(
      fc.constantFrom(...METADATA_FIELDS.map(({ name }) => name), 'X'),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const text = lines.map(([name, value]) => `${name}: ${value}\n`).join('');
        for (const { field, offset } of wrongFields(text)) assert.ok(field !== '' && offset <= text.length);
        assert.ok(parseMetadata(text));
      }),
    );
  });
});
