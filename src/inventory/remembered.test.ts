import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Remembered } from './remembered.ts';

describe('what is remembered of texts', () => {
  it('is made once for a text, undefined too', () => {
    const memory = new Remembered<string | undefined>();
    let made = 0;
    const ask = (text: string) =>
      memory.of(text, () => {
        made++;
        return text === '' ? undefined : text.toUpperCase();
      });
    assert.deepEqual([ask('a'), ask(''), ask('a'), ask('')], ['A', undefined, 'A', undefined]);
    assert.equal(made, 2);
    assert.equal(ask('__proto__'), '__PROTO__');
  });

  it('is bounded, however many texts come, and answers the same afterwards', () => {
    const memory = new Remembered<number>();
    let made = 0;
    for (let i = 0; i < 30; i++) {
      const text = `${i}${'x'.repeat(100_000)}`;
      assert.equal(
        memory.of(text, () => ++made && i),
        i,
      );
    }
    assert.equal(
      memory.of(`0${'x'.repeat(100_000)}`, () => ++made && 0),
      0,
    );
    assert.equal(made, 31);
  });
});
