import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { DEFAULT_FILE_LIMITS } from '../platform/file-limits.ts';
import { openSourceFolder } from './source-folder.fs.ts';

const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'rind-folder-')));
after(() => rmSync(home, { recursive: true, force: true }));

for (const folder of ['repo/env/lib', 'repo/shared', 'outside'])
  mkdirSync(path.join(home, folder), { recursive: true });
writeFileSync(path.join(home, 'repo/env/a.txt'), 'own');
writeFileSync(path.join(home, 'repo/shared/b.txt'), 'shared');
writeFileSync(path.join(home, 'outside/secret'), 'secret');
writeFileSync(path.join(home, 'repo/env/wide'), Buffer.from([0xff, 0xfe]));
const links: [string, string][] = [
  ['lib64', 'lib'],
  ['shared', '../shared'],
  ['out', '../../outside'],
  ['secret', '../../outside/secret'],
  ['gone', 'nowhere'],
  ['loop', 'loop'],
];
for (const [name, target] of links) symlinkSync(target, path.join(home, 'repo/env', name));
execFileSync('mkfifo', [path.join(home, 'repo/env/pipe')]);

function open(more: { root?: string; limits?: Partial<typeof DEFAULT_FILE_LIMITS> } = {}) {
  const limits = { ...DEFAULT_FILE_LIMITS, ...more.limits };
  const root = more.root === undefined ? {} : { root: more.root };
  return openSourceFolder({ folder: path.join(home, 'repo/env'), shown: 'env', limits, ...root });
}

function text(file: string, root?: string): string {
  const read = open(root === undefined ? {} : { root }).folder.text(file);
  return read.ok ? read.value.text : read.error.code;
}

describe('a folder on disk', () => {
  it('lists files and folders in order, says which links stand for a folder of its own, and no pipes', () => {
    assert.deepEqual(open().folder.list(''), [
      { name: 'a.txt', kind: 'file' },
      { name: 'gone', kind: 'file' },
      { name: 'lib', kind: 'folder' },
      { name: 'lib64', kind: 'folder', link: 'lib' },
      { name: 'loop', kind: 'file' },
      { name: 'out', kind: 'folder' },
      { name: 'secret', kind: 'file' },
      { name: 'shared', kind: 'folder' },
      { name: 'wide', kind: 'file' },
    ]);
    for (const absent of ['none', 'a.txt', '../..', '..', '../../outside', 'out', 'gone'])
      assert.deepEqual(open().folder.list(absent), [], absent);
  });

  it('reads what lies inside, and what a link leads to inside the repository', () => {
    assert.equal(text('a.txt'), 'own');
    assert.equal(text('shared/b.txt', path.join(home, 'repo')), 'shared');
    assert.deepEqual(open({ root: path.join(home, 'repo') }).folder.list('shared'), [{ name: 'b.txt', kind: 'file' }]);
  });

  it('never reads what lies outside, however it is named', () => {
    const outside = [
      'secret',
      'out/secret',
      '../../outside/secret',
      path.join('..', '..', 'outside', 'secret'),
      '../shared/b.txt',
    ];
    for (const file of outside) assert.equal(text(file, path.join(home, 'repo')), 'file-outside', file);
    assert.equal(text('shared/b.txt'), 'file-outside', 'without a repository');
    assert.notEqual(text(path.join(home, 'outside/secret')), 'secret');
  });

  it('refuses pipes, folders, files that are missing or too large, and text that is no UTF-8', () => {
    assert.equal(text('pipe'), 'file-not-regular');
    assert.equal(text('lib'), 'file-not-regular');
    assert.equal(text('none'), 'file-unreadable');
    assert.equal(text('gone'), 'file-unreadable');
    assert.equal(text('loop'), 'file-unreadable');
    assert.equal(text('wide'), 'encoding-invalid');
    const small = open({ limits: { maxFileBytes: 2 } }).folder.bytes('a.txt');
    assert.equal(small.ok ? '' : small.error.code, 'file-too-large');
  });

  it('lists no more than the limit, over all folders, and says so once', () => {
    const opened = open({ limits: { maxWalkEntries: 4 } });
    assert.ok(opened.folder.list('').length <= 4);
    opened.folder.list('');
    assert.deepEqual(
      opened.problems.map(({ code }) => code),
      ['tree-limit'],
    );
  });

  it('remembers as inputs what is asked for as such', () => {
    const opened = open();
    opened.folder.text('a.txt');
    assert.equal(opened.inputs.size, 0);
    opened.folder.text('a.txt', true);
    assert.deepEqual([...opened.inputs.keys()], ['env/a.txt']);
    assert.match(opened.inputs.get('env/a.txt') ?? '', /^[0-9a-f]{64}$/);
  });
});
