import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { redactUrl, Secret } from './secret.ts';
import { cpuTime } from './text/testing/cpu-time.ts';

test('a secret shows itself nowhere but in reveal', () => {
  const secret = new Secret('hunter2');
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret, { showHidden: true, depth: 9 }),
    inspect({ deep: { secret } }, { depth: 9 }),
    format('%s %o %j', secret, secret, secret),
    Object.values(secret).join(),
    JSON.stringify(structuredClone({ ...secret })),
    new Error(`failed with ${secret}`).message,
  ];
  for (const text of shown) assert.ok(!text.includes('hunter2'), text);
  assert.equal(String(secret), '[secret]');
  assert.equal(secret.reveal(), 'hunter2');
});

const REDACTED: readonly [string, string, string][] = [
  ['user and password are hidden', 'https://user:pw@host/x', 'https://***@host/x'],
  ['a token alone is hidden', 'https://ghp_abc@github.com/x', 'https://***@github.com/x'],
  ['the last at sign before the path ends the user', 'https://a@b:c@host/x@y', 'https://***@host/x@y'],
  ['a URL without a user stays', 'https://host:8080/x@y?z=a@b', 'https://host:8080/x@y?z=a@b'],
  ['a password with an unescaped slash is hidden too', 'https://u:p/w@host/x', 'https://***@host/x'],
  ['a password with an unescaped question mark or hash is hidden too', 'https://u:p?w#z@host/x', 'https://***@host/x'],
  [
    'every URL of a text is redacted',
    'at https://a:b@c/ and "git+ssh://git@d/e".',
    'at https://***@c/ and "git+ssh://***@d/e".',
  ],
  ['text without a URL stays', 'a@b.c :// x', 'a@b.c :// x'],
  ['an empty user is hidden', 'https://:pw@host', 'https://***@host'],
];

for (const [rule, text, redacted] of REDACTED) test(rule, () => assert.equal(redactUrl(text), redacted));

test('no password is left, whatever it is made of', () => {
  const pieces = (...units: string[]) =>
    fc.array(fc.constantFrom('a', ':', '%40', '!', '-', ...units), { maxLength: 6 });
  const letters = fc.oneof(pieces('@'), pieces('/', '?', '#', '\\'));
  fc.assert(
    fc.property(letters, (units) => {
      const url = `https://user:s3cr3t${units.join('')}s3cr3t@host/path`;
      assert.ok(!redactUrl(url).includes('s3cr3t'), url);
    }),
    { numRuns: 5000 },
  );
});

test('long texts take linear time', () => {
  for (const piece of ['://', '://a:b/', '@', '://a@', ':', 'https://u:p@h ', '://a:b']) {
    const spent = cpuTime(() => {
      redactUrl(piece.repeat(200_000));
    });
    assert.ok(spent < 2000, piece);
  }
});
