import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type EmailMessage, parseEmailMessage } from '../src/email-message.ts';
import { encodeLatin1 } from '../src/utf8.ts';
import { cpuTime } from './cpu-time.ts';

function pairs(message: EmailMessage): string[] {
  return message.headers.map(({ name, value }) => `${name}=${value}`);
}
function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
function codes(text: string): string[] {
  return parseEmailMessage(text).defects.map(({ code, offset }) => `${code}@${offset}`);
}

describe('what is a header', () => {
  it('a name is printable ASCII up to the first colon', () => {
    assert.deepEqual(pairs(parseEmailMessage('A: 1\nB!~:2\nx-Y: a: b\n')), ['A=1', 'B!~=2', 'x-Y=a: b']);
  });

  it('white space or a letter outside ASCII before the colon makes a line the first one of the body', () => {
    for (const line of ['Name : x\n', 'Näme: x\n', 'no colon\n', 'A\u007f: x\n']) {
      const message = parseEmailMessage(`A: 1\n${line}B: 2\n`);
      assert.deepEqual([pairs(message), message.body], [['A=1'], `${line}B: 2\n`]);
      assert.deepEqual(codes(`A: 1\n${line}`), ['missing-separator@5']);
    }
  });

  it('lines end with LF, CR LF or CR alone, and with nothing else', () => {
    assert.deepEqual(pairs(parseEmailMessage('A: 1\rB: 2\r\nC: 3\u2028D: 4\u000b\n\rbody')), [
      'A=1',
      'B=2',
      'C=3\u2028D: 4\u000b',
    ]);
    assert.equal(parseEmailMessage('A: 1\n\rbody\n').body, 'body\n');
    assert.equal(parseEmailMessage('A: 1\r\n\r\nbody').body, 'body');
  });

  it('continuation lines belong to the value, with their line ends', () => {
    assert.deepEqual(pairs(parseEmailMessage('A: 1\n  2\r\n\t3\n \nB: 4')), ['A=1\n  2\r\n\t3\n ', 'B=4']);
  });

  it('a tab continues a value as a space does', () => {
    assert.deepEqual(pairs(parseEmailMessage('A: 1\n\t2\nB: 3')), ['A=1\n\t2', 'B=3']);
  });

  it('a value loses white space and line ends before it, and line ends after it', () => {
    assert.deepEqual(pairs(parseEmailMessage('A: \t\n  x \n')), ['A=x ']);
    assert.deepEqual(pairs(parseEmailMessage('A:\u00a0x\nB:\n')), ['A=\u00a0x', 'B=']);
  });

  it('a continuation without a header is left out and told', () => {
    assert.deepEqual(pairs(parseEmailMessage(' x\nA: 1\n')), ['A=1']);
    assert.deepEqual(codes(' x\nA: 1\n'), ['continuation-without-header@0']);
  });

  it('a line without a name is left out with its continuations', () => {
    assert.deepEqual(pairs(parseEmailMessage('A: 1\n: x\n y\nB: 2\n')), ['A=1', 'B=2']);
    assert.deepEqual(codes('A: 1\n: x\nB: 2\n'), ['missing-header-name@5']);
  });

  it('a mailbox line is the envelope at the start, left out in the middle, and the body at the end', () => {
    const first = parseEmailMessage('From me\r\nA: 1\n\nbody');
    assert.deepEqual([first.envelope, pairs(first), first.body], ['From me', ['A=1'], 'body']);
    assert.deepEqual(codes('A: 1\nFrom x: y\n z\nB: 2\n'), ['misplaced-envelope@5', 'continuation-without-header@15']);
    assert.equal(parseEmailMessage('A: 1\nFrom x\n\nbody').body, 'From x\nbody');
    assert.equal(parseEmailMessage('A: 1\nFrom x\nbody').body, 'From x\nbody');
    assert.equal(parseEmailMessage(utf8('A: 1\nFrom x\n\nbödy')).body, 'From x\nbödy');
  });

  it('offsets count code units of text and bytes of bytes', () => {
    const { defects } = parseEmailMessage(utf8('A: ä🐍\n: x\nB: ä\n: y\n'));
    assert.deepEqual(
      defects.map(({ offset }) => offset),
      [10, 20],
    );
    assert.deepEqual(
      parseEmailMessage('A: ä\nB: 1\n').headers.map(({ offset }) => offset),
      [0, 5],
    );
    assert.deepEqual(
      parseEmailMessage(utf8('A: ä\nB: 1\n')).headers.map(({ offset }) => offset),
      [0, 6],
    );
  });
});

