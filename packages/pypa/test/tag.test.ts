import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  compareTags,
  expandTags,
  formatTag,
  formatTagSet,
  makeTag,
  parseTagSet,
  TAG_LIMIT,
  type TagSet,
  type TagSetOptions,
} from '../src/tag.ts';
import { cpuTime } from './cpu-time.ts';

function read(text: string, options?: TagSetOptions): TagSet {
  const parsed = parseTagSet(text, options);
  return parsed.ok ? parsed.value : assert.fail(`${text}: ${parsed.error.message}`);
}

function refused(text: string, options?: TagSetOptions): [string, number] | undefined {
  const parsed = parseTagSet(text, options);
  return parsed.ok ? undefined : [parsed.error.code, parsed.error.offset];
}

const interpreter = fc.stringMatching(/^(?:py|cp|pp|jy)[0-9]{1,3}$/);
const abi = fc.stringMatching(/^(?:none|abi3t?|cp3[0-9]t?|[0-9a-z_]{1,8})$/);
const platform = fc.stringMatching(/^(?:any|[a-z0-9_]{1,20})$/);
const members = (one: fc.Arbitrary<string>) => fc.array(one, { minLength: 1, maxLength: 5 });

describe('a tag', () => {
  // PEP 425, "Overview": interpreter, ABI and platform, joined by dashes.
  it('is read and written as three parts between dashes', () => {
    fc.assert(
      fc.property(interpreter, abi, platform, (python, binary, system) => {
        const set = read(`${python}-${binary}-${system}`);
        assert.deepEqual(expandTags(set), [makeTag(python, binary, system)]);
        assert.equal(formatTag(makeTag(python, binary, system)), `${python}-${binary}-${system}`);
      }),
    );
  });

  it('is the same in capitals', () => {
    assert.deepEqual(read('Py3-NONE-Win_AMD64'), read('py3-none-win_amd64'));
    assert.deepEqual(makeTag('CP313', 'CP313', 'WIN32'), { interpreter: 'cp313', abi: 'cp313', platform: 'win32' });
  });

  it('has its faults at their place', () => {
    assert.deepEqual(refused(''), ['empty-tag-component', 0]);
    assert.deepEqual(refused('py3'), ['wrong-tag-parts', 3]);
    assert.deepEqual(refused('py3-none'), ['wrong-tag-parts', 8]);
    assert.deepEqual(refused('py3-none-any-any'), ['wrong-tag-parts', 12]);
    assert.deepEqual(refused('py3-none-any-any-x'), ['wrong-tag-parts', 12]);
    assert.deepEqual(refused('py3--any'), ['empty-tag-component', 4]);
    assert.deepEqual(refused('py3-none-'), ['empty-tag-component', 9]);
    assert.deepEqual(refused('py3.-none-any'), ['empty-tag-component', 4]);
    assert.deepEqual(refused('py2..py3-none-any'), ['empty-tag-component', 4]);
    assert.deepEqual(refused('2.py3-none-any'), ['invalid-interpreter-tag', 0]);
    assert.deepEqual(refused('py2.3-none-any'), ['invalid-interpreter-tag', 4]);
    assert.deepEqual(refused('p y-none-any'), ['invalid-interpreter-tag', 0]);
  });

  it('is found inside a longer text, with offsets of that text', () => {
    const inside = parseTagSet('foo-1.0-py3-none-any.whl', {}, 8, 20);
    assert.deepEqual(inside, { ok: true, value: { interpreters: ['py3'], abis: ['none'], platforms: ['any'] } });
    for (const [text, offset] of [
      ['foo-1.0-3py-none-any.whl', 8],
      ['foo-1.0-py3-none-.whl', 17],
      ['foo-1.0-py3-none-any-x.whl', 20],
    ] as const) {
      const parsed = parseTagSet(text, {}, 8, text.length - 4);
      assert.equal(parsed.ok ? undefined : parsed.error.offset, offset, text);
    }
  });

  it('takes any Unicode identifier as interpreter, and nothing else', () => {
    assert.deepEqual(read('ünï-none-any').interpreters, ['ünï']);
    assert.deepEqual(read('_-none-any').interpreters, ['_']);
    for (const text of ['p¹-none-any', '٣a-none-any', '\u0301-none-any']) {
      assert.deepEqual(refused(text), ['invalid-interpreter-tag', 0], text);
    }
  });

  it('orders by code point, part by part', () => {
    const tags = [
      makeTag('b', 'a', 'a'),
      makeTag('a', 'b', 'a'),
      makeTag('a', 'a', '\u{10000}'),
      makeTag('a', 'a', '\ue000'),
    ];
    assert.deepEqual(tags.toSorted(compareTags), tags.toReversed());
    assert.equal(compareTags(makeTag('A', 'b', 'c'), makeTag('a', 'B', 'C')), 0);
  });
});

