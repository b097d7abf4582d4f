import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { satisfies } from '../src/specifier.ts';
import { specifierSetOf } from '../src/specifier-range.ts';
import { formatSpecifierSet } from '../src/specifier-set.ts';
import { compareVersions, type Version } from '../src/version.ts';
import { rangeOfEvents, type VersionEvent } from '../src/version-event.ts';
import {
  ALL_VERSIONS,
  areDisjoint,
  complementOf,
  differenceOf,
  equalRanges,
  formatRange,
  hasOnlyPreReleases,
  intersectionOf,
  intersectionOfAll,
  isEmptyRange,
  isSubrange,
  NO_VERSIONS,
  rangeHas,
  rangeOfVersion,
  unionOf,
  type VersionRange,
} from '../src/version-range.ts';
import { range, readOk, setOf, setText, specifierOf, specifierText, version } from './version-arbitraries.ts';

function rangeOf(text: string): VersionRange {
  const { range: found } = setOf(text);
  assert.ok(found, text);
  return found;
}

const same = (a: VersionRange, b: VersionRange) => assert.equal(formatRange(a), formatRange(b));

/** Membership of every version around the cuts of some ranges, and of a drawn one. */
const law = (check: (a: VersionRange, b: VersionRange, c: VersionRange) => void) =>
  fc.assert(fc.property(range, range, range, check));

describe('the range of a specifier set', () => {
  it('holds exactly the versions that satisfy the set', () => {
    fc.assert(
      fc.property(setText, version, (text, given) => {
        const every = setOf(text).specifiers.every((specifier) => satisfies(specifier, given));
        assert.equal(rangeHas(rangeOf(text), given), every);
      }),
    );
  });

  it('is missing with ===, which compares texts', () => {
    assert.equal(setOf('>=1,===1.0').range, undefined);
    assert.equal(specifierOf('===1.0').range, undefined);
  });

  it('has few cuts asked one by one and many by halving', () => {
    const odd = Array.from({ length: 40 }, (_, i) => `!=1.${2 * i + 1}`).join();
    for (let i = 0; i < 82; i++)
      assert.equal(rangeHas(rangeOf(odd), readOk(`1.${i}`)), i % 2 === 0 || i > 80, `1.${i}`);
  });
});

describe('the algebra of ranges', () => {
  it('keeps membership: union is or, intersection is and, complement is not', () => {
    fc.assert(
      fc.property(range, range, version, (a, b, given) => {
        const [inA, inB] = [rangeHas(a, given), rangeHas(b, given)];
        assert.equal(rangeHas(unionOf(a, b), given), inA || inB);
        assert.equal(rangeHas(intersectionOf(a, b), given), inA && inB);
        assert.equal(rangeHas(differenceOf(a, b), given), inA && !inB);
        assert.equal(rangeHas(complementOf(a), given), !inA);
      }),
    );
  });

  it("keeps De Morgan's laws", () => {
    law((a, b) => {
      same(complementOf(unionOf(a, b)), intersectionOf(complementOf(a), complementOf(b)));
      same(complementOf(intersectionOf(a, b)), unionOf(complementOf(a), complementOf(b)));
    });
  });

  it('absorbs, distributes, associates and commutes', () => {
    law((a, b, c) => {
      same(unionOf(a, intersectionOf(a, b)), a);
      same(intersectionOf(a, unionOf(a, b)), a);
      same(intersectionOf(a, unionOf(b, c)), unionOf(intersectionOf(a, b), intersectionOf(a, c)));
      same(unionOf(unionOf(a, b), c), unionOf(a, unionOf(b, c)));
      same(intersectionOf(a, b), intersectionOf(b, a));
      same(intersectionOfAll([a, b, c]), intersectionOf(intersectionOf(a, b), c));
    });
    same(intersectionOfAll([]), ALL_VERSIONS);
  });

  it('has everything and nothing as its ends', () => {
    law((a) => {
      same(unionOf(a, complementOf(a)), ALL_VERSIONS);
      same(intersectionOf(a, complementOf(a)), NO_VERSIONS);
      same(complementOf(complementOf(a)), a);
      same(unionOf(a, NO_VERSIONS), a);
      same(intersectionOf(a, ALL_VERSIONS), a);
    });
    same(complementOf(NO_VERSIONS), ALL_VERSIONS);
  });

  it('tells subsets and disjoint ranges', () => {
    law((a, b) => {
      assert.ok(isSubrange(intersectionOf(a, b), a));
      assert.ok(isSubrange(a, unionOf(a, b)));
      assert.ok(areDisjoint(differenceOf(a, b), b));
      assert.equal(isSubrange(a, b), equalRanges(unionOf(a, b), b));
      assert.equal(areDisjoint(a, b), isEmptyRange(intersectionOf(a, b)));
      assert.equal(isSubrange(a, b) && isSubrange(b, a), equalRanges(a, b));
    });
  });
});

