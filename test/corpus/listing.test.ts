import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ROOT, rind } from '../rind.ts';
import { corpusProjects, ORACLE_PYTHON } from './projects.ts';

describe('the inventory of a lock is what the tool that wrote it lists', () => {
  for (const { name, folder, lock, skip } of corpusProjects()) {
    it(`${name}: names, versions, markers, groups and hashes`, { skip }, () => {
      const { out, err } = rind(ROOT, 'inventory', '--json', lock);
      const compare = path.join(ROOT, 'test/corpus/compare.py');
      const compared = spawnSync(ORACLE_PYTHON, [compare, folder], { input: out, encoding: 'utf8' });
      assert.equal(compared.status, 0, compared.stderr + err);
      assert.deepEqual(JSON.parse(compared.stdout), []);
    });
  }
});
