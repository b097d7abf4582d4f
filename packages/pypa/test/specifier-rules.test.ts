import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseSpecifier, satisfies } from '../src/specifier.ts';
import { contains, filterVersions, parseSpecifierSet } from '../src/specifier-set.ts';
import { compareVersions, formatPublicVersion, parseVersion } from '../src/version.ts';
import { sortVersions } from '../src/version-sort.ts';
import {
  normalText,
  normalVersionText,
  readOk,
  setOf,
  setText,
  specifierOf,
  specifierText,
  spelledVersion,
  type VersionFields,
  version,
  versionFields,
} from './version-arbitraries.ts';

/** One sentence of PEP 440, "Version specifiers", each. */
const holds = (text: string, one: string) => satisfies(specifierOf(text), readOk(one));
const isSpecifier = (text: string) => parseSpecifier(text).ok;
const bare = (fields: VersionFields): VersionFields => ({ ...fields, local: undefined });
const final = (fields: VersionFields): VersionFields => ({
  ...bare(fields),
  pre: undefined,
  post: undefined,
  dev: undefined,
});
const ordered = fc.constantFrom('<', '<=', '>', '>=');
const operator = fc.constantFrom('~=', '==', '!=', '<=', '>=', '<', '>');
const label = fc.stringMatching(/^[a-z0-9]{1,3}(\.[a-z0-9]{1,3})?$/);
const space = fc.constantFrom('', ' ', '\t', '  ', '\n', '\u001c');
/** Two releases with one prefix, so that versions meet. */
const near = versionFields.chain((fields) =>
  fc.tuple(
    fc.constant(fields),
    fc.oneof(
      versionFields,
      versionFields.map((other) => ({ ...other, epoch: fields.epoch, release: fields.release })),
    ),
  ),
);

