import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { boundaryOf, type FormEvent, MULTIPART_LIMITS, MultipartError, MultipartParser } from './multipart.ts';

const LIMITS = { ...MULTIPART_LIMITS, fileBytes: 1_000_000 };

/** A form as requests writes it. */
function form(parts: readonly (readonly [head: string, body: string | Buffer])[], end = '--B--\r\n'): Buffer {
  const pieces = parts.flatMap(([head, body]) => [
    `--B\r\nContent-Disposition: form-data; ${head}\r\n\r\n`,
    body,
    '\r\n',
  ]);
  return Buffer.concat([...pieces, end].map((piece) => Buffer.from(piece)));
}

/** What is found in a body that comes in pieces of a length; data in one. */
function read(body: Buffer, length = body.length, limits: Partial<typeof LIMITS> = {}): unknown[] {
  const parser = new MultipartParser('B', { ...LIMITS, ...limits });
  const found: unknown[] = [];
  const data: Buffer[] = [];
  const take = (event: FormEvent): void => {
    if (event.kind === 'data') data.push(Buffer.from(event.data));
    else if (event.kind === 'field') found.push([event.name, event.value]);
    else if (event.kind === 'file') found.push(event.filename);
    else if (event.kind === 'file-end') found.push(Buffer.concat(data).toString('latin1'));
  };
  for (let at = 0; at < body.length; at += Math.max(1, length))
    parser.push(body.subarray(at, at + Math.max(1, length))).forEach(take);
  parser.end();
  return found;
}

test('fields and a file are found, whatever the pieces they come in', () => {
  const content = Buffer.concat([
    Buffer.from('\r\n--A\r\n--\r\n-'),
    Buffer.from([0, 255, 13, 10]),
    Buffer.from('\r\n--'),
  ]);
  const body = form([
    ['name=":action"', 'file_upload'],
    ['name="classifiers"', 'a'],
    ['name="classifiers"', 'é\r\nb'],
    ['name="content"; filename="demo-1.0+x.tar.gz"\r\nContent-Type: application/octet-stream', content],
    ['name="empty"', ''],
  ]);
  const expected = [
    [':action', 'file_upload'],
    ['classifiers', 'a'],
    ['classifiers', 'é\r\nb'],
    'demo-1.0+x.tar.gz',
    content.toString('latin1'),
    ['empty', ''],
  ];
  for (const length of [1, 2, 3, 5, 7, 64, body.length]) assert.deepEqual(read(body, length), expected, String(length));
});

test('whatever bytes a file has come out as they went in (RFC 2046, 5.1.1)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (bytes, length) => {
      const content = Buffer.from(bytes);
      if (content.includes('\r\n--B')) return;
      assert.deepEqual(read(form([['name="content"; filename="f"', content]]), length), [
        'f',
        content.toString('latin1'),
      ]);
    }),
  );
});

test('a form that could be read in two ways is none', () => {
  const file = 'name="content"; filename="f"';
  const attacks: [name: string, body: Buffer | string][] = [
    ['nothing before its end', ''],
    ['another boundary', '--C\r\n\r\n\r\n--C--\r\n'],
    ['a preamble', `hidden\r\n${form([[file, 'x']])}`],
    ['no end', form([[file, 'x']], '')],
    ['an end cut off', form([[file, 'x']], '--B-')],
    [
      'two files',
      form([
        [file, 'x'],
        [file, 'y'],
      ]),
    ],
    ['two names', form([['name="a"; name="b"', 'x']])],
    ['two dispositions', form([['name="a"\r\nContent-Disposition: form-data; name="b"', 'x']])],
    ['no name', form([['filename="f"', 'x']])],
    ['a transfer encoding', form([[`${file}\r\nContent-Transfer-Encoding: base64`, 'x']])],
    ['a folded header', form([['name="a"\r\n b: c', 'x']])],
    ['a control character in a header', form([['name="a\u0000"', 'x']])],
    ['what is no form data', '--B\r\nContent-Disposition: attachment; name="a"\r\n\r\nx\r\n--B--'],
    ['a field that is not UTF-8', form([['name="a"', Buffer.from([0xff])]])],
    ['a boundary with a tail', form([['name="a"', 'x\r\n--Bx']])],
  ];
  for (const [name, body] of attacks)
    for (const length of [1, 1000]) assert.throws(() => read(Buffer.from(body), length), MultipartError, name);
});

test('limits: endless headers, fields and files end the reading with what holds them', () => {
  const endless = Buffer.alloc(100_000, 'a');
  const head = Buffer.from('--B\r\nX: ');
  assert.throws(() => read(Buffer.concat([head, endless]), 1000), /headers of a part are too long/);
  assert.throws(() => read(form([['name="a"', endless]]), 1000, { fieldBytes: 50_000 }), { status: 413 });
  assert.throws(
    () =>
      read(
        form([
          ['name="a"', endless],
          ['name="b"', endless],
        ]),
        1000,
        { formBytes: 150_000 },
      ),
    { status: 413 },
  );
  assert.throws(() => read(form([['name="c"; filename="f"', endless]]), 1000, { fileBytes: 50_000 }), { status: 413 });
  const many = form(Array.from({ length: 30 }, () => ['name="a"', 'x'] as const));
  assert.throws(() => read(many, 1000, { fields: 20 }), { status: 413 });
});

test('a large body takes linear time, even one that is full of what looks like boundaries', () => {
  const near = Buffer.from('\r\n--'.repeat(250_000));
  const started = process.cpuUsage();
  assert.equal(read(form([['name="c"; filename="f"', near]]), 16_384, { fileBytes: 2_000_000 }).length, 2);
  assert.ok(process.cpuUsage(started).user < 2_000_000);
});

test('a content type names one boundary, or none that counts', () => {
  const cases: [string | undefined, string | undefined][] = [
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data; charset=utf-8; Boundary="a b:c"', 'a b:c'],
    ['multipart/form-data;boundary=----x', '----x'],
    ['multipart/form-data', undefined],
    ['multipart/form-data; boundary=', undefined],
    ['multipart/form-data; boundary="a b "', undefined],
    ['multipart/form-data; boundary=a; boundary=b', undefined],
    ['multipart/mixed; boundary=a', undefined],
    ['application/x-www-form-urlencoded', undefined],
    [`multipart/form-data; boundary=${'a'.repeat(71)}`, undefined],
    [undefined, undefined],
  ];
  for (const [type, expected] of cases) assert.equal(boundaryOf(type), expected, type);
});

test('noise is an error or a form, never a crash', () => {
  for (let i = 0; i < 300; i++) {
    const noise = Buffer.concat([Buffer.from('--B\r\n'), randomBytes(i)]);
    try {
      read(noise, 1 + (i % 9));
    } catch (error) {
      assert.ok(error instanceof MultipartError);
    }
  }
});
