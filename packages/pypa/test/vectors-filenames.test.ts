import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseSdistFilename } from '../src/sdist-filename.ts';
import { expandTags, formatTag } from '../src/tag.ts';
import { formatVersion, parseVersion } from '../src/version.ts';
import { parseWheelFilename } from '../src/wheel-filename.ts';
import { sharedData } from './shared-data.ts';

const file = sharedData('pypa-packaging/vectors.json');
const skip = file === undefined ? 'no ../shared/data/pypa-packaging/vectors.json' : false;
type Rows = readonly unknown[];
const vectors: Record<string, [[unknown, Rows]]> = file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));

function rows(test: string): Rows {
  const found = vectors[`test_utils.${test}`]?.[0][1];
  assert.ok(found && found.length > 0, `${test} has rows`);
  return found;
}

function normalVersion(text: string): string {
  const parsed = parseVersion(text);
  return parsed.ok ? formatVersion(parsed.value) : assert.fail(`${text} is a version`);
}

describe('recorded rows of file names', { skip }, () => {
  it('wheel names are taken apart', () => {
    for (const row of rows('test_parse_wheel_filename')) {
      const [filename, name, version, build, tags] = row as [string, string, string, [number, string] | [], string[]];
      const parsed = parseWheelFilename(filename);
      assert.ok(parsed.ok, filename);
      assert.equal(parsed.value.name, name);
      assert.equal(formatVersion(parsed.value.version), normalVersion(version));
      const expected = build.length === 0 ? undefined : { number: String(build[0]), rest: build[1] };
      assert.deepEqual(parsed.value.build, expected);
      assert.deepEqual(expandTags(parsed.value.tags).map(formatTag).sort(), tags.toSorted());
    }
  });

  it('wrong wheel names are refused', () => {
    for (const filename of rows('test_parse_wheel_invalid_filename') as string[]) {
      assert.equal(parseWheelFilename(filename).ok, false, filename);
    }
  });

  it('tag sets out of order are refused only when strict', () => {
    for (const filename of rows('test_parse_wheel_unsorted_tags_valid_by_default') as string[]) {
      assert.equal(parseWheelFilename(filename).ok, true, filename);
    }
    for (const filename of rows('test_parse_wheel_unsorted_tags_invalid_with_validate') as string[]) {
      const parsed = parseWheelFilename(filename, { strict: true });
      assert.equal(parsed.ok ? undefined : parsed.error.code, 'unsorted-tag-set', filename);
    }
  });

  it('sdist names are taken apart', () => {
    for (const row of rows('test_parse_sdist_filename')) {
      const [filename, name, version] = row as [string, string, string];
      const parsed = parseSdistFilename(filename);
      assert.ok(parsed.ok, filename);
      assert.equal(parsed.value.name, name);
      assert.equal(formatVersion(parsed.value.version), normalVersion(version));
    }
  });

  it('wrong sdist names are refused', () => {
    for (const filename of rows('test_parse_sdist_invalid_filename') as string[]) {
      assert.equal(parseSdistFilename(filename).ok, false, filename);
    }
  });
});
