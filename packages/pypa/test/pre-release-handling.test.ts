import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { satisfies } from '../src/specifier.ts';
import { contains, filterVersions, preReleasesOf } from '../src/specifier-set.ts';
import { formatVersion, isPreRelease, parseVersion, type Version } from '../src/version.ts';
import { setOf, setText, version } from './version-arbitraries.ts';

/** Clauses that name no pre-release, so that none is asked for. */
const quiet = setText.map((text) => text.replace(/(?:a|b|rc)[0-9]+|\.dev[0-9]+/g, '')).map(setOf);
const versions = fc.array(version, { maxLength: 8 });
const fits = (set: ReturnType<typeof setOf>, one: Version) =>
  set.specifiers.every((specifier) => satisfies(specifier, one));
const shown = (found: readonly Version[]) => found.map(formatVersion);

describe('handling of pre-releases', () => {
  // PEP 440, "Handling of pre-releases": left out unless asked for, present, or the only ones that satisfy.
  // PEP 440, "Version specifiers": whether pre-releases are candidates is as below.
  it('are left out exactly where a final or post-release satisfies', () => {
    fc.assert(
      fc.property(quiet, versions, (set, given) => {
        const fitting = given.filter((one) => fits(set, one));
        const finals = fitting.filter((one) => !isPreRelease(one));
        assert.deepEqual(shown(filterVersions(set, given)), shown(finals.length > 0 ? finals : fitting));
      }),
    );
  });

  // PEP 440, "Handling of pre-releases": those installed are accepted by all specifiers.
  it('that are installed are accepted', () => {
    fc.assert(
      fc.property(quiet, version, (set, one) => {
        assert.equal(contains(set, one, { installed: true, preReleases: false }), fits(set, one));
        assert.deepEqual(
          filterVersions(set, [one], { installed: true, preReleases: false }).length,
          fits(set, one) ? 1 : 0,
        );
      }),
    );
  });

  // PEP 440, "Handling of pre-releases": taken where no final and no post-release satisfies.
  it('are taken where nothing else satisfies', () => {
    fc.assert(
      fc.property(quiet, versions, (set, given) => {
        const early = given.filter(isPreRelease);
        assert.deepEqual(shown(filterVersions(set, early)), shown(early.filter((one) => fits(set, one))));
      }),
    );
  });

  // PEP 440, "Handling of pre-releases": explicitly requested ones are taken.
  it('are taken beside final versions where a specifier names one', () => {
    fc.assert(
      fc.property(setText.map(setOf), versions, (set, given) => {
        fc.pre(preReleasesOf(set) === true);
        assert.deepEqual(shown(filterVersions(set, given)), shown(given.filter((one) => fits(set, one))));
      }),
    );
  });

  // PEP 440, "Handling of pre-releases": users may ask for all.
  it('are all taken where that is asked for', () => {
    fc.assert(
      fc.property(quiet, versions, (set, given) => {
        const wanted = given.filter((one) => fits(set, one));
        assert.deepEqual(shown(filterVersions(set, given, { preReleases: true })), shown(wanted));
      }),
    );
  });

  // PEP 440, "Handling of pre-releases": users may ask for none, even where nothing else satisfies.
  it('are all left out where that is asked for', () => {
    fc.assert(
      fc.property(setText.map(setOf), versions, (set, given) => {
        const wanted = given.filter((one) => fits(set, one) && !isPreRelease(one));
        assert.deepEqual(shown(filterVersions(set, given, { preReleases: false })), shown(wanted));
      }),
    );
  });

  // PEP 440, "Handling of pre-releases": final and post-releases are treated like each other, always taken.
  it('do not touch final and post-releases', () => {
    fc.assert(
      fc.property(quiet, versions, fc.constantFrom(undefined, true, false), (set, given, preReleases) => {
        const late = given.filter((one) => !isPreRelease(one));
        const policy = preReleases === undefined ? {} : { preReleases };
        assert.deepEqual(shown(filterVersions(set, late, policy)), shown(late.filter((one) => fits(set, one))));
      }),
    );
  });
});

describe('candidates that are no version', () => {
  // PEP 440, "Public version identifiers": installers ignore what does not comply.
  // PEP 440, "Version ordering across different metadata versions": so for any version of metadata.
  it('are ignored by every set with a specifier', () => {
    const odd = fc.oneof(fc.string(), fc.stringMatching(/^[0-9][0-9a-z.!+_-]{0,8}$/));
    fc.assert(
      fc.property(quiet, fc.array(odd), versions, (set, texts, given) => {
        fc.pre(set.specifiers.length > 0);
        const wrong = texts.filter((text) => !parseVersion(text).ok);
        const candidates = [...wrong, ...shown(given)];
        assert.deepEqual(filterVersions(set, candidates), shown(filterVersions(set, given)));
        assert.equal(
          wrong.some((text) => contains(set, text)),
          false,
        );
      }),
    );
  });
});
