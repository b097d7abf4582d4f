import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { migrate } from '../platform/migrate.ts';
import { openSqlite } from '../platform/sqlite-db.ts';
import { authenticate } from './authenticate.ts';
import { mayAdminister, mayRead, mayUpload } from './grants.ts';
import { Throttle } from './throttle.ts';
import { ANONYMOUS, matchesToken, newToken, type Scope, tokenId, tokenTextOf } from './token.ts';
import { TOKEN_MIGRATIONS, Tokens } from './tokens.sql.ts';

const facts = { scope: 'read', project: null, made: 0, expires: 100 } as const;
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('a token', () => {
  it('is known by what was given out, until it expires', () => {
    const { token, text } = newToken(facts, randomBytes);
    assert.equal(tokenId(text), token.id);
    assert.deepEqual(
      [99, 100].map((now) => matchesToken(token, text, now)),
      [true, false],
    );
    assert.equal(matchesToken({ ...token, expires: null }, text, 1e15), true);
  });

  it('cannot be made from what is kept', () => {
    const { token, text } = newToken(facts, randomBytes);
    assert.equal(JSON.stringify(token).includes(text.slice(-43)), false);
    assert.equal(matchesToken(token, `rind_${token.id}_${token.digest.slice(0, 43)}`, 1), false);
  });

  it("is not another's, nor one of another length or form", () => {
    const [one, two] = [newToken(facts, randomBytes), newToken(facts, randomBytes)];
    for (const text of [two.text, '', one.text.slice(0, -1), `${one.text}x`, one.text.replace('rind_', 'rund_')])
      assert.equal(matchesToken(one.token, text, 1), false, text);
    assert.equal(matchesToken(one.token, `rind_${two.token.id}_${one.text.slice(-43)}`, 1), false);
  });

  it('comes as bearer or as the password of whatever user', () => {
    assert.equal(tokenTextOf('Bearer rind_a_b'), 'rind_a_b');
    assert.equal(tokenTextOf('bearer  rind_a_b'), 'rind_a_b');
    assert.equal(tokenTextOf(basic('__token__', 'a:b')), 'a:b');
    for (const header of [undefined, '', 'Bearer', 'Digest x', 'Bearer a b', 'Bearer a\r\nX: y', 'Basic !!'])
      assert.equal(tokenTextOf(header), undefined, String(header));
  });
});

describe('kept tokens', () => {
  it('are listed until they are revoked, and then grant nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rind-tokens-'));
    const db = openSqlite(join(folder, 'x.db'));
    await migrate(db, TOKEN_MIGRATIONS, 0);
    const tokens = new Tokens(db);
    const { token, text } = newToken({ ...facts, project: 'demo' }, randomBytes);
    await tokens.add(token);
    assert.deepEqual(await tokens.all(), [token]);
    const throttle = new Throttle();
    const ask = () => authenticate(basic('x', text), '127.0.0.1', tokens, throttle, 1);
    assert.deepEqual(await ask(), { principal: { id: token.id, scope: 'read', project: 'demo' } });
    assert.deepEqual([await tokens.revoke(token.id, 2), await tokens.revoke(token.id, 2)], [true, false]);
    assert.deepEqual(await ask(), { refused: 'wrong', retryAfter: 0 });
    await db.run("INSERT INTO token (id, scope, digest, made) VALUES ('new', 'root', '', 0)");
    assert.equal(await tokens.byId('new'), undefined);
    await db.close();
    rmSync(folder, { recursive: true });
  });
});

describe('guessing tokens', () => {
  const { token, text } = newToken({ ...facts, expires: null }, randomBytes);
  const tokens = { byId: async (id: string) => (id === token.id ? token : undefined) };

  it('makes an address wait, the longer the more, a right token included', async () => {
    const throttle = new Throttle();
    const guess = (given: string, now: number) => authenticate(`Bearer ${given}`, 'a', tokens, throttle, now);
    for (let tried = 0; tried < 6; tried++)
      assert.deepEqual(await guess('rind_x', 1), { refused: 'wrong', retryAfter: 0 });
    assert.deepEqual(await guess(text, 2), { refused: 'later', retryAfter: 1 });
    assert.deepEqual(await guess('rind_x', 1001), { refused: 'wrong', retryAfter: 0 });
    assert.deepEqual(await guess(text, 1002), { refused: 'later', retryAfter: 2 });
    assert.ok('principal' in (await guess(text, 3002)));
  });

  it('costs another address nothing, and fills no memory', () => {
    const throttle = new Throttle();
    for (let tried = 0; tried < 10; tried++) throttle.fail('a', 0);
    assert.deepEqual([throttle.wait('a', 0) > 0, throttle.wait('b', 0)], [true, 0]);
    for (let address = 0; address < 10_000; address++) throttle.fail(`x${address}`, 0);
    assert.equal(throttle.wait('a', 0), 0);
  });
});

describe('grants', () => {
  const who = (scope: Scope | null, project: string | null = null) => ({ id: 'x', scope, project });
  const free = { isOurs: false, isClaimed: false, isReserved: false, isKnownUpstream: false };

  it('let anybody read only where reading is open', () => {
    assert.equal(mayRead(ANONYMOUS, { openReading: true }).may, true);
    assert.deepEqual(mayRead(ANONYMOUS, { openReading: false }), {
      may: false,
      authenticate: true,
      why: 'a token with the scope `read` is needed',
    });
    for (const scope of ['read', 'upload', 'admin'] as const)
      assert.equal(mayRead(who(scope), { openReading: false }).may, true);
  });

  it('let administrators alone administer', () => {
    assert.deepEqual(
      [null, 'read', 'upload', 'admin'].map((scope) => mayAdminister(who(scope as Scope)).may),
      [false, false, false, true],
    );
  });

  it('never give a name of an upstream to whoever uploads first', () => {
    const known = { ...free, isKnownUpstream: true };
    assert.equal(mayUpload(who('upload'), 'requests', known).may, false);
    assert.equal(mayUpload(who('admin'), 'requests', known).may, false);
    for (const fact of ['isOurs', 'isClaimed', 'isReserved'])
      assert.equal(mayUpload(who('upload', 'requests'), 'requests', { ...known, [fact]: true }).may, true);
    assert.equal(mayUpload(who('upload'), 'requests', { ...known, isOurs: true }).may, true);
    assert.equal(mayUpload(who('upload'), 'acme', free).may, true);
  });

  it('give a name that was claimed to tokens for it and to administrators only', () => {
    for (const fact of ['isClaimed', 'isReserved']) {
      const claimed = { ...free, [fact]: true };
      assert.equal(mayUpload(who('upload'), 'acme', claimed).may, false);
      assert.equal(mayUpload(who('upload'), 'acme', { ...claimed, isOurs: true }).may, false);
      assert.equal(mayUpload(who('upload', 'acme'), 'acme', claimed).may, true);
      assert.equal(mayUpload(who('admin'), 'acme', claimed).may, true);
    }
  });

  it('hold a token to its project, and to its scope', () => {
    assert.equal(mayUpload(who('upload', 'acme'), 'other', free).may, false);
    assert.equal(mayUpload(who('upload', 'acme'), 'acme', free).may, true);
    assert.equal(mayUpload(who('read'), 'acme', free).may, false);
    assert.deepEqual(mayUpload(ANONYMOUS, 'acme', free), {
      may: false,
      authenticate: true,
      why: 'a token with the scope `upload` is needed',
    });
  });
});
