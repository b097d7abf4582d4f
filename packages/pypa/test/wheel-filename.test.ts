import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { expandTags, formatTag } from '../src/tag.ts';
import { formatVersion, parseVersion } from '../src/version.ts';
import { formatWheelFilename, parseWheelFilename, type WheelFilename } from '../src/wheel-filename.ts';
import { cpuTime } from './cpu-time.ts';

function read(filename: string): WheelFilename {
  const parsed = parseWheelFilename(filename);
  return parsed.ok ? parsed.value : assert.fail(`${filename}: ${parsed.error.message}`);
}

function refused(filename: string): [string, number] | undefined {
  const parsed = parseWheelFilename(filename);
  return parsed.ok ? undefined : [parsed.error.code, parsed.error.offset];
}

const name = fc.stringMatching(/^[a-z0-9]{1,6}(?:_[a-z0-9]{1,6}){0,3}$/);
const version = fc.stringMatching(/^[1-9][0-9]?(?:\.[1-9]){0,3}(?:rc[1-9])?(?:\.post[1-9])?(?:\+[a-z]{1,4})?$/);
const build = fc.option(fc.stringMatching(/^[1-9][0-9]{0,3}[a-z_]{0,4}$/), { nil: undefined });
const tag = fc.constantFrom('py3-none-any', 'py2.py3-none-any', 'cp313-abi3.cp313-win_amd64', 'cp39-cp39-linux_x86_64');
const parts = fc.tuple(name, version, build, tag);

function joined([project, release, number, tags]: [string, string, string | undefined, string]): string {
  return `${[project, release, ...(number === undefined ? [] : [number]), tags].join('-')}.whl`;
}

