import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseMetadata } from '../src/metadata.ts';
import { brokenPromises } from '../src/metadata-dynamic.ts';
import { document } from './metadata-documents.ts';

function broken(version: string, sdist: readonly string[], wheel: readonly string[]): string[] {
  const found = brokenPromises(parseMetadata(document(sdist, version)), parseMetadata(document(wheel, version)));
  return found.map(({ field, code }) => `${field}: ${code}`);
}

describe('what a wheel must keep of its source distribution', () => {
  // Core metadata, "Dynamic": a field that is not marked must have the same value in the wheel, or be absent there.
  it('a field that is not dynamic is the same, absent ones included', () => {
    assert.deepEqual(broken('2.2', ['Summary: a'], ['Summary: b']), ['Summary: changed']);
    assert.deepEqual(broken('2.2', ['Summary: a'], []), ['Summary: changed']);
    assert.deepEqual(broken('2.6', [], ['Classifier: a']), ['Classifier: changed']);
    assert.deepEqual(broken('2.6', ['Classifier: a', 'Classifier: b'], ['Classifier: b', 'Classifier: a']), []);
  });

  // Ibid.: a field that is marked may have any value, before 2.6.
  it('a dynamic field is free before version 2.6', () => {
    assert.deepEqual(broken('2.5', ['Dynamic: classifier', 'Classifier: a'], ['Classifier: b']), []);
  });

  // Ibid.: before 2.2 everything counts as dynamic.
  it('nothing is promised before version 2.2', () => {
    assert.deepEqual(broken('2.1', ['Summary: a'], ['Summary: b']), []);
  });

  // PEP 808: from 2.6 on, a dynamic repeatable field can only be appended to.
  it('a dynamic repeatable field can only grow from version 2.6 on', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 });
    fc.assert(
      fc.property(names, names, (before, more) => {
        const lines = (values: string[]) => values.map((value) => `Classifier: ${value}`);
        assert.deepEqual(broken('2.6', ['Dynamic: Classifier', ...lines(before)], lines([...more, ...before])), []);
        if (before.length === 0) return;
        const without = lines(before.slice(1));
        assert.deepEqual(broken('2.6', ['Dynamic: Classifier', ...lines(before)], without), ['Classifier: removed']);
      }),
    );
  });

  it('keywords and URLs count by their values, single texts stay free', () => {
    assert.deepEqual(broken('2.6', ['Dynamic: Keywords', 'Keywords: a,b'], ['Keywords: b, c, a']), []);
    assert.deepEqual(broken('2.6', ['Dynamic: Keywords', 'Keywords: a,b'], ['Keywords: b']), ['Keywords: removed']);
    assert.deepEqual(broken('2.6', ['Dynamic: Project-URL', 'Project-URL: A, u'], ['Project-URL: A, v']), [
      'Project-URL: removed',
    ]);
    assert.deepEqual(
      broken('2.6', ['Dynamic: Author-email', 'Author-email: a@x, b@x'], ['Author-email: b@x,a@x,c@x']),
      [],
    );
    assert.deepEqual(broken('2.6', ['Dynamic: Author-email', 'Author-email: a@x'], ['Author-email: b@x']), [
      'Author-email: removed',
    ]);
    assert.deepEqual(broken('2.6', ['Dynamic: Summary', 'Summary: a'], ['Summary: b']), []);
  });
});
