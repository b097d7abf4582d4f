import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { HOSTING_MIGRATIONS, Hosted } from '../hosting/hosted.sql.ts';
import type { Db } from '../platform/db.ts';
import { migrate } from '../platform/migrate.ts';
import { openSqlite } from '../platform/sqlite-db.ts';
import { ADVISORY_HOLD_MIGRATIONS, AdvisoryHolds } from './advisory-hold.sql.ts';
import { DOWNLOAD_MIGRATIONS, Downloads } from './downloads.sql.ts';
import { HOLD_MIGRATIONS, Holds } from './holds.sql.ts';
import { INSPECTION_MIGRATIONS, Inspections } from './inspections.sql.ts';
import { KEPT_FILE_MIGRATIONS, KeptFiles } from './kept-files.sql.ts';
import { NOTICE_MIGRATIONS, Notices } from './notices.sql.ts';
import { PIN_MIGRATIONS, Pins } from './pins.sql.ts';

const folder = mkdtempSync(join(tmpdir(), 'rind-watch-state-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

async function state(): Promise<Db> {
  const db = openSqlite(join(folder, `${made++}.db`));
  const all = [PIN_MIGRATIONS, INSPECTION_MIGRATIONS, HOLD_MIGRATIONS, DOWNLOAD_MIGRATIONS, HOSTING_MIGRATIONS];
  await migrate(db, [...all.flat(), ...NOTICE_MIGRATIONS, ...ADVISORY_HOLD_MIGRATIONS, ...KEPT_FILE_MIGRATIONS], 0);
  return db;
}

describe('notices', () => {
  const notice = { id: 'a', kind: 'exposure', at: 5, subject: 'aa', body: '{}' };

  it('are taken in once, and shown and sent only once they are in the log', async () => {
    const notices = new Notices(await state());
    assert.deepEqual([await notices.begin(notice), await notices.begin({ ...notice, body: '{"x":1}' })], [true, false]);
    assert.deepEqual([await notices.latest('exposure', 9), await notices.due(9, 9, 9)], [[], []]);
    assert.deepEqual(await notices.unlogged(), [notice]);
    await notices.logged('a', true, 6);
    await notices.logged('a', true, 7);
    assert.deepEqual([await notices.latest('exposure', 9), await notices.unlogged()], [[notice], []]);
    assert.deepEqual(await notices.due(6, 9, 9), [{ notice, tries: 0 }]);
    assert.deepEqual(await notices.about('exposure', 'aa'), [notice]);
  });

  it('are not sent where nobody is configured to get them', async () => {
    const notices = new Notices(await state());
    await notices.begin(notice);
    await notices.logged('a', false, 6);
    assert.equal(await notices.waiting(), 0);
  });

  it('that were not taken are due later, and at once where that lies further ahead than anything can', async () => {
    const notices = new Notices(await state());
    await notices.begin(notice);
    await notices.logged('a', true, 1000);
    await notices.postpone('a', 1100);
    assert.deepEqual([(await notices.due(1099, 200, 9)).length, (await notices.due(1100, 200, 9))[0]?.tries], [0, 1]);
    assert.equal((await notices.due(10, 200, 9)).length, 1);
    await notices.end('a', 'sent', 1200);
    assert.deepEqual([await notices.due(9999, 200, 9), await notices.waiting()], [[], 0]);
  });

  it('remember on what each project was judged last', async () => {
    const notices = new Notices(await state());
    await notices.judge(new Map([['demo', 'x']]));
    await notices.judge(new Map([['demo', 'y']]));
    assert.deepEqual(await notices.judged(), new Map([['demo', 'y']]));
  });
});

describe('advisories that wait', () => {
  it('are remembered until they are cleared', async () => {
    const holds = new AdvisoryHolds(await state());
    assert.equal(await holds.load(), undefined);
    await holds.save({ id: 'a', state: 's', names: ['x', 'y'] });
    await holds.save({ id: 'b', state: 't', names: ['x'] });
    assert.deepEqual(await holds.load(), { id: 'b', state: 't', names: ['x'] });
    await holds.clear();
    assert.equal(await holds.load(), undefined);
  });
});

describe('times of uploads', () => {
  it('are remembered of the very same bytes alone, and nobody is asked twice', async () => {
    const pins = new Pins(await state());
    const files = ['a', 'b'].map((filename) => ({ filename, sha256: `${filename}${filename}` }));
    await pins.add('pypi', 'demo', files, 5);
    assert.deepEqual(await pins.undated('pypi', 'demo'), new Set(['a', 'b']));
    await pins.date(
      'pypi',
      [
        { filename: 'a', sha256: 'aa', uploaded: 3 },
        { filename: 'b', sha256: 'xx', uploaded: 4 },
      ],
      9,
    );
    const known = await pins.of('pypi', 'demo');
    assert.deepEqual([known.get('a')?.uploaded, known.get('b')?.uploaded], [3, null]);
    assert.equal((await pins.undated('pypi', 'demo')).size, 0);
    assert.deepEqual(
      await pins.origins(['aa', 'zz']),
      new Map([['aa', { upstream: 'pypi', firstSeen: 5, uploaded: 3 }]]),
    );
  });
});

describe('files that are kept', () => {
  it('are those of the team, those that wait or were refused, and those that were denied or told of', async () => {
    const db = await state();
    const kept = new KeptFiles(db);
    const hosted = new Hosted(db);
    const file = {
      project: 'p',
      version: '1',
      size: 1,
      uploaded: 1,
      uploader: 'me',
      requiresPython: null,
      yanked: null,
    };
    await hosted.add({ ...file, filename: 'own', sha256: 'own' });
    await hosted.add({ ...file, filename: 'deleted', sha256: 'deleted' });
    await hosted.remove('deleted', 'me', 2);
    const holds = new Holds(db);
    const hold = {
      decision: '',
      found: [],
      view: '',
      project: 'p',
      version: '1',
      filename: 'f',
      rule: 'r',
      summary: 's',
    };
    for (const sha256 of ['waits', 'refused', 'released']) await holds.ask({ id: sha256, ...hold, sha256 }, 1);
    await holds.end('refused', 'refuse', 'me', 2);
    await holds.end('released', 'release', 'me', 2);
    await kept.deny(['denied'], 1);
    await kept.deny(['denied'], 2);
    await new Notices(db).begin({ id: 'n', kind: 'exposure', at: 1, subject: 'told', body: '{}' });
    const all = ['own', 'deleted', 'waits', 'refused', 'released', 'denied', 'told', 'other'];
    assert.deepEqual([...(await kept.kept(all))].sort(), ['denied', 'own', 'refused', 'told', 'waits']);
  });

  it('know when they last went out, or were last looked into', async () => {
    const db = await state();
    await new Inspections(db, 1).save('looked', { body: '', metadata: null, size: 1 }, 3);
    await new Inspections(db, 1).save('served', { body: '', metadata: null, size: 1 }, 3);
    const served = { project: 'p', version: '1', filename: 'f', sha256: 'served', view: '', address: 'a', agent: 'x' };
    const downloads = new Downloads(db);
    await downloads.count(
      '01',
      [7, 9].map((at) => ({ ...served, principal: `${at}`, at })),
      2,
    );
    const used = await new KeptFiles(db).lastUsed(['looked', 'served', 'other']);
    assert.deepEqual(
      used,
      new Map([
        ['looked', 3],
        ['served', 9],
      ]),
    );
    assert.deepEqual(await downloads.served('p'), [{ version: '1', filename: 'f', sha256: 'served', view: '' }]);
    assert.deepEqual([await downloads.projectsSince(9), await downloads.projectsSince(10)], [['p'], []]);
  });
});
