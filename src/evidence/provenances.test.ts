import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { migrate } from '../platform/migrate.ts';
import { openSqlite } from '../platform/sqlite-db.ts';
import { PIN_MIGRATIONS, Pins } from './pins.sql.ts';
import { PROVENANCE_MIGRATIONS, Provenances } from './provenances.sql.ts';

test('what was vouched for stays as it came, and projects of an upstream are known by its files', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rind-provenances-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const db = openSqlite(join(folder, 'db'));
  await migrate(db, [...PIN_MIGRATIONS, ...PROVENANCE_MIGRATIONS], 0);
  const provenances = new Provenances(db);
  await provenances.save('aa', 'pypi', Buffer.from('one'), 1);
  await provenances.save('aa', 'pypi', Buffer.from('two'), 2);
  assert.equal(Buffer.from((await provenances.of('aa', 'pypi')) ?? []).toString(), 'one');
  assert.equal(await provenances.of('aa', 'other'), undefined);
  const pins = new Pins(db);
  assert.deepEqual(await pins.projectsOf('pypi'), []);
  for (const project of ['b', 'a', 'c'])
    await pins.add(
      'pypi',
      project,
      [
        { filename: `${project}-1`, sha256: null },
        { filename: `${project}-2`, sha256: null },
      ],
      0,
    );
  await pins.add('private', 'secret', [{ filename: 's-1', sha256: null }], 0);
  assert.deepEqual(await pins.projectsOf('pypi'), ['a', 'b', 'c']);
  await db.close();
});
