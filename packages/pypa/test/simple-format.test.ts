import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  negotiateSimpleFormat,
  SIMPLE_ACCEPT,
  SIMPLE_CONTENT_TYPES,
  type SimpleFormat,
  simpleFormatOf,
} from '../src/simple-format.ts';
import { cpuTime } from './cpu-time.ts';

const JSON_V1 = SIMPLE_CONTENT_TYPES['json-v1'];
const HTML_V1 = SIMPLE_CONTENT_TYPES['html-v1'];
const format = fc.constantFrom<SimpleFormat>('json-v1', 'html-v1', 'text-html');

describe('content negotiation', () => {
  // PEP 691, "Version + Format Selection": the server selects one of the listed types.
  it('a client gets the one type that it lists', () => {
    fc.assert(fc.property(format, (each) => negotiateSimpleFormat(SIMPLE_CONTENT_TYPES[each]) === each));
  });

  // PEP 691: an entry with a higher quality has priority; without one it is 1.
  it('the highest quality wins, whatever the order', () => {
    const weights = fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        weights,
        fc.shuffledSubarray(['json-v1', 'html-v1', 'text-html'] as const, { minLength: 3 }),
        (qs, order) => {
          const header = order.map((each, i) => `${SIMPLE_CONTENT_TYPES[each]};q=0.${String(qs[i]).padStart(3, '0')}`);
          const best = order[qs.indexOf(Math.max(...qs))];
          assert.equal(negotiateSimpleFormat(header.join(', ')), best);
        },
      ),
    );
    assert.equal(negotiateSimpleFormat(`${JSON_V1};q=0.999, ${HTML_V1}`), 'html-v1');
    assert.equal(negotiateSimpleFormat(SIMPLE_ACCEPT), 'json-v1');
  });

  // PEP 691: no header is the wildcard for all.
  it('old clients, which send no header or the wildcard, get HTML', () => {
    for (const header of [undefined, '*/*', ' */* ; q=0.1']) assert.equal(negotiateSimpleFormat(header), 'text-html');
    assert.equal(negotiateSimpleFormat('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'), 'text-html');
  });

  it('at equal quality what is named goes before a wildcard, and JSON before HTML', () => {
    assert.equal(negotiateSimpleFormat('text/html, */*'), 'text-html');
    assert.equal(negotiateSimpleFormat(`*/*, ${HTML_V1}`), 'html-v1');
    assert.equal(negotiateSimpleFormat(`text/html, ${JSON_V1}`), 'json-v1');
    assert.equal(negotiateSimpleFormat('application/*, text/*'), 'json-v1');
    assert.equal(negotiateSimpleFormat('text/*'), 'text-html');
  });

  // RFC 9110, 12.5.1: the most precise range decides; quality 0 is "not acceptable".
  it('the most precise range decides, and zero refuses', () => {
    assert.equal(negotiateSimpleFormat('*/*, text/html;q=0, application/*;q=0.5'), 'json-v1');
    assert.equal(negotiateSimpleFormat(`*/*;q=0, ${HTML_V1};q=0.1`), 'html-v1');
    assert.equal(negotiateSimpleFormat(`text/html;q=0, ${JSON_V1};q=0.000`), undefined);
  });

  // PEP 691: `latest` is answered with the type of what is sent.
  it('`latest` means version 1', () => {
    assert.equal(negotiateSimpleFormat('application/vnd.pypi.simple.latest+json'), 'json-v1');
    assert.equal(negotiateSimpleFormat('application/vnd.pypi.simple.latest+html'), 'html-v1');
  });

  // PEP 691: nothing listed is available: 406 is an answer.
  it('what is not listed is not sent', () => {
    for (const header of [
      '',
      'application/json',
      'application/vnd.pypi.simple.v2+json',
      'image/*',
      ',,',
      'text/html;q=0',
    ])
      assert.equal(negotiateSimpleFormat(header), undefined, header);
  });

  it('case and space do not matter, and entries with an odd quality are ignored', () => {
    assert.equal(negotiateSimpleFormat(`\t${JSON_V1.toUpperCase()} ; Q=0.5`), 'json-v1');
    for (const quality of ['2', '1.001', '0.1234', '-1', '.5', 'x', ''])
      assert.equal(negotiateSimpleFormat(`${JSON_V1};q=${quality}, text/html;q=0.1`), 'text-html', quality);
    for (const quality of ['1', '1.', '1.000', '0.5', '0.999'])
      assert.equal(negotiateSimpleFormat(`${JSON_V1};q=${quality}, text/html;q=0.1`), 'json-v1', quality);
  });

  it('a separator in quotes separates nothing', () => {
    assert.equal(negotiateSimpleFormat(`text/html;x=",${JSON_V1},\\",";q=0.5, ${HTML_V1};q=0.1`), 'text-html');
  });

  it('a content type names its serialization, parameters aside', () => {
    assert.equal(simpleFormatOf('Text/HTML; charset=utf-8'), 'text-html');
    assert.equal(simpleFormatOf(JSON_V1), 'json-v1');
    assert.equal(simpleFormatOf('application/json'), undefined);
  });

  it('no header makes it throw, and long ones stay quick', () => {
    fc.assert(fc.property(fc.string(), (header) => negotiateSimpleFormat(header) !== null));
    const started = cpuTime();
    for (const piece of [',', ';', '"', '\\', ' ', 'q=', '*/*,', ';q=1'])
      negotiateSimpleFormat(`"${piece.repeat(300_000)}`);
    for (const piece of [',', ';', ' ', 'a/*,', '*/*;q=1,']) negotiateSimpleFormat(piece.repeat(100_000));
    assert.ok(cpuTime() - started < 30_000);
  });
});