describe('a specifier set', () => {
  // PEP 440, "Version specifiers": clauses between commas.
  it('is clauses between commas', () => {
    fc.assert(
      fc.property(
        fc.array(specifierText, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(';', ' ', '|', '&'),
        (clauses, other) => {
          assert.ok(parseSpecifierSet(clauses.join(',')).ok);
          assert.equal(parseSpecifierSet(clauses.join(other)).ok, clauses.length === 1);
        },
      ),
    );
  });

  // PEP 440, "Version specifiers": the operator is the kind of clause; there are eight.
  it('has clauses of eight kinds, told by their operator', () => {
    const eight = ['~=', '==', '!=', '<=', '>=', '<', '>', '==='];
    fc.assert(
      fc.property(fc.stringMatching(/^[~=!<>]{0,3}$/), (text) => {
        const parsed = parseSpecifier(`${text}1.0`);
        assert.equal(parsed.ok, eight.includes(text), text);
        if (parsed.ok) assert.equal(parsed.value.operator, text);
      }),
      { numRuns: 500 },
    );
  });

  // PEP 440, "Version specifiers": white space behind operators and around commas is optional.
  it('means the same with white space behind operators and around commas', () => {
    const clause = fc.tuple(
      space,
      operator,
      space,
      normalVersionText.map((text) => `1.${text.replace(/.*!|\+.*/g, '')}`),
      space,
    );
    fc.assert(
      fc.property(fc.array(clause, { minLength: 1, maxLength: 3 }), version, (clauses, given) => {
        const tight = clauses.map(([, sign, , text]) => sign + text).join(',');
        const wide = clauses.map((parts) => parts.join('')).join(',');
        assert.equal(contains(setOf(wide), given), contains(setOf(tight), given));
      }),
    );
  });

  // PEP 440, "Version specifiers": of several that match, the latest by order is preferred.
  it('leaves the latest match last when the matches are sorted', () => {
    fc.assert(
      fc.property(setText, fc.array(version, { minLength: 1 }), (text, versions) => {
        const matches = sortVersions(filterVersions(setOf(text), versions));
        const last = matches.at(-1);
        for (const match of matches) assert.ok(last !== undefined && compareVersions(match, last) <= 0);
      }),
    );
  });

  // PEP 440, "Version specifiers": no local label but with `==`, `!=` and `===`.
  it('takes local labels with `==`, `!=` and `===` alone', () => {
    fc.assert(
      fc.property(versionFields, label, (fields, text) => {
        const named = `${normalText({ ...bare(fields), release: [...fields.release, '0'] })}+${text}`;
        for (const sign of ['~=', '<=', '>=', '<', '>']) assert.equal(isSpecifier(sign + named), false, sign);
        for (const sign of ['==', '!=', '===']) assert.equal(isSpecifier(sign + named), true, sign);
      }),
    );
  });

  // PEP 440, "Version specifiers": the labels of candidates do not count where the clause names none.
  // PEP 440, "Version matching": so too for a clause that names a public version.
  it('without a label does not look at the labels of candidates', () => {
    fc.assert(
      fc.property(operator, near, fc.boolean(), label, (sign, [fields, other], same, local) => {
        const clause = sign + normalText({ ...bare(fields), release: [...fields.release, '0'] });
        const candidate = normalText(bare(same ? fields : other));
        assert.equal(holds(clause, `${candidate}+${local}`), holds(clause, candidate));
      }),
    );
  });
});

describe('compatible release', () => {
  // PEP 440, "Compatible release": a version in the standard format.
  it('takes any spelling of a version of two numbers or more, and nothing else', () => {
    fc.assert(
      fc.property(spelledVersion, ({ spelled, normal }) => {
        const fit = readOk(normal).release.length > 1 && !normal.includes('+');
        assert.equal(isSpecifier(`~=${spelled}`), fit);
        assert.equal(isSpecifier(`~=${spelled}x`), false);
        assert.equal(isSpecifier(`~=${normal}.*`), false);
      }),
    );
  });

  // PEP 440, "Compatible release": no local label.
  it('takes no local label', () => {
    fc.assert(fc.property(fc.nat(), fc.nat(), label, (a, b, text) => !isSpecifier(`~=${a}.${b}+${text}`)));
  });

  // PEP 440, "Compatible release": must not be used with a single number.
  it('takes no version of a single number', () => {
    fc.assert(
      fc.property(versionFields, (fields) => {
        const [first = '0'] = fields.release;
        assert.equal(isSpecifier(`~=${normalText({ ...bare(fields), release: [first] })}`), false);
        assert.equal(isSpecifier(`~=${normalText({ ...bare(fields), release: [first, '0'] })}`), true);
      }),
    );
  });

  // PEP 440, "Compatible release": suffixes do not count for the prefix.
  it('leaves suffixes out of its prefix', () => {
    fc.assert(
      fc.property(near, fc.nat(3), fc.nat(5), ([fields, near], last, behind) => {
        const release = [...fields.release, `${last}`];
        const other = { ...near, release: [...near.release, `${behind}`] };
        const text = normalText({ ...bare(fields), release });
        const plain = normalText({ ...final(fields), release });
        const candidate = normalText(other);
        // Both end at the same place, and differ only in where they begin.
        if (holds(`>=${text}`, candidate) && holds(`>=${plain}`, candidate)) {
          assert.equal(holds(`~=${text}`, candidate), holds(`~=${plain}`, candidate));
        }
      }),
    );
  });

  // PEP 440, "Compatible release": zeros at the end narrow it.
  it('is narrowed by zeros at its end', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), fc.nat(5), fc.nat(5), (a, b, c, d) => {
        assert.equal(holds(`~=${a}.${b}`, `${a}.${b + c}.${d}`), true);
        assert.equal(holds(`~=${a}.${b}.0`, `${a}.${b + c}.${d}`), c === 0);
        assert.equal(holds(`~=${a}.${b}.0.0`, `${a}.${b + c}.${d}`), c === 0 && d === 0);
      }),
    );
  });
});

