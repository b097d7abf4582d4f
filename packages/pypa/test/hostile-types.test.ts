import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as kernel from '../src/index.ts';
import { READS, type Reader, TEXTS, TREES } from './hostile-readers.ts';
import { judge, longLists, PLAIN, placesOf, SCALE, TRAPPED } from './hostile-values.ts';

function ask(reader: Reader, input: unknown): string[] {
  return judge(reader.name, input, reader.read(input as never));
}

describe('whatever is handed to a reader', () => {
  it('is handed to every reader of the public surface', () => {
    const readers = Object.entries(kernel).filter(([name, value]) => typeof value === 'function' && READS.test(name));
    const known = new Set([...TEXTS, ...TREES].map(({ name }) => name));
    assert.deepEqual(
      readers.map(([name]) => name).filter((name) => !known.has(name)),
      [],
      'each must be in test/hostile-readers.ts',
    );
    assert.ok(readers.length > 40);
  });

  it('the samples are taken', () => {
    for (const reader of [...TEXTS, ...TREES]) {
      for (const sample of reader.samples) assert.ok(!ask(reader, sample).includes('unreadable-value'), reader.name);
    }
  });

  for (const reader of TEXTS) {
    it(`${reader.name} answers what is no text, and never throws`, () => {
      for (const value of [...PLAIN, ...TRAPPED]) ask(reader, value);
    });
  }

  it('what is no text is never taken for one', () => {
    for (const wrong of [undefined, null, 1, true, Object('a'), ['a'], { toString: () => 'a' }]) {
      const never = wrong as never;
      for (const is of [kernel.isValidName, kernel.isNormalizedName, kernel.isSafeFilename])
        assert.equal(is(never), false);
      for (const read of [
        kernel.parseBuildTag,
        kernel.parseDescriptionContentType,
        kernel.parseDynamicField,
        kernel.parseGlobPattern,
        kernel.parseImportName,
        kernel.parseLicenseExpression,
        kernel.parseMarker,
        kernel.parseName,
        kernel.parseObjectReference,
        kernel.parseRequirement,
        kernel.parseSdistFilename,
        kernel.parseSimpleApiVersion,
        kernel.parseSpecifier,
        kernel.parseSpecifierSet,
        kernel.parseTagSet,
        kernel.parseUploadTime,
        kernel.parseVersion,
        kernel.parseWheelFilename,
      ]) {
        const answer = read(never);
        assert.ok(!answer.ok && answer.error.offset === 0, `${read.name} takes ${typeof wrong}`);
      }
    }
  });

  for (const reader of TREES) {
    it(`${reader.name} answers any value at any place, and never throws`, () => {
      for (const sample of reader.samples) {
        for (const { put } of placesOf(sample)) {
          for (const value of PLAIN) {
            assert.ok(!ask(reader, put(value)).includes('unreadable-value'), `${reader.name} met a bug`);
          }
          for (const value of TRAPPED) ask(reader, put(value));
        }
      }
    });

    it(`${reader.name} answers long lists wherever a list stands`, () => {
      for (const sample of reader.samples) {
        for (const { value, put } of placesOf(sample)) {
          if (!Array.isArray(value)) continue;
          for (const list of longLists(20_000 * SCALE)) ask(reader, put(list));
        }
      }
    });
  }

  it('a million items are answered', () => {
    const parsed = kernel.parseProjectJson({ name: 'a', files: new Array(1_000_000).fill(null) });
    assert.equal(parsed.faults.length, 1_000_000);
    assert.ok(kernel.resolveDependencyGroups({ a: [] }, new Array(1_000_000).fill('a')).ok);
  });
});
