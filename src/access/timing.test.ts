import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { matchesToken, newToken } from './token.ts';

const HERE = import.meta.dirname;
const facts = { scope: 'read', project: null, made: 0, expires: null } as const;

describe('comparing a token', () => {
  it('is comparing digests of one length with `timingSafeEqual`, and nothing else compares secrets or digests', () => {
    const source = readFileSync(path.join(HERE, 'token.ts'), 'utf8');
    assert.match(
      source,
      /timingSafeEqual\(Buffer\.from\(hash\('sha256', secret, 'hex'\)\), Buffer\.from\(token\.digest\)\)/,
    );
    for (const name of readdirSync(HERE).filter((one) => one.endsWith('.ts') && !one.endsWith('.test.ts'))) {
      const text = readFileSync(path.join(HERE, name), 'utf8');
      assert.doesNotMatch(
        text,
        /(?:digest|secret|text)\)? *[!=]==? *(?!undefined|null)|[!=]== *(?:token\.)?(?:digest|secret)\b/,
        name,
      );
      // A database that looks a secret up compares it byte by byte.
      assert.doesNotMatch(text, /\bWHERE [^'\n]*\b(?:digest|secret)\b/, name);
    }
  });

  it('looks at the secret also where something else is wrong, and has no other way out', () => {
    const { token, text } = newToken(facts, randomBytes);
    const other = newToken(facts, randomBytes);
    assert.equal(matchesToken(token, text, 0), true);
    assert.equal(matchesToken({ ...token, expires: 5 }, text, 5), false);
    assert.equal(matchesToken({ ...token, id: other.token.id }, text, 0), false);
    assert.equal(matchesToken(token, 'no token', 0), false);
  });

  it('takes about as long whichever character is wrong', (t) => {
    const { token, text } = newToken(facts, randomBytes);
    const at = (place: number) => `${text.slice(0, place)}${text[place] === 'A' ? 'B' : 'A'}${text.slice(place + 1)}`;
    const first = text.length - 43;
    const kinds = [at(first), at(text.length - 2), text];
    const times = kinds.map(() => 0);
    // In turns, and many times: a gross check, which a comparison that stops at the first difference of a long text fails.
    const rounds = kinds.map((): number[] => []);
    for (let round = 0; round < 60; round++)
      for (const [kind, one] of kinds.entries()) {
        const begun = process.hrtime.bigint();
        for (let times = 0; times < 300; times++) matchesToken(token, one, 0);
        rounds[kind]?.push(Number(process.hrtime.bigint() - begun));
      }
    for (const [kind, all] of rounds.entries()) times[kind] = all.sort((a, b) => a - b)[10] ?? 0;
    const [early = 1, late = 1, right = 1] = times;
    t.diagnostic(`ratios ${(early / late).toFixed(2)} and ${(early / right).toFixed(2)}`);
    for (const ratio of [early / late, early / right]) assert.ok(ratio > 0.6 && ratio < 1.6, `${ratio}`);
  });
});
