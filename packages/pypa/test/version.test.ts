import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  compareVersions,
  formatBaseVersion,
  formatPublicVersion,
  formatVersion,
  isPostRelease,
  isPreRelease,
  parseVersion,
  readVersion,
  versionOf,
} from '../src/version.ts';
import { readKey } from '../src/version-key.ts';
import { compactKey, compactRank, rankOf } from '../src/version-rank.ts';
import { sortByVersion, sortVersions } from '../src/version-sort.ts';
import { cpuTime } from './cpu-time.ts';
import {
  normalText,
  normalVersionText,
  readOk,
  spelledVersion,
  version,
  versionFields,
} from './version-arbitraries.ts';

const normal = (text: string) => formatVersion(readOk(text));
const ascending = (texts: readonly string[]) => {
  for (const [i, left] of texts.entries()) {
    for (const [j, right] of texts.entries()) {
      assert.equal(compareVersions(readOk(left), readOk(right)), Math.sign(i - j), `${left} ${right}`);
    }
  }
};

describe('the normal form of a version', () => {
  // PEP 440, "Normalization", all of its paragraphs.
  // PEP 440, "Public version identifiers": installers read the other spellings too.
  it('is reached from every allowed spelling', () => {
    fc.assert(fc.property(spelledVersion, ({ spelled, normal: wanted }) => assert.equal(normal(spelled), wanted)));
  });

  // PEP 440, "Public version identifiers".
  it('reads back as itself', () => {
    fc.assert(fc.property(normalVersionText, (text) => assert.equal(normal(text), text)));
  });

  const TABLE: readonly (readonly [rule: string, text: string, wanted: string])[] = [
    ['case does not matter', '1.1RC1', '1.1rc1'],
    ['leading zeros of numbers do not count', '00!01.002a03.post04.dev05', '1.2a3.post4.dev5'],
    ['leading zeros of local words count', '1.0+007.00a', '1.0+7.00a'],
    ['a pre-release may stand behind a separator', '1.1.a1', '1.1a1'],
    ['a separator may stand before its number', '1.1a.1', '1.1a1'],
    ['alpha, beta, c, pre and preview are spellings', '1.1-preview_2', '1.1rc2'],
    ['a pre-release without a number is number 0', '1.2a', '1.2a0'],
    ['a post-release may stand behind any separator or none', '1.2-post2', '1.2.post2'],
    ['rev and r are spellings of post', '1.0-r4', '1.0.post4'],
    ['a post-release without a number is number 0', '1.2.post', '1.2.post0'],
    ['a dash and a number are a post-release', '1.0-1', '1.0.post1'],
    ['a development release may stand behind any separator or none', '1.2dev2', '1.2.dev2'],
    ['a development release without a number is number 0', '1.2.dev', '1.2.dev0'],
    ['local segments may be separated by dashes and underscores', '1.0+ubuntu-1_x', '1.0+ubuntu.1.x'],
    ['a leading v is dropped', 'v1.0', '1.0'],
    ['white space around it is dropped', '\u001c 1.0\n', '1.0'],
    ['a number behind a letter and a dash belongs to the letter', '1a-1', '1a1'],
    ['two separators are a number left out and one', '1a--1', '1a0.post1'],
    ['a separator may end it behind a letter', '1a-', '1a0'],
  ];
  for (const [rule, text, wanted] of TABLE) it(rule, () => assert.equal(normal(text), wanted));
});

describe('a text that is no version', () => {
  const REFUSED = [
    '',
    ' ',
    'v',
    '1.',
    '.1',
    '1..2',
    '1.0-',
    '1!',
    '!1',
    '1!2!3',
    '1.0+',
    '1.0+a+b',
    '1.0+a..b',
    '1.0 .0',
  ]
    .concat(['1.0.*', '1.0a1a2', '1.0.dev1.post1', '1.0.dev1a1', '1.0-a-1-b', 'french toast', '1_0', 'vv1', '1.0+ü'])
    .concat([
      '1.0prevıew1',
      '1.0poſt1',
      '１.0',
      '1.٣',
      '\ufeff1.0',
      '1.0\u200b',
      '1.0\u0000',
      '1,0',
      '-1',
      '+1',
      '1e5',
    ]);
  for (const text of REFUSED) {
    it(`is refused: ${JSON.stringify(text)}`, () => {
      const parsed = parseVersion(text);
      assert.equal(parsed.ok || parsed.error.code, 'invalid-version');
      assert.equal(readVersion(text), undefined);
    });
  }

  it('is refused when it is no text at all', () => {
    for (const value of [null, undefined, 1, 1.5, {}, [], ['1'], true, Symbol('1'), () => '1']) {
      const parsed = parseVersion(value as unknown as string);
      assert.equal(parsed.ok || parsed.error.code, 'invalid-version');
      assert.equal(readVersion(value as unknown as string), undefined);
    }
  });

  it('is refused where it stops to fit', () => {
    for (const [text, offset] of [
      ['  1.0x', 5],
      ['1.0+a.', 5],
      ['1!x', 2],
      ['1.0.dev1.post2', 8],
    ] as const) {
      const parsed = parseVersion(text);
      assert.equal(parsed.ok ? -1 : parsed.error.offset, offset, text);
    }
  });

  it('is refused when a number has more than 4,300 digits, zeros before it included', () => {
    const code = (text: string) => {
      const parsed = parseVersion(text);
      return parsed.ok || parsed.error.code;
    };
    const long = '1'.repeat(4301);
    for (const text of [long, `1.${long}`, `${long}!1`, `1a${long}`, `1.post${long}`, `1.dev${long}`, `1+${long}`]) {
      assert.equal(code(text), 'number-too-long');
    }
    assert.equal(code('0'.repeat(4301)), 'number-too-long');
    assert.equal(code('1'.repeat(4300)), true);
    assert.equal(code(`1+${'1'.repeat(5000)}a`), true);
    assert.equal(code(`${long}x`), 'invalid-version');
  });

  it('is refused in linear time', () => {
    const started = cpuTime();
    for (const unit of ['1', '.', '1.', '-', 'a', '+', ' ', '!', '0', '1a', '.dev', 'post', '+a.']) {
      const text = unit.repeat(1_000_000 / unit.length);
      parseVersion(text);
      parseVersion(`1${text}`);
      parseVersion(`${text}x`);
      parseVersion(`1+${text}`);
    }
    assert.ok(cpuTime() - started < 20_000);
  });

  it('never makes the parser throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseVersion(text)));
    fc.assert(fc.property(fc.stringMatching(/^[v0-9.!+a-z_-]*$/), (text) => void parseVersion(text)));
  });
});

