import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { trimEnd } from './trim-end.ts';

describe('trimming one character at the end', () => {
  it('equals the expression that says it', () => {
    const text = fc.string({ unit: fc.constantFrom('/', 'a', '\n', '.') });
    fc.assert(fc.property(text, (given) => assert.equal(trimEnd(given, '/'), given.replace(/\/+$/, ''))));
  });

  it('takes linear time on a long run that something else ends', () => {
    const run = `${'/'.repeat(1_000_000)}x`;
    const before = process.cpuUsage();
    assert.equal(trimEnd(run, '/'), run);
    assert.ok(process.cpuUsage(before).user < 500_000);
  });
});
