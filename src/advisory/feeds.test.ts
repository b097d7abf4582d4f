import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEpss } from './epss.ts';
import { parseKev } from './kev.ts';

describe("EPSS's file", () => {
  const ABOUT = '#model_version:v2025.03.14,score_date:2026-11-20T12:00:00Z';
  const file = (...lines: string[]) => [ABOUT, 'cve,epss,percentile', ...lines].join('\n');

  it('has a probability and a percentile for each CVE, its day and its model', () => {
    const read = parseEpss(file('CVE-1999-0001,0.01287,0.79041', 'CVE-2024-123456,4.3e-04,1', ''));
    assert.deepEqual([read?.day, read?.model, read?.damaged], ['2026-11-20T12:00:00Z', 'v2025.03.14', 0]);
    assert.deepEqual(
      [...(read?.scores ?? [])],
      [
        ['CVE-1999-0001', { probability: 0.01287, percentile: 0.79041 }],
        ['CVE-2024-123456', { probability: 0.00043, percentile: 1 }],
      ],
    );
  });

  it('is read with either end of line, and without its comment', () => {
    const read = parseEpss('cve,epss,percentile\r\nCVE-1999-0001,0.5,0.6\r\n');
    assert.deepEqual([read?.scores.size, read?.day], [1, '']);
  });

  it('counts rows that cannot be read, and keeps the rest', () => {
    const odd = ['CVE-1-2,0.1,0.2', 'CVE-1999-0002,2,0.1', 'CVE-1999-0002,0.1', 'CVE-1999-0002,NaN,0', '__proto__,0,0'];
    const read = parseEpss(file(...odd, 'CVE-1999-0001,0.5,0.6', `CVE-1999-0002,0.${'1'.repeat(1e6)},0`));
    assert.deepEqual([read?.scores.size, read?.damaged], [1, 6]);
  });

  it('is none without its headings', () => {
    for (const text of ['', '#x', '<html>', 'CVE-1999-0001,0.5,0.6', '{"cve": 1}'])
      assert.equal(parseEpss(text), undefined, text);
  });
});

describe("CISA's catalogue", () => {
  const entry = (more: object) => ({
    cveID: 'CVE-2021-44228',
    vendorProject: 'Apache',
    dateAdded: '2021-12-10',
    dueDate: '2021-12-24',
    knownRansomwareCampaignUse: 'Known',
    ...more,
  });

  it('has an entry for each CVE', () => {
    const read = parseKev({ catalogVersion: '1', dateReleased: '2026-01-01T00:00:00Z', vulnerabilities: [entry({})] });
    assert.equal(read?.released, '2026-01-01T00:00:00Z');
    assert.deepEqual(
      [...(read?.entries ?? [])],
      [['CVE-2021-44228', { added: '2021-12-10', due: '2021-12-24', ransomware: true }]],
    );
  });

  it('keeps an entry whose days cannot be read, and counts those without a CVE', () => {
    const odd = [
      null,
      1,
      [],
      entry({ cveID: 'CVE-1' }),
      entry({ cveID: 7 }),
      entry({ dateAdded: 'soon', dueDate: null }),
    ];
    const read = parseKev({ vulnerabilities: odd });
    assert.equal(read?.damaged, 5);
    assert.deepEqual(read?.entries.get('CVE-2021-44228'), { added: '', due: '', ransomware: true });
  });

  it('is none when it lists nothing', () => {
    for (const value of [null, [], {}, { vulnerabilities: {} }, 'x']) assert.equal(parseKev(value), undefined);
  });
});
