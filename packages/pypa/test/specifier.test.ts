import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { asksForPreReleases, formatSpecifier, parseSpecifier, satisfies, specifierIdentity } from '../src/specifier.ts';
import { compareVersions, formatVersion, parseVersion } from '../src/version.ts';
import { normalText, readOk, specifierOf, specifierText, version, versionFields } from './version-arbitraries.ts';

/** Versions that satisfy a specifier, then versions that do not. */
const TABLE: readonly (readonly [rule: string, specifier: string, inside: string, outside: string])[] = [
  // PEP 440, "Compatible release".
  ['~= is >= and the same prefix', '~=2.2', '2.2 2.2.post3 2.3 2.99', '2.1 2.2a1 3 3.dev0'],
  ['~= counts zeros at the end', '~=2.2.0', '2.2 2.2.5', '2.3 2.3.dev0'],
  ['~= leaves suffixes out of the prefix', '~=2.2.post3', '2.2.post3 2.3', '2.2 2.2.post2 3'],
  ['~= of a pre-release starts there', '~=1.4.5a4', '1.4.5a4 1.4.5 1.4.9', '1.4.5a3 1.5.dev0'],
  ['~= keeps the epoch', '~=1!2.0', '1!2.0 1!2.9', '2.0 2!2.0 1!3.0'],
  // PEP 440, "Version matching".
  ['== fills up with zeros', '==1.1', '1.1 1.1.0 1.1.0.0', '1.1.1 1 1!1.1'],
  ['== is strict about suffixes', '==1.1.post1', '1.1.post1', '1.1 1.1.post2 1.1.post1.dev1'],
  ['== without a local label ignores labels', '==1.1', '1.1+a 1.1.0+5', '1.1.post1+a'],
  ['== with a local label asks for that label', '==1.1+a', '1.1+a 1.1.0+A', '1.1 1.1+b 1.1+a.b'],
  [
    '== with .* matches the prefix and its pre-releases',
    '==1.1.*',
    '1.1 1.1.2 1.1a1 1.1.dev0 1.1.post1 1.1+l',
    '1.2.dev0 1.0 1.10',
  ],
  ['== with .* fills up with zeros', '==2.0.*', '2 2.0.1', '2.1'],
  ['== with .* keeps the epoch', '==1!1.*', '1!1.5', '1.5 2!1.5'],
  // PEP 440, "Version exclusion".
  ['!= is the contrary of ==', '!=1.1', '1.1.post1 1.0 1.1a1', '1.1 1.1.0 1.1+a'],
  ['!= with a label leaves other labels', '!=1.1+a', '1.1 1.1+b', '1.1+a'],
  ['!= with .* leaves out all pre-releases of the prefix', '!=1.1.*', '1.0 1.2.dev0', '1.1a1 1.1 1.1.post1'],
  // PEP 440, "Inclusive ordered comparison".
  ['<= takes local labels of the version', '<=1.1', '1.1 1.1+zzz 1.1a1 1.0.post9', '1.1.post0.dev0 1.1.1'],
  ['>= takes local labels of the version', '>=1.1', '1.1 1.1+a 1.1.post1', '1.1rc1 1.1.dev0'],
  // PEP 440, "Exclusive ordered comparison".
  [
    '> leaves post-releases of the version out',
    '>1.7',
    '1.7.1 1.7.0.1 1.7.1.dev0 2.dev0',
    '1.7 1.7.0.post1 1.7.post2.dev0 1.7+a 1.7.post1+a',
  ],
  [
    '> of a post-release takes later ones',
    '>1.7.post2',
    '1.7.post3 1.7.post3.dev0 1.7.1',
    '1.7.post2 1.7.post1 1.7.post2+a',
  ],
  ['> of a pre-release leaves its post-releases out', '>1.0a1', '1.0a2.dev0 1.0', '1.0a1 1.0a1.post1'],
  ['> of a development release takes the next', '>1.0.dev1', '1.0.dev2 1.0a1 1.0', '1.0.dev1 1.0.dev1+a'],
  ['< leaves pre-releases of the version out', '<3.1', '3.0 3.0.post9 3.0.99', '3.1.dev0 3.1a1 3.1rc9.post1 3.1'],
  ['< of a pre-release takes earlier ones', '<3.1rc1', '3.1b9 3.1.dev0 3.1rc1.dev0', '3.1rc1 3.1'],
  ['< of a post-release leaves what leads to it out', '<3.1.post1', '3.1 3.1.post0 3.1rc1', '3.1.post1.dev0 3.1.post1'],
  ['< fills up with zeros', '<3', '2.99', '3.0a1 3.0.0.dev1 3'],
  // PEP 440, "Arbitrary equality".
  ['=== compares texts in normal form, whatever their case', '===1.0RC1', '1.0rc1', '1.0.0rc1 1.0'],
];

