import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { misspelledName } from './file-name-case.ts';
import { INVENTORY_FORMATS } from './registry.generated.ts';

const asked = (shown: string, folder = '.') => misspelledName(shown, folder, INVENTORY_FORMATS);

describe('a name that differs from a known one by case alone', () => {
  const known: [string, string][] = [
    ['UV.LOCK', 'uv.lock'],
    ['a/Poetry.lock', 'poetry.lock'],
    ['pipfile.lock', 'Pipfile.lock'],
    ['PIPFILE', 'Pipfile'],
    ['PyProject.toml', 'pyproject.toml'],
    ['Pylock.TOML', 'pylock.toml'],
    ['pdm.loc\u212a', 'pdm.lock'],
    ['uv\u200c.lock', 'uv.lock'],
    ['pixi.lock\ufeff', 'pixi.lock'],
  ];
  for (const [name, other] of known)
    it(`${JSON.stringify(name)} is said to be \`${other}\` on some disks`, () => {
      const found = asked(name);
      assert.equal(found?.code, 'file-name-case');
      assert.ok(found.message.endsWith(`for \`${other}\``), found.message);
      assert.deepEqual(found.at, { path: name, line: 1, column: 1 });
    });

  for (const name of ['uv.lock', 'Pipfile', 'Cargo.lock', 'README.toml', 'Makefile', 'conftest.PY', 'uv.lockx', 'a.py'])
    it(`${name} is none`, () => assert.equal(asked(name), undefined));
});
