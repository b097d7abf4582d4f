import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeInPieces, joinInPieces } from './in-pieces.ts';

function done<T>(work: Generator<void, T, void>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** What the standard decoder says, strictly. */
function strict(bytes: Uint8Array): string | undefined {
  try {
    return bytes.includes(0) ? undefined : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

describe('bytes in pieces', () => {
  it('are the text that they are at once, or none', () => {
    const plain = fc.uint8Array({ min: 1, max: 127, maxLength: 300 });
    const text = fc.string({ unit: 'binary', maxLength: 100 }).map((one) => new TextEncoder().encode(one));
    fc.assert(
      fc.property(fc.oneof(plain, text, fc.uint8Array({ maxLength: 40 })), fc.nat(300_000), (bytes, before) => {
        const whole = Buffer.concat([Buffer.alloc(before, 'a'), bytes]);
        assert.equal(done(decodeInPieces(whole)), strict(whole));
      }),
      { numRuns: 60 },
    );
  });

  it('are no text where they hold a NUL, wherever it stands', () => {
    for (const at of [0, 1, 256 * 1024 - 1, 256 * 1024, 299_999]) {
      const bytes = Buffer.alloc(300_000, 'a');
      bytes[at] = 0;
      assert.equal(done(decodeInPieces(bytes)), undefined);
    }
  });

  it('memory: chunks are let go of as they are joined', () => {
    const chunks = Array.from({ length: 20 }, (_, at) => Buffer.allocUnsafeSlow(64 * 1024).fill(at));
    const whole = done(joinInPieces(chunks));
    assert.equal(whole.length, 20 * 64 * 1024);
    assert.ok(chunks.every(({ length }, at) => length === 0 && whole[at * 64 * 1024] === at));
  });
});
