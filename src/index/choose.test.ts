import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseVersion } from '@rind/pypa';
import fc from 'fast-check';
import { type Choice, type ConsultedIndex, chooseLikePip, chooseLikePoetry, chooseLikeUv } from './choose.ts';
import { readPage } from './page.ts';
import { named } from './testing/index-server.ts';
import { upstreamOf } from './upstream.ts';

/** An index that has these versions; none: it has no such project; `down`: it cannot be asked. */
function index(
  name: string,
  says: readonly string[] | 'down' | 'absent',
  more: Partial<ConsultedIndex> = {},
): ConsultedIndex {
  if (says === 'down') return { index: name, says: { state: 'unavailable' }, ...more };
  if (says === 'absent') return { index: name, says: { state: 'absent' }, ...more };
  const upstream = upstreamOf({ name, url: 'https://x.example/simple/', trusted: false });
  assert.ok(upstream.ok);
  const files = says.map((version) => ({ filename: `demo-${version}.tar.gz`, url: 'x', hashes: {} }));
  const bytes = Buffer.from(JSON.stringify({ name: 'demo', files }));
  const source = { bytes, contentType: 'application/vnd.pypi.simple.v1+json', url: 'https://x.example/simple/demo/' };
  const reading = readPage(source, named('demo'), upstream.value);
  for (;;) {
    const step = reading.next();
    if (step.done !== true) continue;
    assert.ok(step.value.ok);
    return { index: name, says: { state: 'found', page: step.value.page }, ...more };
  }
}

function told(choice: Choice): string {
  if (choice.state === 'undetermined') return `? ${choice.index}`;
  return choice.offers.map((offer) => `${offer.index}:${offer.file.filename.slice(5, -7)}`).join(' ');
}

const OWN = index('own', ['1.0', '2.0']);
const PYPI = index('pypi', ['3.0', '2.0']);
const NONE = index('none', 'absent');
const DOWN = index('down', 'down');

describe('files that pip would consider', () => {
  for (const [what, indexes, expected] of [
    ['are those of all indexes, the best version first', [OWN, PYPI], 'pypi:3.0 own:2.0 pypi:2.0 own:1.0'],
    ['of equal versions, those of earlier indexes first', [PYPI, OWN], 'pypi:3.0 pypi:2.0 own:2.0 own:1.0'],
    ['are none where none has it', [NONE], ''],
    ['are not known while one is down, wherever it stands', [OWN, DOWN], '? down'],
  ] as const)
    it(what, () => assert.equal(told(chooseLikePip(indexes)), expected));
});

describe('files that uv would consider', () => {
  const explicit = index('torch', ['9.0'], { explicit: true });
  for (const [what, indexes, options, expected] of [
    ['are those of the first index that has it', [NONE, OWN, PYPI], {}, 'own:2.0 own:1.0'],
    ['also where that lists no file', [index('empty', []), PYPI], {}, ''],
    ['not of an explicit one', [explicit, PYPI], {}, 'pypi:3.0 pypi:2.0'],
    ['of that alone to which it is bound', [OWN, explicit], { bound: 'torch' }, 'torch:9.0'],
    ['of none where that is not there', [OWN], { bound: 'gone' }, ''],
    ['are not known while an earlier one is down', [DOWN, OWN], {}, '? down'],
    ['but are while a later one is', [OWN, DOWN], {}, 'own:2.0 own:1.0'],
    ['are not known while all that may have it are down', [NONE, DOWN], {}, '? down'],
    [
      'index by index, if so told',
      [OWN, PYPI],
      { strategy: 'unsafe-first-match' },
      'own:2.0 own:1.0 pypi:3.0 pypi:2.0',
    ],
    ['like pip, if so told', [OWN, PYPI], { strategy: 'unsafe-best-match' }, 'pypi:3.0 own:2.0 pypi:2.0 own:1.0'],
    ['not known while any is down, if so told', [OWN, DOWN], { strategy: 'unsafe-first-match' }, '? down'],
  ] as const)
    it(what, () => assert.equal(told(chooseLikeUv(indexes, options)), expected));
});

describe('files that Poetry would consider', () => {
  const extra = index('extra', ['4.0'], { supplemental: true });
  const explicit = index('torch', ['9.0'], { explicit: true });
  const atLeast = (text: string) => {
    const least = parseVersion(text);
    assert.ok(least.ok);
    return (version: { release: readonly string[] }) => Number(version.release[0]) >= Number(least.value.release[0]);
  };
  for (const [what, indexes, options, expected] of [
    ['are those of all primary sources', [OWN, PYPI], {}, 'pypi:3.0 own:2.0 pypi:2.0 own:1.0'],
    ['and of no supplemental one where they have it', [OWN, extra], {}, 'own:2.0 own:1.0'],
    ['but of one where they have not', [NONE, extra], {}, 'extra:4.0'],
    ['or nothing that fits', [OWN, extra], { fits: atLeast('4.0') }, 'extra:4.0 own:2.0 own:1.0'],
    ['not of an explicit one', [OWN, explicit], {}, 'own:2.0 own:1.0'],
    ['of the source alone that is named', [OWN, explicit], { source: 'torch' }, 'torch:9.0'],
    ['are not known while a primary one is down', [DOWN, OWN], {}, '? down'],
    [
      'or a supplemental one that would be asked',
      [NONE, index('extra', 'down', { supplemental: true })],
      {},
      '? extra',
    ],
    [
      'but are while one is that would not be',
      [OWN, index('extra', 'down', { supplemental: true })],
      {},
      'own:2.0 own:1.0',
    ],
  ] as const)
    it(what, () => assert.equal(told(chooseLikePoetry(indexes, options)), expected));
});

describe('every choice', () => {
  const says = fc.oneof(
    fc.constantFrom<'down' | 'absent'>('down', 'absent'),
    fc.uniqueArray(fc.constantFrom('1.0', '2.0', '3.0'), { maxLength: 3 }),
  );
  const indexes = fc
    .array(fc.tuple(says, fc.boolean()), { maxLength: 4 })
    .map((drawn) => drawn.map(([state, explicit], at) => index(`i${at}`, state, { explicit })));

  it('offers files of indexes that were consulted, and of no explicit one unasked', () => {
    fc.assert(
      fc.property(
        indexes,
        fc.constantFrom('first-index', 'unsafe-first-match', 'unsafe-best-match'),
        (drawn, strategy) => {
          for (const choice of [chooseLikeUv(drawn, { strategy }), chooseLikePoetry(drawn)]) {
            if (choice.state !== 'considered') continue;
            for (const { index: of } of choice.offers) {
              assert.ok(choice.consulted.includes(of));
              assert.notEqual(drawn.find((one) => one.index === of)?.explicit, true);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('of one index is the same for every client', () => {
    fc.assert(
      fc.property(says, (state) => {
        const one = [index('one', state)];
        assert.equal(told(chooseLikeUv(one)), told(chooseLikePip(one)));
        assert.equal(told(chooseLikePoetry(one)), told(chooseLikePip(one)));
      }),
      { numRuns: 30 },
    );
  });
});
