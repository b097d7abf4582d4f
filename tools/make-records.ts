/**
 * `node tools/make-records.ts COUNT FILE.zip [SEED]`: a zip of OSV-shaped records about projects that do not
 * exist, as many as wanted, laid out as OSV's `PyPI/all.zip`. In a quarter of the records each, the shape is
 * that of PYSEC (versions listed, no severity) and of GHSA (severity, summary, no versions); half are MAL.
 */
import { writeFileSync } from 'node:fs';
import { Random } from '../packages/pypa/differential/random.ts';
import { zip } from '../src/artifact/testing/crafted-zip.ts';

/** One record, as JSON has it. */
export interface MadeRecord {
  readonly id: string;
  readonly modified: string;
  readonly [key: string]: unknown;
}

const WORDS = 'request header parser cookie session path archive template token upload buffer sandbox'.split(' ');

/** Makes records; equal for equal arguments. */
export function makeRecords(count: number, seed = 1): MadeRecord[] {
  const random = new Random(seed);
  const projects = Math.max(1, Math.floor(count / 4));
  return Array.from({ length: count }, (_, index) => {
    const shape = index % 4;
    if (shape === 0) return pysec(random, index, projects);
    return shape === 1 ? ghsa(random, index, projects) : mal(random, index);
  });
}

function day(random: Random): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `202${random.int(6)}-${two(1 + random.int(12))}-${two(1 + random.int(28))}T${two(random.int(24))}:17:0${random.int(10)}.${100_000 + random.int(900_000)}Z`;
}

function prose(random: Random, words: number): string {
  return Array.from({ length: words }, () => WORDS[random.int(WORDS.length)] ?? '').join(' ');
}

function references(random: Random, count: number): { type: string; url: string }[] {
  return Array.from({ length: count }, () => ({
    type: 'WEB',
    url: `https://example.com/${WORDS[random.int(WORDS.length)]}/${random.int(1_000_000)}`,
  }));
}

/** A project's name: a few have most of the records, as it is. */
function project(random: Random, projects: number): string {
  const rank = Math.floor(projects * (random.int(1000) / 1000) ** 3);
  return `made-project-${rank}`;
}

function pysec(random: Random, index: number, projects: number): MadeRecord {
  const name = project(random, projects);
  const [major, fixed] = [1 + random.int(6), 3 + random.int(30)];
  const versions = Array.from({ length: fixed }, (_, minor) => [`${major}.${minor}`, `${major}.${minor}.1`]).flat();
  const events = [{ introduced: '0' }, { fixed: `${major}.${fixed}` }];
  return {
    id: `PYSEC-202${index % 6}-${index}`,
    details: prose(random, 40),
    affected: [
      {
        package: { name, ecosystem: 'PyPI', purl: `pkg:pypi/${name}` },
        ranges: [{ type: 'ECOSYSTEM', events }],
        versions,
      },
    ],
    references: references(random, 4),
    aliases: [`CVE-202${index % 6}-${10_000 + index}`],
    modified: day(random),
    published: day(random),
  };
}

function ghsa(random: Random, index: number, projects: number): MadeRecord {
  const name = project(random, projects);
  const [major, fixed] = [1 + random.int(6), 3 + random.int(30)];
  return {
    schema_version: '1.7.0',
    id: `GHSA-made-${index.toString(36).padStart(4, '0')}-2222`,
    modified: day(random),
    published: day(random),
    aliases: [`CVE-202${(index - 1) % 6}-${10_000 + index - 1}`],
    summary: prose(random, 8),
    details: prose(random, 150),
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' }],
    affected: [
      {
        package: { ecosystem: 'PyPI', name },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: `${major}.0` }, { fixed: `${major}.${fixed}` }] }],
      },
    ],
    references: references(random, 6),
    database_specific: { cwe_ids: ['CWE-20'], severity: 'HIGH', github_reviewed: true },
  };
}

function mal(random: Random, index: number): MadeRecord {
  return {
    schema_version: '1.7.0',
    id: `MAL-202${index % 6}-${index}`,
    modified: day(random),
    published: day(random),
    summary: `Malicious code in made-malware-${index} (PyPI)`,
    details: prose(random, 60),
    affected: [
      {
        package: { ecosystem: 'PyPI', name: `made-malware-${index}` },
        versions: [`0.${random.int(9)}.${random.int(9)}`],
      },
    ],
    database_specific: { 'malicious-packages-origins': [{ source: 'made', sha256: String(index).padStart(64, '0') }] },
  };
}

/** A zip of records, each an entry named after its id. */
export function recordsZip(records: readonly MadeRecord[]): Buffer {
  return zip(records.map((record) => ({ name: `${record.id}.json`, content: JSON.stringify(record) })));
}

if (import.meta.main) {
  const [count = '25000', file = 'all.zip', seed = '1'] = process.argv.slice(2);
  writeFileSync(file, recordsZip(makeRecords(Number(count), Number(seed))));
}
