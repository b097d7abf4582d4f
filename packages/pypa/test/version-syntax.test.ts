import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { contains } from '../src/specifier-set.ts';
import {
  compareVersions,
  formatPublicVersion,
  formatVersion,
  isPostRelease,
  isPreRelease,
  parseVersion,
} from '../src/version.ts';
import {
  normalText,
  normalVersionText,
  readOk,
  setOf,
  type VersionFields,
  versionFields,
} from './version-arbitraries.ts';

const number = fc.nat(2000).map(String);
const release = fc.array(number, { minLength: 1, maxLength: 6 });
const label = fc.stringMatching(/^[a-z0-9]{1,4}(\.[a-z0-9]{1,4}){0,2}$/);
const isVersion = (text: string) => parseVersion(text).ok;
const without = (fields: VersionFields, ...names: ('pre' | 'post' | 'dev' | 'local')[]): VersionFields => ({
  ...fields,
  ...Object.fromEntries(names.map((name) => [name, undefined])),
});

describe('a public version', () => {
  // PEP 440, "Public version identifiers": no white space in front or behind.
  it('in normal form has no white space around it', () => {
    const space = fc.constantFrom('', ' ', '\t', '\n', '\u001c', '\u00a0');
    fc.assert(
      fc.property(normalVersionText, space, space, (text, before, after) => {
        assert.doesNotMatch(formatPublicVersion(readOk(before + text + after)), /[\s\u001c]/);
      }),
    );
  });

  // PEP 440, "Public version identifiers": five segments at most, in one order.
  it('has each suffix once at most, and in one order', () => {
    const suffixes = ['a1', '.post2', '.dev3'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...suffixes), { maxLength: 4 }), release, (chosen, numbers) => {
        const places = chosen.map((suffix) => suffixes.indexOf(suffix));
        const inOrder = places.every((place, i) => i === 0 || (places[i - 1] ?? 0) < place);
        assert.equal(isVersion(numbers.join('.') + chosen.join('')), inOrder);
      }),
    );
  });

  // PEP 440, "Public version identifiers": numbers are sequences of ASCII digits and not negative.
  it('takes no digits but those of ASCII, and no sign', () => {
    const foreign = fc.constantFrom('٣', '１', '²', '½', '-1', '+-1', '\u{1d7d9}');
    fc.assert(
      fc.property(versionFields, fc.nat(30), foreign, (fields, place, odd) => {
        const text = normalText(without(fields, 'local'));
        const at = [...text.matchAll(/[0-9]+/g)];
        const hit = at[place % at.length] ?? assert.fail();
        // Behind a number, `-1` would be a post-release of its own.
        const signed = odd === '-1' && hit.index > 0;
        const changed = text.slice(0, hit.index) + odd + text.slice(hit.index + hit[0].length);
        if (!signed) assert.equal(isVersion(changed), false, changed);
      }),
    );
  });

  // PEP 440, "Public version identifiers": a number may be zero, the least of all.
  it('may have zero for any number, which is the least', () => {
    fc.assert(
      fc.property(number, (value) => {
        for (const form of ['#!1', '1.#', '1a#', '1.post#', '1.dev#', '1rc1.post#.dev#']) {
          const [zero, other] = [readOk(form.replaceAll('#', '0')), readOk(form.replaceAll('#', value))];
          assert.equal(compareVersions(zero, other), value === '0' ? 0 : -1, form);
        }
      }),
    );
  });

  // PEP 440, "Appendix: Parsing version strings with regular expressions": the canonical form, as an expression.
  // PEP 440, "Summary of permitted suffixes and relative ordering": dev and post stand behind a dot.
  it('is written in the canonical form', () => {
    const count = '(?:0|[1-9][0-9]*)';
    const canonical = new RegExp(
      `^(?:[1-9][0-9]*!)?${count}(?:\\.${count})*(?:(?:a|b|rc)${count})?(?:\\.post${count})?(?:\\.dev${count})?$`,
    );
    const written = fc.stringMatching(
      /^v?(0?1!)?0?[0-9](\.0[0-9]){0,2}([-_.]?(c|ALPHA|b)[0-9]?)?(-0?[1-9]|r)?(_dev)?$/,
    );
    fc.assert(fc.property(written, (text) => assert.match(formatPublicVersion(readOk(text)), canonical)));
  });

  // PEP 440, "Semantic versioning": hyphens and plus signs have no place in it.
  it('has neither hyphen nor plus, whatever was written', () => {
    const semantic = fc.stringMatching(/^[0-9]\.[0-9]\.[0-9](-(alpha|beta|rc)(\.[0-9])?)?(\+[a-z0-9]{1,5})?$/);
    fc.assert(fc.property(semantic, (text) => assert.doesNotMatch(formatPublicVersion(readOk(text)), /[-+]/)));
    fc.assert(
      fc.property(fc.stringMatching(/^[d-qs-z]{2,6}$/), (word) => {
        if (!['dev', 'post', 'pre', 'rev', 'preview'].includes(word)) assert.ok(!isVersion(`1.0.0-${word}.1`), word);
      }),
    );
  });

  // PEP 440, "DVCS based version labels": hashes cannot be ordered and are not permitted.
  it('holds no commit hash', () => {
    fc.assert(
      fc.property(
        normalVersionText,
        fc.stringMatching(/^[0-9a-f]{6,40}$/),
        fc.constantFrom('.', '-', ''),
        (...given) => {
          const [text, hash, separator] = given;
          assert.equal(isVersion(`${text.replace(/\+.*/, '')}${separator}g${hash}`), false);
        },
      ),
    );
  });
});

