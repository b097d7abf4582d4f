import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatObjectReference, type ObjectReference, parseObjectReference } from '../src/object-reference.ts';
import { cpuTime } from './cpu-time.ts';

function read(text: string): ObjectReference {
  const parsed = parseObjectReference(text);
  return parsed.ok ? parsed.value : assert.fail(`${text}: ${parsed.error.message}`);
}

function refused(text: string): [string, number] | undefined {
  const parsed = parseObjectReference(text);
  return parsed.ok ? undefined : [parsed.error.code, parsed.error.offset];
}

const faults = (text: string) => read(text).faults.map(({ code, offset }) => [code, offset]);
const dotted = fc.stringMatching(/^[a-z_][a-z0-9_]{0,5}(?:\.[a-z_][a-z0-9_]{0,5}){0,2}$/);
const extra = fc.stringMatching(/^[a-z0-9](?:[a-z0-9._-]{0,4}[a-z0-9])?$/);
const space = fc.stringMatching(/^[ \t]{0,3}$/);

describe('an object reference', () => {
  // Entry points specification, "Data model": `module` or `module:object.attr`, parts are identifiers.
  // "File format": readers ignore spaces around colon, brackets and extras.
  it('is a module, perhaps an attribute, perhaps extras, with free space between', () => {
    fc.assert(
      fc.property(
        dotted,
        fc.option(dotted, { nil: undefined }),
        fc.array(extra, { maxLength: 3 }),
        space,
        (module, attribute, extras, gap) => {
          const object = attribute === undefined ? module : `${module}${gap}:${gap}${attribute}`;
          const listed = extras.length === 0 ? '' : `${gap}[${gap}${extras.join(`${gap},${gap}`)}${gap}]${gap}`;
          const reference = read(object + listed);
          assert.deepEqual(reference, { module, attribute, extras, faults: [] });
          assert.deepEqual(read(formatObjectReference(reference)), reference);
        },
      ),
    );
    assert.equal(formatObjectReference(read('a:b  [ x , y ]')), 'a:b [x,y]');
    assert.deepEqual(read('a []').extras, []);
  });

  it('without a module, or with anything else in it, is refused at its place', () => {
    assert.deepEqual(refused(''), ['invalid-reference', 0]);
    assert.deepEqual(refused(' a'), ['invalid-reference', 0]);
    assert.deepEqual(refused(':b'), ['invalid-reference', 0]);
    assert.deepEqual(refused('a:'), ['invalid-reference', 2]);
    assert.deepEqual(refused('a: [x]'), ['invalid-reference', 3]);
    assert.deepEqual(refused('a-b'), ['invalid-reference', 1]);
    assert.deepEqual(refused('a:b:c'), ['invalid-reference', 3]);
    assert.deepEqual(refused('a b'), ['invalid-reference', 2]);
    assert.deepEqual(refused('a:b()'), ['invalid-reference', 3]);
    assert.deepEqual(refused('a:b [x'), ['invalid-reference', 4]);
    assert.deepEqual(refused('a:b [x] y'), ['invalid-reference', 4]);
    assert.deepEqual(refused('a:b [x\ny]'), ['invalid-reference', 4]);
    assert.deepEqual(refused('a:b ['), ['invalid-reference', 4]);
  });

  it('with parts that are no identifiers is read, with faults', () => {
    assert.deepEqual(faults('a..b:c'), [['invalid-identifier', 2]]);
    assert.deepEqual(faults('.a:b.'), [
      ['invalid-identifier', 0],
      ['invalid-identifier', 5],
    ]);
    assert.deepEqual(faults('1a : 2b'), [
      ['invalid-identifier', 0],
      ['invalid-identifier', 5],
    ]);
    assert.deepEqual(faults('ünï:x'), []);
  });

  // Entry points specification, "File format": extras are comma-separated names as in requirements.
  it('keeps extras whole, and reports those that are none', () => {
    assert.deepEqual(read('a [x-y, c.d]').extras, ['x-y', 'c.d']);
    assert.deepEqual(faults('a [x y]'), [['invalid-extra', 3]]);
    assert.deepEqual(faults('a [x,]'), [['invalid-extra', 5]]);
    assert.deepEqual(faults('a [x]]'), [['invalid-extra', 3]]);
    assert.deepEqual(faults('a [-x]'), [['invalid-extra', 3]]);
  });

  it('is read in linear time and never throws', () => {
    const started = cpuTime();
    for (const unit of ['a', '.', ' ', ':', '[', ']', ',', 'a ', '\u3000', 'é']) {
      const long = unit.repeat(200_000 / unit.length);
      for (const text of [long, `a${long}`, `a:b${long}`, `a [${long}]`, `a [${long}`]) parseObjectReference(text);
    }
    assert.ok(cpuTime() - started < 10_000);
    for (const odd of [undefined, null, 5, {}]) assert.equal(parseObjectReference(odd as unknown as string).ok, false);
  });
});
