import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Report } from '../../src/contract/report.ts';
import { addFiles, permanentTree } from './folder.ts';
import { assertCivil, auditReport, measured, OUTSIDE } from './measured.ts';

const POSIX = process.platform === 'win32' ? { skip: 'there are no such files on Windows' } : {};
const NOT_ROOT = process.getuid?.() === 0 ? { skip: 'permissions do not bind the superuser' } : POSIX;

describe('a folder of hostile files', POSIX, () => {
  const root = permanentTree({
    'good/requirements.txt': 'good==1\n',
    'folder/uv.lock/x': '',
    'folder/requirements.txt': 'shadow==1\n',
  });
  const beyond = permanentTree({ 'uv.lock': `version = 1\n# ${OUTSIDE}\n[[package]]\nname = "${OUTSIDE}"\n` });
  let report: Report;
  const server = createServer();
  after(() => server.close());

  before(async () => {
    for (const name of [
      'pipe',
      'device',
      'socket',
      'loop',
      'self',
      'broken',
      'outside',
      'up',
      'locked',
      'large',
      'names',
      'tolink',
    ])
      mkdirSync(path.join(root, name));
    const at = (name: string) => path.join(root, name);
    execFileSync('mkfifo', [at('pipe/uv.lock'), at('pipe/requirements.txt')]);
    symlinkSync('/dev/zero', at('device/uv.lock'));
    symlinkSync('/dev/tty', at('device/requirements.txt'));
    await new Promise<void>((ready) => server.listen(at('socket/uv.lock'), ready));
    symlinkSync('requirements.txt', at('loop/uv.lock'));
    symlinkSync('uv.lock', at('loop/requirements.txt'));
    symlinkSync('.', at('self/again'));
    symlinkSync('uv.lock', at('self/uv.lock'));
    symlinkSync('nowhere', at('broken/uv.lock'));
    symlinkSync(path.join(beyond, 'uv.lock'), at('outside/uv.lock'));
    symlinkSync(beyond, at('outside/linked'));
    symlinkSync('../../../../../../../../../../etc/passwd', at('up/requirements.txt'));
    symlinkSync('../good', at('tolink/uv.lock'));
    writeFileSync(at('locked/uv.lock'), 'version = 1\n');
    chmodSync(at('locked/uv.lock'), 0);
    writeFileSync(at('large/uv.lock'), '');
    truncateSync(at('large/uv.lock'), 100 * 1024 * 1024);
    for (const name of ['a\n::error::x-requirements.txt', 'b\u001b[31m-requirements.txt', 'c\u202e-requirements.txt'])
      writeFileSync(path.join(root, 'names', name), '??\n');
    const invalid = Buffer.concat([Buffer.from(at('names/')), Buffer.from([0xff]), Buffer.from('-requirements.txt')]);
    writeFileSync(invalid, 'hidden==1\n');
    addFiles(at(Array(200).fill('d').join('/')), { 'requirements.txt': 'deep==1\n' });
    report = auditReport(root);
  });

  const codes = (folder: string) =>
    report.problems
      .filter(({ at, message }) => at?.path.startsWith(`${folder}/`) || message.startsWith(`\`${folder}/`))
      .map(({ code }) => code);
  const table: Readonly<Record<string, readonly [folder: string, ...codes: string[]]>> = {
    'a named pipe for a lock': ['pipe', 'file-not-regular', 'source-passed-over'],
    'a link to /dev/zero for a lock': ['device', 'file-outside', 'source-passed-over'],
    'a socket for a lock': ['socket', 'file-not-regular'],
    'links in a circle': ['loop', 'file-unreadable', 'source-passed-over'],
    'a link to itself, beside one to its own folder': ['self', 'file-unreadable'],
    'a link to nothing': ['broken', 'file-unreadable'],
    'links out of the repository': ['outside', 'link-not-followed', 'file-outside'],
    'a link upwards to the system': ['up', 'file-outside'],
    'a link to a folder': ['tolink', 'file-not-regular'],
    'a folder called `uv.lock`, with pins beside it': ['folder', 'file-not-regular', 'source-passed-over'],
    'a file of 100 MB': ['large', 'file-too-large'],
    '200 levels of folders': ['d', 'tree-limit'],
  };
  for (const [name, [folder, ...expected]] of Object.entries(table)) {
    it(`${name}: ${expected.join(', ')}`, () => assert.deepEqual(codes(folder), expected));
  }

  it('a lock that may not be read: file-unreadable', NOT_ROOT, () =>
    assert.deepEqual(codes('locked'), ['file-unreadable']),
  );

  it('names with line feeds, escapes and invalid UTF-8: a problem each', () =>
    assert.deepEqual(codes('names').sort(), [
      'file-unreadable',
      'requirement-invalid',
      'requirement-invalid',
      'requirement-invalid',
    ]));

  it('the rest of the folder is audited, and nothing is guessed', () =>
    assert.deepEqual(
      report.components.map(({ name }) => name),
      ['good'],
    ));

  for (const format of ['text', 'markdown', 'github']) {
    it(`as ${format}, names of files act on nothing`, () => {
      const ran = measured(root, ['audit', '--format', format, 'names', 'pipe']);
      assertCivil(ran, format);
      assert.equal(ran.code, 3);
    });
  }

  it('pipes, devices, sockets and folders that a person names are refused without being opened', () => {
    const names = [
      'pipe/uv.lock',
      'socket/uv.lock',
      '/dev/zero',
      '/dev/tty',
      '/dev/stdin',
      '/proc/self/mem',
      'missing',
    ];
    const { components, problems } = auditReport(root, [...names, 'good']);
    assert.deepEqual(
      components.map(({ name }) => name),
      ['good'],
    );
    assert.ok(problems.length > names.length);
  });
});