describe('the fields of a version', () => {
  it('are those written', () => {
    fc.assert(
      fc.property(versionFields, (fields) => {
        const { epoch, release, pre, post, dev, local } = readOk(normalText(fields));
        assert.deepEqual({ epoch, release, pre, post, dev, local }, { ...fields });
      }),
    );
  });

  it('make the same version again', () => {
    fc.assert(
      fc.property(versionFields, (fields) => {
        const [built, read] = [versionOf(fields), readOk(normalText(fields))];
        assert.deepEqual(
          [built.key, built.publicKey, built.rank, built.early],
          [read.key, read.publicKey, read.rank, read.early],
        );
        assert.equal(formatVersion(built), normalText(fields));
      }),
    );
  });

  // PEP 440, "Pre-releases", "Developmental releases", "Post-releases".
  it('say whether it is a pre-release or a post-release', () => {
    fc.assert(
      fc.property(versionFields, (fields) => {
        const read = readOk(normalText(fields));
        assert.equal(isPreRelease(read), fields.pre !== undefined || fields.dev !== undefined);
        assert.equal(isPostRelease(read), fields.post !== undefined);
      }),
    );
  });

  it('give the public and the base version', () => {
    assert.equal(formatPublicVersion(readOk('1!1.2rc3.post4.dev5+six')), '1!1.2rc3.post4.dev5');
    assert.equal(formatBaseVersion(readOk('1!1.2rc3.post4.dev5+six')), '1!1.2');
    assert.equal(formatBaseVersion(readOk('1.2.0')), '1.2.0');
  });
});

describe('the order of versions', () => {
  // PEP 440, "Summary of permitted suffixes and relative ordering".
  it('puts development before pre-releases, these before the release, post-releases behind it', () => {
    ascending(
      [
        '1.dev0',
        '1.0.dev456',
        '1.0a1.dev1',
        '1.0a1',
        '1.0a1.post1.dev1',
        '1.0a1.post1',
        '1.0a2.dev456',
        '1.0a12',
        '1.0b1.dev456',
      ]
        .concat([
          '1.0b2',
          '1.0b2.post345.dev456',
          '1.0b2.post345',
          '1.0rc1.dev456',
          '1.0rc1',
          '1.0',
          '1.0+abc.5',
          '1.0+abc.7',
        ])
        .concat(['1.0+5', '1.0.post456.dev34', '1.0.post456', '1.0.15', '1.1.dev1', '1.1', '2', '1!0.1']),
    );
  });

  // PEP 440, "Final releases": release numbers are compared as numbers, filled with zeros.
  it('does not count zeros at the end of a release', () => {
    fc.assert(
      fc.property(versionFields, fc.nat(3), (fields, more) => {
        const padded = { ...fields, release: [...fields.release, ...Array<string>(more).fill('0')] };
        assert.equal(readOk(normalText(padded)).key, readOk(normalText(fields)).key);
      }),
    );
  });

  // PEP 440, "Version epochs".
  it('puts every version of a later epoch behind', () => {
    fc.assert(
      fc.property(versionFields, versionFields, (a, b) => {
        const [first, second] = [readOk(normalText({ ...a, epoch: '1' })), readOk(normalText({ ...b, epoch: '2' }))];
        assert.equal(compareVersions(first, second), -1);
      }),
    );
  });

  // PEP 440, "Local version identifiers": words before numbers, words by ASCII, more segments behind.
  it('compares local labels segment by segment', () => {
    ascending(['1', '1+a', '1+a.a', '1+a.1', '1+ab', '1+b', '1+0', '1+0.a', '1+0.0', '1+2', '1+10', '1.0.1']);
  });

  // PEP 440, "Public version identifiers": numbers are read and ordered by value.
  it('compares numbers by size, whatever their length', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 60n }), fc.bigInt({ min: 0n, max: 10n ** 60n }), (a, b) => {
        for (const form of [
          (n: bigint) => `1.${n}`,
          (n: bigint) => `1a${n}`,
          (n: bigint) => `${n}!1`,
          (n: bigint) => `1+${n}`,
        ]) {
          assert.equal(compareVersions(readOk(form(a)), readOk(form(b))), a < b ? -1 : a > b ? 1 : 0);
        }
      }),
    );
    ascending([
      '127',
      '128',
      '14463',
      '14464',
      '99999',
      '100000',
      '999999999999999',
      '1000000000000000',
      `1${'0'.repeat(40)}`,
    ]);
  });

  it('is total: reflexive, antisymmetric and transitive', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        assert.equal(compareVersions(a, a), 0);
        assert.equal(compareVersions(a, b) + compareVersions(b, a), 0);
        const [x, y, z] = [a, b, c].sort(compareVersions);
        assert.ok(
          x && y && z && compareVersions(x, y) <= 0 && compareVersions(y, z) <= 0 && compareVersions(x, z) <= 0,
        );
      }),
    );
  });

  it('is that of the keys, and equal keys mean equal versions', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        assert.equal(compareVersions(a, b), a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
        const [one, other] = [readKey(a.key), readKey(b.key)].map(versionOf).map(formatVersion);
        assert.equal(one === other, a.key === b.key);
      }),
    );
  });

  it('has keys of one to two UTF-8 bytes a unit, none of them NUL', () => {
    fc.assert(fc.property(version, ({ key }) => assert.match(key, /^[\x01-\u1fff]+$/)));
  });
});

