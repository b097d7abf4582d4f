import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environmentsIn } from './environment-search.ts';
import { memoryFolder } from './testing/memory-folder.ts';

describe('environments beside a project', () => {
  it('are folders of the usual names that are environments', () => {
    const folder = memoryFolder({
      'venv/pyvenv.cfg': '',
      '.venv/pyvenv.cfg': '',
      'env/notes.txt': '',
      '.env': 'SECRET=1',
      '.conda/conda-meta/python-3.12.4-0.json': '{}',
      'other/pyvenv.cfg': '',
      '.pixi/envs/default/conda-meta/history': '',
      '.pixi/envs/empty/a': '',
      '__pypackages__/3.12/lib/a-1.dist-info/METADATA': '',
      '__pypackages__/x/lib/a': '',
    });
    assert.deepEqual(environmentsIn(folder), [
      '.venv',
      'venv',
      '.conda',
      '__pypackages__/3.12/lib',
      '.pixi/envs/default',
    ]);
  });

  it('are none in an empty folder', () => {
    assert.deepEqual(environmentsIn(memoryFolder({})), []);
  });
});