describe('the file name of a wheel', () => {
  // PEP 427, "File name convention": five parts, or six with a build tag.
  // Platform compatibility tags, "Overview": tags are the last three.
  it('is name, version, perhaps build, and tags between dashes', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const wheel = read(joined(given));
        assert.equal(wheel.name, given[0].replaceAll('_', '-'));
        assert.equal(formatVersion(wheel.version), given[1]);
        assert.equal(wheel.build === undefined, given[2] === undefined);
        assert.equal(formatWheelFilename(wheel), joined(given));
      }),
    );
    assert.deepEqual(read('foo-1.0-1000abc-py3-none-any.whl').build, { number: '1000', rest: 'abc' });
    assert.deepEqual(expandTags(read('foo-1.0-py2.py3-none-any.whl').tags).map(formatTag), [
      'py2-none-any',
      'py3-none-any',
    ]);
  });

  it('ends in `.whl`, in small letters', () => {
    assert.deepEqual(refused('foo-1.0-py3-none-any.wheel'), ['wrong-extension', 26]);
    for (const filename of [
      'foo-1.0-py3-none-any.WHL',
      'foo-1.0-py3-none-any.whl\n',
      'foo-1.0-py3-none-any',
      '',
      'whl',
    ]) {
      assert.equal(refused(filename)?.[0], 'wrong-extension', filename);
    }
  });

  it('has five or six parts', () => {
    assert.deepEqual(refused('foo.whl'), ['wrong-part-count', 3]);
    assert.deepEqual(refused('.whl'), ['wrong-part-count', 0]);
    assert.deepEqual(refused('foo-1.0.whl'), ['wrong-part-count', 7]);
    assert.deepEqual(refused('foo-1.0-py3-none.whl'), ['wrong-part-count', 16]);
    assert.deepEqual(refused('foo-1.0-200-py3-none-any-junk.whl'), ['wrong-part-count', 24]);
    assert.deepEqual(refused(`foo-1.0-200-py3-none-any${'-'.repeat(9)}.whl`), ['wrong-part-count', 24]);
  });

  // PEP 427, "Escaping and Unicode": readers accept dots and capitals in the name.
  it('may hold an older spelling of the name, which is normalized', () => {
    for (const [written, normal] of [
      ['Foo_Bar', 'foo-bar'],
      ['zope.interface', 'zope-interface'],
      ['a_.b', 'a-b'],
      ['a..b', 'a-b'],
      ['a_', 'a-'],
      ['foo_bár', 'foo-bár'],
      ['ΑΣ_x', 'ας-x'],
      // Lower-cased before separators are folded: before a dot the sigma is not final yet.
      ['ΑΣ.x', 'ασ-x'],
    ] as const) {
      assert.equal(read(`${written}-1.0-py3-none-any.whl`).name, normal, written);
    }
  });

  // PEP 427, "Escaping and Unicode": runs of separators become one underscore.
  it('refuses a name with other characters or doubled underscores', () => {
    assert.deepEqual(refused('foo__bar-1.0-py3-none-any.whl'), ['invalid-name', 3]);
    assert.deepEqual(refused('__foo-1.0-py3-none-any.whl'), ['invalid-name', 0]);
    assert.deepEqual(refused('foo#bar-1.0-py3-none-any.whl'), ['invalid-name', 3]);
    assert.deepEqual(refused('foo\n-1.0-py3-none-any.whl'), ['invalid-name', 3]);
    assert.deepEqual(refused('京 x-1.0-py3-none-any.whl'), ['invalid-name', 1]);
    assert.deepEqual(refused('../x-1.0-py3-none-any.whl'), ['invalid-name', 2]);
    assert.deepEqual(refused('a\u0301-1.0-py3-none-any.whl'), ['invalid-name', 1]);
    assert.deepEqual(refused('-1.0-py3-none-any.whl'), ['invalid-name', 0]);
    assert.deepEqual(refused('-1.0-200-py3-none-any.whl'), ['invalid-name', 0]);
  });

  it('refuses a wrong version, build tag or tag where it stands', () => {
    for (const wrong of ['1.x', '1_0', '']) {
      const version = parseVersion(wrong);
      const offset = version.ok ? assert.fail(wrong) : 'foobar-'.length + version.error.offset;
      assert.deepEqual(refused(`foobar-${wrong}-py3-none-any.whl`), ['invalid-version', offset]);
    }
    assert.deepEqual(refused('foo-1.0-abc-py3-none-any.whl'), ['invalid-build-tag', 8]);
    assert.deepEqual(refused('foo-1.0--py3-none-any.whl'), ['invalid-build-tag', 8]);
    assert.deepEqual(refused('foo-1.0--none-any.whl'), ['empty-tag-component', 8]);
    assert.deepEqual(refused('foo-1.0-py3-none-.whl'), ['empty-tag-component', 17]);
    assert.deepEqual(refused('foo-1.0-py3.-none-any.whl'), ['empty-tag-component', 12]);
    assert.deepEqual(refused('foo-1.0-1-py3-none-.whl'), ['empty-tag-component', 19]);
    assert.deepEqual(refused('playlyfe-0.1.1-2.7.6-none-any.whl'), ['invalid-interpreter-tag', 15]);
  });

  it('stands for a bounded number of tags', () => {
    const many = Array.from({ length: 11 }, (_, i) => `x${i}`).join('.');
    assert.deepEqual(refused(`foo-1.0-${many}-${many}-${many}.whl`), ['too-many-tags', 8]);
  });

  it('is written in normal form', () => {
    assert.equal(
      formatWheelFilename(read('Foo.Bar-1.0.0RC1-01a-py3.py2-NONE-any.whl')),
      'foo_bar-1.0.0rc1-1a-py2.py3-none-any.whl',
    );
  });

  it('is read in linear time and never throws', () => {
    const started = cpuTime();
    for (const unit of ['-', '.', '_', 'a', '_.', 'a-', '1', 'é', '\u{10000}', ' ']) {
      const long = unit.repeat(200_000 / unit.length);
      for (const text of [
        long,
        `${long}-1.0-py3-none-any`,
        `a-${long}-py3-none-any`,
        `a-1-1${long}-py3-none-any`,
        `a-1-py3-none-${long}`,
      ]) {
        parseWheelFilename(`${text}.whl`);
      }
    }
    assert.ok(cpuTime() - started < 10_000);
    for (const odd of [undefined, null, 5, {}]) assert.equal(parseWheelFilename(odd as unknown as string).ok, false);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !parseWheelFilename(text).ok));
  });
});
