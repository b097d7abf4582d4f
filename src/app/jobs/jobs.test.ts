import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err, ok, type Result } from '@rind/pypa';
import { Secret } from '../../base/secret.ts';
import type { Notice } from '../../evidence/notices.sql.ts';
import { Announcing } from './announce.ts';
import { Delivering } from './deliver.ts';
import { publicPrivateNames } from './private-names.ts';
import { signWebhook } from './sign-webhook.ts';
import { sweepBlobs } from './sweep-blobs.ts';
import { syncAdvisories } from './sync-advisories.ts';
import { isSigned } from './testing/is-signed.ts';

const NEVER = new AbortController().signal;
const notice = (id: string): Notice => ({ id, kind: 'exposure', at: 0, subject: 's', body: `{"id":"${id}"}` });

/** Notices in memory, and a log, that note the order of what is done. */
function bureau(inLog: readonly string[] = []) {
  const done: string[] = [];
  const there = new Map<string, { notice: Notice; logged: boolean }>();
  const announcing = new Announcing({
    notices: {
      begin: async (one) => {
        if (there.has(one.id)) return false;
        there.set(one.id, { notice: one, logged: false });
        return true;
      },
      logged: async (id) => {
        done.push(`logged ${id}`);
        const one = there.get(id);
        if (one !== undefined) one.logged = true;
      },
      unlogged: async () => [...there.values()].filter(({ logged }) => !logged).map((one) => one.notice),
    },
    append: async ({ event, notice: id }) => void done.push(`append ${event} ${id}`),
    inLog: async (ids) => new Set(inLog.filter((id) => ids.has(id))),
    isSent: true,
    now: () => 100_000,
    sends: () => void done.push('send'),
  });
  return { announcing, done, there };
}

describe('what is told', () => {
  it('is in the log before anything else, and is told once', async () => {
    const { announcing, done } = bureau();
    assert.equal(await announcing.announce(notice('a'), {}), true);
    assert.equal(await announcing.announce(notice('a'), {}), false);
    assert.deepEqual(done, ['append exposure a', 'logged a', 'send']);
  });

  it('after a crash is told where the log does not have it, and only then', async () => {
    const { announcing, done, there } = bureau(['a']);
    for (const id of ['a', 'b']) there.set(id, { notice: notice(id), logged: false });
    await announcing.recover();
    assert.deepEqual(done, ['logged a', 'append exposure b', 'logged b', 'send', 'send']);
    await announcing.recover();
    assert.equal(done.length, 5);
  });

  it('that is young may be on its way to the log, and is left alone', async () => {
    const { announcing, done, there } = bureau();
    there.set('a', { notice: { ...notice('a'), at: 99_000 }, logged: false });
    await announcing.recover();
    assert.deepEqual(done, []);
  });
});

describe('a signature', () => {
  const secret = 'a very long secret';

  it('is of the time and the body, by the secret', () => {
    const signature = signWebhook('{}', secret, 1000);
    assert.equal(isSigned('{}', signature, secret, 1000), true);
    assert.equal(isSigned('{} ', signature, secret, 1000), false);
    assert.equal(isSigned('{}', signature, 'another secret', 1000), false);
    assert.equal(isSigned('{}', signature.replace('t=1000', 't=1001'), secret, 1000), false);
  });

  it('of an old event sent again is none', () => {
    const signature = signWebhook('{}', secret, 1000);
    assert.deepEqual([isSigned('{}', signature, secret, 1300), isSigned('{}', signature, secret, 1301)], [true, false]);
  });

  it('that is no signature is none', () => {
    for (const text of ['', 't=1', `t=1000,v1=${'0'.repeat(63)}`, `t=1000,v1=${'Z'.repeat(64)}`])
      assert.equal(isSigned('{}', text, secret, 1000), false, text);
  });
});

describe('a delivery', () => {
  function office(answers: readonly Result<number, string>[]) {
    let now = 1_000_000;
    const left = [...answers];
    const waiting = new Map([['a', { due: 0, tries: 0 }]]);
    const sent: Record<string, string>[] = [];
    const ended: string[] = [];
    const delivering = new Delivering({
      notices: {
        due: async (at) =>
          [...waiting].flatMap(([id, { due, tries }]) => (due <= at ? [{ notice: notice(id), tries }] : [])),
        postpone: async (id, due) => void waiting.set(id, { due, tries: (waiting.get(id)?.tries ?? 0) + 1 }),
        end: async (id, outcome) => {
          waiting.delete(id);
          ended.push(outcome);
        },
      },
      post: async (_, headers) => {
        sent.push({ ...headers });
        return left.shift() ?? ok(200);
      },
      secret: new Secret('a very long secret'),
      now: () => now,
      failed: () => {},
    });
    const pass = (milliseconds: number) => {
      now += milliseconds;
    };
    return { delivering, waiting, sent, ended, pass, due: () => (waiting.get('a')?.due ?? 0) - now };
  }

  it('is signed, and tried again later each time until somebody takes it', async () => {
    const { delivering, sent, ended, pass, due } = office([ok(500), err('no connection'), ok(302), ok(204)]);
    const pauses: number[] = [];
    for (let i = 0; i < 3; i++) {
      await delivering.send(NEVER);
      pauses.push(due());
      assert.equal(delivering.failures, i + 1);
      pass(due());
    }
    await delivering.send(NEVER);
    assert.deepEqual([pauses, ended, delivering.failures], [[10_000, 20_000, 40_000], ['sent'], 0]);
    const last = sent.at(-1) ?? {};
    assert.equal(last['rind-delivery'], 'a');
    assert.ok(isSigned(notice('a').body, last['rind-signature'] ?? '', 'a very long secret', 1_070));
  });

  it('waits an hour at most, and is given up after a week', async () => {
    const { delivering, ended, pass, due, waiting } = office(Array.from({ length: 400 }, () => ok(500)));
    let longest = 0;
    for (let i = 0; i < 400 && waiting.size > 0; i++) {
      await delivering.send(NEVER);
      longest = Math.max(longest, due());
      pass(Math.max(0, due()));
    }
    assert.deepEqual([longest, ended], [3_600_000, ['given-up']]);
  });
});

