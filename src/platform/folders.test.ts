import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { makeFolder } from './folders.fs.ts';

describe('makeFolder', () => {
  it('makes what is missing above, with the mode asked for, and nothing where all is there', () => {
    using temporary = place();
    const folder = path.join(temporary.folder, 'a/b/c');
    makeFolder(folder, 0o700);
    makeFolder(folder, 0o755);
    for (const part of ['a', 'a/b', 'a/b/c'])
      assert.equal(
        statSync(path.join(temporary.folder, part)).mode & 0o777,
        process.platform === 'win32' ? 0o666 : 0o700,
      );
  });

  it('follows a link to a folder, and takes no file and no link to nothing for one', () => {
    using temporary = place();
    const at = (name: string) => path.join(temporary.folder, name);
    mkdirSync(at('real'));
    symlinkSync('real', at('link'));
    symlinkSync('nowhere', at('dangling'));
    writeFileSync(at('file'), '');
    makeFolder(at('link/inside'));
    assert.deepEqual(readdirSync(at('real')), ['inside']);
    for (const name of ['file', 'file/below', 'file/far/below', 'dangling', 'dangling/below'])
      assert.throws(() => makeFolder(at(name)), name);
    assert.ok(!existsSync(at('nowhere')));
  });

  it('ends where the system makes no folders and calls them missing', { skip: !existsSync('/proc/self') }, () => {
    assert.throws(() => makeFolder('/proc/no-such/folder'), { code: 'ENOENT' });
    assert.throws(() => makeFolder('/proc/no-such'), { code: 'ENOENT' });
  });
});

function place(): Disposable & { readonly folder: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'rind-folders-'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
