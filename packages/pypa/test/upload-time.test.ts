import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseUploadTime } from '../src/upload-time.ts';

function milliseconds(text: string): number | undefined {
  const parsed = parseUploadTime(text);
  return parsed.ok ? parsed.value.epochMilliseconds : undefined;
}

describe('upload times', () => {
  // PEP 700, "Additional file information": `yyyy-mm-ddThh:mm:ss.ffffffZ`, in UTC.
  it('every instant of the years 1 to 9999 is read back', () => {
    const [min, max] = [new Date('0001-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59.999Z')];
    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), (date) =>
        assert.equal(milliseconds(date.toISOString()), date.getTime()),
      ),
      { numRuns: 2000 },
    );
  });

  // PEP 700: the fraction is optional and has up to six digits.
  it('a fraction is optional, and rounded down to milliseconds', () => {
    assert.equal(milliseconds('1970-01-01T00:00:01Z'), 1000);
    assert.equal(milliseconds('1970-01-01T00:00:01.2Z'), 1200);
    assert.equal(milliseconds('1970-01-01T00:00:01.999999Z'), 1999);
    assert.equal(milliseconds('1969-12-31T23:59:59.999999Z'), -1);
  });

  it('other offsets of RFC 3339 are understood', () => {
    assert.equal(milliseconds('1970-01-01T01:30:00+01:30'), 0);
    assert.equal(milliseconds('1969-12-31t22:30:00-01:30'), 0);
  });

  it('the calendar is kept', () => {
    assert.equal(milliseconds('2024-02-29T00:00:00Z'), Date.UTC(2024, 1, 29));
    assert.equal(milliseconds('2000-03-01T00:00:00Z'), Date.UTC(2000, 2, 1));
    for (const text of [
      '2023-02-29T00:00:00Z',
      '1900-02-29T00:00:00Z',
      '2024-04-31T00:00:00Z',
      '2024-00-10T00:00:00Z',
      '2024-13-10T00:00:00Z',
      '2024-01-00T00:00:00Z',
      '2024-01-01T24:00:00Z',
      '2024-01-01T00:60:00Z',
      '2024-01-01T00:00:61Z',
      '2024-01-01T00:00:00+24:00',
      '2024-01-01T00:00:00',
      '2024-01-01 00:00:00Z',
      '2024-01-01T00:00:00.Z',
      '2024-1-1T00:00:00Z',
      '2024-01-01T00:00:00Z\n',
      '٢٠٢٤-01-01T00:00:00Z',
      '',
    ])
      assert.equal(milliseconds(text), undefined, text);
  });
});
