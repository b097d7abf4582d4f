import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { heldStore } from '../../advisory/held-store.ts';
import type { AdvisoryStore } from '../../advisory/store.ts';
import type { AdvisoryHold } from '../../evidence/advisory-hold.sql.ts';
import type { Download } from '../../evidence/downloads.sql.ts';
import type { Notice } from '../../evidence/notices.sql.ts';
import type { Ruling } from '../../evidence/ruling.ts';
import { ruled } from '../../evidence/testing/offer.ts';
import { storeOf } from '../../evidence/testing/store.ts';
import { PACE } from '../../platform/pace.ts';
import { gatewayPolicy } from '../../policy/testing/gateway.ts';
import { AdmittingAdvisories } from './admit-advisories.ts';
import { Exposing } from './expose.ts';

const NEVER = new AbortController().signal;

function record(name: string, id = `PYSEC-2026-${name}`): object {
  return {
    schema_version: '1.7.0',
    id,
    aliases: [`${id}-alias`],
    modified: '2026-01-01T00:00:00Z',
    affected: [
      { package: { name, ecosystem: 'PyPI' }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] },
    ],
  };
}

/** A store with an epoch for each project of which it has a record. */
function store(...records: readonly object[]): AdvisoryStore {
  const made = storeOf(records);
  const digest = JSON.stringify(records);
  const sources = made.sources.map((source) => ({ ...source, digest }));
  return { ...made, sources, epochOf: (name) => JSON.stringify(made.forProject(name) ?? []).length };
}

const had = (project: string, more: Partial<Download> = {}): Download => ({
  project,
  version: '1.0',
  filename: `${project}-1.0-py3-none-any.whl`,
  sha256: `${project}-sha`,
  view: '',
  principal: 'ci',
  address: '10.0.0.7',
  agent: 'uv/0.13',
  first: 1000,
  last: 2000,
  times: 3,
  ...more,
});

/** A gateway's memory of what went out, by project. */
function office(downloads: readonly Download[]) {
  const notices: Notice[] = [];
  const judged = new Map<string, string>();
  const looked: string[] = [];
  const state = { advisories: store(), rulings: [] as Ruling[], since: [] as string[], policy: gatewayPolicy() };
  const exposing = () =>
    new Exposing({
      memory: {
        projects: async () => [...new Set(downloads.map(({ project }) => project))],
        projectsSince: async () => state.since,
        served: async (project) => {
          looked.push(project);
          return downloads.filter((one) => one.project === project);
        },
        origins: async (hashes) =>
          new Map(hashes.map((sha256) => [sha256, { upstream: 'pypi', firstSeen: 0, uploaded: null }])),
        inspections: async () => new Map(),
        downloads: async (sha256) => downloads.filter((one) => one.sha256 === sha256),
      },
      grounds: {
        advisories: () => state.advisories,
        policy: () => state.policy,
        rulings: () => state.rulings,
      },
      views: [''],
      upstreams: new Map([['pypi', { url: 'https://pypi.org/simple/', mirrors: 'pypi' as const }]]),
      notices: {
        about: async (kind, subject) => notices.filter((one) => one.kind === kind && one.subject === subject),
        judged: async () => judged,
        judge: async (all) => {
          for (const [project, grounds] of all) judged.set(project, grounds);
        },
      },
      announcing: {
        announce: async (notice) => {
          if (notices.some(({ id }) => id === notice.id)) return false;
          notices.push(notice);
          return true;
        },
      },
      pace: PACE,
      now: () => 5000,
    });
  return { exposing, notices, looked, state };
}

