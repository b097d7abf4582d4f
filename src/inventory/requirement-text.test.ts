import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeRequirements } from './requirement-text.ts';

function decoded(...parts: (string | readonly number[])[]): string {
  const bytes = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
  const result = decodeRequirements(bytes);
  return result.ok ? result.value : `! ${result.error.code}`;
}

const utf16be = (text: string): number[] => [...Buffer.from(text, 'utf16le').swap16()];
function utf32(text: string, isLittle: boolean): number[] {
  return [...text].flatMap((character) => {
    const view = new DataView(new ArrayBuffer(4));
    view.setUint32(0, character.codePointAt(0) ?? 0, isLittle);
    return [...new Uint8Array(view.buffer)];
  });
}

describe('the encoding of a requirements file', () => {
  it('is what its byte order mark says: UTF-8, UTF-16 or UTF-32 in either order', () => {
    assert.equal(decoded([0xef, 0xbb, 0xbf], 'a==1'), 'a==1');
    assert.equal(decoded([0xff, 0xfe], [...Buffer.from('a==1 # 🐍', 'utf16le')]), 'a==1 # 🐍');
    assert.equal(decoded([0xfe, 0xff], utf16be('a==1 # é')), 'a==1 # é');
    assert.equal(decoded([0xff, 0xfe, 0, 0], utf32('a==1 # 🐍', true)), 'a==1 # 🐍');
    assert.equal(decoded([0, 0, 0xfe, 0xff], utf32('a==1', false)), 'a==1');
  });

  it('is what a comment on one of the first two lines names, as pip finds it', () => {
    assert.equal(decoded('# -*- coding: latin-1 -*-\n# ', [0xe9, 0x80]), '# -*- coding: latin-1 -*-\n# é\x80');
    assert.equal(decoded('\n# vim: set fileencoding=cp1252 :\n# ', [0x80]), '\n# vim: set fileencoding=cp1252 :\n# €');
    assert.equal(decoded('# coding=ISO_8859_15\n# ', [0xa4]), '# coding=ISO_8859_15\n# €');
    assert.equal(decoded('# coding: utf-8\n# é'), '# coding: utf-8\n# é');
  });

  it('is UTF-8 where a coding line stands too late, or is no comment', () => {
    assert.equal(decoded('\n\n# coding: latin-1\n', [0xe9]), '! not-utf8');
    assert.equal(decoded(' # coding: latin-1\n', [0xe9]), '! not-utf8');
    assert.equal(decoded('a==1 # coding: latin-1\n', [0xe9]), '! not-utf8');
  });

  it('is refused where a name could be spelled so that people and pip read two things', () => {
    for (const name of ['utf-7', 'utf_16', 'rot13', 'idna', 'unicode_escape', 'punycode', 'cp037', 'x'.repeat(500)])
      assert.equal(decoded(`# coding: ${name}\na==1`), '! unknown-encoding', name);
  });

  it('is never guessed from the machine: pip would take its locale, Rind says so', () => {
    assert.equal(decoded('a==1 # ', [0xe9]), '! not-utf8');
    assert.equal(decoded('# coding: ascii\n# ', [0xe9]), '! not-decodable');
  });

  it('holds no NUL, half a character or number beyond Unicode', () => {
    assert.equal(decoded('a==1\0'), '! nul-character');
    assert.equal(decoded([0xff, 0xfe, 0x61]), '! not-decodable');
    assert.equal(decoded([0xff, 0xfe, 0x00, 0xd8]), '! not-decodable');
    assert.equal(decoded([0xff, 0xfe, 0, 0, 0, 0, 0x11, 0]), '! not-decodable');
    assert.equal(decoded([0xff, 0xfe, 0, 0, 0, 0xd8, 0, 0]), '! not-decodable');
    assert.equal(decoded([0xff, 0xfe, 0, 0, 0x61]), '! not-decodable');
    assert.equal(decoded('# coding: latin-1\n\0'), '! nul-character');
    assert.equal(decoded([0xfe, 0xff], utf16be('a\0')), '! nul-character');
  });

  it('takes any bytes without a throw', () => {
    const starts = [
      [],
      [0xff, 0xfe],
      [0xfe, 0xff],
      [0xff, 0xfe, 0, 0],
      [0, 0, 0xfe, 0xff],
      [...Buffer.from('# coding: koi8-r\n')],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 40 }), (start, bytes) => {
        decodeRequirements(Uint8Array.from([...start, ...bytes]));
      }),
      { numRuns: 500 },
    );
  });
});
