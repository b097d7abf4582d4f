import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Report } from '../src/contract/report.ts';
import { COMPILED, MAIN, osv } from './rind.ts';
import { makeWheel } from './servers/distribution.ts';
import { Upstream } from './servers/upstream.ts';
import { fileOf, projectOf } from './servers/upstream-file.ts';
import { PYPI_LIKE_STYLE } from './servers/upstream-page.ts';

const root = mkdtempSync(join(tmpdir(), 'rind-audit-index-'));
after(() => rmSync(root, { recursive: true, force: true }));
let made = 0;

const wheel = (name: string, version: string, facts: Parameters<typeof fileOf>[1] = {}) =>
  fileOf(makeWheel({ name, version }), facts);

async function index(): Promise<Upstream> {
  const upstream = await Upstream.start();
  return upstream.put(
    projectOf(
      'late',
      wheel('late', '1.0', { uploaded: '2020-01-01T00:00:00Z' }),
      wheel('late', '2.0', { uploaded: '2022-01-01T00:00:00Z' }),
    ),
    projectOf('taken-back', wheel('taken-back', '1.0', { yanked: 'broken' }), wheel('taken-back', '1.1')),
    projectOf('young', wheel('young', '1.0', { uploaded: '2026-01-02T00:00:00Z' })),
    { ...projectOf('quiet', wheel('quiet', '1.0')), status: 'quarantined' },
  );
}

/** Runs with the index beside it, in this process: the run has to be waited for. */
function run(
  upstream: Upstream,
  lines: readonly string[],
  ...args: readonly string[]
): Promise<{ code: number | null; report: Report; err: string }> {
  const folder = join(root, String(made++));
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'requirements.txt'), `${lines.join('\n')}\n`);
  mkdirSync(join(folder, 'advisories'));
  writeFileSync(
    join(folder, 'advisories', 'one.json'),
    JSON.stringify(osv('PYSEC-1', 'nobody', [{ introduced: '0' }, { fixed: '2' }])),
  );
  writeFileSync(join(folder, 'rind.toml'), '[advisories]\nsources = ["advisories"]\n');
  const command = args[0] === 'check' ? args : ['audit', ...args];
  const given = [...command, '--json', '--index-url', upstream.indexUrl, '--now', '2026-01-03T00:00:00Z'];
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    RIND_DATA_DIR: join(folder, 'data'),
    XDG_CACHE_HOME: COMPILED,
  };
  const child = spawn(process.execPath, [MAIN, ...given], { cwd: folder, env });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, report: JSON.parse(out.join('') || 'null'), err: err.join('') }));
  });
}

const found = ({ findings }: Report) => findings.map(({ rule, component }) => `${rule} ${component}`).sort();

describe('an audit that asks an index', () => {
  it('finds what is yanked, quarantined and too young, and how far everything is behind', async () => {
    await using upstream = await index();
    const { report } = await run(upstream, ['late==1.0', 'taken-back==1.0', 'young==1.0', 'quiet==1.0']);
    assert.deepEqual(found(report), [
      'project-status quiet==1.0',
      'release-cooldown young==1.0',
      'yanked taken-back==1.0',
    ]);
    const late = report.components.find(({ name }) => name === 'late');
    assert.deepEqual(late?.latest, { version: '2.0', released: '2022-01-01', libyears: 2 });
    assert.deepEqual(report.summary.behind, { components: 2, libyears: 2 });
  });

  it('asks each project once, and only about what is pinned and of PyPI', async () => {
    await using upstream = await index();
    const { report } = await run(upstream, [
      'late==1.0',
      'late==1.0',
      'young>=1',
      'quiet @ https://x.example/quiet-1.0.tar.gz',
    ]);
    assert.deepEqual(
      upstream.asked.map(({ path }) => path),
      ['/simple/late/'],
    );
    assert.ok(report.problems.some(({ code }) => code === 'index-not-asked'));
  });

  it('never asks an index that only the repository names', async () => {
    await using upstream = await index();
    await using other = await index();
    await run(upstream, [`--index-url ${other.indexUrl}`, 'late==1.0']);
    assert.deepEqual(other.asked, []);
  });

  it('leaves unknown what an index does not say, and says that it could not be asked', async () => {
    await using upstream = await index();
    upstream.misbehave('/simple/young/', { kind: 'status', status: 500 });
    const { code, report } = await run(upstream, ['young==1.0', 'nothere==1.0']);
    assert.equal(code, 3);
    assert.ok(
      report.problems.some(({ code: told, message }) => told === 'index-unavailable' && message.includes('young')),
    );
    const unknown = report.findings.filter(({ outcome }) => outcome === 'unknown').map(({ rule }) => rule);
    assert.deepEqual(new Set(unknown), new Set(['project-status', 'release-cooldown', 'yanked']));
  });

  it('reads an index as PyPI is reached from some machines: HTML alone', async () => {
    await using upstream = await index();
    upstream.style = PYPI_LIKE_STYLE;
    const { report } = await run(upstream, ['late==1.0', 'taken-back==1.0']);
    assert.deepEqual(found(report), ['yanked taken-back==1.0']);
    assert.equal(report.components.find(({ name }) => name === 'late')?.latest?.version, '2.0');
  });

  it('checks the release that would be installed today where none is named', async () => {
    await using upstream = await index();
    const { report } = await run(upstream, [], 'check', 'taken-back', 'late<2');
    assert.deepEqual(
      report.components.map(({ id }) => id),
      ['taken-back==1.1', 'late==1.0'],
    );
  });

  it('refuses to ask offline', async () => {
    await using upstream = await index();
    const { code, err } = await run(upstream, ['late==1.0'], '--offline');
    assert.deepEqual([code, upstream.asked.length], [2, 0]);
    assert.match(err, /`--index` asks an index, and `--offline` forbids it/);
  });
});
