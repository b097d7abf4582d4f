import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Report } from '../../contract/report.ts';
import type { ReportFormat } from '../format.ts';
import { component, doubt, flaw, report, trouble } from '../testing/sample.ts';
import { format as cyclonedx } from './cyclonedx.ts';
import { format as gitlab } from './gitlab.ts';
import { format as openvex } from './openvex.ts';

/** What the tests look at of each format; their schemas are checked in test/report-oracle.test.ts. */
interface Gitlab {
  readonly version: string;
  readonly scan: {
    readonly status: string;
    readonly messages: readonly { readonly level: string; readonly value: string }[];
  };
  readonly vulnerabilities: readonly {
    readonly id: string;
    readonly severity: string;
    readonly identifiers: readonly { readonly type: string; readonly value: string }[];
    readonly cvss_vectors?: readonly object[];
    readonly links: readonly object[];
    readonly location: object;
  }[];
}

interface Bom {
  readonly serialNumber: string;
  readonly dependencies: readonly object[];
  readonly compositions: readonly { readonly aggregate: string }[];
  readonly components: readonly {
    readonly scope: string;
    readonly hashes?: readonly object[];
    readonly evidence: { readonly occurrences: readonly object[] };
    readonly properties: readonly { readonly name: string }[];
  }[];
  readonly vulnerabilities: readonly {
    readonly ratings: readonly { readonly method: string; readonly score: number; readonly severity: string }[];
    readonly references: readonly { readonly id: string }[];
    readonly affects: readonly { readonly ref: string }[];
    readonly analysis?: object;
  }[];
}

interface Vex {
  readonly '@id': string;
  readonly statements: readonly {
    readonly status: string;
    readonly action_statement?: string;
    readonly status_notes?: string;
    readonly vulnerability: { readonly name: string; readonly aliases: readonly string[] };
    readonly products: readonly { readonly '@id': string }[];
  }[];
}

function read(format: ReportFormat, given: Report): unknown {
  return JSON.parse(format.render(given, { color: false }));
}

const gitlabScan = (given: Report): Gitlab => read(gitlab, given) as Gitlab;
const bomOf = (given: Report): Bom => read(cyclonedx, given) as Bom;
const vexOf = (given: Report): Vex => read(openvex, given) as Vex;

