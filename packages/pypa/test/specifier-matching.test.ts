import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseSpecifier, satisfies } from '../src/specifier.ts';
import { compareVersions, formatVersion } from '../src/version.ts';
import {
  normalText,
  readOk,
  specifierOf,
  spelledVersion,
  type VersionFields,
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
const label = fc.stringMatching(/^[a-z0-9]{1,3}(\.[a-z0-9]{1,3})?$/);
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

describe('version matching', () => {
  // PEP 440, "Version matching": a version in the standard format, or the beginning of one and `.*`.
  it('takes any spelling of a version', () => {
    fc.assert(
      fc.property(spelledVersion, fc.constantFrom('==', '!='), ({ spelled, normal }, sign) => {
        assert.equal(holds(sign + spelled, normal), sign === '==');
        assert.equal(isSpecifier(`${sign}${spelled}x!`), false);
      }),
    );
  });

  // PEP 440, "Version matching": strict equality, but for zeros filled in.
  it('is strict equality, but for zeros at the end of the release', () => {
    fc.assert(
      fc.property(near, fc.nat(2), ([fields, other], zeros) => {
        const text = normalText(bare(fields));
        const padded = normalText({ ...bare(fields), release: [...fields.release, ...Array<string>(zeros).fill('0')] });
        assert.equal(holds(`==${text}`, padded), true);
        const candidate = normalText(bare(other));
        assert.equal(holds(`==${text}`, candidate), compareVersions(readOk(text), readOk(candidate)) === 0);
      }),
    );
  });

  // PEP 440, "Version matching": with `.*`, what follows the prefix is ignored.
  it('with `.*` holds exactly the versions whose release begins so', () => {
    fc.assert(
      fc.property(near, fc.integer({ min: 1, max: 3 }), ([fields, other], count) => {
        const prefix = Array.from({ length: count }, (_, i) => fields.release[i] ?? '0');
        const begins = prefix.every((part, i) => part === (other.release[i] ?? '0')) && fields.epoch === other.epoch;
        assert.equal(holds(`==${normalText({ ...final(fields), release: prefix })}.*`, normalText(other)), begins);
      }),
    );
  });

  // PEP 440, "Version matching": before a pre-release a dot is implied, so the prefix holds it, and no longer number.
  it('with `.*` holds pre-releases of the prefix and no longer number', () => {
    fc.assert(
      fc.property(
        versionFields,
        fc.constantFrom('a1', 'b2', 'rc3', '.dev4', '.post5'),
        fc.nat(9),
        (fields, suffix, digit) => {
          const text = normalText(final(fields));
          assert.equal(holds(`==${text}.*`, text + suffix), true);
          if (fields.release.at(-1) !== '0') assert.equal(holds(`==${text}.*`, text + digit), false);
        },
      ),
    );
  });

  // PEP 440, "Version matching": an exact match is a prefix match too, zeros filled in.
  it('with `.*` holds the prefix itself, zeros filled in', () => {
    fc.assert(
      fc.property(versionFields, fc.nat(3), (fields, zeros) => {
        const text = normalText(final(fields));
        assert.equal(holds(`==${text}${'.0'.repeat(zeros)}.*`, text), true);
        assert.equal(holds(`==${text}.*`, `${text}${'.0'.repeat(zeros)}`), true);
      }),
    );
  });

  // PEP 440, "Version matching": no prefix with a development release or a label, nor (here) any other suffix.
  it('takes no prefix with a suffix or a label', () => {
    fc.assert(
      fc.property(versionFields, fc.constantFrom('==', '!='), (fields, sign) => {
        const text = normalText(fields);
        assert.equal(isSpecifier(`${sign}${text}.*`), text === normalText(final(fields)));
      }),
    );
  });

  // PEP 440, "Version matching": a clause with a label matches that label, compared strictly.
  it('with a label holds that label alone', () => {
    fc.assert(
      fc.property(versionFields, label, label, (fields, a, b) => {
        const [one, other] = [`${normalText(bare(fields))}+${a}`, `${normalText(bare(fields))}+${b}`];
        assert.equal(holds(`==${one}`, other), formatVersion(readOk(one)) === formatVersion(readOk(other)));
        assert.equal(holds(`==${one}`, normalText(bare(fields))), false);
      }),
    );
  });
});
