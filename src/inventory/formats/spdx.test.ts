import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complaints, readManifest } from '../testing/read-manifest.ts';
import { format } from './spdx.ts';

const SHA256 = 'ae5f47a5c86fd6db822931255dcf017eb12f60c77f07dc782ccb477f7808aab2';

function read(document: object): ReturnType<typeof readManifest> {
  return readManifest(format, 'x.spdx.json', JSON.stringify({ spdxVersion: 'SPDX-2.3', ...document }, null, 1));
}

function purl(locator: string): object[] {
  return [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: locator }];
}

describe('SPDX', () => {
  it('is told by its name and its beginning', () => {
    for (const name of ['x.spdx.json', 'x.spdx', 'bom.json', 'sbom.json', 'bom.spdx.json', 'bom.spdx'])
      assert.ok(format.matches(name, ''), name);
    for (const name of ['package.json', 'x.cdx.json', 'x.spdx.xml']) assert.ok(!format.matches(name, ''), name);
    for (const head of ['{"spdxVersion": "SPDX-2.3"', '{"SPDXID": "x"', '# c\n\nSPDXVersion: SPDX-2.3\n'])
      assert.ok(format.sniff?.(head));
    assert.ok(!format.sniff?.('{"bomFormat": "CycloneDX"'));
  });

  it('in JSON gives components of Python, with what requires them', () => {
    const reading = read({
      documentDescribes: ['root'],
      packages: [
        { SPDXID: 'root', name: 'own', externalRefs: purl('pkg:pypi/own@1') },
        {
          SPDXID: 'a',
          name: 'a',
          versionInfo: '1.0',
          externalRefs: [{ referenceType: 'cpe23Type', referenceLocator: 'cpe' }, ...purl('pkg:pypi/A@1.0')],
          checksums: [{ algorithm: 'SHA256', checksumValue: SHA256 }],
          licenseConcluded: 'NOASSERTION',
          licenseDeclared: 'MIT',
        },
        { SPDXID: 'b', name: 'b', versionInfo: '2', externalRefs: purl('pkg:pypi/b@2') },
        { SPDXID: 'c', name: 'c', versionInfo: '3', externalRefs: purl('pkg:npm/c@3') },
        { SPDXID: 'd', name: 'd', versionInfo: 'NOASSERTION' },
      ],
      relationships: [
        { spdxElementId: 'root', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'a' },
        { spdxElementId: 'b', relationshipType: 'DEPENDENCY_OF', relatedSpdxElement: 'a' },
      ],
    });
    assert.deepEqual(
      reading.components.map(({ name, version, license, hashes, requires, reasons }) => [
        name,
        version,
        license,
        hashes.join(),
        requires.join(),
        reasons.join(),
      ]),
      [
        ['a', '1.0', 'MIT', `sha256:${SHA256}`, 'b', ''],
        ['b', '2', undefined, '', '', ''],
        ['d', null, undefined, '', '', 'unknown-source,unknown-version'],
      ],
    );
    assert.deepEqual([...reading.roots], [['', ['a']]]);
    assert.deepEqual(complaints(reading), ['ecosystem-not-judged 1:1']);
    assert.deepEqual(reading.components[0]?.locations, [{ path: 'x.spdx.json', line: 18, column: 3 }]);
  });

  it('that describes all of its packages is about none of them', () => {
    const packages = ['a', 'b'].map((name) => ({ SPDXID: name, name, externalRefs: purl(`pkg:pypi/${name}@1`) }));
    assert.deepEqual(
      read({ documentDescribes: ['a', 'b'], packages }).components.map(({ name }) => name),
      ['a', 'b'],
    );
  });

  it('in tag-value says the same', () => {
    const text = `SPDXVersion: SPDX-2.3
DocumentComment: <text>over
PackageName: hidden
lines</text>
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-root

PackageName: own
SPDXID: SPDXRef-root

PackageName: a
SPDXID: SPDXRef-a
PackageVersion: 1.0
PackageChecksum: SHA256: ${SHA256}
PackageLicenseConcluded: MIT
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/a@1.0
FileName: ./x
SPDXID: SPDXRef-file
Relationship: SPDXRef-root DEPENDS_ON SPDXRef-a
`;
    for (const written of [text, text.replaceAll('\n', '\r\n')]) {
      const reading = readManifest(format, 'x.spdx', written);
      assert.deepEqual(
        reading.components.map(({ name, version, license, hashes, locations: [at] }) => [
          name,
          version,
          license,
          hashes.length,
          at?.line,
        ]),
        [['a', '1.0', 'MIT', 1, 10]],
      );
      assert.deepEqual([...reading.roots], [['', ['a']]]);
      assert.deepEqual(reading.problems, []);
    }
  });

  it('of version 3 is a graph of elements', () => {
    const reading = readManifest(
      format,
      'bom.spdx.json',
      JSON.stringify({
        '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
        '@graph': [
          { type: 'SpdxDocument', spdxId: 'doc', rootElement: ['sbom'] },
          { type: 'software_Sbom', spdxId: 'sbom', rootElement: ['root'] },
          { type: 'software_Package', spdxId: 'root', name: 'own' },
          {
            type: 'software_Package',
            spdxId: 'a',
            name: 'a',
            software_packageVersion: '1.0',
            software_packageUrl: 'pkg:pypi/a@1.0',
            verifiedUsing: [{ algorithm: 'sha256', hashValue: SHA256 }],
          },
          {
            type: 'software_Package',
            spdxId: 'b',
            name: 'b',
            externalIdentifier: [{ externalIdentifierType: 'packageUrl', identifier: 'pkg:pypi/b@2' }],
          },
          { type: 'Relationship', from: 'root', relationshipType: 'dependsOn', to: ['a'] },
          { type: 'LifecycleScopedRelationship', from: 'a', relationshipType: 'dependsOn', to: ['b'] },
        ],
      }),
    );
    assert.deepEqual(
      reading.components.map(({ name, version, hashes, requires }) => [name, version, hashes.length, ...requires]),
      [
        ['a', '1.0', 1, 'b'],
        ['b', '2', 0],
      ],
    );
    assert.deepEqual([...reading.roots], [['', ['a']]]);
  });

  it('of another version is not read', () => {
    assert.deepEqual(complaints(read({ spdxVersion: 'SPDX-4.0' })), ['format-unsupported 2:17']);
    assert.deepEqual(complaints(readManifest(format, 'x.spdx', 'nothing')), ['format-unsupported 1:1']);
    assert.deepEqual(complaints(readManifest(format, 'x.spdx.json', '{"@context": "https://elsewhere"}')), [
      'format-unsupported 1:14',
    ]);
  });

  it('says which entries cannot be read', () => {
    assert.deepEqual(complaints(read({ packages: [3, { SPDXID: 'a' }] })), [
      'lock-invalid 4:3',
      'lock-invalid 5:3',
      'lock-empty 1:1',
    ]);
    assert.deepEqual(complaints(read({ packages: 'x' })), ['lock-invalid 3:14', 'lock-empty 1:1']);
  });

  it('of long hostile lines is read in no time', () => {
    const started = process.cpuUsage();
    for (const piece of [' ', '\n', '<text>', 'a: <text>\n', 'Relationship: ', '\r\n'])
      readManifest(format, 'x.spdx', `SPDXVersion: SPDX-2.3\n${piece.repeat(100_000)}`);
    format.sniff?.('\n'.repeat(8000));
    assert.ok(process.cpuUsage(started).user < 6_000_000);
  });
});
