import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MadeRecord, recordsZip } from '../../tools/make-records.ts';
import { Gateway } from '../gateway/gateway.ts';
import { COMPILED, MAIN } from '../rind.ts';
import { makeSdist, makeWheel } from '../servers/distribution.ts';
import { OsvServer } from '../servers/osv-server.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf, type UpstreamProject } from '../servers/upstream-file.ts';

/** What a page must show as text. */
export const EVIL = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
/** A name as long as a name of a project gets on PyPI, without a place to break at. */
export const LONG = `opentelemetryinstrumentation${'verylong'.repeat(7)}`;

/** Addresses of decisions, by verdict. */
interface Decisions {
  readonly deny: string;
  readonly hold: string;
}

/** A gateway with something of everything that people look at. */
export interface PeopleSite extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly decisions: Decisions;
  /** A token that may administer. */
  readonly token: string;
}

/** An advisory about the releases of `flawed` before 2.0. */
const RECORD: MadeRecord = {
  schema_version: '1.7.0',
  id: 'PYSEC-2026-1',
  aliases: ['CVE-2026-10001'],
  modified: '2026-01-01T00:00:00Z',
  published: '2026-01-01T00:00:00Z',
  summary: `reads files of others ${EVIL}`,
  details: 'It is bad.',
  affected: [
    {
      package: { name: 'flawed', ecosystem: 'PyPI' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] }],
    },
  ],
};

function projects(): readonly UpstreamProject[] {
  const wheel = (name: string, version: string, tag = 'py3-none-any') => fileOf(makeWheel({ name, version, tag }));
  const many = Array.from({ length: 23 }, (_, i) => wheel('often', `1.${i}`));
  const withdrawn = { ...wheel('demo', '1.1'), yanked: `broken ${EVIL}` };
  return [
    projectOf('demo', wheel('demo', '1.0'), fileOf(makeSdist({ name: 'demo', version: '1.0' })), withdrawn),
    projectOf('waiting', wheel('waiting', '1.0'), wheel('waiting', '2.0')),
    projectOf('flawed', wheel('flawed', '1.0'), wheel('flawed', '2.0')),
    projectOf('often', ...many),
    { ...projectOf(LONG, wheel(LONG, '1.0+local.build.20260102', LONG_TAG)), status: 'archived' },
  ];
}

const LONG_TAG =
  'cp38.cp39.cp310.cp311.cp312.cp313-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_2_x86_64';

async function sync(folder: string, url: string, data: string): Promise<void> {
  // Not `spawnSync`: what it asks is served by this process.
  const ran = spawn(process.execPath, [MAIN, 'sync', '--source', 'osv', '--data-dir', data], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_CACHE_HOME: COMPILED, RIND_OSV_URL: url },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  assert.deepEqual(await once(ran, 'close'), [0, null]);
}

/** The decision that refuses a file. */
async function decisionOf(gateway: Gateway, project: string, file: string): Promise<string> {
  const answer = await fetch(`${gateway.indexUrl}${project}/${file}`);
  const { instance } = (await answer.json()) as { instance?: string };
  assert.ok(instance !== undefined, `${file} is not refused`);
  return instance;
}

/** Starts one: `demo` is given out, `flawed` 1.0 denied by an advisory, `waiting` held by a person. */
export async function startSite(): Promise<PeopleSite> {
  const folder = mkdtempSync(join(tmpdir(), 'rind-people-'));
  const [osv, upstream] = [await OsvServer.start(), (await Upstream.start()).put(...projects())];
  osv.put('/PyPI', recordsZip([RECORD]), [RECORD]);
  const advisories = join(folder, 'advisories');
  await sync(folder, `${osv.origin}/PyPI/all.zip`, advisories);
  const gateway = await Gateway.start({
    folder,
    upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' }],
    args: ['--data-dir', advisories],
  });
  const done = async () => {
    await gateway.stop();
    await Promise.all([osv[Symbol.asyncDispose](), upstream[Symbol.asyncDispose]()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const name of upstream.projects.keys()) await (await fetch(`${gateway.indexUrl}${name}/`)).arrayBuffer();
    const said = gateway.command('hold', 'waiting', '--reason', `not looked at ${EVIL}`, '--wait');
    assert.equal(said.code, 0, said.err);
    const deny = await decisionOf(gateway, 'flawed', 'flawed-1.0-py3-none-any.whl');
    const hold = await decisionOf(gateway, 'waiting', 'waiting-1.0-py3-none-any.whl');
    const token = gateway.command('token', 'create', '--scope', 'admin').out.trim();
    return { gateway, decisions: { deny, hold }, token, [Symbol.asyncDispose]: done };
  } catch (error) {
    await done();
    throw error;
  }
}