describe('an exposure', () => {
  it('tells who had a file, when, which bytes and which rule, once', async () => {
    const { exposing, notices, state } = office([had('alpha'), had('alpha', { principal: 'me' }), had('beta')]);
    const watch = exposing();
    assert.equal(await watch.look(NEVER), 0);
    state.advisories = store(record('alpha'));
    assert.equal(await watch.look(NEVER), 1);
    const event = JSON.parse(notices[0]?.body ?? '');
    assert.deepEqual(event.holders[0], {
      principal: 'ci',
      address: '10.0.0.7',
      agent: 'uv/0.13',
      first: '1970-01-01T00:00:01Z',
      last: '1970-01-01T00:00:02Z',
      times: 3,
    });
    assert.deepEqual(
      [event.project, event.sha256, event.rule, event.verdict, event.advisories, event.holders_total],
      ['alpha', 'alpha-sha', 'known-vulnerability', 'deny', ['PYSEC-2026-alpha', 'PYSEC-2026-alpha-alias'], 2],
    );
    assert.match(event.note, /warm cache .* without asking this gateway again/);
    assert.equal(await watch.look(NEVER), 0);
    // After a restart, too; and not again for another name of the same flaw.
    state.advisories = store(record('alpha'), { ...record('alpha', 'CVE-1'), aliases: ['PYSEC-2026-alpha'] });
    assert.equal(await exposing().look(NEVER), 0);
    assert.equal(notices.length, 1);
  });

  it('is looked for in projects whose grounds moved alone, and in what went out meanwhile', async () => {
    const { exposing, looked, state } = office([had('alpha'), had('beta'), had('gamma')]);
    const watch = exposing();
    await watch.look(NEVER);
    assert.deepEqual(looked.splice(0), ['alpha', 'beta', 'gamma']);
    state.advisories = store(record('beta'), record('other'));
    await watch.look(NEVER);
    assert.deepEqual(looked.splice(0), ['beta']);
    state.since = ['gamma'];
    await watch.look(NEVER);
    assert.deepEqual(looked.splice(0), ['gamma']);
    state.since = [];
    state.rulings = [ruled('deny', 'alpha')];
    await watch.look(NEVER);
    assert.deepEqual(looked.splice(0), ['alpha']);
    state.policy = gatewayPolicy({ license: { level: 'off' } });
    await watch.look(NEVER);
    assert.equal(looked.length, 3);
  });

  it('is one of a person’s denial, too, and of nothing that an index says of the day', async () => {
    const { exposing, notices, state } = office([had('alpha'), had('beta')]);
    // First seen a moment ago: too young to be given out, and no news to whoever has it.
    assert.equal(await exposing().look(NEVER), 0);
    state.rulings = [ruled('deny', 'alpha')];
    assert.equal(await exposing().look(NEVER), 1);
    assert.equal(JSON.parse(notices[0]?.body ?? '').rule, 'ruling');
  });

  it('ends when the gateway does, and goes on where it ended', async () => {
    const { exposing, state } = office([had('alpha'), had('beta')]);
    state.advisories = store(record('alpha'), record('beta'));
    const stop = new AbortController();
    stop.abort();
    const watch = exposing();
    assert.equal(await watch.look(stop.signal), 0);
    assert.equal(await watch.look(NEVER), 2);
  });
});

