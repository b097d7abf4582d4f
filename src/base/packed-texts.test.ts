import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PackedTexts } from './packed-texts.ts';

function packed(texts: readonly string[]): PackedTexts {
  const made = new PackedTexts();
  for (const [at, text] of texts.entries()) assert.equal(made.add(text), at);
  return made;
}

const all = (texts: PackedTexts) => Array.from({ length: texts.length }, (_, at) => texts.at(at));

describe('packed texts', () => {
  it('are what was added, before the last is there and after', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 50 }), { maxLength: 60 }), (texts) => {
        const made = packed(texts);
        assert.deepEqual(all(made), texts);
        made.close();
        assert.deepEqual(all(made), texts);
      }),
      { numRuns: 200 },
    );
  });

  it('may be larger than a block, end where one ends, and be empty', () => {
    const texts = [
      'a'.repeat(128 * 1024),
      '',
      'é'.repeat(100_000),
      'b',
      'c'.repeat(300_000),
      'd'.repeat(128 * 1024 - 1),
      'e',
      '',
    ];
    const made = packed(texts);
    made.close();
    assert.deepEqual(all(made), texts);
  });

  it('are nothing where none stands', () => {
    const made = packed(['a']);
    for (const at of [-1, 1, 2 ** 31]) assert.equal(made.at(at), undefined, `${at}`);
  });

  it('memory: a list of a few texts leaves no block behind when it is closed', () => {
    const before = process.memoryUsage().arrayBuffers;
    const lists = Array.from({ length: 200 }, () => packed(['a', 'b']));
    const open = process.memoryUsage().arrayBuffers - before;
    for (const list of lists) list.close();
    const closed = process.memoryUsage().arrayBuffers - before;
    assert.ok(open > 20_000_000 && closed < 1_000_000, `${open}, then ${closed}`);
  });

  it('take the room of what is in them once they are closed', () => {
    const made = packed(Array.from({ length: 1000 }, (_, at) => `text ${at} `.padEnd(100)));
    made.close();
    assert.equal(made.bytes, 1000 * (100 + 12));
  });
});
