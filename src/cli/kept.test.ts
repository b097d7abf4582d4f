import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Answer } from './answer.ts';
import { kept } from './testing/kept.ts';

const FROM = Date.parse('2026-01-01T12:00:00Z');
const UNTIL = FROM + 1000;
const ANSWER: Answer = {
  out: '1 component in 1 file: 0 affected — naïve\n',
  err: 'warning: x\n',
  from: FROM,
  until: UNTIL,
  looks: { real: [], names: [], folders: [] },
};

/** A folder for answers, and one answer in it. */
function one(test: TestContext, more: Partial<Answer> = {}, code = 1): { folder: string; file: string } {
  const root = mkdtempSync(path.join(tmpdir(), 'rind-kept-'));
  test.after(() => rmSync(root, { recursive: true, force: true }));
  const folder = path.join(root, 'kept');
  const file = kept.fileOf(folder, 'question');
  kept.keep(file, 'question', { ...ANSWER, ...more }, code);
  return { folder, file };
}

const isPosix = process.getuid !== undefined;

describe('a kept answer', () => {
  it('is given byte for byte, with its exit code', (test) => {
    const { file } = one(test);
    const found = kept.find(file, 'question', FROM);
    assert.deepEqual([found?.code, String(found?.out), String(found?.err)], [1, ANSWER.out, ANSWER.err]);
  });

  it('is given from the instant of keeping on, and at the instant that ends it no more', (test) => {
    const { file } = one(test);
    const given = [FROM - 1, FROM, UNTIL - 1, UNTIL].map((now) => kept.find(file, 'question', now) !== undefined);
    assert.deepEqual(given, [false, true, true, false]);
  });

  it('that time cannot change is given at any later instant', (test) => {
    const { file } = one(test, { until: Number.POSITIVE_INFINITY });
    assert.ok(kept.find(file, 'question', FROM + 1e12));
  });

  it('is not given to another question whose file it happens to lie in', (test) => {
    assert.equal(kept.find(one(test).file, 'other', FROM), undefined);
  });

  it('lies in a file and a folder of its owner alone', { skip: !isPosix }, (test) => {
    const { file, folder } = one(test);
    assert.deepEqual([statSync(file).mode & 0o777, statSync(folder).mode & 0o777], [0o600, 0o700]);
  });

  for (const mode of [0o640, 0o620, 0o604, 0o602]) {
    it(`is not taken from a file that others have a part in: ${mode.toString(8)}`, { skip: !isPosix }, (test) => {
      const { file } = one(test);
      chmodSync(file, mode);
      assert.equal(kept.find(file, 'question', FROM), undefined);
    });
  }

  it('is not taken through a link', (test) => {
    const { file } = one(test);
    renameSync(file, `${file}-elsewhere`);
    symlinkSync(`${file}-elsewhere`, file);
    assert.equal(kept.find(file, 'question', FROM), undefined);
  });

  it('is not taken from a folder', (test) => {
    assert.equal(kept.find(one(test).folder, 'question', FROM), undefined);
  });

  it('is a miss when the file is cut off, wherever', (test) => {
    const { file } = one(test);
    for (let size = statSync(file).size - 1; size >= 0; size--) {
      truncateSync(file, size);
      assert.equal(kept.find(file, 'question', FROM), undefined, `${size} bytes`);
    }
  });

  it('is a miss, and never another answer, when a byte of it is another', (test) => {
    const { file } = one(test);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at++) {
      const garbled = Buffer.from(whole);
      garbled[at] = (garbled[at] ?? 0) ^ 0x11;
      writeFileSync(file, garbled);
      assert.equal(kept.find(file, 'question', FROM), undefined, `byte ${at}`);
    }
  });

  it('is a miss when the file is garbage, however much of it', (test) => {
    const { file } = one(test);
    for (const garbage of ['', '\n', '{}\n', 'null\n', '[]\nxx', '{"question":"question"}\n', '\0'.repeat(100_000)]) {
      writeFileSync(file, garbage);
      assert.equal(kept.find(file, 'question', FROM), undefined);
    }
  });

  it('is not kept of a run that failed, nor of one that is a bug', (test) => {
    for (const code of [2, 70, 255]) assert.equal(existsSync(one(test, {}, code).file), false);
  });

  it('is not kept beyond 4 MB', (test) => {
    assert.equal(existsSync(one(test, { out: 'x'.repeat(4 * 1024 * 1024 + 1) }).file), false);
  });

  it('that cannot be written is no failure', (test) => {
    const { file } = one(test);
    kept.keep(path.join(file, 'below-a-file'), 'question', ANSWER, 0);
    assert.ok(kept.find(file, 'question', FROM));
  });
});

describe('the folder of kept answers', () => {
  it('holds 200 at most, and drops those that were used longest ago', (test) => {
    const { folder, file } = one(test);
    for (let at = 0; at < 202; at++) {
      const other = path.join(folder, `other-${at}`);
      writeFileSync(other, 'x', { mode: 0o600 });
      utimesSync(other, 1000 + at, 1000 + at);
    }
    kept.keep(file, 'question', ANSWER, 1);
    const left = new Set(readdirSync(folder));
    assert.equal(left.size, 200);
    assert.deepEqual(
      ['other-0', 'other-2', 'other-3', path.basename(file)].map((name) => left.has(name)),
      [false, false, true, true],
    );
  });

  it('holds 64 MB at most', (test) => {
    const { folder, file } = one(test);
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(path.join(folder, name), '', { mode: 0o600 });
      truncateSync(path.join(folder, name), 30 * 1024 * 1024);
      utimesSync(path.join(folder, name), name.charCodeAt(0), name.charCodeAt(0));
    }
    kept.keep(file, 'question', ANSWER, 1);
    assert.deepEqual(readdirSync(folder).sort(), [path.basename(file), 'b', 'c'].sort());
  });

  it('counts what is asked again as used', (test) => {
    const { file } = one(test);
    utimesSync(file, 1000, 1000);
    kept.find(file, 'question', FROM);
    assert.ok(statSync(file).mtimeMs > 1_000_000_000);
  });
});
