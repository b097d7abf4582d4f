import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareVersions } from '../src/version.ts';
import { normalText, readOk, type VersionFields, versionFields } from './version-arbitraries.ts';

/** Numbers of many lengths, so that comparing them as texts would go wrong. */
const number = fc.oneof(fc.nat(12), fc.nat(20_000), fc.nat()).map(String);
const release = fc.array(number, { minLength: 1, maxLength: 4 });
const releaseText = release.map((numbers) => numbers.join('.'));
const compare = (a: string, b: string) => compareVersions(readOk(a), readOk(b));
const byValue = (a: string, b: string) => (BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0);
const open = (fields: VersionFields): VersionFields => ({ ...fields, local: undefined });

function ascending(texts: readonly string[]): void {
  for (const [i, text] of texts.entries()) {
    if (i > 0) assert.equal(compare(texts[i - 1] ?? '', text), -1, `${texts[i - 1]} < ${text}`);
  }
}

describe('the order of releases', () => {
  // PEP 440, "Final releases": by the value of each number in turn.
  it('is by the value of each number in turn, the first difference deciding', () => {
    fc.assert(
      fc.property(release, fc.tuple(number, number), release, release, (shared, [a, b], more, others) => {
        fc.pre(a !== b);
        const [one, other] = [[...shared, a, ...more].join('.'), [...shared, b, ...others].join('.')];
        assert.equal(compare(one, other), byValue(a, b));
      }),
    );
  });

  // PEP 440, "Summary of permitted suffixes and relative ordering": releases as Python orders tuples, after padding.
  it('is that of tuples of numbers, zeros filled in', () => {
    const low = fc.array(fc.nat(2).map(String), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(low, low, (a, b) => {
        let wanted = 0;
        for (let i = 0; i < 5 && wanted === 0; i++) wanted = byValue(a[i] ?? '0', b[i] ?? '0');
        assert.equal(compare(a.join('.'), b.join('.')), wanted);
      }),
    );
  });

  // PEP 440, "Summary of permitted suffixes and relative ordering": epochs by value, 0 where there is none.
  it('is of the epochs first, by their value', () => {
    fc.assert(
      fc.property(number, number, releaseText, releaseText, (a, b, one, other) => {
        if (a !== b) assert.equal(compare(`${a}!${one}`, `${b}!${other}`), byValue(a, b));
        assert.equal(compare(`${a}!${one}`, one), a === '0' ? 0 : 1);
      }),
    );
  });
});

