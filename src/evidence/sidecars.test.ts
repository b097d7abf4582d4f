import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { migrate } from '../platform/migrate.ts';
import { openSqlite } from '../platform/sqlite-db.ts';
import { SIDECAR_MIGRATIONS, Sidecars } from './sidecars.sql.ts';

const folder = mkdtempSync(join(tmpdir(), 'rind-sidecars-'));
after(() => rmSync(folder, { recursive: true, force: true }));

it('what was passed on as metadata first stays, for each upstream, whatever is said later', async () => {
  const db = openSqlite(join(folder, 'one.db'));
  await migrate(db, SIDECAR_MIGRATIONS, 0);
  const sidecars = new Sidecars(db);
  const [first, second] = ['aa', 'bb'].map((sha256) => ({ sha256, content: Buffer.from(sha256) }));
  assert.ok(first !== undefined && second !== undefined);
  assert.equal(await sidecars.keep('pypi', 'demo', 'demo-1.whl', first), 'aa');
  assert.equal(await sidecars.keep('pypi', 'demo', 'demo-1.whl', second), 'aa');
  assert.equal(await sidecars.keep('other', 'demo', 'demo-1.whl', second), 'bb');
  assert.deepEqual(await sidecars.hashes('pypi', 'demo'), new Map([['demo-1.whl', 'aa']]));
  assert.equal(Buffer.from((await sidecars.of('pypi', 'demo-1.whl'))?.content ?? []).toString(), 'aa');
  assert.equal(await sidecars.of('pypi', 'demo-2.whl'), undefined);
  await db.close();
});
