import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatMarker } from '../src/marker.ts';
import { isValidName, normalizeName } from '../src/name.ts';
import { equalRequirements, formatRequirement, parseRequirement, type Requirement } from '../src/requirement.ts';
import { formatSpecifierSet } from '../src/specifier-set.ts';
import { specifierText } from './version-arbitraries.ts';

/** One sentence of the dependency specifiers, each. */
const isRequirement = (text: string) => parseRequirement(text).ok;
function read(text: string): Requirement {
  const parsed = parseRequirement(text);
  return parsed.ok ? parsed.value : assert.fail(`${text}: ${parsed.error.message}`);
}

const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,6}[A-Za-z0-9])?$/);
const names = fc.array(name, { minLength: 1, maxLength: 4 });
const clauses = fc.array(specifierText, { minLength: 1, maxLength: 3 });
const url = fc.stringMatching(/^https:\/\/[a-z]{1,4}\.example\/[a-z0-9;,@]{0,5}(#sha256=[0-9a-f]{4})?$/);
const marker = fc.constantFrom(
  'os_name == "nt"',
  "extra == 'x'",
  '"a" in platform_version',
  "(os_name=='a' or os_name=='b')",
);
const blank = fc.stringMatching(/^[ \t]{0,3}$/);
/** The parts of a requirement by name, and what a blank may stand between. */
const parts = fc.tuple(
  name,
  fc.option(names, { nil: undefined }),
  fc.option(clauses, { nil: undefined }),
  fc.option(marker, { nil: undefined }),
);

function tokens([project, extras, specifiers, condition]: readonly [
  string,
  string[] | undefined,
  string[] | undefined,
  string | undefined,
]): string[] {
  const listed = (items: readonly string[]) => items.flatMap((item, i) => (i === 0 ? [item] : [',', item]));
  return [
    project,
    ...(extras ? ['[', ...listed(extras), ']'] : []),
    ...(specifiers ? listed(specifiers) : []),
    ...(condition ? [';', condition] : []),
  ];
}

describe('a dependency specifier', () => {
  // Dependency specifiers, "Concepts": a name always; extras, versions and a marker may follow.
  it('has a name, and may have extras, versions and a marker', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const [project, extras, specifiers, condition] = given;
        const found = read(tokens(given).join(''));
        assert.equal(found.name, project);
        assert.deepEqual(found.extras, [...new Set(extras)].sort());
        assert.equal(found.specifiers.specifiers.length > 0, specifiers !== undefined);
        assert.equal(found.marker !== undefined, condition !== undefined);
        assert.equal(isRequirement(tokens(given).slice(1).join('')), false);
      }),
    );
  });

  // Dependency specifiers, "Grammar": written in ASCII, but for URLs and what stands in quotes.
  it('holds no character outside ASCII but in URLs and quotes', () => {
    const foreign = fc.integer({ min: 0x80, max: 0xffff }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(name, foreign, (project, odd) => {
        for (const text of [
          `${project}${odd}`,
          `${project}[a${odd}]`,
          `${project}>=1${odd}`,
          `${project}; os_name${odd} == "a"`,
        ]) {
          assert.equal(isRequirement(text), false, text);
        }
      }),
    );
  });

  // Dependency specifiers, "Grammar": comments, continuations and the like belong to what holds it.
  it('knows no comment and no further line', () => {
    fc.assert(
      fc.property(parts, fc.constantFrom('#', ' # x', '\n', '\r\n', '\\\n', ' --hash=x'), (given, framing) => {
        const text = tokens(given).join('');
        assert.equal(isRequirement(text + framing), false);
      }),
    );
  });

  // Dependency specifiers, "Grammar": the operators, `===` before `==`.
  it('takes the longest operator that fits', () => {
    fc.assert(
      fc.property(name, fc.stringMatching(/^[<>=!~]{1,3}$/), (project, sign) => {
        const known = ['<=', '<', '!=', '===', '==', '>=', '>', '~='];
        const parsed = parseRequirement(`${project} ${sign}1.0`);
        assert.equal(parsed.ok, known.includes(sign), sign);
        if (parsed.ok) assert.equal(parsed.value.specifiers.specifiers[0]?.operator, sign);
      }),
      { numRuns: 300 },
    );
  });

  // Dependency specifiers, "Grammar": clauses between commas, one comma more at the end.
  it('takes one comma behind the last clause, and none elsewhere', () => {
    fc.assert(
      fc.property(name, clauses, fc.nat(3), fc.boolean(), (project, specifiers, place, wrapped) => {
        const wrap = (text: string) => (wrapped ? `${project} (${text})` : `${project} ${text}`);
        const listed = specifiers.join(',');
        assert.ok(equalRequirements(read(wrap(`${listed},`)), read(wrap(listed))));
        const doubled = specifiers.toSpliced(place % specifiers.length, 0, '').join(',');
        for (const wrong of [doubled, `${listed},,`, `,${listed}`])
          assert.equal(isRequirement(wrap(wrong)), false, wrong);
        if (specifiers.length > 1) assert.equal(isRequirement(wrap(specifiers.join(' '))), false);
      }),
    );
  });

  // Dependency specifiers, "Grammar": extras between commas, none twice separated, perhaps none at all.
  it('lists extras between commas, each a name', () => {
    fc.assert(
      fc.property(name, names, blank, (project, extras, gap) => {
        assert.deepEqual(read(`${project}[${gap}]`).extras, []);
        assert.deepEqual(read(`${project}[${extras.join(`${gap},${gap}`)}]`).extras, [...new Set(extras)].sort());
        for (const wrong of [`${extras.join()},`, `,${extras.join()}`, `${extras.join()},,x`, `${extras.join()} x`]) {
          assert.equal(isRequirement(`${project}[${wrong}]`), false, wrong);
        }
      }),
    );
  });

  // Dependency specifiers, "Grammar": name, extras, versions, marker, in this order.
  it('has its parts in one order', () => {
    fc.assert(
      fc.property(name, names, clauses, marker, (project, extras, specifiers, condition) => {
        const [list, range] = [`[${extras.join()}]`, specifiers.join()];
        assert.ok(isRequirement(`${project}${list}${range};${condition}`));
        for (const wrong of [
          `${project}${range}${list}`,
          `${list}${project}`,
          `${project};${condition}${range}`,
          `${project};${condition};${condition}`,
        ]) {
          assert.equal(isRequirement(wrong), false, wrong);
        }
      }),
    );
  });

  // Dependency specifiers, "Grammar": `@` and a URL in place of versions; a blank before a marker.
  // PEP 440, "Direct references": `@` and an explicit URL, kept with its fragment.
  it('names a URL behind `@`, up to a blank', () => {
    fc.assert(
      fc.property(name, names, url, blank, marker, (project, extras, place, gap, condition) => {
        const found = read(`${project}[${extras.join()}]${gap}@${gap}${place} ${gap};${gap}${condition}`);
        assert.equal(found.url, place);
        assert.equal(
          found.marker && formatMarker(found.marker),
          formatMarker(read(`x;${condition}`).marker ?? assert.fail()),
        );
        assert.deepEqual(found.extras, [...new Set(extras)].sort());
        const glued = read(`${project}@${place};${gap === '' ? 'x' : 'y'}`);
        assert.deepEqual([glued.url, glued.marker], [`${place};${gap === '' ? 'x' : 'y'}`, undefined]);
        assert.equal(isRequirement(`${project}@${gap}`), false);
      }),
    );
  });
});

