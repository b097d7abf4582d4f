import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseJson } from '../base/text/json.ts';
import { readPlainJson } from './plain-json.ts';

const LIMITS = { maxDepth: 20, maxValues: 200 };

function plain(text: string): unknown {
  return readPlainJson(text, LIMITS);
}

/** Without prototypes: those of the strict reader have none. */
function bare(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('reading plain JSON', () => {
  it('reads what the strict reader reads, or leaves it to that', () => {
    const blanks = fc.constantFrom('', ' ', '\n\t');
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), blanks, (text, blank) => {
        const spaced = text.replaceAll(/(?<=")(?=:)/g, blank);
        const quick = readPlainJson(spaced, LIMITS);
        if (quick === undefined) return;
        const strict = parseJson(spaced, LIMITS);
        assert.ok(strict.ok);
        assert.deepEqual(bare(quick.value), bare(strict.value.root));
      }),
      { numRuns: 500 },
    );
  });

  it('reads records', () => {
    assert.deepEqual(plain('{"id": "A-1", "affected": [{"package" : {"name":"x"}}], "n": [1, true, null]}'), {
      value: { id: 'A-1', affected: [{ package: { name: 'x' } }], n: [1, true, null] },
    });
  });

  for (const [what, text] of [
    ['a key that stands twice', '{"id": "A", "id": "B"}'],
    ['a key that stands twice, written otherwise', '{"id": "A", "\\u0069d": "B"}'],
    ['a key that stands twice, deep inside', '[{"a": [{"b": 1, "c": 2, "b": 3}]}]'],
    ['a key that stands twice, and a text with a key in it', '{"a": 1, "a": "\\":"}'],
    ['a text that looks like a key', '{"details": "say \\"id\\": 7"}'],
    ['a key that is no key to every reader', '{"__proto__": {"id": "A"}}'],
    ['what is no JSON', '{"id": }'],
    ['nesting beyond the limit', `${'['.repeat(30)}${']'.repeat(30)}`],
    ['values beyond the limit', JSON.stringify(Array.from({ length: 300 }, () => 1))],
    ['a text longer than records are', JSON.stringify({ details: 'x'.repeat(300_000) })],
    ['nothing', ''],
  ] as const)
    it(`leaves ${what} to the strict reader`, () => assert.equal(plain(text), undefined));

  it('takes linear time on what is all colons, blanks and quotes', () => {
    for (const part of [':', '" :', '":', ' ', '{"a":']) {
      const begun = process.cpuUsage();
      plain(`["${JSON.stringify(part.repeat(40_000)).slice(1, -1)}"]`);
      plain(part.repeat(40_000));
      assert.ok(process.cpuUsage(begun).user < 2_000_000, part);
    }
    assert.notEqual(plain(`{"a"${' '.repeat(200_000)}:1}`), undefined);
  });
});
