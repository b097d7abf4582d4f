import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { isProblemCode } from '../../src/base/problem-codes.ts';
import { runAudit } from '../../src/compose/audit-run.ts';
import { REPORT_FORMATS } from '../../src/report/registry.generated.ts';
import { osv } from '../rind.ts';
import { addFiles, permanentTree } from './folder.ts';
import { assertCivil, assertHarmless, measured, OUTSIDE, SECRET } from './measured.ts';

const silent = { warn() {}, step() {}, progress() {} };
const NOW = Date.UTC(2026, 0, 3);
type Files = Readonly<Record<string, string | Uint8Array>>;

/** What a run is asked for beside its folder. */
interface Asked {
  readonly baseline?: string;
  readonly environment?: readonly string[];
  readonly text?: Uint8Array;
  readonly paths?: readonly string[];
}

/** Audits a folder with one flaw in it, in every format, and gives the codes of what is said of it. */
async function audited(root: string, asked: Asked = {}): Promise<string[]> {
  const variables = { TOKEN: SECRET, RIND_DATA_DIR: path.join(root, '.none') };
  const machine = { cwd: root, home: root, platform: 'linux', variables, now: () => NOW };
  const choice = { extras: [], groups: [], noDev: false };
  const report = await runAudit(machine, silent, '0', { paths: [], all: false, offline: true, choice, ...asked });
  if (report.ok) for (const { render } of REPORT_FORMATS) assertHarmless(render(report.value, { color: false }), root);
  else assert.ok(!JSON.stringify(report.error).includes(OUTSIDE) && !JSON.stringify(report.error).includes(SECRET));
  const codes = report.ok ? report.value.problems.map(({ code }) => code) : [report.error.code];
  for (const code of codes) assert.ok(isProblemCode(code), code);
  if (report.ok && asked.environment === undefined && asked.text === undefined)
    assert.ok(
      report.value.findings.some(({ advisory }) => advisory?.id === 'T-1'),
      'the flaw is found',
    );
  return [...new Set(codes)].sort();
}

const PROJECT: Files = {
  'requirements.txt': 'good==1\n',
  'osv.json': osv('T-1', 'good', [{ introduced: '0' }]),
  'rind.toml': '[advisories]\nsources = ["osv.json"]\n',
};
const vexes = (text: string | Uint8Array): Files => ({
  'rind.toml': '[advisories]\nsources = ["osv.json"]\nvex = ["vex.json"]\n',
  'vex.json': text,
});
const openvex = (statement: unknown) =>
  vexes(
    JSON.stringify({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': 'x',
      author: '\u001b[31m',
      statements: [statement],
    }),
  );
const product = { '@id': 'pkg:pypi/good@1' };

