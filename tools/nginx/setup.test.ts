import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it, type TestContext } from 'node:test';

const skip = existsSync('/usr/sbin/nginx') ? 'this machine has an nginx of its own' : false;

/** Runs the set-up where only these programs are found. */
function setUp(t: TestContext, programs: Readonly<Record<string, string>>) {
  const root = mkdtempSync(path.join(tmpdir(), 'rind-nginx-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const bin = path.join(root, 'bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
  for (const file of ['setup.ts', 'installed.ts'])
    cpSync(path.join(import.meta.dirname, file), path.join(root, 'tools/nginx', file));
  const script = path.join(root, 'tools/nginx/setup.ts');
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8', env: { PATH: bin } });
  return { status, said: stderr, kept: readdirSync(path.join(root, '.cache')) };
}

/** A package whose program ends with a code. */
const unpacks = (code: number) =>
  `mkdir -p all/usr/sbin && printf '#!/bin/sh\\nexit ${code}\\n' > all/usr/sbin/nginx && chmod 755 all/usr/sbin/nginx`;

it('what was unpacked and runs is kept', { skip }, (t) => {
  const found = setUp(t, { 'apt-get': 'touch nginx.deb', 'dpkg-deb': unpacks(0) });
  assert.deepEqual([found.status, found.kept], [0, ['nginx']]);
  assert.doesNotMatch(found.said, /skipped/);
});

for (const [what, programs] of [
  ['there is no apt', {}],
  ['servers say nothing', { 'apt-get': 'echo "E: Unable to fetch" >&2; exit 100' }],
  ['nothing came', { 'apt-get': 'exit 0' }],
  ['it cannot be unpacked', { 'apt-get': 'touch nginx.deb', 'dpkg-deb': 'exit 2' }],
  ['it does not run here', { 'apt-get': 'touch nginx.deb', 'dpkg-deb': unpacks(127) }],
] as const)
  it(`without an nginx the set-up goes well, says why and keeps nothing: ${what}`, { skip }, (t) => {
    const { status, said, kept } = setUp(t, programs);
    assert.deepEqual([status, kept], [0, []]);
    assert.match(said, /^nginx: .+; the tests behind nginx will be skipped$/m);
  });

it('one that is installed is left alone', { skip }, (t) => {
  const { status, said, kept } = setUp(t, { nginx: 'exit 0' });
  assert.deepEqual([status, said, kept], [0, '', []]);
});
