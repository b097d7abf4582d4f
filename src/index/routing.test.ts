import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type NormalizedName, normalizeName } from '@rind/pypa';
import fc from 'fast-check';
import { matchesPattern, type NamePattern, parseNamePattern } from './name-pattern.ts';
import { nextStep, type RouteAnswer, type RoutingTable, routeOf } from './routing.ts';

function patterns(...texts: string[]): NamePattern[] {
  return texts.map((text) => {
    const pattern = parseNamePattern(text);
    assert.ok(pattern);
    return pattern;
  });
}

function table(more: Partial<RoutingTable> = {}): RoutingTable {
  return { upstreams: [], reservations: new Map(), merges: [], isPrivate: () => false, ...more };
}

const name = (text: string): NormalizedName => normalizeName(text);
const OWN = { name: 'own', names: patterns('acme-*', 'tool') };
const PYPI = { name: 'pypi', names: [] };
const MIRROR = { name: 'mirror', names: [] };

describe('a pattern of names', () => {
  for (const [text, of, expected] of [
    ['acme-*', 'acme-x', true],
    ['acme-*', 'acme-x-y', true],
    ['Acme_Co-*', 'acme-co-x', true],
    ['acme-*', 'acme', false],
    ['acme-*', 'acmex', false],
    ['Tool.X', 'tool-x', true],
    ['tool', 'tool-x', false],
  ] as const)
    it(`\`${text}\` ${expected ? 'means' : 'does not mean'} \`${of}\``, () => {
      const [pattern] = patterns(text);
      assert.ok(pattern);
      assert.equal(matchesPattern(name(of), pattern), expected);
    });
  for (const text of ['', '*', '-*', 'a*', 'a-*-b', 'a b', '../x', 'a/-*', '__proto__\n'])
    it(`is none: ${JSON.stringify(text)}`, () => assert.equal(parseNamePattern(text), undefined));
});

describe('who may be asked for a name', () => {
  it('nobody, where it is a private one: asking would tell it', () => {
    const route = routeOf(name('acme-x'), table({ upstreams: [OWN, PYPI], isPrivate: () => true }));
    assert.deepEqual(route, { kind: 'private' });
  });

  it('the index that it is bound to alone, wherever that stands', () => {
    for (const upstreams of [
      [OWN, PYPI],
      [PYPI, OWN],
    ])
      assert.deepEqual(routeOf(name('Acme.X'), table({ upstreams })), { kind: 'first', upstreams: ['own'] });
  });

  it('never an index that is bound to other names', () => {
    assert.deepEqual(routeOf(name('x'), table({ upstreams: [OWN, PYPI, MIRROR] })), {
      kind: 'first',
      upstreams: ['pypi', 'mirror'],
    });
    assert.equal(routeOf(name('x'), table({ upstreams: [OWN] })).kind, 'nobody');
  });

  it('the holder of the longest reserved prefix alone', () => {
    const reservations = new Map([
      [name('acme'), 'pypi'],
      [name('acme-labs'), 'mirror'],
    ]);
    const reserved = table({ upstreams: [OWN, PYPI, MIRROR], reservations });
    const at = (text: string) => routeOf(name(text), reserved);
    assert.deepEqual(at('acme'), { kind: 'first', upstreams: ['pypi'] });
    assert.deepEqual(at('acme-x'), { kind: 'first', upstreams: ['pypi'] });
    assert.deepEqual(at('acme-labs-x'), { kind: 'first', upstreams: ['mirror'] });
    assert.deepEqual(at('acmex'), { kind: 'first', upstreams: ['pypi', 'mirror'] });
  });

  it('nobody, where what it is reserved for is not there', () => {
    const reservations = new Map([[name('acme'), 'gone']]);
    assert.equal(routeOf(name('acme-x'), table({ upstreams: [PYPI], reservations })).kind, 'nobody');
    const merges = [{ names: patterns('x'), upstreams: ['pypi', 'gone'] }];
    assert.equal(routeOf(name('x'), table({ upstreams: [PYPI], merges })).kind, 'nobody');
  });

  it('several together only where somebody said so', () => {
    const merges = [{ names: patterns('torch'), upstreams: ['mirror', 'pypi'] }];
    const merged = table({ upstreams: [PYPI, MIRROR], merges });
    assert.deepEqual(routeOf(name('torch'), merged), { kind: 'all', upstreams: ['mirror', 'pypi'] });
    assert.equal(routeOf(name('torch-x'), merged).kind, 'first');
  });
});