describe('bytes', () => {
  it('a value that is no UTF-8 stays one character a byte, and spoils no other', () => {
    const { headers } = parseEmailMessage(encodeLatin1('A: \xff\xfe\nB: \xc3\xbc\n'));
    assert.deepEqual(
      headers.map(({ value, isUtf8 }) => [value, isUtf8]),
      [
        ['ÿþ', false],
        ['ü', true],
      ],
    );
  });

  it('a body that is no UTF-8 stays bytes', () => {
    assert.deepEqual(parseEmailMessage(encodeLatin1('A: 1\n\nx\xff')).body, Uint8Array.from([0x78, 0xff]));
    assert.equal(parseEmailMessage(utf8('A: 1\n\n☃\r\n')).body, '☃\r\n');
  });

  it('a base64 or quoted-printable body is decoded, of bytes only', () => {
    const base64 = 'Content-Transfer-Encoding: BASE64\n\naGV*s\nbG8\n';
    assert.equal(parseEmailMessage(utf8(base64)).body, 'hello');
    assert.equal(parseEmailMessage(base64).body, 'aGV*s\nbG8\n');
    const quoted = 'Content-Transfer-Encoding: quoted-printable\n\n=C3=BC =\r\nx==y=3d=ZZ=';
    assert.equal(parseEmailMessage(utf8(quoted)).body, 'ü x=y==ZZ');
    assert.equal(parseEmailMessage(utf8('Content-Transfer-Encoding: 8bit\n\n=41')).body, '=41');
  });

  it('a decoded body as long as the encoded one is the decoded one', () => {
    const message = 'A: 1\nContent-Transfer-Encoding: quoted-printable\nFrom x\n\n=C3=BC=\n';
    assert.equal(parseEmailMessage(utf8(message)).body, 'From x\nü');
  });
});

describe('bodies of several parts', () => {
  const body = (type: string, text: string) => parseEmailMessage(`Content-Type: ${type}\n\n${text}`).body;

  it('a body with a boundary line is no text', () => {
    assert.equal(body('multipart/mixed; boundary=x', 'a\n--x\nb'), undefined);
    assert.equal(body('Multipart/X; a="b;boundary=no"; BOUNDARY="x " ', '--x \t\r\nb'), undefined);
    assert.equal(body("multipart/x; boundary*1*=%79; boundary*0*=utf-8'en'x", '--xy\n'), undefined);
  });

  it('a closing boundary line before any other cuts the text', () => {
    assert.equal(body('multipart/mixed; boundary=x', 'a\n--x--\nb\n--x\n'), 'a\n');
  });

  it('without a boundary, a boundary line or the type, everything is text', () => {
    for (const type of [
      'multipart/mixed',
      'multipart/mixed; boundary=y',
      'text/plain; boundary=x',
      'multipart/a/b; boundary=x',
    ]) {
      assert.equal(body(type, 'a\n--x\nb'), 'a\n--x\nb', type);
    }
    assert.equal(body('multipart/mixed; boundary=x', 'a--x\n--xy\n'), 'a--x\n--xy\n');
  });

  it('a message inside a message is no text', () => {
    assert.equal(body('message/rfc822', 'A: 1\n'), undefined);
    assert.equal(body('MESSAGE/delivery-status', ''), undefined);
  });

  it('pieces of a boundary with and without numbers are read, where Python fails', () => {
    assert.equal(body('multipart/x; boundary*=a; boundary*0=b', '--ab\n'), undefined);
  });
});

describe('any input', () => {
  it('is read without a throw, and nothing of the body is lost', () => {
    const unit = fc.constantFrom(
      ':',
      ' ',
      '\t',
      '\n',
      '\r',
      'A',
      'From ',
      'ä',
      '\u2028',
      'Content-Type: multipart/x;boundary=b\n',
      '--b',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), (units) => {
        const text = units.join('');
        const { body } = parseEmailMessage(text);
        assert.ok(
          body === undefined || text.includes('From ') || text.includes('--b--') || text.endsWith(String(body)),
        );
        parseEmailMessage(utf8(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes linear time', () => {
    const started = cpuTime();
    for (const unit of [':', ' ', '\n', '\r', 'a', 'A: 1\n', ': \n', 'From \n', ' \n', '=', '"', ';', '=?', '\u00e9']) {
      const long = unit.repeat(200_000 / unit.length);
      parseEmailMessage(long);
      parseEmailMessage(utf8(long));
      parseEmailMessage(utf8(`Content-Type: multipart/x; boundary=a\n\n${long}`));
      parseEmailMessage(
        utf8(
          `Content-Type: multipart/x${long.replaceAll('\n', '')}\nContent-Transfer-Encoding: quoted-printable\n\n${long}`,
        ),
      );
      parseEmailMessage(utf8(`Content-Transfer-Encoding: base64\n\n${long}`));
    }
    assert.ok(cpuTime() - started < 20_000);
  });
});
