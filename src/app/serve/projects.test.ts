import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import { memoryStore } from '../../advisory/memory-store.ts';
import { pageAsOf } from './page-as-of.ts';
import type { NoStanding, Standing } from './standing.ts';
import { listed, TODAY, uploadedAt } from './testing/fake-files.ts';

import { DAY, DEMO, House, MINUTE } from './testing/project-house.ts';

const rulesOf = (standing: Standing) =>
  Object.fromEntries([...standing.files].map(({ file, denial }) => [file.filename, denial?.rule ?? '']));
const shown = (standing: Standing) => [...standing.page.files].map(({ file }) => file.filename);

describe('a standing is current', () => {
  it('the same object is given as long as nothing changes, and the index is not asked', async () => {
    const house = new House();
    const first = await house.ask();
    house.now += MINUTE;
    assert.equal(await house.ask(), first);
    assert.equal(house.lists, 1);
    assert.notEqual(await house.projects.standing('team', DEMO), first, 'another view has its own');
    assert.equal(await house.ask(), first);
  });

  const changes: readonly [string, (house: House) => void][] = [
    ['a ruling', (house) => house.deny('another')],
    ['advisories', (house) => house.advisories++],
    ['the policy', (house) => (house.settings = { license: { level: 'off' } })],
    ['something about the project here', (house) => house.projects.changed(DEMO)],
    ['a file that was looked into', (house) => house.projects.judged(DEMO, 'f'.repeat(64))],
    [
      'a version that came into use five minutes ago',
      (house) => {
        house.inUse = ['1.0'];
        house.now += 5 * MINUTE;
      },
    ],
    ['a clock that was set back', (house) => (house.now -= 1)],
  ];
  for (const [name, change] of changes)
    it(`until ${name} changes it`, async () => {
      const house = new House();
      const first = await house.ask();
      change(house);
      assert.notEqual(await house.ask(), first);
    });

  it('when two minutes passed the index is asked, and while it says the same nothing is decided again', async () => {
    const house = new House();
    const first = await house.ask();
    house.now += 2 * MINUTE;
    assert.equal(await house.ask(), first);
    house.now += MINUTE;
    assert.equal(await house.ask(), first);
    assert.deepEqual([house.lists, house.inspections, house.has[0]], [2, 1, '']);
    assert.match(house.has[1] ?? '', /^up .*demo-1\.0/);
    house.now += MINUTE;
    house.files = [listed('demo-2.0.tar.gz')];
    assert.notEqual(await house.ask(), first);
    assert.equal(house.inspections, 2);
  });

  it('when five minutes passed it is looked whether all is as it was, and nothing is decided again where it is', async () => {
    const house = new House();
    const first = await house.ask();
    for (let minutes = 0; minutes < 30; minutes += 2) {
      house.now += 2 * MINUTE;
      assert.equal(await house.ask(), first);
    }
    assert.deepEqual([house.lists, house.inspections], [16, 1]);
    // Somebody was served a version, and it counts from the next look on.
    house.inUse = ['1.0'];
    house.now += 2 * MINUTE;
    await house.ask();
    house.now += 4 * MINUTE;
    assert.notEqual(await house.ask(), first);
    assert.equal(house.inspections, 2);
  });

  it('and where nobody could tell yet when a file was uploaded, it is asked about again', async () => {
    const house = new House();
    house.files = [listed('demo-1.0-py3-none-any.whl', { uploadTime: undefined })];
    const first = await house.ask();
    house.now += 5 * MINUTE;
    assert.notEqual(await house.ask(), first);
    assert.equal(house.inspections, 2);
  });

  it('what is decided again because of something here is decided about what was listed a moment ago', async () => {
    const house = new House();
    await house.ask();
    for (const change of [
      () => house.deny('demo'),
      () => house.advisories++,
      () => house.projects.judged(DEMO, 'f'.repeat(64)),
    ]) {
      house.now += 1000;
      change();
      assert.deepEqual(rulesOf(await house.ask()), { 'demo-1.0-py3-none-any.whl': 'ruling' });
    }
    // Of a file that is not among them nothing can be decided alone.
    assert.deepEqual([house.lists, house.inspections], [1, 5]);
    house.projects.changed(DEMO);
    await house.ask();
    assert.equal(house.lists, 2);
    house.projects.allChanged();
    await house.ask();
    assert.equal(house.lists, 3);
  });

  it('and where that made room meanwhile, it is listed again, and read', async () => {
    const house = new House({ mostPaged: 0 });
    const first = await house.ask();
    house.now += 2 * MINUTE;
    assert.equal(await house.ask(), first);
    house.deny('demo');
    assert.deepEqual(rulesOf(await house.ask()), { 'demo-1.0-py3-none-any.whl': 'ruling' });
    // What it has is named first, and the page asked for where that is not enough.
    assert.deepEqual(
      house.has.map((has) => has !== ''),
      [false, true, true, false],
    );
  });

  it('what the index said a while ago ages from then, and what it said long ago from now', async () => {
    for (const [ago, until] of [
      [90_000, 30_000],
      [10 * MINUTE, 2 * MINUTE],
      [-1, 2 * MINUTE],
    ] as const) {
      const house = new House();
      house.observedAt = house.now - ago;
      await house.ask();
      house.now += until - 1;
      await house.ask();
      assert.equal(house.lists, 1, `${ago}`);
      house.now += 1;
      await house.ask();
      assert.equal(house.lists, 2, `${ago}`);
    }
  });

  it('when its project makes room, a file that was asked for is known as long as the project would be', async () => {
    const changes: readonly [string, (house: House) => void][] = [
      ['a ruling', (house) => house.deny('other')],
      ['the project', (house) => house.projects.changed(DEMO)],
      ['a file that was looked into', (house) => house.projects.judged(DEMO, 'f'.repeat(64))],
      ['two minutes', (house) => (house.now += 2 * MINUTE)],
      ['a clock that was set back', (house) => (house.now -= 1)],
    ];
    const wheel = 'demo-1.0-py3-none-any.whl';
    for (const [name, change] of changes) {
      const house = new House({ mostBytes: 1 });
      house.files = [listed(wheel), listed('demo-2.0.tar.gz')];
      assert.equal(house.projects.file('', DEMO, wheel), undefined);
      const standing = await house.ask();
      assert.equal(house.projects.file('', DEMO, wheel), standing.files.get(wheel));
      house.files = [listed('other-1.0.tar.gz')];
      await house.projects.standing('', normalizeName('other'));
      assert.equal(house.projects.atHand('', DEMO), undefined);
      assert.equal(house.projects.file('', DEMO, wheel), standing.files.get(wheel));
      assert.equal(house.projects.file('', DEMO, 'demo-2.0.tar.gz'), undefined, 'nobody asked for it');
      assert.equal(house.projects.file('prod', DEMO, wheel), undefined, 'another view');
      change(house);
      assert.equal(house.projects.file('', DEMO, wheel), undefined, name);
    }
  });

  it('and not because another project changed', async () => {
    const house = new House();
    const first = await house.ask();
    house.projects.changed(normalizeName('other'));
    assert.equal(await house.ask(), first);
  });

  it('until the earliest instant at which time alone changes it', async () => {
    const house = new House();
    const uploadTime = uploadedAt(TODAY - 3 * DAY + MINUTE);
    house.files = [listed('demo-1.0.tar.gz'), listed('demo-2.0.tar.gz', { uploadTime })];
    const held = await house.ask();
    assert.deepEqual(rulesOf(held), { 'demo-1.0.tar.gz': '', 'demo-2.0.tar.gz': 'release-cooldown' });
    house.now += MINUTE - 1;
    assert.equal(await house.ask(), held);
    house.now += 1;
    assert.equal(rulesOf(await house.ask())['demo-2.0.tar.gz'], '');
  });

  it('views do not share theirs', async () => {
    const house = new House();
    assert.notEqual(await house.ask('prod'), await house.ask(''));
  });
});

