import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flaw } from './testing/sample.ts';
import { waiverText } from './words.ts';

const waived = { reason: '', owner: '', expires: '' };

test('a waiver of another tool says its file and line; one of the command line, which stands in none, its flag', () => {
  const at = { path: '.trivyignore', line: 2, column: 1 };
  assert.equal(
    waiverText(flaw('a', 'x', { waived: { ...waived, tool: 'trivy', at } })),
    'waived by a file of trivy (.trivyignore:2): no reason given',
  );
  assert.equal(
    waiverText(flaw('a', 'x', { waived: { ...waived, tool: '--ignore' } })),
    'waived by --ignore: no reason given',
  );
});
