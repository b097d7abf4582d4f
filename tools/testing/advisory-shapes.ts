/**
 * OSV records shaped as producers shape them whose databases are not among the test data: GitHub's
 * (GHSA-) and the reports of malicious packages (MAL-). For tests and benchmarks; no real record is copied.
 */

/** A record as JSON. */
export type RecordShape = Readonly<Record<string, unknown>>;

/** What a test wants to say in a record; everything else is filled in as the producer does. */
export interface GithubFacts {
  readonly id: string;
  /** The project, as written. */
  readonly name: string;
  /** One range for each, as GitHub writes branches: `[introduced, fixed]`, or the last affected version as `<=V`. */
  readonly branches: readonly (readonly [introduced: string, end?: string])[];
  readonly cve?: string;
  readonly cvss3?: string;
  readonly cvss4?: string;
  readonly word?: 'LOW' | 'MODERATE' | 'HIGH' | 'CRITICAL';
  readonly summary?: string;
}

/**
 * A reviewed advisory of GitHub's database: a range for each branch and no list of versions, CVSS 3 and 4
 * beside each other, a word in `database_specific`, the CVE as alias.
 */
export function githubRecord(facts: GithubFacts): RecordShape {
  const { id, name, branches, cve, cvss3, cvss4, word = 'MODERATE', summary = `flaw in ${facts.name}` } = facts;
  const severity = [
    ...(cvss3 === undefined ? [] : [{ type: 'CVSS_V3', score: cvss3 }]),
    ...(cvss4 === undefined ? [] : [{ type: 'CVSS_V4', score: cvss4 }]),
  ];
  const affected = branches.map(([introduced, end]) => ({
    package: { ecosystem: 'PyPI', name, purl: `pkg:pypi/${name}` },
    ranges: [{ type: 'ECOSYSTEM', events: [{ introduced }, ...(end === undefined ? [] : [endOf(end)])] }],
    database_specific: { source: `https://github.com/github/advisory-database/blob/main/${id}.json` },
  }));
  return {
    schema_version: '1.7.0',
    id,
    modified: '2026-01-02T03:04:05Z',
    published: '2026-01-01T00:00:00Z',
    aliases: cve === undefined ? [] : [cve],
    summary,
    details: `### Impact\n${summary}.\n### Patches\nUpgrade.`,
    severity,
    affected,
    references: [
      { type: 'WEB', url: `https://github.com/example/${name}/security/advisories/${id}` },
      { type: 'PACKAGE', url: `https://github.com/example/${name}` },
    ],
    database_specific: {
      cwe_ids: ['CWE-79'],
      severity: word,
      github_reviewed: true,
      github_reviewed_at: '2026-01-01T00:00:00Z',
      nvd_published_at: null,
    },
  };
}

function endOf(end: string): RecordShape {
  return end.startsWith('<=') ? { last_affected: end.slice(2) } : { fixed: end };
}

/** What a test wants to say in a report of a malicious package. */
export interface MalwareFacts {
  readonly id: string;
  /** The project, as written. */
  readonly name: string;
  /** The malicious versions; every version when absent. */
  readonly versions?: readonly string[];
  /** Hashes of malicious files, 64 hexadecimal digits each. */
  readonly sha256?: readonly string[];
  readonly aliases?: readonly string[];
}

/** A report of the database of malicious packages: `introduced: "0"` without an end, or versions by name. */
export function malwareRecord({ id, name, versions, sha256 = [], aliases = [] }: MalwareFacts): RecordShape {
  const everything = { ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] };
  return {
    schema_version: '1.5.0',
    id,
    modified: '2026-01-02T03:04:05Z',
    published: '2026-01-01T00:00:00Z',
    aliases,
    summary: `Malicious code in ${name} (PyPI)`,
    details: `Any computer that has ${name} installed should be considered fully compromised.`,
    affected: [
      {
        package: { ecosystem: 'PyPI', name },
        ...(versions === undefined ? everything : { versions }),
        database_specific: { cwes: [{ cweId: 'CWE-506', name: 'Embedded Malicious Code' }] },
      },
    ],
    references: [],
    credits: [{ name: 'a researcher', type: 'FINDER' }],
    database_specific: {
      'malicious-packages-origins': sha256.map((hash) => ({
        import_time: '2026-01-02T00:00:00Z',
        modified_time: '2026-01-01T00:00:00Z',
        sha256: hash,
        source: 'example',
      })),
    },
  };
}

/** Draws numbers below a bound that depend on the seed alone. */
export function drawsFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A record of either shape about one of some projects, for benchmarks and for mutations to begin with. */
export function drawnRecord(serial: number, draw: (below: number) => number): RecordShape {
  const name = `project-${draw(2000)}`;
  const version = () => `${draw(4)}.${draw(12)}${draw(3) === 0 ? '' : `.${draw(20)}`}`;
  const number = String(serial).padStart(6, '0');
  if (draw(5) === 0) {
    const versions = draw(2) === 0 ? {} : { versions: Array.from({ length: 1 + draw(4) }, version) };
    return malwareRecord({ id: `MAL-2026-${number}`, name, ...versions });
  }
  const branches = Array.from({ length: 1 + draw(3) }, (): [string, string] => {
    const major = draw(6);
    return [draw(2) === 0 ? '0' : `${major}.0`, `${draw(4) === 0 ? '<=' : ''}${major}.${1 + draw(30)}`];
  });
  const pick = (values: string) => values.charAt(draw(values.length));
  return githubRecord({
    id: `GHSA-${number.slice(0, 3)}x-${number.slice(3)}x-2026`,
    name,
    branches,
    cve: `CVE-2026-${number}`,
    cvss3: `CVSS:3.1/AV:${pick('NALP')}/AC:${pick('LH')}/PR:${pick('NLH')}/UI:${pick('NR')}/S:${pick('UC')}/C:${pick('HLN')}/I:${pick('HLN')}/A:${pick('HLN')}`,
  });
}