describe('a local version', () => {
  // PEP 440, "Local version identifiers": a public version, a plus, a label.
  it('is a public version with a label behind a plus', () => {
    fc.assert(
      fc.property(versionFields, label, (fields, text) => {
        const open = normalText(without(fields, 'local'));
        const found = readOk(`${open}+${text}`);
        assert.equal(formatPublicVersion(found), open);
        assert.equal(found.local?.length, text.split('.').length);
        assert.equal(isVersion(`${open}+${text}+${text}`), false);
      }),
    );
  });

  // PEP 440, "Local version identifiers": the label does not affect the kind of release.
  it('is of the kind that it would be without its label', () => {
    fc.assert(
      fc.property(versionFields, label, (fields, text) => {
        const open = normalText(without(fields, 'local'));
        for (const ask of [isPreRelease, isPostRelease])
          assert.equal(ask(readOk(`${open}+${text}`)), ask(readOk(open)));
      }),
    );
  });

  // PEP 440, "Local version identifiers": ASCII letters, ASCII digits and dots alone.
  it('has a label of ASCII letters, digits and dots', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(0x7f), fc.nat(0x10ffff)), (code) => {
        const unit = String.fromCodePoint(code);
        assert.equal(isVersion(`1+a${unit}b`), /^[A-Za-z0-9._-]$/.test(unit), JSON.stringify(unit));
        if (isVersion(`1+a${unit}b`)) assert.match(formatVersion(readOk(`1+a${unit}b`)), /^1\+[a-z0-9.]+$/);
      }),
      { numRuns: 500 },
    );
  });

  // PEP 440, "Local version identifiers": a letter or digit first and last.
  it('has a label that begins and ends with a letter or digit', () => {
    fc.assert(
      fc.property(label, fc.constantFrom('.', '-', '_'), (text, separator) => {
        assert.equal(isVersion(`1+${text}`), true);
        assert.equal(isVersion(`1+${separator}${text}`), false);
        assert.equal(isVersion(`1+${text}${separator}`), false);
      }),
    );
  });
});