describe('a change while it is being decided', () => {
  it('askers of the same project wait for one answer together', async () => {
    const house = new House();
    const [one, other] = await Promise.all([house.ask(), house.ask()]);
    assert.equal(one, other);
    assert.equal(house.lists, 1);
  });

  it('a denial that comes meanwhile is heard before anybody is given anything', async () => {
    const house = new House();
    house.meanwhile = () => {
      house.meanwhile = () => {};
      house.deny('demo==1.0');
    };
    assert.deepEqual(rulesOf(await house.ask()), { 'demo-1.0-py3-none-any.whl': 'ruling' });
  });

  it('whoever comes after a denial does not share what was begun before it', async () => {
    const house = new House();
    let release = () => {};
    const begun = new Promise<void>((resolve) => {
      house.meanwhile = () => {
        house.meanwhile = () => {};
        resolve();
        return new Promise<void>((open) => {
          release = open;
        });
      };
    });
    const before = house.ask();
    await begun;
    house.deny('demo==1.0');
    assert.deepEqual(rulesOf(await house.ask()), { 'demo-1.0-py3-none-any.whl': 'ruling' });
    release();
    assert.deepEqual(rulesOf(await before), { 'demo-1.0-py3-none-any.whl': 'ruling' });
  });

  it('where it never comes to rest, nothing is given', async () => {
    const house = new House();
    house.meanwhile = () => void house.advisories++;
    const standing: Standing | NoStanding = await house.projects.standing('', DEMO);
    assert.equal(standing.state, 'unavailable');
  });

  it('files that keep being judged meanwhile keep nobody from an answer, and it is not kept', async () => {
    const house = new House();
    house.meanwhile = () => house.projects.changed(DEMO);
    const first = await house.ask();
    house.meanwhile = () => {};
    assert.notEqual(await house.ask(), first);
  });
});

