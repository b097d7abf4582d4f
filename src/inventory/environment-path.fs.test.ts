import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { locateEnvironment } from './environment-path.fs.ts';

const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'rind-environment-')));
after(() => rmSync(home, { recursive: true, force: true }));

function file(name: string, content = ''): void {
  mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
  writeFileSync(path.join(home, name), content);
}

function link(name: string, target: string): void {
  mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
  symlinkSync(target, path.join(home, name));
}

/** The folder, relative to the test's own, and the version that is asked for; or the code of the problem. */
function located(given: string): string {
  const found = locateEnvironment(path.join(home, given));
  if (!found.ok) return found.error.code;
  return [path.relative(home, found.value.folder), found.value.choice.python].filter(Boolean).join(' ');
}

// An interpreter that would do harm if it were run.
file('base/bin/python3.12', '#!/bin/sh\ntouch "$0.was-run"\n');
link('base/bin/python', 'python3');
link('base/bin/python3', 'python3.12');
file('base/lib/python3.12/site-packages/a-1.dist-info/METADATA');
file('base/lib/python3.11/site-packages/a-1.dist-info/METADATA');
file('venv/pyvenv.cfg');
file('venv/lib/python3.12/site-packages/a-1.dist-info/METADATA');
link('venv/bin/python', 'python3');
link('venv/bin/python3', '../../base/bin/python3.12');
link('current', 'venv/bin/python');
file('win/pyvenv.cfg');
file('win/Scripts/python.exe');
file('winbase/python.exe');
file('winbase/Lib/site-packages/a-1.dist-info/METADATA');
file('shims/python3', '#!/bin/sh\n');
link('loop', 'loop');
link('gone', 'nowhere');
file('conda/conda-meta/history');
file('conda/bin/python3.12');

describe('the environment that a path means', () => {
  it('is that of the interpreter as it was called, before links are followed', () => {
    assert.equal(located('venv/bin/python'), 'venv');
    assert.equal(located('current'), 'venv');
    assert.equal(located('win/Scripts/python.exe'), 'win');
  });

  it('is the prefix of the interpreter that links lead to, and its version only', () => {
    assert.equal(located('base/bin/python'), 'base 3.12');
    assert.equal(located('winbase/python.exe'), 'winbase');
    assert.equal(located('conda/bin/python3.12'), 'conda 3.12');
  });

  it('is a folder: the environment, its site-packages or the folder of its interpreter', () => {
    assert.equal(located('venv'), 'venv');
    assert.equal(located('venv/bin'), 'venv');
    assert.equal(located('base'), 'base');
    assert.equal(located('base/lib/python3.11/site-packages'), 'base/lib/python3.11/site-packages');
    assert.equal(located('venv/lib/python3.12/site-packages'), 'venv 3.12', 'its environment says more');
    assert.equal(located('conda'), 'conda');
  });

  it('is said not to be told where files do not tell it', () => {
    assert.equal(located('shims/python3'), 'environment-undetermined');
    assert.equal(located('shims'), 'environment-undetermined');
    assert.equal(located('base/bin/python3.13'), 'file-unreadable');
    assert.equal(located('loop'), 'file-unreadable');
    assert.equal(located('gone'), 'file-unreadable');
  });

  it('is found without running anything', () => {
    located('base/bin/python3.12');
    assert.ok(!existsSync(path.join(home, 'base/bin/python3.12.was-run')));
  });
});