describe('the canonical form of a range', () => {
  const EQUAL: readonly (readonly [string, string])[] = [
    ['>1.0a1', '>=1.0a2.dev0'],
    ['<=1.0', '<1.0.post0.dev0'],
    ['>1.0.post1', '>=1.0.post2.dev0'],
    ['>1.0.dev1', '>=1.0.dev2'],
    ['!=1.0.dev1,<1.0.dev2', '<1.0.dev1'],
    ['>=0.dev0', ''],
    ['==1.2.*', '>=1.2.dev0,<1.3.dev0'],
    ['<2', '<2.dev0'],
    ['~=1.4', '>=1.4,<2.dev0'],
    ['==1.0,==1.0.0', '==1'],
    ['>=1.09', '>=1.9'],
    ['>1.9a9', '>=1.9a10.dev0'],
    ['>1!1.post99', '>=1!1.post100.dev0'],
  ];
  for (const [a, b] of EQUAL)
    it(`is one for ${a} and ${b || 'no specifier'}`, () => assert.deepEqual(rangeOf(a).cuts, rangeOf(b).cuts));

  it('is one for all ranges of the same versions', () => {
    fc.assert(
      fc.property(range, range, version, (a, b, given) => {
        if (equalRanges(a, b)) assert.equal(rangeHas(a, given), rangeHas(b, given));
        assert.equal(equalRanges(a, b), isEmptyRange(unionOf(differenceOf(a, b), differenceOf(b, a))));
      }),
    );
  });

  it('has ascending cuts, no two without a version between them', () => {
    law((a, b) => {
      for (const { cuts } of [unionOf(a, b), differenceOf(a, b)]) {
        for (let i = 1; i < cuts.length; i++) assert.ok((cuts[i - 1] ?? '') < (cuts[i] ?? ''));
      }
    });
  });

  it('is empty where only places between versions are left', () => {
    for (const text of [
      '>1.0a1,<1.0a2.dev0',
      '>1.0,<1.0.post0.dev0',
      '<0',
      '<=0.dev0,!=0.dev0',
      '>1,<=1.post5',
      '>1.dev1,<1.dev2',
    ]) {
      assert.ok(isEmptyRange(rangeOf(text)), text);
    }
    for (const text of ['>1.0a2,<1.0b0.dev0', '>1,<1.0.0.1', '>=1.0,<1.0.post0.dev0', '<0.dev1']) {
      assert.equal(isEmptyRange(rangeOf(text)), false, text);
    }
  });

  it('has a text that tells ranges apart', () => {
    const TEXTS: readonly (readonly [string, string])[] = [
      ['', '(-inf, +inf)'],
      ['<0', '(empty)'],
      ['>=1.0,<2.0', '[1, 2.dev0)'],
      ['!=1.5', '(-inf, 1.5) | [1.5.post0.dev0, +inf)'],
      ['>1.0', '(1.post*, +inf)'],
      ['==1.0+a', '[1+a, 1+a]'],
      ['<=1!2.3.dev4', '(-inf, 1!2.3.dev5)'],
    ];
    for (const [text, wanted] of TEXTS) assert.equal(formatRange(rangeOf(text)), wanted);
    assert.equal(formatRange(complementOf(rangeOf('>1'))), '(-inf, 1.post*]');
    assert.equal(formatRange(complementOf(rangeOfVersion(readOk('1.0')))), '(-inf, 1) | (1, +inf)');
    law((a, b) => assert.equal(formatRange(a) === formatRange(b), equalRanges(a, b)));
  });
});