describe('a specifier', () => {
  for (const [rule, text, inside, outside] of TABLE) {
    it(rule, () => {
      const specifier = specifierOf(text);
      for (const one of inside.split(' ')) assert.equal(satisfies(specifier, readOk(one)), true, `${one} ${text}`);
      for (const one of outside.split(' ')) assert.equal(satisfies(specifier, readOk(one)), false, `${one} ${text}`);
    });
  }

  it('reads operator, version and wildcard, white space around them dropped', () => {
    const { operator, text, wildcard, version: named } = specifierOf('\u0085 !=\u001c v1.0.* \n');
    assert.deepEqual([operator, text, wildcard, named && formatVersion(named)], ['!=', 'v1.0.*', true, '1.0']);
    assert.equal(formatSpecifier(specifierOf(' >= V1.0 ')), '>=V1.0');
  });

  it('with === holds any text without white space, `;` and `)`, even none', () => {
    assert.equal(specifierOf('===').text, '');
    assert.equal(specifierOf('=== foo,bar').text, 'foo,bar');
    assert.equal(specifierOf('===foo').version, undefined);
    assert.equal(specifierOf('===1.0.*').version, undefined);
    assert.ok(specifierOf('===1.0').version);
  });

  const REFUSED = [
    '',
    '1.0',
    '=1.0',
    '=>1.0',
    '~1.0',
    '!1.0',
    '><1',
    '==',
    '>=',
    '==1.0 .*',
    '==1.0.* ,',
    '==*',
    '==.*',
    '==1..*',
  ]
    .concat([
      '==1.0a1.*',
      '==1.0.post1.*',
      '==1.0.dev1.*',
      '==1.0+a.*',
      '==1.0-.*',
      '~=1',
      '~=1.0.*',
      '>=1.0.*',
      '<1.*',
    ])
    .concat([
      '~=1.0+a',
      '>=1.0+a',
      '<=1.0+a',
      '>1+a',
      '<1+a',
      '===a b',
      '===a;b',
      '===a)',
      '~=1!2',
      '~=1a1',
      '\ufeff==1',
    ])
    .concat([
      '~=1.2.3prevıew1',
      '~=1.2.3poſt1',
      '==1.2.3prevıew1',
      '>=1.0;',
      '>=1.0)',
      '(>=1.0)',
      '>=1.0 2.0',
      '>=',
      '<>1',
    ]);
  for (const text of REFUSED) {
    it(`is refused: ${JSON.stringify(text)}`, () => {
      const parsed = parseSpecifier(text);
      assert.equal(parsed.ok || parsed.error.code, 'invalid-specifier');
    });
  }

  it('is refused where it stops to fit', () => {
    for (const [text, offset] of [
      ['  1.0', 2],
      ['>= x', 3],
      ['=== a;', 5],
    ] as const) {
      const parsed = parseSpecifier(text);
      assert.equal(parsed.ok ? -1 : parsed.error.offset, offset, text);
    }
    const long = parseSpecifier(`>=${'1'.repeat(5000)}`);
    assert.equal(long.ok || long.error.code, 'number-too-long');
  });

  it('is refused when it is no text, and never makes the parser throw or tarry', () => {
    for (const value of [null, undefined, 1, {}, []])
      assert.equal(parseSpecifier(value as unknown as string).ok, false);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseSpecifier(`==${text}`)));
    for (const unit of ['=', '===', ' ', '.*', '1.', '>']) parseSpecifier(unit.repeat(1_000_000 / unit.length));
  });

  it('as text reads back as the same', () => {
    fc.assert(
      fc.property(specifierText, (text) => {
        assert.equal(formatSpecifier(specifierOf(text)), text);
        assert.equal(
          specifierIdentity(specifierOf(formatSpecifier(specifierOf(text)))),
          specifierIdentity(specifierOf(text)),
        );
      }),
    );
  });
});

