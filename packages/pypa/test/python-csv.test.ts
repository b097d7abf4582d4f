import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatCsvRecord, readCsv } from '../src/python-csv.ts';
import { cpuTime } from './cpu-time.ts';

const texts = (text: string) => readCsv(text).map(({ fields }) => fields.map((field) => field.text));

describe("comma-separated values as Python's csv reads them", () => {
  it('what is written is read back', () => {
    const field = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[",\r\n a]{0,6}$/));
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 4 }), (records) => {
        assert.deepEqual(texts(records.map(formatCsvRecord).join('')), records);
      }),
    );
  });

  it('fields stand between commas, records between line ends', () => {
    assert.deepEqual(texts('a,b\nc,\r\n,d\re'), [['a', 'b'], ['c', ''], ['', 'd'], ['e']]);
    assert.deepEqual(texts(''), []);
    assert.deepEqual(texts('\n'), [[]]);
    assert.deepEqual(texts('\n\r\n\r'), [[], [], []]);
    assert.deepEqual(texts('a,'), [['a', '']]);
    assert.deepEqual(texts(','), [['', '']]);
    assert.deepEqual(texts('a\u2028b\u0085c'), [['a\u2028b\u0085c']]);
  });

  it('a quote counts at the very start of a field only', () => {
    assert.deepEqual(texts('"a,b",c'), [['a,b', 'c']]);
    assert.deepEqual(texts('"a\nb"\n"c\r\nd"'), [['a\nb'], ['c\r\nd']]);
    assert.deepEqual(texts('"a""b"'), [['a"b']]);
    assert.deepEqual(texts('""""'), [['"']]);
    assert.deepEqual(texts('a"b,"c'), [['a"b', 'c']]);
    assert.deepEqual(texts(' "a,b"'), [[' "a', 'b"']]);
    assert.deepEqual(texts('"a"b"c,d'), [['ab"c', 'd']]);
    assert.deepEqual(texts('""'), [['']]);
  });

  it('a quote that is never closed takes the rest', () => {
    assert.deepEqual(texts('"a,b\nc'), [['a,b\nc']]);
    assert.deepEqual(texts('a,"'), [['a', '']]);
  });

  it('every field and record knows where it starts', () => {
    assert.deepEqual(readCsv('a,"b"\r\n\nc'), [
      {
        fields: [
          { text: 'a', offset: 0 },
          { text: 'b', offset: 2 },
        ],
        offset: 0,
      },
      { fields: [], offset: 7 },
      { fields: [{ text: 'c', offset: 8 }], offset: 8 },
    ]);
  });

  it('fields are quoted only where they must be', () => {
    assert.equal(formatCsvRecord(['a b', 'c,d', 'e"f', 'g\n', '']), 'a b,"c,d","e""f","g\n",\n');
    assert.equal(formatCsvRecord(['']), '""\n');
  });

  it('is read in linear time', () => {
    const started = cpuTime();
    for (const unit of ['"', ',', '\n', '""', '",', 'a', '"a']) readCsv(unit.repeat(200_000 / unit.length));
    assert.ok(cpuTime() - started < 10_000);
    assert.deepEqual(readCsv(undefined as unknown as string), []);
  });
});
