import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { complaints, readManifest } from '../testing/read-manifest.ts';
import { format } from './cyclonedx.ts';

const SHA256 = 'ae5f47a5c86fd6db822931255dcf017eb12f60c77f07dc782ccb477f7808aab2';

function read(document: object): ReturnType<typeof readManifest> {
  return readManifest(
    format,
    'bom.json',
    JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', ...document }, null, 1),
  );
}

describe('CycloneDX', () => {
  it('is told by its name and its beginning', () => {
    for (const name of [
      'bom.json',
      'x.cdx.json',
      'sbom.json',
      'sbom-prod.json',
      'cyclonedx.json',
      'my-bom.json',
      'bom.xml',
    ])
      assert.ok(format.matches(name, ''), name);
    for (const name of ['package.json', 'bomb.json', 'x.spdx.json']) assert.ok(!format.matches(name, ''), name);
    assert.ok(format.sniff?.('{"bomFormat": "CycloneDX"'));
    assert.ok(format.sniff?.('{"components": [{"bom-ref": "a"'));
    assert.ok(!format.sniff?.('{"spdxVersion": "SPDX-2.3"'));
  });

  it('gives components of Python, with what requires them', () => {
    const reading = read({
      metadata: { component: { 'bom-ref': 'root', name: 'own', purl: 'pkg:pypi/own@1' } },
      components: [
        {
          'bom-ref': 'a',
          name: 'Flask_Login',
          version: '0.6.3',
          purl: 'pkg:pypi/flask-login@0.6.3',
          hashes: [{ alg: 'SHA-256', content: SHA256 }],
          licenses: [{ license: { id: 'MIT' } }],
        },
        {
          'bom-ref': 'b',
          name: 'numpy',
          purl: 'pkg:conda/numpy@1.21.0?channel=conda-forge&build=h0',
          version: '1.21.0',
        },
        { 'bom-ref': 'c', name: 'python', purl: 'pkg:generic/python@3.12.4', version: '3.12.4' },
        { 'bom-ref': 'root', name: 'own', purl: 'pkg:pypi/own@1' },
      ],
      dependencies: [
        { ref: 'root', dependsOn: ['a'] },
        { ref: 'a', dependsOn: ['b', 'gone', 3] },
      ],
    });
    assert.deepEqual(
      reading.components.map(({ name, version, source, purl, requires }) => [
        name,
        version,
        source.kind,
        source.url,
        purl,
        ...requires,
      ]),
      [
        ['flask-login', '0.6.3', 'index', undefined, 'pkg:pypi/flask-login@0.6.3', 'numpy'],
        [
          'numpy',
          '1.21.0',
          'conda',
          'https://conda.anaconda.org/conda-forge',
          'pkg:conda/numpy@1.21.0?channel=conda-forge',
        ],
        ['python', '3.12.4', 'interpreter', undefined, 'pkg:generic/python@3.12.4'],
      ],
    );
    const [first] = reading.components;
    assert.deepEqual([first?.hashes, first?.license], [[`sha256:${SHA256}`], 'MIT']);
    assert.deepEqual(first?.locations, [{ path: 'bom.json', line: 12, column: 3 }]);
    assert.deepEqual([...reading.roots], [['', ['flask-login']]]);
    assert.deepEqual(reading.problems, []);
  });

  it('of cyclonedx-py is read, its kind told though it stands last', () => {
    const text = readFileSync(new URL('./cases/cyclonedx-py/bom.json', import.meta.url), 'utf8');
    assert.ok(format.sniff?.(text.slice(0, 500)));
    const reading = readManifest(format, 'bom.json', text);
    assert.deepEqual(
      reading.components.map(({ name, version, hashes, reasons, locations: [at] }) => [
        name,
        version,
        hashes.length,
        reasons.join(),
        at?.line,
      ]),
      [
        ['flask', '2.0.1', 1, '', 3],
        ['requests', '2.31.0', 0, '', 24],
        ['urllib3', null, 0, 'unknown-version', 45],
      ],
    );
    assert.deepEqual(reading.problems, []);
  });

  it('counts what is of other ecosystems in one warning', () => {
    const reading = read({
      components: [
        { name: 'a', purl: 'pkg:npm/a@1' },
        { name: 'b', purl: 'pkg:npm/b@1' },
        { name: 'c', purl: 'pkg:deb/debian/c@1' },
        { name: 'debian', type: 'operating-system' },
      ],
    });
    assert.deepEqual(reading.components, []);
    assert.deepEqual(complaints(reading), ['ecosystem-not-judged 1:1']);
    assert.match(
      reading.problems[0]?.message ?? '',
      /^4 components are not judged: 2 of `npm`, 1 of `deb`, 1 of `operating-system`$/,
    );
  });

  it('is not certain of what has no package URL, two versions, or none', () => {
    const reading = read({
      components: [
        { name: 'a', version: '1' },
        { name: 'b', version: '2', purl: 'pkg:pypi/b@1' },
        { name: 'c', version: '1.0.0', purl: 'pkg:pypi/c@1' },
        { name: 'd', purl: 'pkg:pypi/d' },
        { name: 'e', purl: 'pkg:pypi/e@x.y' },
      ],
    });
    assert.deepEqual(
      reading.components.map(({ name, version, reasons }) => [name, version, ...reasons]),
      [
        ['a', '1', 'unknown-source'],
        ['b', '1', 'unknown-version'],
        ['c', '1'],
        ['d', null, 'unknown-version'],
        ['e', 'x.y', 'invalid-version'],
      ],
    );
  });

  it('knows where a package URL says that a file comes from', () => {
    const origin = (qualifiers: string) => {
      const { source } = read({ components: [{ name: 'a', purl: `pkg:pypi/a@1?${qualifiers}` }] }).components[0] ?? {};
      return `${source?.kind} ${source?.url}`;
    };
    assert.equal(origin('repository_url=https://user:secret@host/simple'), 'index https://***@host/simple');
    assert.equal(origin('repository_url=https://pypi.org/simple'), 'index undefined');
    assert.equal(origin('vcs_url=git%2Bhttps://host/a@abc'), 'vcs git+https://host/a@abc');
    assert.equal(origin('download_url=https://host/a-1.tar.gz'), 'url https://host/a-1.tar.gz');
    assert.equal(origin('file_name=a-1.tar.gz'), 'index undefined');
  });

  it('reads what components are made of', () => {
    const reading = read({
      metadata: { component: { name: 'own', components: [{ name: 'c', purl: 'pkg:pypi/c@1' }] } },
      components: [{ name: 'a', purl: 'pkg:npm/a@1', components: [{ name: 'b', purl: 'pkg:pypi/b@1' }] }],
    });
    assert.deepEqual(
      reading.components.map(({ name }) => name),
      ['b', 'c'],
    );
  });

  it('says which entries cannot be read, and reads the rest', () => {
    const reading = read({
      components: [3, {}, { purl: 'x' }, { name: 'a', purl: 'pkg:pypi/%zz' }, { name: 'b', purl: 'pkg:pypi/b@1' }],
    });
    assert.deepEqual(complaints(reading), [
      'lock-invalid 5:3',
      'lock-invalid 6:3',
      'lock-invalid 7:3',
      'lock-invalid 10:3',
    ]);
    assert.deepEqual(
      reading.components.map(({ name }) => name),
      ['b'],
    );
    assert.deepEqual(complaints(read({ components: [3] })), ['lock-invalid 5:3', 'lock-empty 1:1']);
    assert.deepEqual(complaints(read({ components: 'x' })), ['lock-invalid 4:16', 'lock-empty 1:1']);
  });

  it('in XML, of another version or another format is not read', () => {
    assert.deepEqual(
      complaints(readManifest(format, 'bom.xml', '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>')),
      ['format-unsupported 1:1'],
    );
    assert.deepEqual(complaints(read({ specVersion: '2.0' })), ['format-unsupported 3:17']);
    assert.deepEqual(complaints(readManifest(format, 'bom.json', '{}')), ['format-unsupported 1:1']);
    assert.deepEqual(complaints(readManifest(format, 'bom.json', '{')), ['text-invalid 1:2']);
    assert.deepEqual(complaints(read({ specVersion: '1.9' })), ['format-newer 3:17']);
  });

  it('of a million entries, or arrows of one, is read in no time', () => {
    const started = process.cpuUsage();
    const many = read({ components: new Array(50_000).fill({ name: 'a', purl: 'pkg:pypi/a@1' }) });
    assert.ok(many.problems.some(({ code }) => code === 'entry-limit'));
    read({
      components: [{ 'bom-ref': 'a', name: 'a', purl: 'pkg:pypi/a@1' }],
      dependencies: new Array(50_000).fill({ ref: 'a', dependsOn: ['a'] }),
    });
    assert.ok(process.cpuUsage(started).user < 15_000_000);
  });
});