describe('advisories that would refuse much at once', () => {
  function desk(downloads: readonly Download[], most: number) {
    const { exposing } = office(downloads);
    const watch = exposing();
    const queue = new Map<string, { word: 'release' | 'refuse' | null; summary: string }>();
    const told: string[] = [];
    let kept: AdvisoryHold | undefined;
    const admitting = () =>
      new AdmittingAdvisories({
        newlyRefused: (before, after) => watch.newlyRefused(before, after),
        holds: {
          ask: async ({ id, summary }) => {
            const isNew = !queue.has(id);
            if (isNew) queue.set(id, { word: null, summary });
            return isNew;
          },
          byId: async (id) => queue.get(id),
          end: async (id, word) => {
            const hold = queue.get(id);
            if (hold?.word !== null) return false;
            hold.word = word;
            return true;
          },
        },
        state: {
          load: async () => kept,
          save: async (hold) => {
            kept = hold;
          },
          clear: async () => {
            kept = undefined;
          },
        },
        announcing: { announce: async ({ body }) => told.push(body) > 0 },
        most,
        now: () => 0,
      });
    const waiting = () => [...queue].filter(([, { word }]) => word === null).map(([id]) => id);
    return { admitting, queue, told, waiting, kept: () => kept };
  }

  const three = [had('alpha'), had('beta'), had('gamma')];
  const before = store(record('other'));
  const after = store(record('alpha'), record('beta'), record('delta'));

  it('are in force at once up to the limit, and where there were none before', async () => {
    const { admitting, told } = desk(three, 2);
    assert.equal((await admitting().admit(before, after)).isWhole, true);
    assert.equal((await desk(three, 0).admitting().admit(undefined, after)).isWhole, true);
    assert.deepEqual(told, []);
  });

  it('wait above it: for these projects what was known before holds, for all others the new', async () => {
    const { admitting, told, waiting } = desk(three, 1);
    const { store: held, isWhole, hold } = await admitting().admit(before, after);
    assert.deepEqual([isWhole, hold?.names, waiting().length], [false, ['alpha', 'beta'], 1]);
    const count = (name: string) => held.forProject(name as never)?.length;
    assert.deepEqual([count('alpha'), count('beta'), count('delta')], [0, 0, 1]);
    assert.deepEqual(JSON.parse(told[0] ?? '').projects, ['alpha', 'beta']);
    assert.match(
      JSON.parse(told[0] ?? '').summary,
      /would refuse 2 projects in use at once \(more than 1\): alpha, beta;/,
    );
  });

  it('wait over a restart, and are in force once somebody says so', async () => {
    const { admitting, told, waiting, queue, kept } = desk(three, 1);
    await admitting().admit(before, after);
    assert.equal((await admitting().admit(before, after)).isWhole, false);
    assert.deepEqual([told.length, waiting().length], [1, 1]);
    const [id = ''] = waiting();
    queue.set(id, { word: 'release', summary: '' });
    assert.equal((await admitting().admit(before, after)).isWhole, true);
    assert.equal(kept(), undefined);
  });

  it('that come again in the next sync wait for the same word, and others for another', async () => {
    const { admitting, told, waiting } = desk(three, 1);
    await admitting().admit(before, after);
    const [first] = waiting();
    await admitting().admit(before, store(record('alpha'), record('beta'), record('epsilon')));
    assert.deepEqual([waiting(), told.length], [[first], 1]);
    await admitting().admit(before, store(record('alpha'), record('beta'), record('gamma')));
    assert.deepEqual([waiting().length, waiting()[0] === first, told.length], [1, false, 2]);
    // The source took it back: nobody has to say anything.
    assert.equal((await admitting().admit(before, store(record('alpha')))).isWhole, true);
    assert.deepEqual(waiting(), []);
  });

  it('that a person refused stay so, hour by hour', async () => {
    const { admitting, queue, waiting, told } = desk(three, 1);
    await admitting().admit(before, after);
    queue.set(waiting()[0] ?? '', { word: 'refuse', summary: '' });
    const again = await admitting().admit(before, store(record('alpha'), record('beta'), record('epsilon')));
    assert.deepEqual([again.isWhole, waiting(), told.length], [false, [], 1]);
  });
});

describe('a store that holds for some projects only', () => {
  it('tells of each advisory what the store says that it is of', () => {
    const [old, fresh] = [store(record('alpha', 'OLD')), store(record('alpha', 'NEW'), record('beta', 'NEW-B'))];
    const held = heldStore(fresh, old, new Set(['alpha']));
    const [alpha, beta] = [held.forProject('alpha' as never), held.forProject('beta' as never)];
    assert.deepEqual([alpha?.[0]?.id, beta?.[0]?.id], ['OLD', 'NEW-B']);
    for (const advisory of [...(alpha ?? []), ...(beta ?? [])]) assert.doesNotThrow(() => held.details(advisory));
    assert.equal(held.epochOf('alpha' as never), old.epochOf('alpha' as never));
  });
});