describe('the order of suffixes', () => {
  const numbers = fc.array(number, { minLength: 5, maxLength: 5 });

  // PEP 440, "Summary of permitted suffixes and relative ordering": within a release, whatever the numbers.
  it('within a release is dev, a, b, rc, none, post', () => {
    fc.assert(
      fc.property(releaseText, numbers, (text, [a, b, c, d, e]) => {
        ascending([`.dev${a}`, `a${b}`, `b${c}`, `rc${d}`, '', `.post${e}`].map((suffix) => text + suffix));
      }),
    );
  });

  // PEP 440, "Summary of permitted suffixes and relative ordering": within a pre-release.
  it('within a pre-release is dev, none, post', () => {
    fc.assert(
      fc.property(releaseText, fc.constantFrom('a', 'b', 'rc', 'c'), numbers, (text, phase, [a, b, c]) => {
        ascending([`.dev${b}`, '', `.post${c}`].map((suffix) => `${text}${phase}${a}${suffix}`));
      }),
    );
  });

  // PEP 440, "Summary of permitted suffixes and relative ordering": within a post-release.
  it('within a post-release is dev, none', () => {
    fc.assert(
      fc.property(releaseText, fc.constantFrom('', 'a1', 'rc2'), numbers, (text, pre, [a, b]) => {
        ascending([`.dev${b}`, ''].map((suffix) => `${text}${pre}.post${a}${suffix}`));
      }),
    );
  });

  // PEP 440, "Summary of permitted suffixes and relative ordering": `c` is sorted as `rc`.
  // PEP 440, "Pre-releases": `c` means `rc`.
  it('puts c where rc is', () => {
    fc.assert(
      fc.property(releaseText, number, number, (text, a, b) => {
        assert.equal(compare(`${text}c${a}`, `${text}rc${b}`), byValue(a, b));
        assert.equal(readOk(`${text}c${a}`).key, readOk(`${text}rc${a}`).key);
        ascending([`${text}b${a}`, `${text}c${b}`, text]);
      }),
    );
  });

  // PEP 440, "Summary of permitted suffixes and relative ordering": by number where all before it is shared.
  it('is by number where all before the number is shared', () => {
    fc.assert(
      fc.property(releaseText, number, number, (text, a, b) => {
        for (const suffix of ['a', 'b', 'rc', '.post', '.dev', 'a1.post', 'rc1.dev', '.post2.dev', 'b1.post2.dev']) {
          assert.equal(compare(`${text}${suffix}${a}`, `${text}${suffix}${b}`), byValue(a, b), suffix);
        }
      }),
    );
  });

  // PEP 440, "Pre-releases": first by phase, then by number.
  it('of pre-releases is by phase, then by number', () => {
    const pre = fc.tuple(fc.constantFrom('a', 'b', 'rc'), number);
    fc.assert(
      fc.property(releaseText, pre, pre, (text, [phase, a], [other, b]) => {
        const wanted = phase === other ? byValue(a, b) : phase < other ? -1 : 1;
        assert.equal(compare(`${text}${phase}${a}`, `${text}${other}${b}`), wanted);
      }),
    );
  });

  // PEP 440, "Post-releases": by number, right after their release and before any later one.
  it('of post-releases is by number, between their release and the next', () => {
    fc.assert(
      fc.property(releaseText, number, number, fc.integer({ min: 1, max: 9 }), (text, a, b, next) => {
        assert.equal(compare(`${text}.post${a}`, `${text}.post${b}`), byValue(a, b));
        ascending([text, `${text}+local`, `${text}.post${a}.dev0`, `${text}.post${a}`, `${text}.${next}.dev0`]);
      }),
    );
  });

  // PEP 440, "Developmental releases": by number, right before their release and its pre-releases, after all before it.
  it('of development releases is by number, between the release before and their own', () => {
    fc.assert(
      fc.property(releaseText, number, number, fc.integer({ min: 1, max: 9 }), (text, a, b, next) => {
        const later = `${text}.${next}`;
        assert.equal(compare(`${later}.dev${a}`, `${later}.dev${b}`), byValue(a, b));
        ascending([`${text}.post${b}`, `${later}.dev${a}`, `${later}a0.dev0`, `${later}a0`, later]);
      }),
    );
  });
});

describe('the order of local labels', () => {
  const word = fc.stringMatching(/^[a-z0-9]{0,3}[a-z][a-z0-9]{0,3}$/);
  const label = fc.array(fc.oneof(number, word), { minLength: 1, maxLength: 3 }).map((segments) => segments.join('.'));
  const prefix = fc.constantFrom('1+', '1+x.', '1a1+7.');

  // PEP 440, "Local version identifiers": segments of digits are numbers.
  it('takes segments of digits for numbers', () => {
    fc.assert(
      fc.property(prefix, number, number, (before, a, b) => {
        assert.equal(compare(before + a, before + b), byValue(a, b));
      }),
    );
  });

  // PEP 440, "Local version identifiers": segments with letters are texts, of either case.
  it('takes segments with letters for texts, of either case', () => {
    fc.assert(
      fc.property(prefix, word, word, fc.boolean(), (before, a, b, upper) => {
        const written = upper ? a.toUpperCase() : a;
        assert.equal(compare(before + written, before + b), a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  // PEP 440, "Local version identifiers": a number is greater than a text.
  it('puts numbers behind texts', () => {
    fc.assert(fc.property(prefix, number, word, (before, a, b) => assert.equal(compare(before + a, before + b), 1)));
  });

  // PEP 440, "Local version identifiers": where one label begins with the other, the longer is greater.
  it('puts the longer label behind where one begins with the other', () => {
    fc.assert(
      fc.property(prefix, label, label, (before, text, more) => {
        assert.equal(compare(`${before}${text}.${more}`, before + text), 1);
      }),
    );
  });

  // PEP 440, "Summary of differences from pkg_resources.parse_version": greater than the same version without a label.
  it('puts a label behind its version without one, before all that follows', () => {
    fc.assert(
      fc.property(versionFields, label, (fields, text) => {
        const bare = normalText(open(fields));
        assert.equal(compare(bare, `${bare}+${text}`), -1);
        const next =
          fields.dev === undefined ? { ...open(fields), post: `${BigInt(fields.post ?? '0') + 1n}` } : undefined;
        if (next !== undefined) assert.equal(compare(`${bare}+${text}`, normalText(next)), -1);
      }),
    );
  });
});