/** Files around a project that another tool reads, or that Rind was told of; whatever they hold, the flaw is found. */
const AROUND: Readonly<Record<string, readonly [files: Files, ...codes: string[]]>> = {
  'a VEX document of nothing': [vexes(''), 'text-invalid'],
  'a VEX document of a list': [vexes('[]'), 'format-unsupported'],
  'a VEX document of 100,000 lists': [vexes('['.repeat(100_000)), 'text-invalid'],
  'a VEX document in UTF-16': [vexes(Buffer.from('\ufeff{}', 'utf16le')), 'encoding-invalid'],
  'a VEX statement about everything': [
    openvex({ vulnerability: { name: 'T-1' }, status: 'not_affected' }),
    'waiver-unused',
  ],
  'a VEX statement about every version of any type': [
    openvex({ vulnerability: { name: 'T-1' }, products: [{ '@id': 'pkg:npm/good' }], status: 'not_affected' }),
    'waiver-unused',
  ],
  'a VEX statement with a wildcard': [
    openvex({ vulnerability: { name: '*' }, products: [{ '@id': 'pkg:pypi/*' }], status: 'not_affected' }),
    'waiver-unused',
  ],
  'a VEX statement about no flaw': [openvex({ products: [product], status: 'not_affected' }), 'waiver-unused'],
  'a VEX statement of an unknown status': [
    openvex({ vulnerability: { name: 'T-1' }, products: [product], status: 'pigeon' }),
  ],
  'a VEX statement with lists for texts': [openvex({ vulnerability: { name: ['T-1'] }, products: 'x', status: {} })],
  'a VEX statement with a workflow command': [
    openvex({
      vulnerability: { name: 'T-2' },
      products: [product],
      status: 'fixed',
      impact_statement: '\n::error::x\u001b[31m',
    }),
    'waiver-unused',
  ],
  'a CSAF document that names itself in a circle': [
    vexes(
      JSON.stringify({
        document: { category: 'csaf_vex', csaf_version: '2.0' },
        product_tree: {
          relationships: [
            { product_reference: 'A', relates_to_product_reference: 'A', full_product_name: { product_id: 'A' } },
          ],
        },
        vulnerabilities: [{ cve: 'T-1', product_status: { known_not_affected: ['A'] } }],
      }),
    ),
    // It names no project of PyPI: what it states holds for nothing.
    'waiver-unused',
  ],
  'a VEX document that leads outside': [
    { 'rind.toml': '[advisories]\nsources = ["osv.json"]\nvex = ["../../x.json"]\n' },
    'config-invalid',
  ],

  'an osv-scanner.toml of nothing': [{ 'osv-scanner.toml': '' }],
  'an osv-scanner.toml with a conflict of a merge': [{ 'osv-scanner.toml': '<<<<<<< HEAD\n' }, 'tool-file-unreadable'],
  'an osv-scanner.toml that ignores everything': [
    { 'osv-scanner.toml': '[[PackageOverrides]]\nignore = true\n' },
    'ignore-unsupported',
  ],
  'an osv-scanner.toml that ignores until no day': [
    { 'osv-scanner.toml': '[[IgnoredVulns]]\nid = "T-1"\nignoreUntil = "never"\n' },
    'ignore-unsupported',
  ],
  'an osv-scanner.toml with numbers for ids': [
    { 'osv-scanner.toml': '[[IgnoredVulns]]\nid = 1\n' },
    'ignore-unsupported',
  ],
  'a .trivyignore with a wildcard': [{ '.trivyignore': '*\nT-*\n' }],
  'a .trivyignore with a terminal escape': [{ '.trivyignore': '\u001b[31mT-1\n::error::x\n' }],
  'a .trivyignore of a million lines': [{ '.trivyignore': 'x\n'.repeat(1_000_000) }],
  'a .trivyignore in UTF-16': [{ '.trivyignore': Buffer.from('\ufeffT-1', 'utf16le') }, 'tool-file-unreadable'],
  'a .trivyignore.yaml of aliases that double': [
    {
      '.trivyignore.yaml': `a0: &a0 [x]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join('')}`,
    },
    'tool-file-unreadable',
  ],
  'a .trivyignore.yaml with a tag of Python': [
    { '.trivyignore.yaml': 'vulnerabilities: !!python/object/apply:os.system ["x"]\n' },
    'tool-file-unreadable',
  ],
  'a .trivyignore.yaml for some paths only': [
    { '.trivyignore.yaml': 'vulnerabilities:\n  - id: T-1\n    paths: [x]\n' },
    'ignore-unsupported',
  ],
  'a .grype.yaml that ignores a project': [
    { '.grype.yaml': 'ignore:\n  - package: {name: good}\n' },
    'ignore-unsupported',
  ],
  'a .grype.yaml whose fix state is a table': [
    { '.grype.yaml': 'ignore:\n  - vulnerability: T-1\n    fix-state: {}\n' },
    'ignore-unsupported',
  ],
  'a .grype.yaml of 10,000 lists': [{ '.grype.yaml': '['.repeat(10_000) }, 'tool-file-unreadable'],
  'a .pre-commit-config.yaml with tables for arguments': [
    {
      '.pre-commit-config.yaml': 'repos:\n  - hooks:\n      - id: pip-audit\n        args: [{}, "--ignore-vuln", {}]\n',
    },
  ],
  'a .pre-commit-config.yaml whose list is a number': [{ '.pre-commit-config.yaml': 'repos: 1\n' }],
  'a workflow that is none': [{ '.github/workflows/x.yml': 'gh-action-pip-audit: [\n' }, 'tool-file-unreadable'],
  'a workflow with a name that acts': [
    { '.github/workflows/\u001b[31m\n::error::x.yml': 'a: [gh-action-pip-audit\n' },
    'tool-file-unreadable',
  ],

  'a pip.conf with a password': [{ 'pip.conf': `[global]\nindex-url = https://u:${SECRET}@h/simple\n` }],
  'a pip.conf with a variable': [{ 'pip.conf': '[global]\nindex-url = https://${TOKEN}@h/simple\n' }],
  'a pip.conf of a million sections': [{ 'pip.conf': '[a]\n'.repeat(1_000_000) }],
  'a pip.conf with a terminal escape': [{ 'pip.conf': '[global]\nindex-url = http://h/\u001b[31m\n::error::x\n' }],
  'a pip.conf that is a folder': [{ 'pip.conf/x': '' }],
  'a uv.toml with a conflict of a merge': [{ 'uv.toml': '<<<<<<< HEAD\n' }, 'tool-file-unreadable'],
  'a uv.toml with a table for every value': [
    { 'uv.toml': 'index-url = {}\nextra-index-url = {}\nindex = {}\nexclude-newer = {}\n' },
  ],
  'a pyproject.toml whose cooldown is a table': [
    { 'pyproject.toml': '[project]\nname = "x"\n[tool.uv]\nexclude-newer = {}\n' },
  ],
  'a poetry.toml with `__proto__`': [
    { 'poetry.toml': '[repositories.__proto__]\nurl = "http://h"\n[certificates.constructor]\ncert = false\n' },
  ],
  'a pdm.toml in Latin-1': [{ 'pdm.toml': Buffer.from([0x23, 0xe9]) }, 'tool-file-unreadable'],
  'a dependabot.yml of aliases in a circle': [
    { '.github/dependabot.yml': 'updates: &a [*a]\n' },
    'tool-file-unreadable',
  ],
  'a renovate.json that extends itself': [
    { 'renovate.json': '{"extends": ["local>x", "../../etc/passwd"], "packageRules": {}}' },
  ],
  'a renovate.json of 100,000 lists': [{ 'renovate.json': '['.repeat(100_000) }, 'tool-file-unreadable'],
};

