import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openLog } from '../evidence/log-writer.fs.ts';
import { openBook } from './gateway-book.ts';
import { type GatewayState, openState } from './gateway-state.ts';

const SERVE = {
  event: 'serve',
  project: 'demo',
  version: '1.0',
  filename: 'demo-1.0-py3-none-any.whl',
  sha256: 'a'.repeat(64),
  view: '',
  principal: 'anonymous',
  address: '127.0.0.1',
  agent: 'pip',
};

interface House {
  readonly state: GatewayState;
  readonly log: string;
  /** What kept it from something. */
  readonly failures: string[];
  open(): ReturnType<typeof openBook>;
  counted(): Promise<number>;
}

async function house(test: TestContext): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'rind-left-'));
  const state = await openState(folder, 1);
  test.after(async () => {
    await state.db.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const failures: string[] = [];
  const failed = (error: unknown) => failures.push(String(error));
  return {
    state,
    log: join(folder, 'log'),
    failures,
    open: () => openBook(state, { now: () => 7, failed }),
    counted: async () => (await state.downloads.ofProject('demo')).reduce((sum, { times }) => sum + times, 0),
  };
}

/** Writes to the chain that is free, as a process that is killed right after. */
async function killed(log: string, times: number): Promise<string> {
  const writer = await openLog(log, () => 7);
  for (let time = 0; time < times; time++) await writer.append(SERVE);
  await writer.close();
  return writer.chain;
}

describe('the chain of a process that was killed', () => {
  it('is counted and signed by whoever opens the log next, though that has another', async (test) => {
    const { log, open, counted, failures } = await house(test);
    const first = await openLog(log, () => 7);
    const chain = await killed(log, 3);
    assert.deepEqual([first.chain, chain], ['01', '02']);
    await first.close();
    const book = await open();
    assert.deepEqual([book.chain, await counted()], ['01', 3]);
    assert.ok(existsSync(join(log, chain, 'heads.log')));
    await book.close();
    const again = await openLog(log, () => 7);
    assert.equal(await killed(log, 1), chain);
    await again.close();
    await (await open()).close();
    assert.equal(await counted(), 4, 'what was counted before is not counted again');
    assert.deepEqual(failures, []);
  });

  it('is counted also by a process that runs already, soon', async (test) => {
    const { log, open, counted } = await house(test);
    test.mock.timers.enable({ apis: ['setTimeout'] });
    const book = await open();
    const others = killed(log, 2);
    // What is written together is waited for by a timer, too.
    while ((await Promise.race([others, new Promise((resolve) => setImmediate(resolve, ''))])) === '')
      test.mock.timers.tick(2);
    assert.equal(await counted(), 0);
    test.mock.timers.tick(10_000);
    for (let turn = 0; turn < 1000 && (await counted()) === 0; turn++)
      await new Promise((resolve) => setImmediate(resolve));
    assert.equal(await counted(), 2);
    test.mock.timers.reset();
    await book.close();
  });

  it('is left alone while its process lives', async (test) => {
    const { log, open, counted } = await house(test);
    const own = await openLog(log, () => 7);
    const other = await openLog(log, () => 7);
    await other.append(SERVE);
    await own.close();
    const book = await open();
    assert.equal(await counted(), 0);
    await book.close();
    await other.close();
  });

  it('that is broken is told of once, and keeps nobody from the others', async (test) => {
    const { log, open, counted, failures } = await house(test);
    mkdirSync(join(log, '01'), { recursive: true });
    const first = await openLog(log, () => 7);
    const second = await openLog(log, () => 7);
    await killed(log, 1);
    await second.close();
    writeFileSync(join(log, '02', `${'1'.padStart(16, '0')}.log`), `${'0'.repeat(64)} {"seq":5,"at":1,"event":"x"}\n`);
    await first.close();
    test.mock.timers.enable({ apis: ['setTimeout'] });
    const book = await open();
    assert.equal(await counted(), 1);
    for (let look = 0; look < 3; look++) {
      test.mock.timers.tick(10_000);
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    test.mock.timers.reset();
    assert.equal(failures.length, 1);
    assert.match(failures[0] ?? '', /the log is broken after entry 0/);
    await book.close();
  });
});