describe('the kinds of release', () => {
  const kind = (text: string) => [isPreRelease(readOk(text)), isPostRelease(readOk(text))];

  // PEP 440, "Final releases": a release and perhaps an epoch, nothing else.
  it('a final release has no suffix', () => {
    fc.assert(
      fc.property(versionFields, (fields) => {
        const final = fields.pre === undefined && fields.post === undefined && fields.dev === undefined;
        assert.equal(kind(normalText(fields)).includes(true), !final);
      }),
    );
  });

  // PEP 440, "Final releases": one or more numbers between dots.
  it('the release is one or more numbers between dots', () => {
    fc.assert(
      fc.property(release, fc.nat(5), (numbers, place) => {
        assert.deepEqual(readOk(numbers.join('.')).release, numbers);
        assert.equal(isVersion(numbers.toSpliced(place, 0, '').join('.')), false);
      }),
    );
  });

  // PEP 440, "Final releases": any number of components after the first.
  it('the release may have any count of numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), number, (count, last) => {
        const text = `${'1.'.repeat(count)}${last}`;
        assert.equal(readOk(text).release.length, count + 1);
        assert.equal(compareVersions(readOk(text), readOk('1.'.repeat(count).slice(0, -1))), last === '0' ? 0 : 1);
      }),
    );
  });

  // PEP 440, "Final releases": releases may be dates.
  it('dates as releases are in the order of time', () => {
    const date = fc.date({ min: new Date('1990-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
    const text = (day: Date) => `${day.getUTCFullYear()}.${day.getUTCMonth() + 1}.${day.getUTCDate()}`;
    const days = (day: Date) => Math.floor(day.getTime() / 86_400_000);
    fc.assert(
      fc.property(date, date, (a, b) => {
        assert.equal(compareVersions(readOk(text(a)), readOk(text(b))), Math.sign(days(a) - days(b)));
      }),
    );
  });

  // PEP 440, "Pre-releases": a release and a pre-release segment, nothing else.
  it('a release with a pre-release segment alone is a pre-release', () => {
    fc.assert(
      fc.property(release, fc.constantFrom('a', 'b', 'rc'), number, (numbers, phase, value) => {
        assert.deepEqual(kind(`${numbers.join('.')}${phase}${value}`), [true, false]);
      }),
    );
  });

  // PEP 440, "Pre-releases": an identifier of the phase and a number.
  it('a pre-release segment is a known phase and a number', () => {
    const known = ['a', 'alpha', 'b', 'beta', 'c', 'rc', 'pre', 'preview', 'post', 'rev', 'r', 'dev'];
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,7}$/), number, (word, value) => {
        assert.equal(isVersion(`1.0${word}${value}`), known.includes(word), word);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom('a', 'b', 'rc'), number, (phase, value) => {
        assert.deepEqual(readOk(`1.0${phase}${value}`).pre, [phase, value]);
      }),
    );
  });

  // PEP 440, "Post-releases": a post-release segment and no development segment.
  it('a release with a post-release segment is a post-release', () => {
    fc.assert(
      fc.property(release, number, (numbers, value) => {
        assert.deepEqual(kind(`${numbers.join('.')}.post${value}`), [false, true]);
        assert.deepEqual(kind(`${numbers.join('.')}.post${value}.dev0`)[0], true);
      }),
    );
  });

  // PEP 440, "Post-releases": `.post` and a number; also of each kind of pre-release.
  it('a post-release segment is `.post` and a number, of pre-releases too', () => {
    fc.assert(
      fc.property(versionFields, number, (fields, post) => {
        const text = normalText({ ...fields, post });
        assert.equal(readOk(text).post, post);
        assert.ok(formatVersion(readOk(text)).includes(`.post${post}`));
      }),
    );
  });

  // PEP 440, "Developmental releases": any version with a development segment.
  it('a version with a development segment is a development release', () => {
    fc.assert(
      fc.property(versionFields, number, (fields, dev) => {
        assert.equal(isPreRelease(readOk(normalText({ ...without(fields, 'pre'), dev }))), true);
        assert.deepEqual(kind(normalText({ ...without(fields, 'pre', 'post'), dev })), [true, false]);
        assert.equal(isPreRelease(readOk(normalText(without(fields, 'pre', 'dev')))), false);
      }),
    );
  });

  // PEP 440, "Developmental releases": `.dev` and a number; also of pre-releases and post-releases.
  it('a development segment is `.dev` and a number, of pre-releases and post-releases too', () => {
    fc.assert(
      fc.property(versionFields, number, (fields, dev) => {
        const text = normalText({ ...without(fields, 'local'), dev });
        assert.equal(readOk(text).dev, dev);
        assert.ok(formatVersion(readOk(text)).endsWith(`.dev${dev}`));
      }),
    );
  });

  // PEP 440, "Developmental releases": handled as pre-releases.
  it('development releases are handled as pre-releases', () => {
    fc.assert(
      fc.property(versionFields, number, (fields, dev) => {
        const text = normalText({ ...fields, dev });
        assert.equal(contains(setOf(''), text, { preReleases: false }), false);
        assert.equal(contains(setOf(''), text, { preReleases: true }), true);
      }),
    );
  });

  // PEP 440, "Version epochs": before everything else, followed by `!`.
  it('an epoch stands first, before a `!`', () => {
    fc.assert(
      fc.property(versionFields, number, (fields, epoch) => {
        const text = normalText({ ...fields, epoch: '0' });
        assert.equal(readOk(`${epoch}!${text}`).epoch, epoch);
        assert.equal(isVersion(`${text}${epoch}!`), false);
        assert.equal(isVersion(`${epoch}!${epoch}!${text}`), false);
      }),
    );
  });

  // PEP 440, "Version epochs": without one it is 0.
  it('without an epoch it is 0', () => {
    fc.assert(
      fc.property(versionFields, (fields) => {
        const text = normalText({ ...fields, epoch: '0' });
        assert.equal(readOk(text).epoch, '0');
        assert.equal(readOk(`0!${text}`).key, readOk(text).key);
      }),
    );
  });
});