describe('ranges of pre-releases alone', () => {
  it('are told from ranges that hold a final version', () => {
    for (const text of [
      '>=1a1,<1',
      '==1.dev0',
      '>=1.post1.dev1,<1.post1',
      '<0',
      '>=1rc1.post1,<1',
      '==1a1+l',
      '>1a1,<1',
    ]) {
      assert.ok(hasOnlyPreReleases(rangeOf(text)), text);
    }
    for (const text of ['>=1a1,<=1', '<=0', '>1,<1.0.0.1', '==1+l', '>=1.post1.dev1,<=1.post1', '>=1.dev1', '!=1']) {
      assert.equal(hasOnlyPreReleases(rangeOf(text)), false, text);
    }
    const labels = differenceOf(rangeOf('==1.0'), rangeOfVersion(readOk('1.0')));
    assert.equal(hasOnlyPreReleases(labels), false);
  });
});

describe('a range as a specifier set', () => {
  const TABLE: readonly (readonly [text: string, wanted: string])[] = [
    ['>=1.0,<2.0', '<2,>=1'],
    ['==1.2.3', '==1.2.3'],
    ['==1.2.*', '==1.2.*'],
    ['==1.0.*', '==1.0.*'],
    ['==1.0+a', '==1+a'],
    ['!=1.5,!=1.7', '!=1.5,!=1.7'],
    ['!=1.5,!=1.5.post0.dev0', '!=1.5,!=1.5.post0.dev0'],
    ['!=1.5+a', '!=1.5+a'],
    ['>=1,!=1.*', '!=1.*,>=1'],
    ['!=1.*,!=2.*,!=3.0.*', '!=1.*,!=2.*,!=3.0.*'],
    ['>1', '>1'],
    ['<=1', '<=1'],
    ['<1.post1', '<1.post1'],
    ['>1.post1', '>1.post1'],
    ['>1a1', '>=1a2.dev0'],
    ['<1a1', '<1a1'],
    ['<=1,!=1', '!=1,<=1'],
    ['', ''],
    ['<0', '<0'],
    ['~=10.9', '<11,>=10.9'],
    ['>=100.dev0', '!=99.*,>=99'],
    ['==1!0.*,<=1!0', '<=1!0,==1!0.*'],
  ];
  for (const [text, wanted] of TABLE) {
    it(`says ${text || 'everything'} as ${wanted || 'no specifier'}`, () => {
      const set = specifierSetOf(rangeOf(text));
      assert.equal(set && formatSpecifierSet(set), wanted);
    });
  }

  it('is missing where no set says it', () => {
    for (const found of [
      unionOf(rangeOf('==1'), rangeOf('==2')),
      rangeOfVersion(readOk('1.0')),
      complementOf(rangeOf('>1')),
      differenceOf(rangeOf('==1'), rangeOfVersion(readOk('1'))),
      unionOf(rangeOf('==1.*'), rangeOf('==1000000.*')),
      unionOf(rangeOf('<1.dev0'), rangeOf('>=1.dev1000000')),
    ]) {
      assert.equal(specifierSetOf(found), undefined);
    }
  });

  it('has the range that it was made from', () => {
    fc.assert(
      fc.property(range, range, (a, b) => {
        for (const wanted of [a, unionOf(a, b), differenceOf(a, b)]) {
          const set = specifierSetOf(wanted);
          if (set) same(set.range ?? NO_VERSIONS, wanted);
        }
      }),
    );
  });

  it('is there for every specifier', () => {
    fc.assert(
      fc.property(specifierText, (text) => {
        // A local label can be matched and excluded, and that is all.
        assert.ok(specifierSetOf(rangeOf(text)), text);
      }),
    );
  });
});

