import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { escapeHtml, unescapeHtml } from '../src/html-text.ts';
import { cpuTime } from './cpu-time.ts';

describe('character references', () => {
  it('the named ones need no semicolon in text, but `apos` does', () => {
    assert.equal(unescapeHtml('&amp;&AMP;&lt;&LT&gt&GT;&quot;&QUOT&apos;&apos', false), `&&<<>>""'&apos`);
    assert.equal(unescapeHtml('&ampx &ltgt', false), '&x <gt');
  });

  it('in an attribute, a name before `=`, a letter or a digit is no reference', () => {
    assert.equal(unescapeHtml('?a=1&lt=2&gt3&ampx&amp;lt=1&lt', true), '?a=1&lt=2&gt3&ampx&lt=1<');
    assert.equal(unescapeHtml('?a=1&lt=2', false), '?a=1<=2');
  });

  it('a reference is replaced once', () => {
    assert.equal(unescapeHtml('&amp;lt;&amp;#60;', false), '&lt;&#60;');
  });

  it('numeric ones are read in both bases, with or without the semicolon', () => {
    assert.equal(unescapeHtml('&#60;&#x3C;&#X3c&#60x&#x1F600;&#0060;', false), '<<<<x\u{1f600}<');
    assert.equal(unescapeHtml('&#;&#x;&#xg;&#', false), '&#;&#x;&#xg;&#');
  });

  it('what no text may hold becomes U+FFFD or nothing, and C1 controls are Windows-1252', () => {
    assert.equal(unescapeHtml('&#0;&#xD800;&#x110000;&#99999999999999999999;', false), '\ufffd'.repeat(4));
    assert.equal(unescapeHtml('&#1;&#11;&#127;&#xFDD0;&#xFFFE;&#x1FFFF;', false), '');
    assert.equal(unescapeHtml('&#9;&#10;&#12;&#13;', false), '\t\n\f\r');
    assert.equal(unescapeHtml('&#128;&#129;&#150;&#159;', false), '€\u0081–Ÿ');
  });

  it('other names stay as they are', () => {
    assert.equal(unescapeHtml('&copy; &notit; & &&;', false), '&copy; &notit; & &&;');
  });

  it('escaping is undone by unescaping, in text and in attributes', () => {
    const text = fc.string({ unit: fc.constantFrom(...'&<>"\'\r\n a#x;l=é', 'amp', 'lt;', '\u{1f600}') });
    fc.assert(fc.property(text, fc.boolean(), (raw, inside) => unescapeHtml(escapeHtml(raw), inside) === raw));
    fc.assert(fc.property(text, (raw) => !/[<>"'\r]/.test(escapeHtml(raw))));
  });

  it('long texts take linear time', () => {
    const started = cpuTime();
    for (const piece of ['&', '&#', '&#x', '&#1', '&amp', '&#9999999999', '<', '&&&&;'])
      unescapeHtml(escapeHtml(piece.repeat(300_000)), true).concat(unescapeHtml(piece.repeat(300_000), false));
    assert.ok(cpuTime() - started < 30_000);
  });
});