describe('the operators', () => {
  const holds = (text: string, one: string) => satisfies(specifierOf(text), readOk(one));
  const pair = fc.tuple(versionFields, version);
  const bare = (fields: Parameters<typeof normalText>[0]) => ({ ...fields, local: undefined });

  // PEP 440, "Inclusive ordered comparison": consistent with the order, local labels not counted.
  it('>= and <= are the order of public versions', () => {
    fc.assert(
      fc.property(pair, ([fields, given]) => {
        const text = normalText(bare(fields));
        const order = given.publicKey < readOk(text).key ? -1 : given.publicKey > readOk(text).key ? 1 : 0;
        assert.equal(satisfies(specifierOf(`>=${text}`), given), order >= 0);
        assert.equal(satisfies(specifierOf(`<=${text}`), given), order <= 0);
      }),
    );
  });

  // PEP 440, "Version exclusion": the same as matching, but excluding.
  it('!= is never what == is', () => {
    fc.assert(
      fc.property(specifierText, version, (text, given) => {
        const clause = text.replace(/^[~=!<>]=?/, '==');
        const [equal, different] = [specifierOf(clause), specifierOf(clause.replace('==', '!='))];
        assert.notEqual(satisfies(equal, given), satisfies(different, given));
      }),
    );
  });

  // PEP 440, "Compatible release": `~= V.N` is `>= V.N, == V.*`.
  it('~= is >= together with == of the prefix', () => {
    fc.assert(
      fc.property(pair, digitsOf(), ([fields, given], last) => {
        const release = [...fields.release, last];
        const text = normalText({ ...bare(fields), release });
        const prefix = normalText({
          ...bare(fields),
          release: fields.release,
          pre: undefined,
          post: undefined,
          dev: undefined,
        });
        const both = satisfies(specifierOf(`>=${text}`), given) && satisfies(specifierOf(`==${prefix}.*`), given);
        assert.equal(satisfies(specifierOf(`~=${text}`), given), both);
      }),
    );
  });

  // PEP 440, "Exclusive ordered comparison": never the version itself, its labels or what the rule leaves out.
  it('< and > are stricter than the order', () => {
    fc.assert(
      fc.property(pair, ([fields, given]) => {
        const text = normalText(bare(fields));
        const order = compareVersions(given, readOk(text));
        if (satisfies(specifierOf(`<${text}`), given)) assert.equal(order, -1);
        if (satisfies(specifierOf(`>${text}`), given)) assert.equal(order, 1);
      }),
    );
  });

  // PEP 440, "Exclusive ordered comparison": `<V` holds no pre-release of V unless V is one.
  it('< of a version that is no pre-release holds none of its pre-releases', () => {
    fc.assert(
      fc.property(versionFields, versionFields, ({ epoch, release }, { pre, dev }) => {
        const final = normalText({ epoch, release, pre: undefined, post: undefined, dev: undefined, local: undefined });
        const early = normalText({ epoch, release, pre, post: undefined, dev: dev ?? '0', local: undefined });
        assert.equal(holds(`<${final}`, early), false);
      }),
    );
  });

  // PEP 440, "Exclusive ordered comparison": `>V` holds no post-release of V unless V is one, and no local label of V.
  it('> of a version that is no post-release holds none of its post-releases and labels', () => {
    fc.assert(
      fc.property(versionFields, versionFields, ({ epoch, release, pre }, { post, dev, local }) => {
        const plain = { epoch, release, pre, post: undefined, dev: undefined, local: undefined };
        const later = { ...plain, post: post ?? '0', dev, local };
        assert.equal(holds(`>${normalText(plain)}`, normalText(later)), false);
        assert.equal(holds(`>${normalText(plain)}`, normalText({ ...plain, local: local ?? ['x'] })), false);
      }),
    );
  });

  // PEP 440, "Version matching": prefixes are of the release; a version's own prefixes match it.
  it('== with .* holds every version of the prefix', () => {
    fc.assert(
      fc.property(versionFields, fc.nat(3), (fields, drop) => {
        const prefix = fields.release.slice(0, Math.max(1, fields.release.length - drop)).join('.');
        const epoch = fields.epoch === '0' ? '' : `${fields.epoch}!`;
        assert.ok(holds(`==${epoch}${prefix}.*`, normalText(fields)));
        assert.ok(holds(`==${epoch}${prefix}.0.*`, normalText({ ...fields, release: prefix.split('.') })));
      }),
    );
  });

  function digitsOf(): fc.Arbitrary<string> {
    return fc.nat(3).map(String);
  }
});

describe('the meaning of a specifier', () => {
  const same = (a: string, b: string) => specifierIdentity(specifierOf(a)) === specifierIdentity(specifierOf(b));

  it('is the same for spellings of one version', () => {
    assert.ok(same('>=1', '>= v1.0.0'));
    assert.ok(same('==1.0-1', '==1.post1'));
    assert.ok(same('!=1+A.01', '!=1+a.1'));
  });

  it('differs by operator, by zeros in ~=, and by text in prefixes and ===', () => {
    assert.ok(!same('>=1', '<=1'));
    assert.ok(!same('~=1.0', '~=1.0.0'));
    assert.ok(same('~=1.0', '~=01.0'));
    assert.ok(!same('==1.*', '==1.0.*'));
    assert.ok(!same('===1.0', '===1.0.0'));
    assert.ok(!same('==1', '==1+a'));
  });

  it('is the same only if the same versions satisfy it', () => {
    fc.assert(
      fc.property(specifierText, specifierText, version, (a, b, given) => {
        if (same(a, b)) assert.equal(satisfies(specifierOf(a), given), satisfies(specifierOf(b), given));
      }),
    );
  });

  // PEP 440, "Handling of pre-releases".
  it('asks for pre-releases when it names one, but not to exclude it', () => {
    for (const text of ['>=1a1', '==1.dev0', '<2rc1', '~=1.0b2', '===1a1', '>1.post1.dev1']) {
      assert.ok(asksForPreReleases(specifierOf(text)), text);
    }
    for (const text of ['>=1', '!=1a1', '==1.*', '===foo', '===1a1.*', '>1.post1']) {
      assert.equal(asksForPreReleases(specifierOf(text)), false, text);
    }
  });

  it('reads any version that the version grammar reads', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9v.!+a-z_-]{1,8}$/), (text) => {
        assert.equal(parseSpecifier(`==${text}`).ok, parseVersion(text).ok, text);
      }),
    );
  });
});