describe("the range of an advisory's events", () => {
  const event = (text: string): VersionEvent => {
    const [kind = '', at = ''] = text.split(' ');
    return { kind: kind as VersionEvent['kind'], version: at === '0' ? undefined : readOk(at) };
  };
  const events = (...texts: string[]) => formatRange(rangeOfEvents(texts.map(event)));

  // OSV schema, "Evaluation".
  it('goes from each introduction to the next fix', () => {
    assert.equal(events('introduced 0', 'fixed 1.2'), '(-inf, 1.2)');
    assert.equal(events('introduced 1', 'fixed 1.2', 'introduced 2', 'fixed 2.1'), '[1, 1.2) | [2, 2.1)');
    assert.equal(events('introduced 1'), '[1, +inf)');
    assert.equal(events('introduced 0'), '(-inf, +inf)');
    assert.equal(events(), '(empty)');
    assert.equal(events('fixed 1'), '(empty)');
  });

  it('takes the last affected version in', () => {
    assert.equal(events('introduced 1', 'last-affected 1.5'), '[1, 1.5]');
    assert.equal(events('introduced 1', 'last-affected-builds 1.5'), '[1, 1.5.post0.dev0)');
    assert.equal(events('introduced 1', 'last-affected-builds 1.5+a'), '[1, 1.5+a]');
  });

  it('lets an end come before a beginning at one version, however they are written', () => {
    for (const end of ['fixed 2', 'last-affected 2', 'last-affected-builds 2']) {
      assert.equal(events('introduced 1', end, 'introduced 2'), '[1, +inf)', end);
      assert.equal(events('introduced 2', end), '[2, +inf)', end);
      assert.equal(events(end, 'introduced 2', 'fixed 3'), '[2, 3)', end);
    }
    assert.equal(events('introduced 1', 'last-affected 2', 'fixed 2'), '[1, 2)');
    assert.equal(events('introduced 1', 'last-affected 2', 'last-affected 2.0', 'fixed 2'), '[1, 2)');
  });

  it('lets an event among the builds of a last affected version take the place of its end', () => {
    assert.equal(events('introduced 1', 'last-affected-builds 2', 'fixed 2+b'), '[1, 2+b)');
    assert.equal(events('introduced 1', 'last-affected-builds 2', 'introduced 2+b'), '[1, +inf)');
  });

  it('takes events in any order', () => {
    assert.equal(events('fixed 2.1', 'introduced 2', 'fixed 1.2', 'introduced 1'), '[1, 1.2) | [2, 2.1)');
    assert.equal(events('introduced 0', 'fixed 2', 'introduced 2', 'fixed 3'), '(-inf, 3)');
    assert.equal(events('introduced 1', 'introduced 2', 'fixed 3', 'fixed 4'), '[1, 3)');
  });

  it('is of the plain order: no rule of specifiers holds', () => {
    const upTo = rangeOfEvents([event('introduced 0'), event('fixed 1.0')]);
    for (const text of ['1.0a1', '1.0.dev0', '0.9.post1']) assert.ok(rangeHas(upTo, readOk(text)), text);
    const last = rangeOfEvents([event('introduced 0'), event('last-affected 1.0')]);
    for (const text of ['1.0+local', '1.0.post1']) assert.equal(rangeHas(last, readOk(text)), false, text);
    assert.ok(rangeHas(last, readOk('1.0.0')));
  });

  it('is what going through the events in order says', () => {
    const kind = fc.constantFrom<VersionEvent['kind']>('introduced', 'fixed', 'last-affected', 'last-affected-builds');
    const near = fc.constantFrom('1', '1.0', '1+a', '1+b', '1.post1', '2').map(readOk);
    const drawn = fc.array(fc.record({ kind, version: fc.oneof(near, version) }), { maxLength: 6 });
    fc.assert(
      fc.property(drawn, fc.oneof(near, version), (list, given) => {
        const place = (one: { kind: string; version: Version }) => (one.kind === 'introduced' ? 1 : 0);
        const sorted = list.toSorted((a, b) => compareVersions(a.version, b.version) || place(a) - place(b));
        let affected = false;
        for (const one of sorted) {
          const order = compareVersions(given, one.version);
          if (one.kind === 'introduced' && order >= 0) affected = true;
          else if (one.kind === 'fixed' && order >= 0) affected = false;
          else if (one.kind === 'last-affected' && order > 0) affected = false;
          else if (order > 0 && given.publicKey !== one.version.key) affected = false;
        }
        assert.equal(rangeHas(rangeOfEvents(list), given), affected, list.map(({ kind: of }) => of).join());
        assert.deepEqual(rangeOfEvents(list), rangeOfEvents(list.toReversed()));
      }),
    );
  });
});
