import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Ruling } from '../../evidence/ruling.ts';
import { artifact, distribution, offerOf, remembered, ruled, SHA } from '../../evidence/testing/offer.ts';
import { decided, gatewayPolicy, judgeFile } from '../testing/gateway.ts';
import { words } from '../testing/judge.ts';
import { rule } from './ruling.ts';

const WHEEL = 'demo-1.0-py3-none-any.whl';
const BYTES = `sha256:${SHA}`;

function say(rulings: readonly Ruling[], now = 10) {
  return judgeFile(rule, distribution(WHEEL), { offer: offerOf([remembered(WHEEL)], { rulings }) }, {}, now);
}

/** The verdict about an old file that nothing else is found about. */
function verdict(rulings: readonly Ruling[], now = 1e12) {
  const offer = offerOf([remembered(WHEEL)], { rulings });
  return decided(distribution(WHEEL), { offer }, gatewayPolicy(), now).verdict;
}

describe("a person's word", () => {
  it('denies or holds what it names, by project, version, beginning or bytes, and nothing else', () => {
    for (const [spec, expected] of [
      ['demo', 'deny'],
      ['Demo', 'deny'],
      ['demo==1.0', 'deny'],
      ['demo<2', 'deny'],
      ['dem-*', 'allow'],
      ['demo-*', 'allow'],
      ['demo>=2', 'allow'],
      ['other', 'allow'],
      [BYTES, 'deny'],
      [`sha256:${'0'.repeat(64)}`, 'allow'],
    ] as const) {
      assert.equal(verdict([ruled('deny', spec)]), expected, spec);
      assert.equal(verdict([ruled('hold', spec)]), expected === 'deny' ? 'hold' : 'allow', spec);
    }
    const kit = 'demo-kit-1.0.tar.gz';
    const offer = offerOf([remembered(kit)], { rulings: [ruled('deny', 'demo-*')] });
    assert.equal(
      decided(distribution(kit.replace('demo-kit', 'demo_kit')), { offer }, gatewayPolicy(), 1e12).verdict,
      'deny',
    );
  });

  it('is about the bytes that were fetched, whatever their index says', () => {
    const offer = offerOf([remembered(WHEEL)], { rulings: [ruled('deny', BYTES)] });
    const lying = { ...artifact(WHEEL), hashes: [`sha256:${'0'.repeat(64)}`] };
    assert.equal(words(judgeFile(rule, lying, { offer })), 'fail');
  });

  it('to deny comes before one to hold, and that before one to allow, in whatever order they were said', () => {
    const all = [ruled('deny', 'demo'), ruled('hold', 'demo==1.0'), ruled('allow', 'demo==1.0')];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(all, { minLength: 1 }),
        fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }),
        (some, made) => {
          const said = some.map((ruling, at) => ({ ...ruling, made: made[at] ?? 0 }));
          const strictest = ['deny', 'hold', 'allow'].find((word) => some.some((ruling) => ruling.word === word));
          assert.equal(verdict(said), strictest);
        },
      ),
    );
  });

  it('to allow the very bytes lifts what was said before it, and nothing said after', () => {
    for (const word of ['deny', 'hold'] as const) {
      assert.equal(verdict([ruled(word, 'demo', { made: 1 }), ruled('allow', BYTES, { made: 2 })]), 'allow', word);
      assert.equal(verdict([ruled(word, 'demo', { made: 2 }), ruled('allow', BYTES, { made: 2 })]), word, 'at once');
      assert.equal(verdict([ruled(word, 'demo', { made: 3 }), ruled('allow', BYTES, { made: 2 })]), word, 'after');
      assert.equal(verdict([ruled(word, BYTES, { made: 1 }), ruled('allow', BYTES, { made: 2 })]), word, 'bytes, too');
      assert.equal(
        verdict([ruled(word, 'demo', { made: 1 }), ruled('allow', 'demo==1.0', { made: 2 })]),
        word,
        'no bytes',
      );
    }
  });

  it('ends with its last instant, and says when', () => {
    const deny = ruled('deny', 'demo', { expires: 100 });
    const [outcome] = say([deny], 99);
    assert.ok(outcome?.outcome === 'fail' && outcome.until === 100);
    assert.equal(words(say([deny], 100)), 'pass');
    const lifted = say([ruled('deny', 'demo'), ruled('allow', BYTES, { made: 1, expires: 100 })], 99);
    assert.deepEqual(lifted, [{ outcome: 'pass', until: 100 }]);
    assert.equal(words(say([ruled('deny', 'demo'), ruled('allow', BYTES, { made: 1, expires: 100 })], 100)), 'fail');
  });

  it('says who, why and how it is taken back', () => {
    const [outcome] = say([ruled('deny', 'demo', { id: 'r7', owner: 'kim', reason: 'steals tokens' })]);
    assert.ok(outcome?.outcome === 'fail' && outcome.scope === 'project');
    assert.equal(outcome.message, `\`${WHEEL}\` is denied by kim, as \`demo\`: steals tokens`);
    assert.match(outcome.hint ?? '', /`rind deny --remove r7`/);
  });

  it('that cannot be read is unknown and holds; an allow that cannot be read allows nothing', () => {
    assert.equal(words(say([ruled('deny', '???')])), 'unknown');
    assert.equal(verdict([ruled('deny', '???')]), 'hold');
    assert.equal(words(say([ruled('allow', '???')])), 'pass');
  });
});
