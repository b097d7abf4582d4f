import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatRequirement } from '@rind/pypa';
import { readVex } from './vex.ts';

function read(document: unknown): string[] {
  const reading = readVex(
    { path: 'vex.json', text: typeof document === 'string' ? document : JSON.stringify(document, null, 1) },
    100,
  );
  if (!reading.ok) return [`${reading.error.at?.line} ${reading.error.code}`];
  return [
    ...reading.value.statements.map(({ ids, component, status, reason, author, at }) =>
      [at.line, ids.join(), formatRequirement(component), status, reason, author].join(' | '),
    ),
    ...reading.value.problems.map(({ message }) => message),
  ];
}

const openVex = (...statements: readonly object[]) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  author: 'Acme',
  statements,
});

describe('OpenVEX', () => {
  it('says by package URL and id what does no harm or is fixed', () => {
    assert.deepEqual(
      read(
        openVex(
          {
            vulnerability: { name: 'CVE-1', aliases: ['GHSA-1'] },
            products: [{ '@id': 'pkg:pypi/Demo_x@1.0' }, { '@id': 'pkg:npm/demo@1.0' }, 'pkg:pypi/other'],
            status: 'not_affected',
            justification: 'vulnerable_code_not_present',
            impact_statement: 'no server',
          },
          { vulnerability: 'CVE-2', products: ['pkg:pypi/demo@2'], status: 'fixed' },
          { vulnerability: 'CVE-3', products: ['pkg:pypi/demo@2'], status: 'affected' },
          { vulnerability: 'CVE-4', products: ['pkg:pypi/demo@2'], status: 'under_investigation' },
        ),
      ),
      [
        '5 | CVE-1,GHSA-1 | demo-x==1.0 | not_affected | vulnerable_code_not_present: no server | Acme',
        '5 | CVE-1,GHSA-1 | other | not_affected | vulnerable_code_not_present: no server | Acme',
        '25 | CVE-2 | demo==2 | fixed |  | Acme',
      ],
    );
  });

  it('about parts of a product is about the parts, not about the product', () => {
    const products = [{ '@id': 'pkg:pypi/app@1', subcomponents: [{ '@id': 'pkg:pypi/demo@1' }] }];
    const found = read(openVex({ vulnerability: { name: 'CVE-1' }, products, status: 'not_affected' }));
    assert.deepEqual(
      found.map((line) => line.split(' | ')[2]),
      ['demo==1'],
    );
  });
});

describe('CSAF', () => {
  it('says it by product ids, of branches, names and components', () => {
    const helper = (purl: string) => ({ product_identification_helper: { purl } });
    const document = {
      document: { csaf_version: '2.0', category: 'csaf_vex', publisher: { name: 'Acme' } },
      product_tree: {
        branches: [{ branches: [{ product: { product_id: 'P1', ...helper('pkg:pypi/demo@1.0') } }] }],
        full_product_names: [{ product_id: 'P2', ...helper('pkg:pypi/other') }, { product_id: 'APP' }],
        relationships: [
          { product_reference: 'P1', relates_to_product_reference: 'APP', full_product_name: { product_id: 'P1-APP' } },
        ],
      },
      vulnerabilities: [
        {
          cve: 'CVE-1',
          ids: [{ text: 'GHSA-1' }],
          flags: [{ label: 'component_not_present', product_ids: ['P1-APP'] }],
          threats: [{ category: 'impact', details: 'none', product_ids: ['P1-APP'] }],
          product_status: { known_not_affected: ['P1-APP', 'P9'], fixed: ['P2'], known_affected: ['P1'] },
        },
      ],
    };
    assert.deepEqual(
      read(document).map((line) => line.replace(/^\d+ \| /, '')),
      [
        'CVE-1,GHSA-1 | demo==1.0 | not_affected | component_not_present: none | Acme',
        'CVE-1,GHSA-1 | other | fixed |  | Acme',
        'in `vex.json`, 1 statement covers nothing: it names no project of PyPI',
      ],
    );
  });
});

describe('CycloneDX', () => {
  it('says it by references, BOM-Links and package URLs', () => {
    const flaw = (state: string, ref: string) => ({
      id: 'CVE-1',
      analysis: { state, detail: 'd' },
      affects: [{ ref }],
    });
    const document = {
      bomFormat: 'CycloneDX',
      components: [
        { 'bom-ref': 'r1', purl: 'pkg:pypi/demo@1.0', components: [{ 'bom-ref': 'r2', purl: 'pkg:pypi/part@2' }] },
      ],
      vulnerabilities: [
        flaw('not_affected', 'r1'),
        flaw('false_positive', 'urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#r2'),
        flaw('resolved', 'pkg:pypi/demo@2.0'),
        flaw('exploitable', 'r1'),
        flaw('in_triage', 'r1'),
        flaw('not_affected', 'r9'),
      ],
    };
    assert.deepEqual(
      read(document).map((line) => line.split(' | ').slice(2, 4).join(' ')),
      ['demo==1.0 not_affected', 'part==2 not_affected', 'demo==2.0 fixed', ''],
    );
  });
});

describe('a VEX document', () => {
  it('of no known kind, or of hostile text, is a problem or says nothing', () => {
    assert.deepEqual(read({ a: 1 }), ['1 format-unsupported']);
    assert.deepEqual(read('{"a": '), ['1 text-invalid']);
    for (const document of [
      openVex({ status: 'fixed' }, { status: 'fixed', vulnerability: 1, products: 2 }),
      { '@context': 'https://openvex.dev/ns', statements: { __proto__: [] } },
      { bomFormat: 'CycloneDX', components: 1, vulnerabilities: [null, { analysis: { state: '__proto__' } }] },
      {
        document: { csaf_version: '2.0' },
        product_tree: [],
        vulnerabilities: [{ product_status: { fixed: [1, null, '__proto__'] } }],
      },
      openVex({ vulnerability: 'CVE-1', products: ['pkg:pypi/demo@1.0,>0', 'pkg:pypi/-'], status: 'fixed' }),
    ])
      assert.deepEqual(
        read(document).filter((line) => !line.endsWith('no project of PyPI')),
        [],
      );
  });

  it('says which statements cover nothing, as they name no project of PyPI', () => {
    const about = (...products: unknown[]) => ({ vulnerability: 'CVE-1', products, status: 'fixed' });
    assert.deepEqual(read(openVex(about('pkg:pypi/demo', 'pkg:npm/demo'), { ...about('x'), status: 'affected' })), [
      '5 | CVE-1 | demo | fixed |  | Acme',
    ]);
    assert.deepEqual(read(openVex(about('pkg:npm/demo'))), [
      'in `vex.json`, 1 statement covers nothing: it names no project of PyPI',
    ]);
    const other = openVex(about('pkg:pypi/demo'), about('demo'), about(), about('pkg:pypi/demo?repository_url=x'));
    const reading = readVex({ path: 'vex.json', text: JSON.stringify(other, null, 1) }, 100);
    const [unmatched] = reading.ok ? reading.value.problems : [];
    assert.equal(unmatched?.code, 'waiver-unused');
    assert.equal(unmatched.message, 'in `vex.json`, 3 statements cover nothing: they name no project of PyPI');
    assert.equal(unmatched.at?.line, 12);
  });

  it('has an end to its statements', () => {
    const products = Array.from({ length: 60_000 }, () => 'pkg:pypi/demo');
    const found = read(openVex({ vulnerability: 'CVE-1', products, status: 'fixed' }));
    assert.equal(found.length, 50_001);
    assert.match(found.at(-1) ?? '', /more than 50000 statements/);
  });
});
