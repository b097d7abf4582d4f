import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SqueezedTexts } from './squeezed-texts.ts';

function squeezed(texts: readonly string[]): SqueezedTexts {
  const made = new SqueezedTexts();
  for (const [at, text] of texts.entries()) assert.equal(made.add(text), at);
  return made;
}

const all = (texts: SqueezedTexts) => Array.from({ length: texts.length }, (_, at) => texts.at(at));

/** Texts as files are kept: much alike, each with some digits of its own. */
const files = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    JSON.stringify([`name-1.${at}-py3-none-any.whl`, 'https://files.example/packages/', (at * 7919).toString(16)]),
  );

describe('squeezed texts', () => {
  it('are what was added, before the last is there and after', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 50 }), { maxLength: 60 }), (texts) => {
        const made = squeezed(texts);
        assert.deepEqual(all(made), texts);
        made.close();
        assert.deepEqual(all(made), texts);
      }),
      { numRuns: 200 },
    );
  });

  it('may be larger than a block, end where one ends, and be empty', () => {
    const texts = ['a'.repeat(16 * 1024), '', 'é'.repeat(100_000), 'b', 'd'.repeat(16 * 1024 - 1), '', 'e', ''];
    const made = squeezed(texts);
    assert.deepEqual(all(made), texts);
    made.close();
    assert.deepEqual(all(made), texts);
  });

  it('of several lists are told apart, in whatever order they are asked for', () => {
    const lists = Array.from({ length: 40 }, (_, list) => {
      const texts = files(200).map((text) => `${list} ${text}`);
      const made = squeezed(texts);
      made.close();
      return { texts, made };
    });
    for (let at = 0; at < 200; at += 7) for (const { texts, made } of lists) assert.equal(made.at(at), texts[at]);
    for (let at = 199; at >= 0; at -= 11)
      for (const { texts, made } of lists.toReversed()) assert.equal(made.at(at), texts[at]);
  });

  it('that are much alike take a third of their room at most, their places included', () => {
    const texts = files(5000);
    const made = squeezed(texts);
    made.close();
    const plain = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    assert.ok(3 * made.bytes < plain, `${made.bytes} of ${plain}`);
  });

  it('memory: going through many lists, again and again, leaves a megabyte or two that nobody needs', () => {
    const lists = Array.from({ length: 20 }, (_, list) => squeezed(files(1000).map((text) => `${list} ${text}`)));
    for (const list of lists) list.close();
    const before = process.memoryUsage().arrayBuffers;
    let most = before;
    for (let round = 0; round < 20; round++)
      for (const list of lists) {
        for (let at = 0; at < list.length; at += 100) list.at(at);
        most = Math.max(most, process.memoryUsage().arrayBuffers);
      }
    assert.ok(most - before < 5_000_000, `${most - before}`);
  });

  it('memory: making them leaves little but what is kept', () => {
    const texts = files(2000);
    const before = process.memoryUsage().arrayBuffers;
    let kept = 0;
    for (let round = 0; round < 30; round++) {
      const made = squeezed(texts);
      made.close();
      kept += made.bytes;
    }
    const grown = process.memoryUsage().arrayBuffers - before;
    assert.ok(grown < 2 * kept + 1_000_000, `${grown} for ${kept}`);
  });

  it('are nowhere else', () => {
    const made = squeezed(['a', 'b']);
    made.close();
    assert.equal(made.at(-1), undefined);
    assert.equal(made.at(2), undefined);
    const empty = squeezed([]);
    empty.close();
    assert.equal(empty.at(0), undefined);
  });
});