describe('going along a route', () => {
  const answer = fc.constantFrom<RouteAnswer>('found', 'absent', 'unavailable');
  const upstreams = ['a', 'b', 'c', 'd'];

  /** Asks as the route says; which were asked, and how it ended. */
  function walk(kind: 'first' | 'all', said: readonly RouteAnswer[]) {
    const answers = new Map<string, RouteAnswer>();
    for (;;) {
      const step = nextStep({ kind, upstreams }, answers);
      if (step.kind !== 'ask') return { step, asked: [...answers.keys()] };
      assert.ok(!answers.has(step.upstream));
      answers.set(step.upstream, said[upstreams.indexOf(step.upstream)] ?? 'absent');
    }
  }

  it('an index that is unavailable makes the name unavailable: nothing after it is asked', () => {
    fc.assert(
      fc.property(fc.constantFrom('first', 'all'), fc.array(answer, { minLength: 4, maxLength: 4 }), (kind, said) => {
        const { step, asked } = walk(kind, said);
        const down = said.indexOf('unavailable');
        const found = said.indexOf('found');
        const stops = down >= 0 && (kind === 'all' || found < 0 || down < found);
        assert.equal(step.kind === 'unavailable', stops);
        if (stops) assert.deepEqual(asked, upstreams.slice(0, down + 1));
      }),
    );
  });

  it('the first that has the name serves it, and later ones are not asked', () => {
    fc.assert(
      fc.property(fc.array(answer, { minLength: 4, maxLength: 4 }), (said) => {
        const { step, asked } = walk('first', said);
        if (step.kind !== 'found') return;
        const at = said.indexOf('found');
        assert.deepEqual(step.upstreams, [upstreams[at]]);
        assert.deepEqual(asked, upstreams.slice(0, at + 1));
        assert.ok(said.slice(0, at).every((one) => one === 'absent'));
      }),
    );
  });

  it('the name is absent only when every index said so', () => {
    fc.assert(
      fc.property(fc.constantFrom('first', 'all'), fc.array(answer, { minLength: 4, maxLength: 4 }), (kind, said) => {
        assert.equal(
          walk(kind, said).step.kind === 'absent',
          said.every((one) => one === 'absent'),
        );
      }),
    );
  });
});

describe('routes', () => {
  const word = fc.constantFrom('acme', 'labs', 'x', 'torch', 'py');
  const anyName = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => name(words.join('-')));
  const pattern = fc.record({ name: anyName, isPrefix: fc.boolean() });
  const tables = fc.record({
    upstreams: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('a', 'b', 'c'), names: fc.array(pattern, { maxLength: 2 }) }),
      { selector: (upstream) => upstream.name, maxLength: 3 },
    ),
    reservations: fc
      .array(fc.tuple(anyName, fc.constantFrom('a', 'b', 'c')), { maxLength: 2 })
      .map((pairs) => new Map(pairs)),
    isPrivate: fc.boolean().map((is) => () => is),
    merges: fc.constant([]),
  });

  it('never lead from a name that one index is bound to, to another', () => {
    fc.assert(
      fc.property(tables, anyName, (drawn, of) => {
        const route = routeOf(of, drawn);
        if (drawn.isPrivate()) return assert.equal(route.kind, 'private');
        if (route.kind !== 'first') return undefined;
        const claimed = drawn.upstreams.some(({ names }) => names.some((one) => matchesPattern(of, one)));
        if (claimed) assert.equal(route.upstreams.length, 1);
        for (const upstream of route.upstreams) {
          const { names = [] } = drawn.upstreams.find((one) => one.name === upstream) ?? {};
          const reserved = [...drawn.reservations].some(([prefix, owner]) => {
            return owner === upstream && (of === prefix || of.startsWith(`${prefix}-`));
          });
          assert.ok(names.length === 0 || reserved || names.some((one) => matchesPattern(of, one)));
        }
        return undefined;
      }),
    );
  });

  it('lead to the holder of a reserved prefix alone', () => {
    fc.assert(
      fc.property(tables, anyName, (drawn, of) => {
        const holders = [...drawn.reservations].filter(([prefix]) => of === prefix || of.startsWith(`${prefix}-`));
        const [longest] = holders.toSorted(([a], [b]) => b.length - a.length);
        const route = routeOf(of, drawn);
        if (longest === undefined || route.kind === 'private' || route.kind === 'nobody') return;
        assert.deepEqual(route.kind === 'first' ? route.upstreams : [], [longest[1]]);
      }),
    );
  });
});
