import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDescriptionContentType } from '../src/content-type.ts';
import { cpuTime } from './cpu-time.ts';

function read(text: string): string {
  const parsed = parseDescriptionContentType(text);
  return parsed.ok
    ? [parsed.value.type, parsed.value.variant].join(' ')
    : `${parsed.error.code}@${parsed.error.offset}`;
}

describe('Description-Content-Type', () => {
  // Core metadata, "Description-Content-Type": the three accepted types, compared without case.
  it('is one of three types', () => {
    assert.equal(read('text/plain'), 'text/plain ');
    assert.equal(read('TEXT/X-rst'), 'text/x-rst ');
    assert.equal(read('text/markdown'), 'text/markdown GFM');
    for (const text of [
      'text/html',
      'text',
      'text/plain/x',
      '',
      'text /plain',
      'text/plain x',
      'text/plain\n',
      '\ntext/plain',
    ]) {
      assert.equal(read(text), 'invalid-content-type@0', text);
    }
  });

  // Ibid.: the charset can only be UTF-8.
  it('has no charset but UTF-8', () => {
    assert.equal(read('text/plain; charset=utf-8'), 'text/plain ');
    assert.equal(read('text/plain; CHARSET="UTF-8"'), 'text/plain ');
    assert.equal(read('text/plain; charset=latin-1'), 'invalid-charset@10');
    assert.equal(read('text/plain; charset=""'), 'invalid-charset@10');
  });

  // Ibid.: variants of markdown are GFM, the default, and CommonMark; case counts.
  it('has the markdown variants GFM and CommonMark', () => {
    assert.equal(read('text/markdown; variant=CommonMark'), 'text/markdown CommonMark');
    assert.equal(read('text/markdown; charset=UTF-8; variant="GFM"'), 'text/markdown GFM');
    assert.equal(read('text/markdown; variant=gfm'), 'invalid-variant@13');
    assert.equal(read('text/plain; variant=gfm'), 'text/plain ');
  });

  it('takes white space, comments and quotes where mail readers do', () => {
    for (const text of [
      ' text/plain ',
      'text/plain ;',
      'text/plain; ',
      'text/plain;(a (b) \\) c)',
      'text/plain; a = (c) "b \\" ;" (d)',
      '\u00a0text/plain\u3000',
      ' \u001ftext/plain',
    ]) {
      assert.equal(read(text), 'text/plain ', text);
    }
  });

  it('refuses malformed parameters, at their place', () => {
    for (const parameter of [
      'x',
      'x=',
      '=x',
      ' x*',
      'x=a b',
      'x="a',
      'x="a"b',
      '{b}',
      'a}b',
      '(',
      "x='a'",
      'x=a;;',
      'x=1;x=2',
      'x="\u0007"',
      'x="=?a?q?b?="',
    ]) {
      assert.match(read(`text/plain;${parameter}`), /^invalid-content-type@1[1-9]$/, parameter);
    }
  });

  it('refuses parameters in the pieces of RFC 2231, which Python reads', () => {
    assert.equal(read("text/plain; charset*=utf-8''UTF-8"), 'invalid-content-type@11');
  });

  it('refuses comments around the type, which Python takes for `text/plain` when they hold a semicolon', () => {
    assert.equal(read('(;)text/plain'), 'invalid-content-type@0');
  });

  it('takes linear time', () => {
    const started = cpuTime();
    for (const unit of [' ', '(', ')', '"', '\\', ';', 'a', '=', '=?', 'a=b;', '(\\', '\u00a0']) {
      const long = unit.repeat(300_000 / unit.length);
      for (const start of ['', 'text/plain', 'text/plain;', 'text/plain;a="', 'text/plain;('])
        parseDescriptionContentType(start + long);
    }
    assert.ok(cpuTime() - started < 10_000);
  });
});
