import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { CHAIN_START, type LogHead, readChainLine } from './log-chain.ts';
import { type Alarm, linesOf, openLog, segmentsOf } from './log-writer.fs.ts';

const root = mkdtempSync(join(tmpdir(), 'rind-log-'));
after(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
const folder = () => join(root, String(made++));

function fileOf(place: string, chain = '01'): string {
  const [first = ''] = segmentsOf(join(place, chain));
  return join(place, chain, first);
}

/** The events of a chain, or where it is broken. */
function follow(file: string): string[] {
  let head: LogHead = CHAIN_START;
  const events: string[] = [];
  for (const line of linesOf(file)) {
    const read = readChainLine(head, line);
    if (typeof read === 'string') return [...events, `${read} after ${head.seq}`];
    head = read.head;
    events.push(read.entry.event);
  }
  return events;
}

async function written(place: string, ...events: string[]): Promise<string> {
  const log = await openLog(place, () => 1);
  await Promise.all(events.map((event) => log.append({ event, name: `n-${event}` })));
  await log.close();
  return fileOf(place);
}

/** An alarm that rings when the test says so. */
class HandRung {
  isStopped = false;
  ring: () => void = () => {};

  of(ring: () => void): Alarm {
    this.ring = ring;
    return {
      set: () => {},
      stop: () => {
        this.isStopped = true;
      },
    };
  }
}

describe('the log', () => {
  it('is on disk when an entry is acknowledged', async () => {
    const place = folder();
    const log = await openLog(place, () => 7);
    await log.append({ event: 'serve', name: 'demo' });
    assert.match(readFileSync(fileOf(place), 'utf8'), /^0{64} \{"seq":1,"at":7,"event":"serve","name":"demo"\}\n$/);
    await log.close();
  });

  it('keeps the order of asking, goes on after a restart, and writes notes when it is closed', async () => {
    const place = folder();
    await written(place, 'a', 'b', 'c');
    const log = await openLog(place, () => 2);
    assert.equal(log.head.seq, 3);
    log.note({ event: 'd' });
    await log.close();
    assert.deepEqual(follow(fileOf(place)), ['a', 'b', 'c', 'd']);
  });

  it('writes what is asked for right after an answer: nobody waits for the next one', async () => {
    const place = folder();
    const log = await openLog(place, () => 1);
    for (const event of ['a', 'b', 'c', 'd']) await log.append({ event });
    await log.close();
    assert.deepEqual(follow(fileOf(place)), ['a', 'b', 'c', 'd']);
  });

  it('waits for those who were told together last, and for nobody else', { timeout: 5000 }, async () => {
    // Time stands still: what is written was waited for by nobody.
    const alarm = new HandRung();
    const log = await openLog(
      folder(),
      () => 1,
      undefined,
      (ring) => alarm.of(ring),
    );
    const other = await openLog(folder(), () => 1);
    const append = (...events: string[]) => Promise.all(events.map((event) => log.append({ event })));
    const asLongAsWriting = async () => {
      for (const event of ['x', 'y', 'z']) await other.append({ event });
    };
    for (const event of ['a', 'b', 'c']) await append(event);
    await append('d', 'e');
    assert.equal(log.head.seq, 5);
    await append('f', 'g');
    const alone = append('h');
    await asLongAsWriting();
    assert.equal(log.head.seq, 7, 'the other one may come');
    await Promise.all([alone, append('i')]);
    const left = append('j');
    await asLongAsWriting();
    assert.equal(log.head.seq, 9, 'the other one may come');
    alarm.ring();
    await left;
    await append('k');
    assert.equal(log.head.seq, 11, 'it did not come: nobody waits for it again');
    alarm.ring();
    await asLongAsWriting();
    assert.equal(log.head.seq, 11, 'nobody waits: there is nothing to write');
    assert.equal(alarm.isStopped, false);
    await log.close();
    await other.close();
    assert.ok(alarm.isStopped);
  });

  it('waits two milliseconds for who does not come', { timeout: 5000 }, async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const log = await openLog(folder(), () => 1);
    await Promise.all([log.append({ event: 'a' }), log.append({ event: 'b' })]);
    let isWritten = false;
    const alone = log.append({ event: 'c' }).then(() => {
      isWritten = true;
    });
    t.mock.timers.tick(1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isWritten, false);
    t.mock.timers.tick(1);
    await alone;
    await log.close();
  });

  it('waits for who does not come each time anew, and never for ever', { timeout: 5000 }, async () => {
    const log = await openLog(folder(), () => 1);
    for (let round = 0; round < 3; round++) {
      await Promise.all([log.append({ event: 'a' }), log.append({ event: 'b' })]);
      await log.append({ event: 'c' });
    }
    assert.equal(log.head.seq, 9);
    await log.close();
  });

  it('gives each process a chain of its own', async () => {
    const place = folder();
    const [one, two] = [await openLog(place, () => 1), await openLog(place, () => 1)];
    await Promise.all([one.append({ event: 'a' }), two.append({ event: 'b' })]);
    assert.deepEqual([one.chain, two.chain], ['01', '02']);
    await one.close();
    await two.close();
    assert.deepEqual([follow(fileOf(place)), follow(fileOf(place, '02'))], [['a'], ['b']]);
  });

  it('cuts off the half line of a crash, which nobody was told of', async () => {
    const place = folder();
    const file = await written(place, 'a');
    appendFileSync(file, 'half a li');
    await written(place, 'b');
    assert.deepEqual(follow(file), ['a', 'b']);
  });

  it('tells those whose entries are written together at once, and refuses them together', async () => {
    const place = folder();
    const log = await openLog(place, () => 1);
    const [one, two] = [log.append({ event: 'a' }), log.append('"event":"b","n":1')];
    assert.equal(one, two);
    await one;
    assert.equal(log.head.seq, 2);
    assert.deepEqual(follow(fileOf(place)), ['a', 'b']);
    rmSync(join(place, '01'), { recursive: true });
    const before = log.head;
    await log.close();
    const [three, four] = [log.append({ event: 'c' }), log.append({ event: 'd' })];
    await assert.rejects(three, /closed/);
    await assert.rejects(four, /closed/);
    assert.deepEqual(log.head, before);
  });

  it("writes nothing that comes while it is closed: the chain may be another process's by then", async () => {
    const place = folder();
    const log = await openLog(place, () => 1);
    await log.append({ event: 'a' });
    let isClosed = false;
    const closing = log.close().then(() => {
      isClosed = true;
    });
    const late: Promise<string>[] = [];
    // One comes in each turn until it is closed, and while it is.
    for (let turn = 0; !isClosed && turn < 10_000; turn++) {
      late.push(
        log.append({ event: `late-${turn}` }).then(
          () => 'written',
          () => 'refused',
        ),
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closing;
    late.push(
      log.append({ event: 'later' }).then(
        () => 'written',
        () => 'refused',
      ),
    );
    const said = await Promise.all(late);
    assert.equal(said.at(-1), 'refused');
    const written = said.filter((one) => one === 'written').length;
    assert.deepEqual(follow(fileOf(place)).length, 1 + written);
  });

  it('takes nothing more once something could not be written', async () => {
    const place = folder();
    const log = await openLog(place, () => 1);
    rmSync(join(place, '01'), { recursive: true });
    await assert.rejects(log.append({ event: 'a' }), /ENOENT/);
    await assert.rejects(log.append({ event: 'b' }), /ENOENT/);
    await log.close();
  });

  const attacks: Record<string, [(lines: string[]) => string[], string]> = {
    'an edited entry': [([a = '', b = '', c = '']) => [a.replace('n-a', 'n-x'), b, c], 'edited after 1'],
    'a dropped entry': [([a = '', , c = '']) => [a, c], 'missing after 1'],
    'entries in another order': [([a = '', b = '', c = '']) => [a, c, b], 'missing after 1'],
    'a repeated entry': [([a = '', b = '', c = '']) => [a, a, b, c], 'reordered after 1'],
    'a line that is none': [([a = '', , c = '']) => [a, 'what', c], 'unreadable after 1'],
  };
  for (const [attack, [change, found]] of Object.entries(attacks)) {
    it(`shows ${attack}, and refuses to continue it`, async () => {
      const place = folder();
      const file = await written(place, 'a', 'b', 'c');
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
      writeFileSync(file, `${change(lines).join('\n')}\n`);
      assert.equal(follow(file).at(-1), found);
      await assert.rejects(
        openLog(place, () => 1),
        /the log is broken/,
      );
    });
  }
});
