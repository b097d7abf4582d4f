import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { ownText } from './own-text.ts';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Bytes of the heap that are in use, once what nobody needs is gone. */
function held(): number {
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

test('a text of its own is the same text', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('\ud800', '"\\\n', '')),
      (text) => {
        assert.equal(ownText(text), text);
      },
    ),
  );
});

test('a name that was cut out of a long text does not keep that in memory', () => {
  const names: string[] = [];
  const before = held();
  for (let at = 0; at < 200; at++) {
    const page = Buffer.alloc(50_000, `file-of-some-length-${at}.whl `).toString();
    names.push(ownText(page.slice(0, 25)));
  }
  const each = (held() - before) / names.length;
  assert.ok(each < 2000, `${Math.round(each)} bytes for each name of 25`);
});