describe('hostile files around a project', () => {
  for (const [what, [files, ...expected]] of Object.entries(AROUND)) {
    it(`${what}: ${expected.join(', ') || 'no problem'}; the flaw is found`, async () => {
      assert.deepEqual(await audited(permanentTree({ ...PROJECT, ...files })), expected);
    });
  }

  for (const name of ['osv-scanner.toml', '.trivyignore', 'pip.conf', 'uv.toml', 'renovate.json', '.grype.yaml']) {
    it(`a ${name} that leads out of the repository is not read, which is said`, async () => {
      const beyond = permanentTree({ x: `${OUTSIDE}\nT-1\n[global]\nindex-url = http://${OUTSIDE}/\n` });
      const root = permanentTree(PROJECT);
      symlinkSync(path.join(beyond, 'x'), path.join(root, name));
      assert.deepEqual(await audited(root), ['tool-file-unreadable']);
    });
  }
});

const good = JSON.stringify({ schema: 'rind.report/1', command: 'audit', now: '2026-01-01T00:00:00Z', findings: [] });
const BASELINES: Readonly<Record<string, string | Uint8Array>> = {
  nothing: '',
  'a list': '[]',
  'half of one': good.slice(0, -3),
  'another schema': good.replace('rind.report/1', 'rind.report/9'),
  'an inventory': good.replace('"audit"', '"inventory"'),
  'findings as a text': good.replace('[]', '"x"'),
  'findings without fingerprints': good.replace('[]', '[{}]'),
  'fingerprints of the wrong type': good.replace('[]', '[{"fingerprint": 1}]'),
  'an instant that is none': good.replace('2026-01-01T00:00:00Z', '\\u001b[31m'),
  '100,000 lists': '['.repeat(100_000),
  'UTF-16': Buffer.from(`\ufeff${good}`, 'utf16le'),
  '`__proto__` for all of it': `{"__proto__": ${good}}`,
};

describe('a hostile baseline', () => {
  for (const [what, text] of Object.entries(BASELINES)) {
    it(`${what}: baseline-invalid, and nothing is taken for known`, async () => {
      assert.deepEqual(await audited(permanentTree({ ...PROJECT, 'b.json': text }), { baseline: 'b.json' }), [
        'baseline-invalid',
      ]);
    });
  }

  it('a folder, a pipe, a device: a problem', async () => {
    const root = permanentTree({ ...PROJECT, 'folder/x': '' });
    execFileSync('mkfifo', [path.join(root, 'pipe')]);
    for (const name of ['folder', 'pipe', '/dev/zero', 'missing'])
      assert.match((await audited(root, { baseline: name })).join(), /^file-/, name);
  });
});

describe('hostile standard input', () => {
  const TEXTS: Readonly<Record<string, readonly [text: string | Uint8Array, ...codes: string[]]>> = {
    nothing: [''],
    'UTF-16 of nothing': [Buffer.from('\ufeff', 'utf16le')],
    'random bytes': [Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)), 'encoding-invalid'],
    'an include of a file outside': ['-r ../../etc/passwd\n-r /etc/passwd\n', 'file-outside'],
    'an include of itself': ['-r <stdin>\n', 'file-unreadable'],
    '100,000 lists': ['['.repeat(100_000), 'requirement-invalid'],
    'a page of HTML': ['<!doctype html><title>x</title>', 'nothing-found'],
    'workflow commands': ['::error::x\n::stop-commands::y\n##[error]z\n', 'requirement-invalid'],
    'terminal escapes': ['\u001b[31mred\u001b]0;t\u0007\n', 'requirement-invalid'],
    'half of a uv.lock': ['version = 1\nrevision = 3\n[[package', 'requirement-invalid'],
  };
  for (const [what, [text, ...expected]] of Object.entries(TEXTS)) {
    it(`${what}: ${expected.join(', ') || 'no problem'}`, async () => {
      const root = permanentTree(PROJECT);
      assert.deepEqual(await audited(root, { paths: ['-'], text: Buffer.from(text) }), expected);
    });
  }

  for (const [what, end] of [
    ['a folder', '</tmp'],
    ['one without end', '</dev/zero'],
  ] as const) {
    it(`${what}: exit 3`, () => {
      const root = permanentTree(PROJECT);
      const first = `import { closeSync, openSync } from 'node:fs'; closeSync(0); openSync(${JSON.stringify(end.slice(1))}, 'r');`;
      const ran = measured(root, ['audit', '-'], { first });
      assertCivil(ran, what);
      assert.equal(ran.code, 3, ran.err);
    });
  }
});

