import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog, type LogLevel } from './log.ts';

function recorded(level: LogLevel, terminal = true) {
  const written: string[] = [];
  const clock = { now: 0 };
  const log = createLog(level, { write: (text) => written.push(text), terminal, now: () => clock.now });
  return { written, clock, log };
}

describe('the log', () => {
  it('shows no progress of what takes less than a second', () => {
    const { written, clock, log } = recorded('normal');
    for (let done = 0; done <= 9; done++) {
      clock.now = done * 100;
      log.progress('reading', done, 9);
    }
    assert.deepEqual(written, []);
  });

  it('draws progress at most five times a second, and ends the line', () => {
    const { written, clock, log } = recorded('normal');
    for (let done = 0; done <= 300; done++) {
      clock.now = done * 10;
      log.progress('reading', done, 300);
    }
    assert.ok(written.length >= 8 && written.length <= 12, String(written.length));
    assert.equal(written.at(-1), '\r\u001b[Kreading: 300 of 300\n');
  });

  it('uses no escape sequence where there is no terminal', () => {
    const { written, clock, log } = recorded('normal', false);
    for (let done = 0; done <= 30; done++) {
      clock.now = done * 1000;
      log.progress('reading', done, 30);
    }
    assert.deepEqual(written, [
      'reading: 1 of 30\n',
      'reading: 11 of 30\n',
      'reading: 21 of 30\n',
      'reading: 30 of 30\n',
    ]);
  });

  it('says steps only when asked, and nothing when told to be quiet', () => {
    for (const [level, expected] of [
      ['quiet', []],
      ['normal', ['warning: w\n']],
      ['verbose', ['warning: w\n', 's\n']],
    ] as const) {
      const { written, log } = recorded(level);
      log.warn('w');
      log.step('s');
      assert.deepEqual(written, expected, level);
    }
  });
});
