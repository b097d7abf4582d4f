import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatVersion, parseVersion, readVersion } from '../src/version.ts';
import {
  normalText,
  normalVersionText,
  readOk,
  spelledVersion,
  type VersionFields,
  versionFields,
} from './version-arbitraries.ts';

/** One paragraph of PEP 440, "Normalization", each: the spelling that it allows, and the normal form. */
const normal = (text: string) => formatVersion(readOk(text));
const number = fc.nat(2000).map(String);
const release = fc.array(number, { minLength: 1, maxLength: 3 }).map((numbers) => numbers.join('.'));
const zeros = fc.constantFrom('', '0', '00', '0000');
const separator = fc.constantFrom('', '.', '-', '_');
const isVersion = (text: string) => parseVersion(text).ok;
const rest = (fields: VersionFields) => normalText({ ...fields, epoch: '0', release: [], pre: undefined });

describe('normalization', () => {
  // PEP 440, "Case sensitivity": letters of either case, the normal form in lower case.
  it('folds capitals anywhere', () => {
    fc.assert(
      fc.property(spelledVersion, fc.infiniteStream(fc.boolean()), ({ spelled, normal: wanted }, coin) => {
        const mixed = [...spelled]
          .map((unit) => (coin.next().value ? unit.toUpperCase() : unit.toLowerCase()))
          .join('');
        assert.equal(normal(mixed), wanted);
        assert.doesNotMatch(normal(mixed), /[A-Z]/);
      }),
    );
  });

  // PEP 440, "Integer Normalization": numbers lose zeros in front.
  it('drops zeros in front of numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(zeros, number), { minLength: 6, maxLength: 6 }), (numbers) => {
        const form = (parts: readonly string[]) =>
          `${parts[0]}!${parts[1]}.${parts[2]}a${parts[3]}.post${parts[4]}.dev${parts[5]}+${parts[1]}`;
        const [written, plain] = [form(numbers.map((pair) => pair.join(''))), form(numbers.map(([, value]) => value))];
        assert.equal(normal(written), plain.replace(/^0!/, ''));
      }),
    );
  });

  // Ibid.: numbers and dots alone are a version as well, which `readVersion` does not take apart before it must.
  it('drops zeros in front of the numbers of a plain version, however it is read', () => {
    const plain = fc.array(fc.tuple(zeros, number), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(plain, (numbers) => {
        const read = readVersion(numbers.map((pair) => pair.join('')).join('.'));
        assert.ok(read);
        assert.equal(formatVersion(read), numbers.map(([, value]) => value).join('.'));
      }),
    );
  });

  // PEP 440, "Integer Normalization": not inside a local segment with letters.
  it('keeps zeros of local segments with letters', () => {
    fc.assert(
      fc.property(release, zeros, number, fc.constantFrom('a', 'foo', 'x'), (text, zero, value, word) => {
        for (const segment of [`${word}${zero}${value}`, `${zero}${value}${word}`]) {
          assert.equal(normal(`${text}+${segment}`), `${text}+${segment}`);
        }
      }),
    );
  });

  // PEP 440, "Pre-release separators": between release and pre-release.
  it('drops a separator in front of a pre-release', () => {
    fc.assert(
      fc.property(release, separator, fc.constantFrom('a', 'b', 'rc'), number, (text, before, phase, value) => {
        assert.equal(normal(`${text}${before}${phase}${value}`), `${text}${phase}${value}`);
        assert.equal(isVersion(`${text}${before}.${phase}${value}`), before === '');
      }),
    );
  });

  // PEP 440, "Pre-release separators": between the phase and its number.
  it('drops a separator in front of the number of a pre-release', () => {
    fc.assert(
      fc.property(release, separator, fc.constantFrom('a', 'b', 'rc'), number, (text, between, phase, value) => {
        assert.equal(normal(`${text}${phase}${between}${value}`), `${text}${phase}${value}`);
      }),
    );
  });

  // PEP 440, "Pre-release spelling": five more words, each equal to its letter.
  it('takes the longer words of phases for their letters', () => {
    const words = { alpha: 'a', beta: 'b', c: 'rc', pre: 'rc', preview: 'rc', a: 'a', b: 'b', rc: 'rc' };
    fc.assert(
      fc.property(versionFields, fc.constantFrom(...Object.entries(words)), number, (fields, [word, letter], value) => {
        const text = fields.release.join('.');
        assert.equal(normal(`${text}${word}${value}${rest(fields)}`), `${text}${letter}${value}${rest(fields)}`);
      }),
    );
  });

  // PEP 440, "Implicit pre-release number": left out, it is 0.
  it('puts 0 where a pre-release has no number', () => {
    fc.assert(
      fc.property(release, fc.constantFrom('a', 'b', 'rc'), fc.constantFrom('', '.dev1', '+x'), (text, phase, more) => {
        assert.equal(normal(`${text}${phase}${more}`), `${text}${phase}0${more}`);
      }),
    );
  });

  // PEP 440, "Post release separators": in front, any or none; the normal form has a dot.
  it('puts a dot in front of a post-release, whatever stood there', () => {
    fc.assert(
      fc.property(release, separator, number, (text, before, value) => {
        assert.equal(normal(`${text}${before}post${value}`), `${text}.post${value}`);
      }),
    );
  });

  // PEP 440, "Post release separators": between the word and its number.
  it('drops a separator in front of the number of a post-release', () => {
    fc.assert(
      fc.property(release, separator, number, (text, between, value) => {
        assert.equal(normal(`${text}.post${between}${value}`), `${text}.post${value}`);
      }),
    );
  });

  // PEP 440, "Post release spelling": two more words.
  it('takes rev and r for post', () => {
    fc.assert(
      fc.property(release, separator, fc.constantFrom('rev', 'r', 'R', 'Rev'), number, (text, before, word, value) => {
        assert.equal(normal(`${text}${before}${word}${value}`), `${text}.post${value}`);
      }),
    );
  });

  // PEP 440, "Implicit post release number": left out, it is 0.
  it('puts 0 where a post-release has no number', () => {
    fc.assert(
      fc.property(release, separator, fc.constantFrom('post', 'rev', 'r'), (text, before, word) => {
        assert.equal(normal(`${text}${before}${word}`), `${text}.post0`);
      }),
    );
  });

  // PEP 440, "Implicit post releases": a hyphen and a number, and no other separator.
  it('takes a number behind a hyphen alone for a post-release', () => {
    fc.assert(
      fc.property(release, number, (text, value) => {
        assert.equal(normal(`${text}-${value}`), `${text}.post${value}`);
        assert.equal(isVersion(`${text}_${value}`), false);
        assert.equal(readOk(`${text}.${value}`).post, undefined);
      }),
    );
  });

  // PEP 440, "Implicit post releases": not together with the number left out.
  it('refuses a hyphen without a number', () => {
    fc.assert(
      fc.property(release, fc.constantFrom('', '.dev1', '+x'), (text, more) => {
        assert.equal(isVersion(`${text}-${more}`), false);
      }),
    );
  });

  // PEP 440, "Development release separators": any or none; the normal form has a dot.
  it('puts a dot in front of a development release, whatever stood there', () => {
    fc.assert(
      fc.property(release, separator, separator, number, (text, before, between, value) => {
        assert.equal(normal(`${text}${before}dev${value}`), `${text}.dev${value}`);
        assert.equal(normal(`${text}.dev${between}${value}`), `${text}.dev${value}`);
      }),
    );
  });

  // PEP 440, "Implicit development release number": left out, it is 0.
  it('puts 0 where a development release has no number', () => {
    fc.assert(
      fc.property(release, separator, (text, before) => assert.equal(normal(`${text}${before}dev`), `${text}.dev0`)),
    );
  });

  // PEP 440, "Local version segments": hyphen and underscore separate as the dot does.
  it('puts dots between local segments', () => {
    const segment = fc.stringMatching(/^[a-z][a-z0-9]{0,3}$/);
    fc.assert(
      fc.property(
        release,
        fc.array(fc.tuple(fc.constantFrom('.', '-', '_'), segment), { maxLength: 4 }),
        (text, more) => {
          const label = (dot: boolean) => `x${more.map(([mark, word]) => (dot ? '.' : mark) + word).join('')}`;
          assert.equal(normal(`${text}+${label(false)}`), `${text}+${label(true)}`);
        },
      ),
    );
  });

  // PEP 440, "Preceding v character": one, ignored for all purposes.
  it('ignores one v in front', () => {
    fc.assert(
      fc.property(normalVersionText, fc.constantFrom('v', 'V'), (text, letter) => {
        assert.equal(normal(letter + text), text);
        assert.equal(readOk(letter + text).key, readOk(text).key);
        assert.equal(isVersion(`v${letter}${text}`), false);
        assert.equal(isVersion(`${letter}.${text}`), false);
      }),
    );
  });

  // PEP 440, "Leading and Trailing Whitespace": ignored, and gone from the normal form.
  it('drops white space around a version, none inside', () => {
    const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r', '\f', '\v'), maxLength: 3 });
    fc.assert(
      fc.property(normalVersionText, space, space, fc.nat(), (text, before, after, place) => {
        assert.equal(normal(before + text + after), text);
        const at = 1 + (place % Math.max(1, text.length - 1));
        if (before !== '' && at < text.length)
          assert.equal(isVersion(text.slice(0, at) + before + text.slice(at)), false);
      }),
    );
  });
});