const waived = { reason: 'r', owner: 'o', expires: '2027-01-01' };
const bad = component('bad', { answer: 'affected', locations: [{ path: 'a b/ü.lock', line: 7, column: 3 }] });
const top = component('top', { dependencies: ['bad==1.0'], direct: true });
const scored = flaw('bad==1.0', 'PYSEC-1', {
  fingerprint: '0123456789abcdef0123456789abcdef',
  hint: 'upgrade it',
  chains: [['top==1.0', 'bad==1.0']],
  advisory: {
    id: 'PYSEC-1',
    aliases: ['CVE-1', 'GHSA-1'],
    fixed: ['2.0'],
    sources: ['osv'],
    severity: 'high',
    cvss: { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', score: 7.5, source: 'osv' },
    references: ['https://example.org/a', 'javascript:alert(1)', 'https://u:p@example.org/', 'ftp://x'],
  },
});

describe('GitLab', () => {
  const given = report(
    [bad, top],
    [
      scored,
      flaw('bad==1.0', 'CVE-2', { waived }),
      flaw('bad==1.0', 'CVE-3', { known: true }),
      doubt('top==1.0', 'odd'),
    ],
    { problems: [trouble('waiver-unused', 'idle')] },
  );
  const { scan, vulnerabilities, version } = gitlabScan(given);

  it('lists what counts, with every id, vector, page and place', () => {
    assert.equal(version, '15.2.1');
    assert.equal(vulnerabilities.length, 1);
    const [one] = vulnerabilities;
    assert.equal(one?.id, '01234567-89ab-8def-8123-456789abcdef');
    assert.equal(one?.severity, 'High');
    assert.deepEqual(
      one?.identifiers.map(({ type, value }) => [type, value]),
      [
        ['osv', 'PYSEC-1'],
        ['cve', 'CVE-1'],
        ['ghsa', 'GHSA-1'],
      ],
    );
    assert.deepEqual(one?.cvss_vectors, [{ vendor: 'osv', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' }]);
    assert.deepEqual(one?.links, [{ url: 'https://example.org/a' }]);
    assert.deepEqual(one?.location, {
      file: 'a b/ü.lock',
      dependency: { package: { name: 'bad' }, version: '1.0', direct: false },
    });
  });

  it('tells as messages what a vulnerability cannot say', () => {
    const told = scan.messages.map(({ level, value }) => `${level} ${value}`);
    assert.deepEqual(told.slice(0, 4), [
      'warn known-vulnerability: odd',
      'info waiver-unused: idle',
      'info bad 1.0: CVE-3: known from the baseline',
      'info bad 1.0: CVE-2: waived until 2027-01-01 by o: r',
    ]);
    assert.equal(scan.status, 'success');
  });

  it('calls a scan failed that could not read everything', () => {
    const failed = report([], [], { problems: [trouble('text-invalid', 'broken')] });
    assert.equal(gitlabScan(failed).scan.status, 'failure');
  });

  it('leaves a vector out that the schema would refuse', () => {
    const cvss = { version: '4.0', vector: 'CVSS:4.0/AV:N/AC:L', score: 7, source: 'osv' };
    const four = flaw('bad==1.0', 'A', { advisory: { id: 'A', aliases: [], fixed: [], sources: [], cvss } });
    assert.equal(gitlabScan(report([bad], [four])).vulnerabilities[0]?.cvss_vectors, undefined);
  });
});

describe('CycloneDX', () => {
  const other = component('other', { hashes: [`sha256:${'a'.repeat(64)}`], groups: ['test'], dependencies: [] });
  const given = report([{ ...bad, dependencies: [] }, top, other], [scored]);
  const bom = bomOf(given);

  it('draws the graph below what was audited', () => {
    assert.deepEqual(bom.dependencies, [
      { ref: 'rind:audited', dependsOn: ['top==1.0'] },
      { ref: 'bad==1.0' },
      { ref: 'top==1.0', dependsOn: ['bad==1.0'] },
      { ref: 'other==1.0' },
    ]);
    assert.equal(bom.compositions[0]?.aggregate, 'complete');
  });

  it('knows only the ways of findings where the components do not say what they ask for', () => {
    const bare = bomOf(report([bad, component('top')], [scored]));
    assert.deepEqual(bare.dependencies.slice(0, 2), [
      { ref: 'rind:audited', dependsOn: ['top==1.0'] },
      { ref: 'bad==1.0' },
    ]);
    assert.equal(bare.compositions[0]?.aggregate, 'incomplete');
    assert.equal(bomOf(report([bad, top])).compositions[0]?.aggregate, 'incomplete');
  });

  it('gives places, the one hash of a file, and a scope', () => {
    assert.deepEqual(bom.components[0]?.evidence.occurrences, [{ location: 'a b/ü.lock', line: 7 }]);
    assert.deepEqual(bom.components[2]?.hashes, [{ alg: 'SHA-256', content: 'a'.repeat(64) }]);
    assert.deepEqual(
      bom.components.map(({ scope }) => scope),
      ['required', 'required', 'optional'],
    );
    const many = component('many', { hashes: [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`] });
    const [listed] = bomOf(report([many])).components;
    assert.equal(listed?.hashes, undefined);
    assert.equal(listed?.properties.filter(({ name }) => name === 'rind:file-hash').length, 2);
  });

  it('has a serial number that follows from the content, a UUID of version 8', () => {
    assert.match(bom.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(bomOf(given).serialNumber, bom.serialNumber);
    assert.notEqual(bomOf(report([bad])).serialNumber, bom.serialNumber);
  });

  it('rates, names every id, and says who decided to live with it', () => {
    const found = [scored, flaw('top==1.0', 'PYSEC-1', { waived })];
    const { vulnerabilities } = bomOf(report([bad, top], found));
    assert.equal(vulnerabilities.length, 2);
    const [open, accepted] = vulnerabilities;
    assert.deepEqual(
      [open?.ratings[0]?.method, open?.ratings[0]?.score, open?.ratings[0]?.severity],
      ['CVSSv31', 7.5, 'high'],
    );
    assert.deepEqual(
      open?.references.map(({ id }) => id),
      ['CVE-1', 'GHSA-1'],
    );
    assert.deepEqual(open?.affects, [{ ref: 'bad==1.0', versions: [{ version: '1.0', status: 'affected' }] }]);
    assert.equal(open?.analysis, undefined);
    assert.deepEqual(accepted?.analysis, {
      state: 'exploitable',
      response: ['will_not_fix'],
      detail: 'waived until 2027-01-01 by o: r',
    });
    assert.deepEqual(accepted?.ratings, [{ severity: 'unknown' }]);
  });

  it('counts a finding that is about two sources for both', () => {
    const twin = component('bad', { id: 'bad==1.0 (x)' });
    const both = bomOf(report([bad, twin], [{ ...scored, also: [twin.id] }]));
    assert.deepEqual(
      both.vulnerabilities[0]?.affects.map(({ ref }) => ref),
      ['bad==1.0', 'bad==1.0 (x)'],
    );
  });
});

describe('OpenVEX', () => {
  it('states what an advisory affects, what it does not, and what is not known, of one project', () => {
    const clear = component('bad', { version: '2.0' });
    const open = component('bad', { version: null, answer: 'undetermined', reasons: ['unpinned'] });
    const { statements } = vexOf(report([bad, clear, open, top], [scored]));
    assert.deepEqual(
      statements.map(({ status, products, vulnerability }) => [
        vulnerability.name,
        status,
        products.map((one) => one['@id']),
      ]),
      [
        ['PYSEC-1', 'affected', ['pkg:pypi/bad@1.0']],
        ['PYSEC-1', 'not_affected', ['pkg:pypi/bad@2.0']],
        ['PYSEC-1', 'under_investigation', ['pkg:pypi/bad']],
      ],
    );
    assert.equal(statements[0]?.action_statement, 'upgrade it');
    assert.deepEqual(statements[0]?.vulnerability.aliases, ['CVE-1', 'GHSA-1']);
    assert.equal(statements[2]?.status_notes, 'unpinned');
  });

  it('says of a pinned release that is undetermined that nobody knows', () => {
    const pinned = component('bad', { version: '3.0', answer: 'undetermined', reasons: ['damaged-advisory'] });
    const { statements } = vexOf(report([bad, pinned], [scored]));
    assert.deepEqual([statements[1]?.status, statements[1]?.status_notes], ['under_investigation', 'damaged-advisory']);
  });

  it('calls what is waived affected, with the decision: a waiver is no proof', () => {
    const { statements } = vexOf(report([bad], [flaw('bad==1.0', 'A', { waived })]));
    assert.deepEqual(
      [statements[0]?.status, statements[0]?.action_statement],
      ['affected', 'waived until 2027-01-01 by o: r'],
    );
  });

  it('never says of one package URL that it is affected and that it is not', () => {
    const twin = component('bad', { id: 'bad==1.0 (path)', answer: 'undetermined' });
    assert.equal(vexOf(report([bad, twin], [scored])).statements.length, 1);
  });

  it('has an id that follows from the content', () => {
    const id = (given: Report) => vexOf(given)['@id'];
    assert.equal(id(report([bad], [scored])), id(report([bad], [scored])));
    assert.notEqual(id(report([bad], [scored])), id(report([bad])));
  });
});
