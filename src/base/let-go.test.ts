import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { letGo } from './let-go.ts';

describe('letGo', () => {
  it('empties bytes that have their memory to themselves', () => {
    const bytes = Buffer.allocUnsafeSlow(100_000);
    letGo(bytes);
    assert.equal(bytes.length, 0);
  });

  it('takes a byte of room behind them for theirs: zlib wants to see that nothing more comes', () => {
    const bytes = Buffer.allocUnsafeSlow(100_001).subarray(0, 100_000);
    letGo(bytes);
    assert.equal(bytes.length, 0);
  });

  it('leaves alone what shares its memory: a part, the engine’s pool, another thread’s', () => {
    const whole = Buffer.alloc(200_000, 1);
    const shared = new Uint8Array(new SharedArrayBuffer(100_000));
    const pooled = Buffer.from('a small text');
    for (const bytes of [whole.subarray(0, 100_000), whole.subarray(0, 199_998), whole.subarray(1), shared, pooled]) {
      const { length } = bytes;
      letGo(bytes);
      assert.equal(bytes.length, length);
    }
    assert.equal(Buffer.from('another').toString(), 'another');
  });
});