describe('what is remembered of files', () => {
  const wheel = 'demo-1.0-py3-none-any.whl';

  it('one that its index no longer lists is denied and not shown, and is back when it is listed again', async () => {
    const house = new House();
    house.files = [listed(wheel), listed('demo-2.0.tar.gz')];
    await house.ask();
    house.files = [listed('demo-2.0.tar.gz')];
    house.now += 3 * MINUTE;
    const without = await house.ask();
    assert.equal(rulesOf(without)[wheel], 'removed-upstream');
    assert.deepEqual(shown(without), ['demo-2.0.tar.gz']);
    assert.equal(house.pins.get(wheel)?.gone, house.now);
    house.files = [listed(wheel), listed('demo-2.0.tar.gz')];
    house.now += 3 * MINUTE;
    assert.deepEqual(rulesOf(await house.ask()), { [wheel]: '', 'demo-2.0.tar.gz': '' });
    assert.equal(house.pins.get(wheel)?.gone, null);
  });

  it('all of a project that its index took down stay on its page, denied: whoever asks for any is told why', async () => {
    const house = new House();
    house.files = [listed(wheel), listed('demo-2.0.tar.gz')];
    await house.ask();
    house.files = [];
    house.now += 3 * MINUTE;
    const gone = await house.ask();
    assert.deepEqual(rulesOf(gone), { [wheel]: 'removed-upstream', 'demo-2.0.tar.gz': 'removed-upstream' });
    assert.deepEqual([shown(gone).sort(), gone.page.isRefused], [[wheel, 'demo-2.0.tar.gz'], true]);
  });

  it('another hash than the first is denied, and the page goes on to show the first', async () => {
    const house = new House();
    await house.ask();
    house.files = [listed(wheel, { hashes: new Map([['sha256', 'b'.repeat(64)]]) })];
    house.now += 3 * MINUTE;
    const changed = await house.ask();
    assert.deepEqual(rulesOf(changed), { [wheel]: 'first-seen-hash' });
    assert.equal(changed.page.files.at(0)?.file.hashes.get('sha256'), 'a'.repeat(64));
    assert.equal(changed.files.get(wheel)?.sha256, 'a'.repeat(64));
  });

  it('a file of another project, or that says no version, is not among them', async () => {
    const house = new House();
    house.files = [listed(wheel), listed('evil-1.0.tar.gz'), listed('demo-2-2.tar.gz'), listed('demo.zip')];
    assert.deepEqual(shown(await house.ask()), [wheel]);
  });

  it('a wheel is shown with the metadata hash that its index states, and with none that it made up itself', async () => {
    const house = new House();
    const stated = new Map([['sha256', 'c'.repeat(64)]]);
    house.files = [listed(wheel, { coreMetadata: stated }), listed('demo-2.0-py3-none-any.whl')];
    const [one, other] = (await house.ask()).page.files;
    assert.deepEqual(one?.file.coreMetadata, stated);
    assert.equal(other?.file.coreMetadata, true);
  });
});