describe('a compressed tag set', () => {
  // PEP 425, "Compressed Tag Sets": the set stands for the product of its three lists.
  it('stands for every combination of its members, each once', () => {
    fc.assert(
      fc.property(members(interpreter), members(abi), members(platform), (pythons, binaries, systems) => {
        const expanded = expandTags(read([pythons, binaries, systems].map((part) => part.join('.')).join('-')));
        const expected = new Set(pythons.flatMap((p) => binaries.flatMap((b) => systems.map((s) => `${p}-${b}-${s}`))));
        assert.equal(expanded.length, expected.size);
        assert.deepEqual(new Set(expanded.map(formatTag)), expected);
      }),
    );
  });

  // PEP 425, "Compressed Tag Sets": members are sorted.
  it('is written in order, and that form is what strict reading takes', () => {
    fc.assert(
      fc.property(members(interpreter), members(abi), members(platform), (...parts) => {
        const text = parts.map((part) => part.join('.')).join('-');
        const set = read(text);
        const formatted = formatTagSet(set);
        assert.equal(formatTagSet(read(formatted, { strict: true })), formatted);
        const sorted = parts.every((part) => part.every((member, i) => i === 0 || (part[i - 1] ?? '') <= member));
        assert.equal(parseTagSet(text, { strict: true }).ok, sorted);
      }),
    );
  });

  it('out of order is refused when strict, at the member that comes too late', () => {
    assert.deepEqual(refused('py3.py2-none-any', { strict: true }), ['unsorted-tag-set', 4]);
    assert.deepEqual(refused('py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64', { strict: true }), [
      'unsorted-tag-set',
      31,
    ]);
    assert.deepEqual(refused('py3-\u{10000}.\ue000-any', { strict: true }), ['unsorted-tag-set', 7]);
    assert.equal(refused('py2.py3-none-any', { strict: true }), undefined);
    assert.equal(refused('py3.py3-none-any', { strict: true }), undefined);
    assert.equal(refused('py3.py2-none-any'), undefined);
  });

  it('may not stand for more tags than the limit, repetitions counted', () => {
    assert.equal(refused('a.b-c.d-e.f', { limit: 8 }), undefined);
    assert.deepEqual(refused('a.b-c.d-e.f', { limit: 7 }), ['too-many-tags', 0]);
    assert.deepEqual(refused('a.a-c.c-e.e', { limit: 7 }), ['too-many-tags', 0]);
    assert.deepEqual(refused('a-b-c', { limit: 0 }), ['too-many-tags', 0]);
    const most = Array.from({ length: TAG_LIMIT }, (_, i) => `p${i}`).join('.');
    assert.equal(refused(`py3-none-${most}`), undefined);
    assert.deepEqual(refused(`py3-none-${most}.x`), ['too-many-tags', 0]);
    assert.deepEqual(refused(`py3-none-${most}.x`, { limit: Number.POSITIVE_INFINITY }), undefined);
  });

  it('keeps members once, in any length', () => {
    const twice = Array.from({ length: 40 }, (_, i) => `p${i % 20}`);
    assert.deepEqual(read(`py3-none-${twice.join('.')}`).platforms, twice.slice(0, 20));
    assert.deepEqual(read('py3.PY3.py3-none-any.any').interpreters, ['py3']);
    assert.deepEqual(read('py3.py2.py3-none-any').interpreters, ['py3', 'py2']);
  });

  it('is read in linear time and never throws', () => {
    const started = cpuTime();
    for (const unit of ['.', '-', 'a', 'a.', 'a-', '\u{10000}', '1', 'A.']) {
      const text = unit.repeat(200_000 / unit.length);
      parseTagSet(text);
      parseTagSet(`${text}-${text}-${text}`, { strict: true });
    }
    assert.ok(cpuTime() - started < 10_000);
    for (const odd of [undefined, null, 5, {}, []]) assert.equal(parseTagSet(odd as unknown as string).ok, false);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof parseTagSet(text).ok === 'boolean'));
  });
});

describe('an interpreter tag', () => {
  // PEP 425, "Python Tag": an underscore where the version needs a dot.
  it('may hold an underscore for a dot', () => {
    fc.assert(
      fc.property(fc.constantFrom('cp', 'pp', 'graalpy'), fc.nat(99), fc.nat(99), (code, major, minor) => {
        assert.deepEqual(read(`${code}${major}_${minor}-none-any`).interpreters, [`${code}${major}_${minor}`]);
        assert.deepEqual(read(`${code}${major}.${minor === 0 ? 'x' : `x${minor}`}-none-any`).interpreters.length, 2);
      }),
    );
  });
});