describe('white space', () => {
  // Dependency specifiers, "Whitespace": optional nearly everywhere, without meaning.
  it('between the parts of a requirement means nothing', () => {
    fc.assert(
      fc.property(parts, fc.array(blank, { minLength: 20, maxLength: 20 }), (given, gaps) => {
        const wide =
          tokens(given)
            .map((token, i) => `${gaps[i] ?? ''}${token}`)
            .join('') + (gaps[19] ?? '');
        assert.equal(formatRequirement(read(wide)), formatRequirement(read(tokens(given).join(''))));
      }),
    );
  });

  // Dependency specifiers, "Whitespace": it ends a URL, and counts inside constants of markers.
  it('ends a URL, and is kept inside the constants of markers', () => {
    fc.assert(
      fc.property(name, url, fc.stringMatching(/^[ \t]{1,3}$/), (project, place, gap) => {
        assert.equal(read(`${project} @ ${place}${gap}`).url, place);
        assert.equal(isRequirement(`${project} @ ${place}${gap}x`), false);
        const condition = read(`${project}; os_name == "a${gap}b"`).marker;
        assert.equal(
          condition?.kind === 'comparison' && condition.right.kind === 'literal' && condition.right.value,
          `a${gap}b`,
        );
      }),
    );
  });
});

describe('names, extras and versions', () => {
  // Dependency specifiers, "Names": a name alone is a specification.
  it('a name alone is enough', () => {
    fc.assert(
      fc.property(name, (project) => {
        const { extras, specifiers, url: place, marker: condition } = read(project);
        assert.deepEqual([extras, specifiers.specifiers, place, condition], [[], [], undefined, undefined]);
      }),
    );
  });

  // Dependency specifiers, "Names": names are valid as the name format says.
  it('a name is what the name format takes', () => {
    const word = fc.oneof(name, fc.string({ minLength: 1, maxLength: 6 }), fc.stringMatching(/^[a-z._-]{1,6}$/));
    fc.assert(
      fc.property(word, (text) => {
        if (/[ \t<>=!~;@[(]/.test(text)) return;
        assert.equal(isRequirement(text), isValidName(text), text);
      }),
      { numRuns: 300 },
    );
  });

  // Dependency specifiers, "Extras": all that are listed, together.
  it('several extras are their union', () => {
    fc.assert(
      fc.property(name, names, names, (project, a, b) => {
        const both = read(`${project}[${[...a, ...b].join()}]`);
        const each = [a, b].flatMap((extras) => read(`${project}[${extras.join()}]`).normalizedExtras);
        assert.deepEqual(both.normalizedExtras, [...new Set(each)].sort());
      }),
    );
  });

  // Dependency specifiers, "Extras": names of extras are normalized when read.
  it('extras are read in normal form too', () => {
    fc.assert(
      fc.property(name, name, (project, extra) => {
        const found = read(`${project}[${extra}]`);
        assert.deepEqual([found.extras, found.normalizedExtras], [[extra], [normalizeName(extra)]]);
        assert.ok(equalRequirements(found, read(`${project}[${normalizeName(extra)}]`)));
      }),
    );
  });

  // Dependency specifiers, "Versions": they limit what is looked up by name, never a URL.
  it('versions do not go together with a URL', () => {
    fc.assert(
      fc.property(name, clauses, url, (project, specifiers, place) => {
        assert.equal(isRequirement(`${project} ${specifiers.join()} @ ${place}`), false);
        assert.equal(isRequirement(`${project} @ ${place} ${specifiers.join()}`), false);
      }),
    );
  });

  // Dependency specifiers, "Versions": parentheses are accepted and not written.
  it('parentheses around versions are read and not written', () => {
    fc.assert(
      fc.property(name, clauses, (project, specifiers) => {
        const found = read(`${project} (${specifiers.join()})`);
        assert.equal(
          formatSpecifierSet(found.specifiers),
          formatSpecifierSet(read(`${project} ${specifiers.join()}`).specifiers),
        );
        assert.doesNotMatch(formatRequirement(found), /[()]/);
        assert.equal(isRequirement(`${project} ((${specifiers.join()}))`), false);
        assert.equal(isRequirement(`${project} (${specifiers.join()}`), false);
      }),
    );
  });
});
