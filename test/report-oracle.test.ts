import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { Report } from '../src/contract/report.ts';
import { REPORT_FORMATS } from '../src/report/registry.generated.ts';
import { awkwardReport } from '../src/report/testing/awkward.ts';
import { audited, osv, ROOT, rind } from './rind.ts';
import { tree } from './tree.ts';

const HOME = path.join(ROOT, '.cache/report-oracle');
const PYTHON = path.join(HOME, 'venv/bin/python');
const PUBLISHED = JSON.parse(readFileSync(path.join(ROOT, 'test/report-oracle/published.json'), 'utf8')) as {
  readonly name: string;
};

const missing = existsSync(PYTHON) ? false : 'run `npm run setup:report-oracle`';
// In CI it must be there: a gate that is always skipped is none.
const skip = process.env['CI'] ? false : missing;
const hasSarif = existsSync(path.join(HOME, 'schemas', PUBLISHED.name));
const noGo = spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0 ? skip : 'there is no Go to fetch it';
const MACHINES = [...(hasSarif ? ['sarif'] : []), 'gitlab', 'openvex', 'cyclonedx', 'junit', 'json'];

/** What the consumers of our formats say against some reports, by file. */
function faultsOf(test: TestContext, reports: readonly Report[]): unknown {
  assert.equal(missing, false);
  const root = tree(test, {});
  const files = reports.flatMap((report, i) =>
    REPORT_FORMATS.filter(({ id }) => MACHINES.includes(id)).map(({ id, render }) => {
      const file = path.join(root, `${i}.${id}`);
      writeFileSync(file, render(report, { color: false }));
      return `${id}=${file}`;
    }),
  );
  return faultsIn(files);
}

/** What is wrong with some reports, given as `FORMAT=PATH`. */
function faultsIn(files: readonly string[]): unknown {
  const checker = path.join(ROOT, 'test/report-oracle/check.py');
  const own = path.join(ROOT, 'docs/reference/report.schema.json');
  const ran = spawnSync(PYTHON, [checker, path.join(HOME, 'schemas'), own, ...files], { encoding: 'utf8' });
  assert.equal(ran.status, 0, ran.stderr);
  return JSON.parse(ran.stdout);
}

describe('the schema of SARIF that its makers published', { skip: noGo }, () => {
  it('is at hand, so that reports are held against it', () => assert.ok(hasSarif));
});

describe('consumers of every machine format, or for GitLab and OpenVEX schemas of ours, take', { skip }, () => {
  it('the report of examples/shop', (test) => {
    const { report } = audited(ROOT, 'examples/shop', '--now', '2024-10-15');
    assert.deepEqual(faultsOf(test, [report]), {});
  });

  it('reports of nothing, of a waiver, of a problem, of a clear run', (test) => {
    const record = osv('PYSEC-2026-1', 'demo', [{ introduced: '0' }, { fixed: '2' }], {
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
      references: [{ type: 'WEB', url: 'https://example.org/x' }],
    });
    const waiver =
      '[[waivers]]\nids = ["PYSEC-2026-1"]\ncomponent = "demo"\nreason = "r"\nowner = "o"\nexpires = 2999-01-01\n';
    const config = '[advisories]\nsources = ["osv"]\n';
    const reports = [
      {},
      { 'requirements.txt': 'demo==1\n??\n' },
      { 'requirements.txt': 'demo==1\n', 'rind.toml': config },
      { 'requirements.txt': 'demo==1\n', 'rind.toml': config + waiver },
      { 'requirements.txt': 'demo==2\ndemo>=1\n', 'rind.toml': config },
    ].map((files) => audited(tree(test, { 'osv/x.json': record, ...files })).report);
    assert.deepEqual(faultsOf(test, reports), {});
  });

  it('reports of awkward texts', (test) => {
    assert.deepEqual(faultsOf(test, fc.sample(awkwardReport, { numRuns: 40, seed: 1 })), {});
  });
});

describe('the schemas of ours refuse', { skip }, () => {
  const wrongs: Readonly<Record<string, readonly [format: string, text: string, instead: string]>> = {
    'a key that GitLab knows nothing of': ['gitlab', '"scan":', '"scam": 1, "scan":'],
    'a scan of another type': ['gitlab', '"dependency_scanning"', '"sast"'],
    'a severity in small letters': ['gitlab', '"severity": "High"', '"severity": "high"'],
    'a time with a zone': ['gitlab', '"start_time": "2026-01-03T00:00:00"', '"start_time": "2026-01-03T00:00:00Z"'],
    'a flaw without an identifier': ['gitlab', '"identifiers": [', '"identifiers": [], "more": ['],
    'another version of OpenVEX': ['openvex', 'openvex.dev/ns/v0.2.0', 'openvex.dev/ns/v0.1.0'],
    'a status of no VEX': ['openvex', '"status": "affected"', '"status": "vulnerable"'],
    'an affected product without what to do': ['openvex', '"action_statement"', '"status_notes"'],
    'a timestamp that is none': ['openvex', '"timestamp": "2026-01-03T00:00:00Z"', '"timestamp": "today"'],
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'rind-wrongs-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  let faults: Readonly<Record<string, unknown>> = {};
  const fileOf = (what: string, format: string) => `${format}=${path.join(folder, what)}`;

  before(() => {
    const severity = { severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' }] };
    mkdirSync(path.join(folder, 'osv'));
    mkdirSync(path.join(folder, '.git'));
    writeFileSync(
      path.join(folder, 'osv/x.json'),
      osv('PYSEC-2026-1', 'demo', [{ introduced: '0' }, { fixed: '2' }], severity),
    );
    writeFileSync(path.join(folder, 'rind.toml'), '[advisories]\nsources = ["osv"]\n');
    writeFileSync(path.join(folder, 'requirements.txt'), 'demo==1\n');
    for (const format of ['gitlab', 'openvex']) {
      writeFileSync(path.join(folder, `right ${format}`), rind(folder, 'audit', '--format', format).out);
    }
    for (const [what, [format, text, instead]] of Object.entries(wrongs)) {
      const right = readFileSync(path.join(folder, `right ${format}`), 'utf8');
      assert.ok(right.includes(text), right);
      writeFileSync(path.join(folder, what), right.replace(text, instead));
    }
    const all = Object.entries(wrongs).map(([what, [format]]) => fileOf(what, format));
    faults = faultsIn([
      ...['gitlab', 'openvex'].map((format) => fileOf(`right ${format}`, format)),
      ...all,
    ]) as typeof faults;
  });

  it('nothing of a right report', () => {
    for (const format of ['gitlab', 'openvex']) assert.equal(faults[fileOf(`right ${format}`, format)], undefined);
  });

  for (const [what, [format]] of Object.entries(wrongs)) {
    it(what, () => assert.notEqual(faults[fileOf(what, format)], undefined));
  }
});
