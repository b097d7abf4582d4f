import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sharedData } from '../../packages/pypa/test/shared-data.ts';
import type { Report } from '../../src/contract/report.ts';
import { audited, ROOT, rind } from '../rind.ts';
import { type CorpusProject, corpusProjects, listedGroups, ORACLE_PYTHON } from './projects.ts';

const RECORDS = sharedData('advisories/PyPI-all.zip');
const skip = RECORDS === undefined ? 'no advisory data: `../shared/data` is not here' : undefined;

/** An environment that a team declares, as `targets[]` has it. */
interface Declared {
  readonly name: string;
  readonly python: string;
  readonly platform: string;
  readonly extras: readonly string[];
  readonly groups: readonly string[];
}

/** One flaw of one release: name, version, every id of the flaw in order. */
type Found = readonly [name: string, version: string, ids: readonly string[]];

/** Full versions of Python, so that nothing is left to how a short one is completed. */
function targetsOf(project: CorpusProject): Declared[] {
  const groups = listedGroups(project);
  const extras = groups.flatMap((group) => (group.startsWith('extra:') ? [group.slice('extra:'.length)] : []));
  const others = groups.filter((group) => group !== '' && !group.startsWith('extra:'));
  return [
    { name: 'live', python: '3.11.4', platform: 'linux-x86_64', extras: [], groups: [] },
    { name: 'desk', python: '3.9.2', platform: 'windows-amd64', extras: extras.slice(0, 1), groups: others },
    { name: 'lab', python: '3.10.8', platform: 'macos-arm64', extras: extras.slice(-1), groups: others.slice(-1) },
  ];
}

function askOracle(requests: readonly unknown[]): Found[][] {
  const oracle = path.join(ROOT, 'test/corpus/oracle.py');
  const ran = spawnSync(ORACLE_PYTHON, [oracle, RECORDS ?? ''], {
    input: JSON.stringify(requests),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  assert.equal(ran.status, 0, ran.stderr);
  return (JSON.parse(ran.stdout) as { findings: Found[] }[]).map(({ findings }) => findings);
}

/** What a report says, in the oracle's words; of one target, or whatever holds anywhere. */
function foundBy(report: Report, target?: string): Found[] {
  const components = new Map(report.components.map((component) => [component.id, component]));
  const found = new Map<string, Found>();
  for (const { component, advisory, outcome, targets } of report.findings) {
    const release = component === null ? undefined : components.get(component);
    if (advisory === undefined || outcome !== 'fail' || release?.version == null) continue;
    if (target !== undefined && !targets.includes(target)) continue;
    const one: Found = [release.name, release.version, [advisory.id, ...advisory.aliases].sort()];
    found.set(JSON.stringify(one), one);
  }
  return [...found].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);
}

function inOrder(found: readonly Found[]): Found[] {
  return found.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

describe('what is found equals what an auditor of another hand finds on the same locks and records', { skip }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rind-corpus-'));
  const projects = corpusProjects();
  const whole = new Map<string, Found[]>();
  const perTarget = new Map<string, Found[][]>();

  before(() => {
    const loaded = rind(folder, 'sync', '--from', RECORDS ?? '');
    assert.ok(loaded.code === 0 || loaded.code === 3, loaded.err);
    const usable = projects.filter((project) => project.skip === undefined);
    const requests = usable.flatMap((project) => [
      { lock: project.lock, target: null },
      ...targetsOf(project).map((target) => ({ lock: project.lock, target })),
    ]);
    const answers = askOracle(requests).values();
    for (const project of usable) {
      whole.set(project.name, answers.next().value ?? []);
      perTarget.set(
        project.name,
        targetsOf(project).map(() => answers.next().value ?? []),
      );
    }
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A copy of a project with a configuration; its lock's path. */
  function copyOf(project: CorpusProject, name: string, config: string): string {
    const copy = path.join(folder, name, project.name);
    cpSync(project.folder, copy, { recursive: true });
    writeFileSync(path.join(copy, 'rind.toml'), config);
    return path.join(copy, path.basename(project.lock));
  }

  for (const project of projects) {
    it(`${project.name}: the whole lock`, { skip: project.skip }, () => {
      const { report } = audited(folder, copyOf(project, 'whole', ''));
      assert.deepEqual(foundBy(report), inOrder(whole.get(project.name) ?? []));
    });

    it(`${project.name}: target by target`, { skip: project.skip }, () => {
      const targets = targetsOf(project);
      const config = targets.map((target) => `[[targets]]\n${tomlOf({ ...target })}`).join('\n');
      const { report } = audited(folder, copyOf(project, 'targets', config));
      for (const [at, { name }] of targets.entries()) {
        assert.deepEqual(foundBy(report, name), inOrder(perTarget.get(project.name)?.[at] ?? []), `target ${name}`);
      }
    });
  }

  it('is asked about enough: at least 15 locks, most of them with flaws, some targets with fewer', () => {
    const counts = [...whole.values()].map((found) => found.length);
    assert.ok(counts.length >= 15 || projects.some((project) => project.skip !== undefined), `${counts.length} locks`);
    assert.ok(counts.every((count) => count > 0));
    assert.ok(
      [...perTarget].some(([name, answers]) => answers.some((found) => found.length < (whole.get(name)?.length ?? 0))),
    );
  });
});

function tomlOf(table: Readonly<Record<string, unknown>>): string {
  return Object.entries(table)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join('');
}
