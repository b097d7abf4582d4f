import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { artifact, distribution, inspected, offerOf, remembered, SHA } from '../evidence/testing/offer.ts';
import type { Decision, Reason, Verdict } from './decide.ts';
import { decideFile } from './decide-file.ts';
import type { Outcome } from './outcome.ts';
import { RULES } from './registry.generated.ts';
import { decided, gatewayPolicy } from './testing/gateway.ts';

const basis = { policy: 'sha256:00', evidence: '' };
const pass = (more: Partial<Decision> = {}): Decision => ({
  id: 'a',
  verdict: 'allow',
  reasons: [],
  basis,
  validUntil: null,
  ...more,
});
const reason = (rule: string, outcome: Outcome): Reason => ({ rule, level: 'deny', outcome });
const fail = (key: string): Outcome => ({ outcome: 'fail', message: `m ${key}`, key });
const idle: Outcome = { outcome: 'not-run', reason: 'no advisory data is at hand' };

const ORDER: readonly Verdict[] = ['allow', 'hold', 'deny'];

describe('the decision about a file', () => {
  it('is the strictest of its parts, and holds as long as each of them', () => {
    const verdict = fc.constantFrom(...ORDER);
    const end = fc.option(fc.nat(1000), { nil: null });
    const part = fc.record({ verdict, validUntil: end });
    fc.assert(
      fc.property(part, part, fc.option(part, { nil: undefined }), (release, distribution, bytes) => {
        const parts = [release, distribution, ...(bytes === undefined ? [] : [bytes])];
        const one = decideFile(
          {
            release: pass(release),
            distribution: pass(distribution),
            ...(bytes === undefined ? {} : { artifact: pass(bytes) }),
          },
          RULES,
        );
        assert.ok(parts.every((each) => ORDER.indexOf(each.verdict) <= ORDER.indexOf(one.verdict)));
        assert.ok(parts.some((each) => each.verdict === one.verdict));
        const ends = parts.flatMap(({ validUntil }) => validUntil ?? []);
        assert.equal(one.validUntil, ends.length === 0 ? null : Math.min(...ends));
      }),
    );
  });

  it('is let go as soon as nobody holds it, without a look through all of memory', () => {
    setFlagsFromString('--expose-gc');
    const look: unknown = runInNewContext('gc');
    assert.ok(typeof look === 'function');
    const decideMany = (count: number): void => {
      for (let at = 0; at < count; at++) {
        const parts = { release: pass(), distribution: pass({ id: `d${at}` }) };
        assert.notEqual(decideFile(parts, RULES).id, '');
      }
    };
    decideMany(2000);
    look();
    const before = process.memoryUsage().heapUsed;
    decideMany(4000);
    // What is new moves on the first look, and stays or goes on the second.
    for (let at = 0; at < 2; at++) look({ type: 'minor' });
    const each = (process.memoryUsage().heapUsed - before) / 4000;
    assert.ok(each < 150, `${Math.round(each)} bytes are left of each decision`);
  });

  it('has every reason of its parts, once', () => {
    const twice = reason('ruling', fail('r1'));
    const parts = {
      release: pass({ reasons: [reason('deny-list', fail('demo'))] }),
      distribution: pass({ reasons: [twice, reason('ruling', fail('r2'))] }),
      artifact: pass({ reasons: [{ ...twice }, reason('deny-list', fail('demo'))] }),
    };
    const keys = decideFile(parts, RULES).reasons.map(({ outcome }) => (outcome.outcome === 'fail' ? outcome.key : ''));
    assert.deepEqual(keys, ['demo', 'r1', 'r2']);
  });

  it('says that a rule was not run only where it was run at no level', () => {
    const idleAt = (...levels: string[]) => {
      const at = (level: string) => pass({ reasons: levels.includes(level) ? [reason('license', idle)] : [] });
      const parts = { release: at('release'), distribution: at('distribution'), artifact: at('artifact') };
      return decideFile(parts, RULES).reasons.length;
    };
    assert.equal(idleAt('release', 'artifact'), 1);
    assert.equal(idleAt('release'), 0, 'the license of the file itself was judged');
    const known = reason('known-vulnerability', idle);
    const without = decideFile({ release: pass({ reasons: [known] }), distribution: pass() }, RULES);
    assert.equal(without.reasons.length, 1, 'nobody else judges that');
  });

  it('has the id of what it is made of', () => {
    const one = decideFile({ release: pass(), distribution: pass() }, RULES);
    const same = decideFile({ release: pass(), distribution: pass() }, RULES);
    const other = decideFile({ release: pass(), distribution: pass(), artifact: pass() }, RULES);
    assert.equal(one.id, same.id);
    assert.notEqual(one.id, other.id);
    assert.match(one.id, /^[0-9a-f]{16}$/);
  });

  it('allows an honest file of a default gateway, bytes and all, without a word', () => {
    const filename = 'demo-1.0-py3-none-any.whl';
    const offer = offerOf([remembered(filename)], { inspections: new Map([[SHA, inspected()]]) });
    const { verdict, reasons } = decided(artifact(filename), { offer }, gatewayPolicy(), 1e12);
    assert.equal(verdict, 'allow');
    const said = reasons.map(({ rule, outcome }) => `${rule} ${outcome.outcome}`);
    assert.deepEqual(said, ['known-malware not-run', 'known-vulnerability not-run', 'name-confusion not-run']);
  });

  it('denies bytes that nobody looked into', () => {
    const filename = 'demo-1.0-py3-none-any.whl';
    const sources = { offer: offerOf([remembered(filename)]) };
    assert.equal(decided(artifact(filename), sources, gatewayPolicy(), 1e12).verdict, 'deny');
    assert.equal(
      decided(distribution('other-1.0.tar.gz'), sources, gatewayPolicy(), 1e12).verdict,
      'deny',
      'nor of a file that nothing is known of',
    );
  });
});