describe('a sweep', () => {
  function cellar(files: Readonly<Record<string, number>>, kept: readonly string[] = []) {
    const there = new Map(Object.keys(files).map((sha256) => [sha256, 100]));
    let tidied = 0;
    const parts = {
      blobs: {
        async *list() {
          for (const [sha256, size] of there) yield { sha256, size };
        },
        remove: async (sha256: string) => there.delete(sha256),
        tidy: async () => void tidied++,
      },
      files: {
        kept: async (hashes: readonly string[]) => new Set(hashes.filter((hash) => kept.includes(hash))),
        lastUsed: async () => new Map(Object.entries(files)),
      },
      now: () => 100_000_000,
    };
    return { parts, there, tidied: () => tidied };
  }

  it('removes what was used longest ago until the rest fits, and leftovers always', async () => {
    const { parts, there, tidied } = cellar({ a: 3, b: 1, c: 2, d: 4 });
    assert.deepEqual(await sweepBlobs({ ...parts, budget: 400 }, NEVER), { files: 0, bytes: 0, left: 400 });
    assert.deepEqual(await sweepBlobs({ ...parts, budget: 250 }, NEVER), { files: 2, bytes: 200, left: 200 });
    assert.deepEqual([[...there.keys()], tidied()], [['a', 'd'], 2]);
  });

  it('never removes what has to stay, or what was used just now, whatever room it takes', async () => {
    const now = 100_000_000;
    const { parts, there } = cellar({ own: 1, fresh: now - 60_000, cold: 2 }, ['own']);
    assert.deepEqual(await sweepBlobs({ ...parts, budget: 0 }, NEVER), { files: 1, bytes: 100, left: 200 });
    assert.deepEqual([...there.keys()], ['own', 'fresh']);
  });

  it('ends when it is told to', async () => {
    const { parts, there } = cellar({ a: 1, b: 2 });
    const stop = new AbortController();
    stop.abort();
    await sweepBlobs({ ...parts, budget: 0 }, stop.signal);
    assert.equal(there.size, 2);
  });
});

describe('private names', () => {
  it('that are public are told once each, by comparison alone', async () => {
    const { announcing, done } = bureau();
    const compare = () =>
      publicPrivateNames({
        own: async () => ['acme', 'acme', 'lib'],
        isPublic: (name) => name === 'acme',
        announcing,
        now: () => 0,
      });
    assert.deepEqual([await compare(), await compare()], [['acme'], ['acme']]);
    assert.equal(done.filter((one) => one.startsWith('append')).length, 1);
  });
});

describe('the sync of advisories', () => {
  function job(lastChecked: number | undefined, more: { code?: number; isOurs?: boolean } = {}) {
    const done: string[] = [];
    const made = syncAdvisories({
      every: 3_600_000,
      lastChecked: () => lastChecked,
      now: () => 10_000_000,
      sync: async () => {
        done.push('sync');
        return { code: more.code ?? 0, said: 'why' };
      },
      isOurs: async () => more.isOurs ?? true,
      look: async () => void done.push('look'),
    });
    return { ...made, done };
  }

  it('comes when what is at hand is as old as that, and soon where there is none', () => {
    assert.equal(job(undefined).first, 2_000);
    assert.equal(job(10_000_000 - 600_000).first, 3_000_000);
    assert.equal(job(0).first, 2_000);
    // A clock that was set back.
    assert.equal(job(99_000_000).first, 2_000);
  });

  it('is left out where somebody else did it, or does it', async () => {
    const young = job(10_000_000 - 60_000);
    await young.run(NEVER);
    const other = job(0, { isOurs: false });
    await other.run(NEVER);
    assert.deepEqual([young.done, other.done], [[], []]);
  });

  it('that fails takes over what came, and says why', async () => {
    const failing = job(0, { code: 3 });
    await assert.rejects(failing.run(NEVER), /ended with 3: why/);
    assert.deepEqual(failing.done, ['sync', 'look']);
  });
});