describe('an environment named at a hostile place', () => {
  const PLACES: readonly string[] = [
    'missing',
    'requirements.txt',
    '/dev/null',
    '/dev/zero',
    '/proc/self',
    '/proc/self/mem',
    '/etc/passwd',
    'pipe',
    'loop',
    'script',
    '\u001b[31m',
    'x'.repeat(5000),
    'nul\0nul',
  ];
  for (const place of PLACES) {
    it(`${JSON.stringify(place.slice(0, 30))}: said, and nothing is run`, async () => {
      const ran = 'touch ran';
      const root = permanentTree({ ...PROJECT, script: `#!/bin/sh\n${ran}\n` });
      chmodSync(path.join(root, 'script'), 0o755);
      symlinkSync('loop', path.join(root, 'loop'));
      execFileSync('mkfifo', [path.join(root, 'pipe')]);
      const codes = await audited(root, { environment: [place] });
      assert.ok(
        codes.some((code) => code.startsWith('environment-') || code.startsWith('file-')),
        codes.join(),
      );
      assert.throws(() => readFileSync(path.join(root, 'ran')));
    });
  }
});

describe('a damaged store of advisories', () => {
  const root = permanentTree({ 'requirements.txt': 'good==1\n', 'osv.json': PROJECT['osv.json'] ?? '' });
  const STORES: Readonly<Record<string, (file: string, whole: Buffer) => void>> = {
    'an empty file': (file) => writeFileSync(file, ''),
    'a text': (file) => writeFileSync(file, 'hello'),
    'a header and nothing more': (file, whole) => writeFileSync(file, whole.subarray(0, 100)),
    'half of one': (file, whole) => writeFileSync(file, whole.subarray(0, whole.length / 2)),
    'one with its schema overwritten': (file, whole) =>
      writeFileSync(file, Buffer.concat([whole.subarray(0, 100), Buffer.alloc(3996, 0xff), whole.subarray(4096)])),
    'one with its pages overwritten': (file, whole) =>
      writeFileSync(file, Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096, 0x41)])),
    'one of zeros': (file, whole) => writeFileSync(file, Buffer.alloc(whole.length)),
    'a folder': (file) => mkdirSync(file),
    'a pipe': (file) => execFileSync('mkfifo', [file]),
    'a device': (file) => symlinkSync('/dev/zero', file),
    'a link to nothing': (file) => symlinkSync('nowhere', file),
    'a file of 100 MB': (file) => {
      writeFileSync(file, 'SQLite format 3\0');
      truncateSync(file, 100 * 1024 * 1024);
    },
  };
  let whole: Buffer;
  before(() => {
    const ran = measured(root, ['sync', '--from', 'osv.json', '--data-dir', 'whole']);
    assertCivil(ran);
    whole = readFileSync(path.join(root, 'whole/advisories.db'));
  });

  it('that may only be read is read', () => {
    const folder = path.join(root, 'read-only');
    addFiles(folder, { 'advisories.db': whole });
    chmodSync(path.join(folder, 'advisories.db'), 0o444);
    chmodSync(folder, 0o555);
    const ran = measured(root, ['audit', '--now', '2026-01-03', '--data-dir', 'read-only']);
    chmodSync(folder, 0o755);
    assertCivil(ran);
    assert.equal(ran.code, 1, ran.err);
  });

  for (const [what, make] of Object.entries(STORES)) {
    it(`${what}: exit 3, never clean`, () => {
      const folder = permanentTree({});
      make(path.join(folder, 'advisories.db'), whole);
      const ran = measured(root, ['audit', '--json', '--now', '2026-01-03', '--data-dir', folder]);
      assertCivil(ran, what);
      assert.equal(ran.code, 3, ran.err + ran.out.slice(0, 500));
      assert.match(ran.out, /advisory-store|no-advisories|file-/);
    });
  }
});