describe('keys and ranks', () => {
  it('read back as the version, zeros at the end left out', () => {
    fc.assert(
      fc.property(version, (given) => {
        const read = versionOf(readKey(given.key));
        assert.equal(read.key, given.key);
        assert.deepEqual([read.pre, read.post, read.dev, read.local], [given.pre, given.post, given.dev, given.local]);
      }),
    );
  });

  it('are the same by the short way and by the long one', () => {
    fc.assert(
      fc.property(normalVersionText, (text) => {
        const rank = compactRank(text);
        if (rank === 0) return;
        const built = versionOf(readOk(text));
        assert.equal(compactKey(text), built.key);
        assert.equal(Math.abs(rank), rankOf(built.key));
        assert.equal(rank < 0, isPreRelease(built));
      }),
    );
  });

  it('go the short way for what projects write', () => {
    for (const text of [
      '1.0',
      '2024.1.1',
      '0.0.0',
      '1.0a1',
      '1.0rc12.post3.dev4',
      '1.0.dev20240101123456',
      '1.0.0.0.1',
    ]) {
      assert.notEqual(compactRank(text), 0, text);
    }
  });

  it('order as keys do where ranks differ or are even', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        if (a.rank !== b.rank) assert.equal(a.rank < b.rank, a.key < b.key);
        else if (a.rank % 2 === 0) assert.equal(a.key, b.key);
      }),
    );
  });

  it('stay right for releases of hundreds of numbers', () => {
    const long = (last: string) => readOk(`1${'.0'.repeat(500)}.${last}`);
    assert.equal(compareVersions(long('1'), long('2')), -1);
    assert.equal(compareVersions(long('0'), readOk('1')), 0);
    assert.equal(compareVersions(readOk(`1${'.9999'.repeat(100)}`), readOk(`1${'.9999'.repeat(99)}.10000`)), -1);
  });
});

describe('sorting', () => {
  it('puts few and many versions in the same order, equal ones as they came', () => {
    const some = fc.sample(normalVersionText, { numRuns: 400, seed: 7 });
    const texts = Array.from({ length: 4000 }, (_, i) => some[i % some.length] ?? '');
    const items = texts.map((text, i) => ({ version: readOk(text), i }));
    const wanted = items.toSorted((a, b) => compareVersions(a.version, b.version));
    assert.deepEqual(
      sortByVersion(items, (item) => item.version).map(({ i }) => i),
      wanted.map(({ i }) => i),
    );
    const few = items.slice(0, 400);
    assert.deepEqual(
      sortByVersion(few, (item) => item.version),
      few.toSorted((a, b) => compareVersions(a.version, b.version)),
    );
    assert.deepEqual(sortVersions([]), []);
  });

  it('compares keys where two versions share a rank', () => {
    const texts = Array.from({ length: 1000 }, (_, i) => [`${i}.1.1.1.1.1.2`, `${i}.1.1.1.1.1.1`]).flat();
    const sorted = sortVersions(texts.map(readOk)).map(formatVersion);
    assert.deepEqual(sorted.slice(0, 4), ['0.1.1.1.1.1.1', '0.1.1.1.1.1.2', '1.1.1.1.1.1.1', '1.1.1.1.1.1.2']);
    assert.deepEqual(sorted.slice(-2), ['999.1.1.1.1.1.1', '999.1.1.1.1.1.2']);
  });
});
