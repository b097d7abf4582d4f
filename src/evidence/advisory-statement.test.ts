import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  formatShared,
  MOST_DOCUMENT,
  readShared,
  type SharedStatement,
  sharedBytes,
  sharedText,
  signerOf,
} from './advisory-statement.ts';
import { formatHead, headBytes, headText, isHeadSigned, readHeadLine } from './log-head.ts';
import {
  formatStatement,
  type KeyOrigin,
  keyIdOf,
  rawKeyOf,
  readStatement,
  statementBytes,
  statementText,
} from './log-key.ts';

const SHA = 'a'.repeat(64);
const SOURCE = {
  name: 'osv',
  kind: 'osv',
  newest: '2026-01-02T03:04:05Z',
  checked: 1_767_225_600_000,
  unread: 0,
  records: 3,
  bytes: 300,
  sha256: SHA,
} as const;

/** A key of a gateway, which signs. */
function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const hex = rawKeyOf(publicKey);
  return {
    hex,
    id: keyIdOf(hex),
    publicKey,
    sign: (bytes: Uint8Array) => sign(null, bytes, privateKey).toString('hex'),
  };
}

type Pair = ReturnType<typeof keyPair>;

/** The list of keys, each with how it came after the one before. */
function listOf(...keys: readonly (readonly [Pair, KeyOrigin])[]): string {
  return keys
    .map(([pair, why], index) => {
      const text = statementText({ n: index + 1, key: pair.hex, at: 1, why });
      const by = why === 'rotated' ? keys[index - 1]?.[0].sign(statementBytes(text)) : undefined;
      return `${formatStatement(text, by, pair.sign(statementBytes(text)))}\n`;
    })
    .join('');
}

function documentOf(pair: Pair, list: string, more: Partial<SharedStatement> = {}): string {
  const text = sharedText({ at: 1_767_225_600_000, key: pair.id, sources: [SOURCE], ...more });
  return formatShared(list, text, pair.sign(sharedBytes(text)));
}

function verdict(document: string, named: readonly string[] | undefined): string {
  const read = readShared(document);
  if (read === undefined) return 'unreadable';
  const signer = signerOf(read, named);
  return typeof signer === 'string' ? signer : signer.key;
}

describe('a signed statement of advisories', () => {
  const key = keyPair();
  const list = listOf([key, 'first']);
  const whole = documentOf(key, list);

  it('is read as it was written, and signed by the key that was named', () => {
    assert.deepEqual(readShared(whole)?.statement.sources, [SOURCE]);
    assert.equal(verdict(whole, [key.hex]), key.hex);
  });

  it('is untrusted with another key, and with none at all', () => {
    assert.equal(verdict(whole, [keyPair().hex]), 'untrusted');
    assert.equal(verdict(whole, []), 'untrusted');
  });

  it('is believed no more when any character of it is another', () => {
    const start = whole.indexOf('{"at"');
    for (let at = start; at < whole.length - 1; at += 3) {
      const other = whole[at] === '1' ? '2' : '1';
      const changed = `${whole.slice(0, at)}${other}${whole.slice(at + 1)}`;
      assert.notEqual(verdict(changed, [key.hex]), key.hex, changed.slice(Math.max(start, at - 20), at + 20));
    }
  });

  it('is followed from a key to the ones that it vouches for, and never past a lost one', () => {
    const [second, third] = [keyPair(), keyPair()];
    const rotated = listOf([key, 'first'], [second, 'rotated'], [third, 'rotated']);
    assert.equal(verdict(documentOf(third, rotated), [key.hex]), third.hex);
    assert.equal(verdict(documentOf(second, listOf([key, 'first'], [second, 'lost'])), [key.hex]), 'untrusted');
    assert.equal(verdict(documentOf(key, rotated), [third.hex]), 'untrusted');
  });

  it('is none with a key in the list that the one before did not sign', () => {
    const [thief, text] = [keyPair(), ''] as const;
    const claimed = statementText({ n: 2, key: thief.hex, at: 1, why: 'rotated' });
    const line = formatStatement(claimed, thief.sign(statementBytes(claimed)), thief.sign(statementBytes(claimed)));
    assert.equal(verdict(documentOf(thief, `${list}${line}\n${text}`), [key.hex]), 'unreadable');
  });

  for (const [what, more] of [
    ['a negative number of bytes', { sources: [{ ...SOURCE, bytes: -1 }] }],
    ['a name that leads elsewhere', { sources: [{ ...SOURCE, name: '../x' }] }],
    ['the name of a feed for records', { sources: [{ ...SOURCE, name: 'epss' }] }],
    ['one source twice', { sources: [SOURCE, SOURCE] }],
    ['a day that is none', { sources: [{ ...SOURCE, newest: 'tomorrow' }] }],
    ['a digest that is none', { sources: [{ ...SOURCE, sha256: 'A'.repeat(64) }] }],
    ['too many sources', { sources: Array.from({ length: 65 }, (_, at) => ({ ...SOURCE, name: `s${at}` })) }],
  ] as const)
    it(`is none with ${what}, though it is signed`, () => {
      assert.equal(verdict(documentOf(key, list, more), [key.hex]), 'unreadable');
    });

  it('is none when it is written in another way, though it is signed', () => {
    const text = sharedText({ at: 1, key: key.id, sources: [SOURCE] });
    for (const other of [text.replace('{', '{ '), text.replace('{', '{"at":2,'), text.replace('"at"', '"__proto__"')])
      assert.equal(verdict(formatShared(list, other, key.sign(sharedBytes(other))), [key.hex]), 'unreadable', other);
  });

  it('is none when it is too long, cut off, or something else', () => {
    for (const text of [
      '',
      '\n',
      whole.slice(0, -1),
      '<html>\n',
      `${'x'.repeat(MOST_DOCUMENT)}\n`,
      `${'['.repeat(9e4)}\n`,
    ])
      assert.equal(verdict(text, [key.hex]), 'unreadable');
  });
});

describe('a signature of one thing', () => {
  const key = keyPair();
  const list = listOf([key, 'first']);

  it('of a head of the log is none of advisories, and the other way round', () => {
    const text = sharedText({ at: 1, key: key.id, sources: [] });
    for (const bytes of [headBytes(text), statementBytes(text), Buffer.from(text)])
      assert.equal(verdict(formatShared(list, text, key.sign(bytes)), [key.hex]), 'unsigned');
    const head = headText({ chain: '00', seq: 1, hash: SHA, at: 1, key: key.id, prev: SHA });
    const line = readHeadLine(formatHead(head, key.sign(sharedBytes(head))));
    assert.ok(line);
    assert.equal(isHeadSigned(line, key.publicKey), false);
  });

  it('of a statement of advisories is none of a key', () => {
    const text = statementText({ n: 1, key: key.hex, at: 1, why: 'first' });
    assert.equal(readStatement(formatStatement(text, undefined, key.sign(sharedBytes(text))), undefined), 'unsigned');
  });
});
