import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalizeName } from '@rind/pypa';
import fc from 'fast-check';
import { editDistance, isSlip } from './edit-distance.ts';
import { KnownNames } from './known-names.ts';

/** The textbook's table, whole. */
function slowDistance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, row) =>
    Array.from({ length: b.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number) => table[row]?.[column] ?? 0;
  for (let row = 1; row <= a.length; row++)
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + cost);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        least = Math.min(least, at(row - 2, column - 2) + 1);
      const line = table[row];
      if (line !== undefined) line[column] = least;
    }
  return at(a.length, b.length);
}

describe('the distance of two names', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), maxLength: 9 });

  it('is the one of the textbook up to its limit, and beyond it more than the limit', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom(1, 2, 3), (a, b, limit) => {
        assert.equal(editDistance(a, b, limit), Math.min(slowDistance(a, b), limit + 1));
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same from either side', () => {
    fc.assert(fc.property(text, text, (a, b) => editDistance(a, b, 2) === editDistance(b, a, 2)));
  });

  it('of a name as long as an attacker likes takes no time', () => {
    const long = 'a'.repeat(1_000_000);
    assert.equal(editDistance(long, `${long}b`, 2), 3);
    assert.equal(isSlip(long, `${long}a`), false);
  });

  it('knows a slip of the finger from another letter', () => {
    for (const [a, b, slip] of [
      ['requests', 'requessts', true],
      ['requests', 'requsets', true],
      ['requests', 'rwquests', true],
      ['requests', 'rqeuests', true],
      ['numpy', 'nunpy', true],
      ['numpy', 'numpu', true],
      ['django', 'djabgo', true],
      ['requests', 'requezts', true],
      ['requests', 'requepts', false],
      ['requests', 'request', false],
      ['flask', 'flosk', false],
      ['q', 'a', true],
      ['q', 'z', false],
      ['w', 'a', true],
      ['w', 'd', false],
    ] as const)
      assert.equal(isSlip(a, b), slip, `${a} ${b}`);
  });
});

const KNOWN = new KnownNames(
  ['requests', 'urllib3', 'python-dateutil', 'boto3', 'numpy', 'scikit-learn', 'sympy', 'tqdm', 'six', 'pillow'].map(
    (name, at) => ({ name: normalizeName(name), popularity: 1_000_000 / (at + 1) }),
  ),
);

describe('known names', () => {
  it('are told from those that are like them, by the likeliest mistake', () => {
    for (const [name, like, how] of [
      ['request', 'requests', 'one-edit'],
      ['reqeusts', 'requests', 'slip'],
      ['requestss', 'requests', 'slip'],
      ['r3quests', 'requests', 'confusable'],
      ['urlllb3', 'urllib3', 'confusable'],
      ['nurnpy', 'numpy', 'confusable'],
      ['pythondateutil', 'python-dateutil', 'separators'],
      ['num-py', 'numpy', 'separators'],
      ['dateutil-python', 'python-dateutil', 'order'],
      ['python-requests', 'requests', 'combination'],
      ['requests-official', 'requests', 'combination'],
      ['pyrequests', 'requests', 'combination'],
      ['requests2', 'requests', 'one-edit'],
      ['requests12', 'requests', 'combination'],
      ['sclkit-leam', 'scikit-learn', 'confusable'],
      ['scikitt-laern', 'scikit-learn', 'two-edits'],
    ] as const) {
      const [first] = KNOWN.like(normalizeName(name));
      assert.deepEqual([first?.name, first?.how], [like, how], name);
    }
  });

  it('are not like themselves, nor like names of other letters', () => {
    for (const name of ['requests', 'django', 'tqdn', 'siz', 'flask', 'x', 'aiohttp', 'numba', 'boto'])
      assert.deepEqual(KNOWN.like(normalizeName(name)), [], name);
  });

  it('are five at most, the likest first', () => {
    const many = new KnownNames(
      [...'abcdefghij'].map((letter) => ({ name: normalizeName(`deman${letter}`), popularity: letter.charCodeAt(0) })),
    );
    const like = many.like(normalizeName('demanx'));
    assert.equal(like.length, 5);
    assert.deepEqual(
      like.map(({ similarity }) => similarity),
      like.map(({ similarity }) => similarity).toSorted((a, b) => b - a),
    );
  });

  it('find every name within the distance, however it was changed', () => {
    const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789');
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 9, maxLength: 20 }),
        fc.nat(),
        fc.nat(),
        letters,
        letters,
        (chars, i, j, a, b) => {
          const name = normalizeName(chars.join(''));
          const changed = [...chars];
          changed[i % chars.length] = a;
          changed[j % chars.length] = b;
          const other = normalizeName(changed.join(''));
          const like = new KnownNames([{ name, popularity: 1 }]).like(other);
          assert.equal(like.length, name === other ? 0 : 1);
        },
      ),
    );
  });

  it('compare with 20,000 names within milliseconds, and with a monstrous name not at all', () => {
    const names = Array.from({ length: 20_000 }, (_, at) => ({
      name: normalizeName(`p${(at * 7919).toString(36)}q${at.toString(36)}`),
      popularity: at,
    }));
    const known = new KnownNames(names);
    const start = process.hrtime.bigint();
    for (let at = 0; at < 20; at++) known.like(normalizeName(`p${at}abcdeq${at}`));
    assert.ok(Number(process.hrtime.bigint() - start) / 20 < 50e6, 'under 50 ms each on a loaded machine');
    assert.deepEqual(known.like(normalizeName('a'.repeat(100_000))), []);
  });
});
