import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatRequirement } from '@rind/pypa';
import { IGNORE_FILES, readIgnoreFile } from './read.ts';

/** What a file waives, a line each, and the problems. */
function read(name: string, text: string): string[] {
  const { waivers, problems } = readIgnoreFile(name, { path: name, text });
  return [
    ...waivers.map(({ ids, component, reason, owner, expires, expiresText, untilFixed, origin }) => {
      assert.equal(owner, '', 'nobody answers for it');
      assert.equal(Number.isFinite(expires), expiresText !== '');
      const { line = 0, column = 0 } = origin?.at ?? {};
      const words = [
        `${line}:${column}`,
        origin?.tool,
        ids.join(),
        component === null ? '*' : formatRequirement(component),
      ];
      return [...words, expiresText, reason, untilFixed ? 'until-fixed' : ''].filter((word) => word !== '').join(' ');
    }),
    ...problems.map(({ code, at, message }) => `${at?.line}:${at?.column} ${code} ${message}`),
  ];
}

describe('the ignore file of osv-scanner', () => {
  it('waives ids, until a day where one is given; packages as a whole it does not', () => {
    const text =
      '[[IgnoredVulns]]\nid = "GHSA-1"\nignoreUntil = 2030-01-02\nreason = "no server"\n\n[[IgnoredVulns]]\nid = "CVE-2"\n' +
      '[[PackageOverrides]]\nname = "demo"\nignore = true\n[[PackageOverrides]]\nname = "demo"\nlicense.override = ["MIT"]\n';
    assert.deepEqual(read('osv-scanner.toml', text), [
      '1:1 osv-scanner GHSA-1 * 2030-01-02 no server',
      '6:1 osv-scanner CVE-2 *',
      '8:1 ignore-unsupported an entry of `osv-scanner.toml` is not taken over: it ignores everything that is ever found in a package',
    ]);
  });

  it('keeps no entry whose end it cannot read', () => {
    for (const until of ['"soon"', '2030', '1979-05-27T07:32:00'])
      assert.match(
        read('osv-scanner.toml', `[[IgnoredVulns]]\nid = "CVE-1"\nignoreUntil = ${until}\n`).join(),
        /is no day/,
      );
    assert.match(read('osv-scanner.toml', '[[IgnoredVulns]]\nid = 1\n').join(), /names no `id`/);
    assert.match(read('osv-scanner.toml', '[[IgnoredVulns]\n').join(), /^1:\d+ text-invalid/);
    assert.deepEqual(read('osv-scanner.toml', 'IgnoredVulns = 1\n__proto__ = 2\n'), []);
  });
});

describe('the ignore files of trivy', () => {
  it('are lines of ids, with a comment and an end', () => {
    const text =
      '# Accepted by the board\nCVE-2020-1\n\n# gone\n\nGHSA-a-b-c exp:2030-01-02\r\nAVD-DS-0002\nCVE-3 exp:never\n';
    assert.deepEqual(read('.trivyignore', text), [
      '2:1 trivy CVE-2020-1 * Accepted by the board',
      '6:1 trivy GHSA-a-b-c * 2030-01-02',
      '8:1 ignore-unsupported an entry of `.trivyignore` is not taken over: `exp:` of `CVE-3` is no day',
    ]);
  });

  it('are YAML, by package URL; what is for some paths only is not taken over', () => {
    const text =
      'vulnerabilities:\n  - id: CVE-1\n    statement: not used\n    expired_at: 2030-01-02\n' +
      '  - id: CVE-2\n    purls: ["pkg:pypi/Demo_x@1.0", "pkg:npm/demo@1.0", "pkg:pypi/other"]\n' +
      '  - id: CVE-3\n    paths: [a/uv.lock]\n  - id: CVE-4\n    purls: ["pkg:deb/x@1"]\nsecrets:\n  - id: x\n';
    assert.deepEqual(read('.trivyignore.yaml', text), [
      '2:5 trivy CVE-1 * 2030-01-02 not used',
      '5:5 trivy CVE-2 demo-x==1.0',
      '5:5 trivy CVE-2 other',
      '7:5 ignore-unsupported an entry of `.trivyignore.yaml` is not taken over: it is for some `paths` only',
    ]);
  });
});

describe('the ignore file of grype', () => {
  it('waives ids, for a Python package where one is named', () => {
    const text =
      'ignore:\n  - vulnerability: CVE-1\n    reason: r\n  - vulnerability: CVE-2\n    package: {name: Demo, version: "1.0", type: python}\n' +
      '  - vulnerability: CVE-3\n    fix-state: not-fixed\n  - vulnerability: CVE-4\n    package: {name: x, type: npm}\n';
    assert.deepEqual(read('.grype.yaml', text), [
      '2:5 grype CVE-1 * r',
      '4:5 grype CVE-2 Demo==1.0',
      '6:5 grype CVE-3 * until-fixed',
    ]);
  });

  it('takes a version as it is spelled, which to YAML may be a number', () => {
    const text = 'ignore:\n  - vulnerability: CVE-1\n    package: {name: demo, version: 5.10}\n';
    assert.deepEqual(read('.grype.yaml', text), ['2:5 grype CVE-1 demo==5.10']);
  });

  it('keeps no rule under conditions that it cannot check', () => {
    for (const rule of [
      'fix-state: unknown, vulnerability: CVE-1',
      'package: {name: demo}',
      'vulnerability: CVE-1, namespace: x',
      'vulnerability: CVE-1, vex-status: fixed',
      'vulnerability: CVE-1, package: {name: demo, location: "/x/**"}',
      'vulnerability: CVE-1, package: {name: "dem.*"}',
      'vulnerability: CVE-1, package: {name: "demo>1"}',
      'vulnerability: CVE-1, package: {name: "demo", version: "1.0,>0"}',
      'vulnerability: CVE-1, package: {version: "1"}',
    ])
      assert.match(read('.grype.yaml', `ignore:\n  - {${rule}}\n`).join(), /^2:5 ignore-unsupported/, rule);
  });
});

describe('the calls of pip-audit', () => {
  it('are hooks and steps that name ids', () => {
    const hooks =
      'repos:\n  - repo: https://github.com/pypa/pip-audit\n    hooks:\n      - id: pip-audit\n        args: [--ignore-vuln, PYSEC-1, "--ignore-vuln=CVE-2", -s]\n' +
      '      - id: other\n        args: [--ignore-vuln, CVE-3]\n';
    assert.deepEqual(read('.pre-commit-config.yaml', hooks), ['5:16 pip-audit PYSEC-1 *', '5:40 pip-audit CVE-2 *']);
    const steps =
      'jobs:\n  audit:\n    steps:\n      - uses: actions/checkout@v4\n      - uses: pypa/gh-action-pip-audit@v1\n        with:\n          ignore-vulns: |\n            GHSA-a\n            PYSEC-2\n';
    assert.deepEqual(
      read('.github/workflows/ci.yml', steps).map((line) => line.replace(/^7:\d+ /, '')),
      ['pip-audit GHSA-a *', 'pip-audit PYSEC-2 *'],
    );
    assert.deepEqual(read('.github/workflows/ci.yml', 'on: [push\n'), [], 'no business of ours');
  });
});

describe('a hostile ignore file', () => {
  it('of any text at all is read to its end', () => {
    const texts = [
      '',
      '\0',
      '__proto__: {ignore: []}',
      'ignore: {x: [1]}',
      '- - -',
      '&a [*a]',
      'CVE-1 '.repeat(50_000),
      '#'.repeat(100_000),
    ];
    for (const name of IGNORE_FILES) for (const text of texts) read(name, text);
  });
});
