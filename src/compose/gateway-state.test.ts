import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openedState, storageProblem } from './gateway-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'rind-state-'));
after(() => rmSync(folder, { recursive: true, force: true }));

describe('data that cannot be opened', () => {
  it('is a problem and no bug: a file where the folder should be, a database that is none', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const damaged = join(folder, 'damaged');
    mkdirSync(damaged);
    writeFileSync(join(damaged, 'gateway.db'), 'nothing of the kind, at some length\n'.repeat(10));
    for (const [place, why] of [
      [file, /EEXIST/],
      [damaged, /not a database/],
    ] as const) {
      const opened = await openedState(place, 0);
      assert.ok(!opened.ok, place);
      assert.equal(opened.error.code, 'storage-failed');
      assert.match(opened.error.message, why);
    }
  });

  it('hides no bug', () => {
    assert.throws(() => storageProblem(new TypeError('ours')), /ours/);
  });
});