describe('a page of which nothing is let through says so', () => {
  it('as long as each file on it is refused, and as of an instant as long as each of then is', async () => {
    const house = new House();
    const uploaded = (version: string, days: number) =>
      listed(`demo-${version}.tar.gz`, { uploadTime: uploadedAt(TODAY - days * DAY) });
    house.files = [uploaded('1.0', 9), uploaded('2.0', 5)];
    const asOf = (standing: Standing, instant: number) => {
      const work = pageAsOf(standing, instant);
      for (;;) {
        const step = work.next();
        if (step.done === true) return step.value.isRefused;
      }
    };
    assert.equal((await house.ask()).page.isRefused, false);
    house.deny('demo==1.0');
    const half = await house.ask();
    assert.deepEqual([half.page.isRefused, asOf(half, TODAY), asOf(half, TODAY - 6 * DAY)], [false, false, true]);
    house.deny('demo==2.0');
    const all = await house.ask();
    assert.deepEqual([all.page.isRefused, asOf(all, TODAY), asOf(all, TODAY - 10 * DAY)], [true, true, false]);
  });
});

describe('a project that two indexes are merged for', () => {
  const wheel = 'demo-1.0-py3-none-any.whl';
  const evil = listed(wheel, { hashes: new Map([['sha256', 'e'.repeat(64)]]) });

  it('a file name is of the first index that ever listed it, gone or not: never judged as one and served as another', async () => {
    const house = new House();
    house.second = [evil, listed('demo-2.0.tar.gz')];
    const both = await house.ask();
    assert.deepEqual(shown(both).sort(), [wheel, 'demo-2.0.tar.gz']);
    const of = ({ files }: Standing) => [files.get(wheel)?.upstream, files.get(wheel)?.sha256];
    assert.deepEqual(of(both), ['up', 'a'.repeat(64)]);
    assert.equal(both.files.get('demo-2.0.tar.gz')?.upstream, 'second');
    house.files = [];
    house.now += 3 * MINUTE;
    const without = await house.ask();
    assert.deepEqual(of(without), ['up', 'a'.repeat(64)]);
    assert.equal(rulesOf(without)[wheel], 'removed-upstream');
    assert.deepEqual(shown(without), ['demo-2.0.tar.gz']);
  });
});

describe('advisories', () => {
  it('what one project may cost is not used up by those before: each is asked for again', async () => {
    const house = new House();
    house.settings = { 'known-vulnerability': { level: 'deny', unknown: 'deny' } };
    // As it is after a gateway has answered for weeks: what one run may look at is used up.
    let left = 0;
    house.store = {
      ...memoryStore([]),
      covers: () => true,
      again: () => {
        left = 100;
      },
      forProject: () => (left-- > 0 ? [] : undefined),
    };
    assert.deepEqual(rulesOf(await house.ask()), { 'demo-1.0-py3-none-any.whl': '' });
  });
});

describe('where there is nothing to decide', () => {
  it('it is said so, and asked again after ten seconds', async () => {
    const house = new House();
    house.listing = { state: 'absent', observedAt: TODAY };
    assert.equal((await house.projects.standing('', DEMO)).state, 'absent');
    house.listing = { state: 'unavailable', why: 'it is down' };
    house.now += 9_999;
    assert.equal((await house.projects.standing('', DEMO)).state, 'absent');
    house.now += 1;
    assert.deepEqual(await house.projects.standing('', DEMO), { state: 'unavailable', why: 'it is down' });
    assert.equal(house.projects.atHand('', 'demo'), undefined);
  });

  it('an index that could not be asked is asked again after two seconds, and later where it wants that', async () => {
    for (const [leaveAloneMs, wait] of [
      [undefined, 2000],
      [10, 2000],
      [7000, 7000],
      [3_600_000, 10_000],
    ] as const) {
      const house = new House();
      const silent = { state: 'unavailable', why: 'it is down' } as const;
      house.listing = leaveAloneMs === undefined ? silent : { ...silent, leaveAloneMs };
      assert.equal((await house.projects.standing('', DEMO)).state, 'unavailable');
      house.listing = { state: 'absent', observedAt: TODAY };
      house.now += wait - 1;
      assert.equal((await house.projects.standing('', DEMO)).state, 'unavailable', `${leaveAloneMs}`);
      house.now += 1;
      assert.equal((await house.projects.standing('', DEMO)).state, 'absent', `${leaveAloneMs}`);
    }
  });
});