describe('limits', () => {
  const codesOf = (root: string, ...args: string[]) => auditReport(root, args).problems.map(({ code }) => code);

  it('--max-file-size: a file beyond it is a problem, one within it is read whatever the default', () => {
    const padding = '#'.repeat(65 * 1024 * 1024);
    const root = permanentTree({ 'requirements.txt': `good==1\n${padding}\n` });
    assert.ok(codesOf(root).includes('file-too-large'));
    const report = auditReport(root, ['--max-file-size', '70M']);
    assert.deepEqual(
      report.components.map(({ name }) => name),
      ['good'],
    );
    assert.ok(codesOf(root, '--max-file-size', '1').includes('file-too-large'));
  });

  it('--max-depth: deeper nesting is a problem', () => {
    const root = permanentTree({ 'uv.lock': 'version = 1\nx = [[[[1]]]]\n' });
    assert.ok(codesOf(root, '--max-depth', '3').includes('text-invalid'));
    assert.ok(!codesOf(root, '--max-depth', '4').includes('text-invalid'));
  });

  it('--max-includes: the include beyond it is a problem', () => {
    const files = Array.from({ length: 1001 }, (_, i): [string, string] => [`i${i}.in`, `p${i}==1\n`]);
    const includes = files.map(([name]) => `-r ${name}\n`).join('');
    const root = permanentTree({ ...Object.fromEntries(files), 'requirements.txt': includes });
    assert.deepEqual(codesOf(root), ['no-advisories', 'include-limit']);
    assert.deepEqual(codesOf(root, '--max-includes', '1001'), ['no-advisories']);
  });

  it('a folder of 100,000 files is walked, one of more is a problem', () => {
    const root = permanentTree({ 'a-requirements.txt': 'good==1\n' });
    for (let i = 0; i < 100_001; i++) writeFileSync(path.join(root, `f${i}`), '');
    const report = auditReport(root);
    assert.ok(report.problems.some(({ code }) => code === 'tree-limit'));
    assert.equal(report.exit, 3);
  });

  it('more components than one run affords are a problem, and memory stays bounded', () => {
    const root = permanentTree({ 'requirements.txt': Array.from({ length: 60_000 }, (_, i) => `p${i}==1`).join('\n') });
    const ran = measured(root, ['audit', '--json']);
    assertCivil(ran);
    assert.equal(ran.code, 3);
    assert.match(ran.out, /the run has reached 40000/);
  });

  it('a file of short lines fills no memory', () => {
    const root = permanentTree({
      'requirements.txt': 'a\n'.repeat(10_000_000),
      'b/requirements.txt': '?\n'.repeat(100_000),
    });
    assertCivil(measured(root, ['audit', '--json']));
  });
});
