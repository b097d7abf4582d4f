import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tendYoungSpace, type YoungSpace } from './young-space.ts';

const MB = 1024 * 1024;

/** An engine that grows when it looks, as far as it is let. */
class Engine implements YoungSpace {
  bytes = 2 * MB;
  factor = 1;
  looks: (() => void) | undefined;
  again: (() => void) | undefined;

  size(): number {
    return this.bytes;
  }

  growBy(factor: 1 | 2): void {
    this.factor = factor;
  }

  onLook(look: () => void): () => void {
    this.looks = look;
    return () => {
      this.looks = undefined;
    };
  }

  every(_: number, action: () => void): () => void {
    this.again = action;
    return () => {
      this.again = undefined;
    };
  }

  collect(times: number): void {
    for (let at = 0; at < times; at++) {
      this.bytes *= this.factor;
      this.looks?.();
    }
  }
}

describe('the space for young objects', () => {
  it('grows to sixteen megabytes and no further, however much survives', () => {
    const engine = new Engine();
    tendYoungSpace(engine);
    engine.collect(20);
    assert.equal(engine.bytes, 16 * MB);
    assert.equal(engine.looks, undefined, 'nobody looks on for nothing');
  });

  it('grows again after the engine gave it back', () => {
    const engine = new Engine();
    tendYoungSpace(engine);
    engine.collect(20);
    engine.bytes = 2 * MB;
    engine.collect(3);
    assert.equal(engine.bytes, 2 * MB);
    engine.again?.();
    engine.collect(20);
    assert.equal(engine.bytes, 16 * MB);
  });

  it('stays as it is once nobody tends it any more', () => {
    const engine = new Engine();
    tendYoungSpace(engine)();
    engine.collect(20);
    assert.deepEqual([engine.bytes, engine.looks, engine.again], [2 * MB, undefined, undefined]);
  });

  it('is one that this engine has, and stays small in a process that throws much away', async () => {
    const { getHeapSpaceStatistics } = await import('node:v8');
    const size = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
    const end = tendYoungSpace();
    try {
      assert.ok(size() > 0);
      const kept: object[][] = [];
      for (let turn = 0; turn < 40; turn++) {
        kept.push(Array.from({ length: 5000 }, (_, at) => ({ at })));
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.equal(kept.length, 40);
      assert.ok(size() <= 16 * MB, `${size()}`);
    } finally {
      end();
    }
  });
});
