import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { formatLicenseExpression, parseLicenseExpression } from '../src/license-expression.ts';
import { sharedData } from './shared-data.ts';

const file = sharedData('pypa-packaging/vectors.json');
const skip = file === undefined ? 'no ../shared/data/pypa-packaging/vectors.json' : false;
const vectors: Record<string, [[unknown, readonly unknown[]]]> =
  file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));

function rows(test: string): readonly unknown[] {
  const found = vectors[test]?.[0][1];
  assert.ok(found && found.length > 0, `${test} has rows`);
  return found;
}

describe('recorded rows of license expressions', { skip }, () => {
  it('valid expressions get the canonical text', () => {
    for (const row of rows('test_metadata.TestMetadata.test_valid_license_expression')) {
      const [text, expected] = row as [string, string];
      const parsed = parseLicenseExpression(text);
      assert.equal(parsed.ok ? formatLicenseExpression(parsed.value) : parsed.error.message, expected);
    }
  });

  it('invalid expressions are refused', () => {
    const refused = [
      ...rows('test_metadata.TestMetadata.test_invalid_license_expression'),
      ...rows('test_licenses.test_invalid_spdx_with_or_licenseref_forms'),
    ];
    for (const text of refused as string[]) assert.equal(parseLicenseExpression(text).ok, false, text);
  });

  it('every recorded row of `test_licenses` is asked here', () => {
    const tests = Object.keys(vectors).filter((test) => test.startsWith('test_licenses'));
    assert.deepEqual(tests, ['test_licenses.test_invalid_spdx_with_or_licenseref_forms']);
  });
});