describe('ordered comparison', () => {
  // PEP 440, "Inclusive ordered comparison": releases are filled up with zeros.
  // PEP 440, "Exclusive ordered comparison": here too.
  it('fills releases up with zeros', () => {
    fc.assert(
      fc.property(ordered, near, fc.nat(3), (sign, [fields, other], zeros) => {
        const padded = { ...bare(fields), release: [...fields.release, ...Array<string>(zeros).fill('0')] };
        const [text, same] = [normalText(bare(fields)), normalText(padded)];
        assert.equal(holds(sign + same, normalText(other)), holds(sign + text, normalText(other)));
        assert.equal(holds(sign + text, same), sign.endsWith('='));
      }),
    );
  });

  // PEP 440, "Inclusive ordered comparison": no local label.
  it('with `<=` and `>=` takes no local label', () => {
    fc.assert(
      fc.property(versionFields, label, (fields, text) => {
        for (const sign of ['<=', '>=']) assert.equal(isSpecifier(`${sign}${normalText(bare(fields))}+${text}`), false);
      }),
    );
  });

  // PEP 440, "Exclusive ordered comparison": no local label.
  it('with `<` and `>` takes no local label', () => {
    fc.assert(
      fc.property(versionFields, label, (fields, text) => {
        for (const sign of ['<', '>']) assert.equal(isSpecifier(`${sign}${normalText(bare(fields))}+${text}`), false);
      }),
    );
  });

  // PEP 440, "Exclusive ordered comparison": but for what the rules leave out, the order decides.
  it('with `<` and `>` holds all that is before or behind, but for suffixes of the version itself', () => {
    fc.assert(
      fc.property(near, ([fields, other]) => {
        const [text, candidate] = [normalText(bare(fields)), normalText(bare(other))];
        const same = compareVersions(readOk(normalText(final(fields))), readOk(normalText(final(other)))) === 0;
        const order = compareVersions(readOk(candidate), readOk(text));
        if (same) return;
        assert.equal(holds(`<${text}`, candidate), order < 0);
        assert.equal(holds(`>${text}`, candidate), order > 0);
      }),
    );
  });

  // PEP 440, "Exclusive ordered comparison": `>` of a post-release holds later ones of the same release.
  it('with `>` of a post-release holds the later post-releases', () => {
    fc.assert(
      fc.property(versionFields, fc.nat(20), fc.nat(20), (fields, a, b) => {
        const of = (post: number) => normalText({ ...bare(fields), dev: undefined, post: `${post}` });
        assert.equal(holds(`>${of(a)}`, of(b)), b > a);
      }),
    );
  });

  // PEP 440, "Exclusive ordered comparison": `>` never holds a local version of the version named.
  it('with `>` holds no local version of its own', () => {
    fc.assert(
      fc.property(versionFields, label, (fields, text) => {
        const named = normalText(bare(fields));
        assert.equal(holds(`>${named}`, `${named}+${text}`), false);
      }),
    );
  });

  // PEP 440, "Exclusive ordered comparison": `<` of a pre-release holds the earlier ones.
  it('with `<` of a pre-release holds the earlier pre-releases', () => {
    const pre = fc.tuple(fc.constantFrom('a', 'b', 'rc'), fc.nat(9)).map(([phase, value]) => `${phase}${value}`);
    fc.assert(
      fc.property(versionFields, pre, pre, (fields, a, b) => {
        const text = normalText(final(fields));
        const order = compareVersions(readOk(text + b), readOk(text + a));
        assert.equal(holds(`<${text}${a}`, text + b), order < 0);
        assert.equal(holds(`<${text}${a}`, `${text}.dev0`), true);
      }),
    );
  });
});

describe('arbitrary equality', () => {
  const text = fc.stringMatching(/^[!-(*-:<-~]{1,8}$/);

  // PEP 440, "Arbitrary equality": texts are compared, without zeros filled in or labels left out.
  it('compares texts and knows nothing of versions', () => {
    fc.assert(
      fc.property(fc.oneof(text, normalVersionText), fc.oneof(text, normalVersionText), (a, b) => {
        assert.equal(
          contains(setOf(`===${a.replaceAll(',', '')}`), b),
          a.replaceAll(',', '').toLowerCase() === b.toLowerCase(),
        );
      }),
    );
    fc.assert(
      fc.property(versionFields, (fields) => {
        const plain = normalText(bare(fields));
        const padded = normalText({ ...bare(fields), release: [...fields.release, '0'] });
        assert.equal(contains(setOf(`===${plain}`), padded), false);
      }),
    );
  });

  // PEP 440, "Arbitrary equality": ASCII letters of either case.
  it('does not tell ASCII capitals from small letters', () => {
    fc.assert(
      fc.property(text, fc.infiniteStream(fc.boolean()), (given, coin) => {
        const clause = given.replaceAll(',', '');
        const mixed = [...clause].map((unit) => (coin.next().value ? unit.toUpperCase() : unit.toLowerCase())).join('');
        assert.equal(contains(setOf(`===${clause}`), mixed), true);
      }),
    );
  });

  // PEP 440, "Arbitrary equality": no prefix matching.
  it('takes `.*` for text', () => {
    fc.assert(
      fc.property(versionFields, (fields) => {
        const release = normalText(final(fields));
        assert.equal(contains(setOf(`===${release}.*`), release), false);
        assert.equal(contains(setOf(`===${release}.*`), `${release}.1`), false);
        assert.equal(contains(setOf(`===${release}.*`), `${release}.*`), true);
      }),
    );
  });

  // PEP 440, "Arbitrary equality": texts that are no version can be asked for.
  it('asks for texts that are no version', () => {
    fc.assert(
      fc.property(text, (given) => {
        const clause = given.replaceAll(',', '');
        assert.deepEqual(filterVersions(setOf(`===${clause}`), [clause, `${clause}x`]), [clause]);
      }),
    );
  });

  // PEP 440, "Arbitrary equality": it asks for a version without the labels of later patches.
  it('does not hold a local version of the version it names', () => {
    fc.assert(
      fc.property(versionFields, label, (fields, local) => {
        const named = normalText(bare(fields));
        assert.equal(contains(setOf(`===${named}`), `${named}+${local}`), false);
        assert.equal(formatPublicVersion(readOk(`${named}+${local}`)), named);
        assert.ok(parseVersion(named).ok);
      }),
    );
  });
});
