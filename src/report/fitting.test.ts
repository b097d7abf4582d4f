import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { cut } from './cut.ts';
import { fitting } from './fitting.ts';

const left = 'left out';

it('what fits is printed whole, with a blank line between the sections', () => {
  const sections = [
    { head: 'A', items: ['1', '2'], tail: 'end' },
    { head: 'B', items: [] },
  ];
  assert.equal(fitting({ title: 'T', sections, close: 'C', left, most: 1000 }), 'T\n\nA\n1\n2\nend\n\nC\n');
});

it('items are left out whole, from the end, and it is said how many', () => {
  const items = Array.from({ length: 100 }, () => 'x'.repeat(20));
  const text = fitting({ title: 'T', sections: [{ head: 'A', items }], close: 'C', left, most: 600 });
  const shown = text.split('\n').filter((line) => line === 'x'.repeat(20)).length;
  assert.ok(shown > 5);
  assert.match(text, new RegExp(`^${100 - shown} of 100 left out$`, 'm'));
  assert.match(text, /\n\nC\n$/);
});

it('an item that does not fit is left out whole, and not cut', () => {
  const items = ['x'.repeat(900), 'y'.repeat(900)];
  const text = fitting({ title: 'T', sections: [{ head: 'A', items }], close: 'C', left, most: 1200 });
  assert.equal(text, `T\n\nA\n${items[0]}\n\n1 of 2 left out\n\nC\n`);
});

it('is never longer than asked, whatever there is to print', () => {
  const section = fc.record({ head: fc.string({ maxLength: 20 }), items: fc.array(fc.string({ maxLength: 300 })) });
  fc.assert(
    fc.property(fc.array(section, { maxLength: 4 }), fc.string({ maxLength: 3000 }), (sections, title) => {
      assert.ok(fitting({ title, sections, close: 'the end', left, most: 1200 }).length <= 1200);
    }),
  );
});

it('a cut text ends with an ellipsis and splits no character', () => {
  assert.equal(cut('abc', 3), 'abc');
  assert.equal(cut('abcd', 3), 'ab…');
  assert.equal(cut('👩👩👩', 3), '👩👩👩');
  assert.equal(cut('👩👩👩👩', 3), '👩👩…');
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '漢', '👩', '\ud800') }),
      fc.integer({ min: 1, max: 20 }),
      (text, most) => {
        const short = cut(text, most);
        assert.ok(Array.from(short).length <= most);
        assert.ok(short === text || short.endsWith('…'));
      },
    ),
  );
});
