import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseEntryPoints } from '../src/entry-points.ts';
import { cpuTime } from './cpu-time.ts';

const rows = (text: string) => parseEntryPoints(text).entryPoints.map(({ group, name, value }) => [group, name, value]);
const faults = (text: string) => parseEntryPoints(text).faults.map(({ code, offset }) => [code, offset]);

const group = fc.stringMatching(/^[a-z]\w{0,5}(?:\.\w{1,4}){0,2}$/);
const name = fc.stringMatching(/^[\w.-]{1,8}$/);
const value = fc.stringMatching(/^[a-z]{1,4}(?:\.[a-z]{1,4})?:[a-z]{1,4}$/);

describe('entry_points.txt', () => {
  // Entry points specification, "File format": sections are groups, names are names, values references.
  it('holds groups of names with object references', () => {
    const groups = fc.uniqueArray(
      fc.tuple(group, fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key })),
      {
        selector: ([key]) => key,
      },
    );
    fc.assert(
      fc.property(groups, (given) => {
        const lines = given.flatMap(([title, entries]) => [
          `[${title}]`,
          ...entries.map((pair) => pair.join(' = ')),
          '',
        ]);
        const text = lines.join('\n');
        assert.deepEqual(
          rows(text),
          given.flatMap(([title, entries]) => entries.map((pair) => [title, ...pair])),
        );
        assert.deepEqual(faults(text), []);
      }),
    );
  });

  it('is read with its references and where they stand', () => {
    const { entryPoints, faults: found } = parseEntryPoints(
      '# tools\n[console_scripts]\r\nfoo = pkg.cli:main.run [color]\n',
    );
    assert.deepEqual(found, []);
    assert.deepEqual(entryPoints, [
      {
        group: 'console_scripts',
        name: 'foo',
        value: 'pkg.cli:main.run [color]',
        reference: { module: 'pkg.cli', attribute: 'main.run', extras: ['color'], faults: [] },
        offset: 27,
      },
    ]);
  });

  // "File format": names are case-sensitive, and `=` alone divides them from values.
  it('tells names apart by case and divides at the first `=` only', () => {
    assert.deepEqual(rows('[a]\nx = m:f\nX = m:g\na:b = m:h\n'), [
      ['a', 'x', 'm:f'],
      ['a', 'X', 'm:g'],
      ['a', 'a:b', 'm:h'],
    ]);
    assert.deepEqual(faults('[a]\nx = m:f\nX = m:g\na:b = m:h\n'), []);
    assert.deepEqual(rows('[a]\nx==m=f\n'), [['a', 'x', '=m=f']]);
  });

  it('gives what can be read, and a fault for each thing that cannot', () => {
    const text = 'early = m:f\n[a]\nno value\nbad = a-b\ngood = m:f\n';
    assert.deepEqual(rows(text), [
      ['a', 'bad', 'a-b'],
      ['a', 'good', 'm:f'],
    ]);
    assert.deepEqual(faults(text), [
      ['outside-group', 0],
      ['missing-equals', 16],
      ['invalid-reference', 32],
    ]);
    assert.equal(parseEntryPoints(text).entryPoints[0]?.reference, undefined);
  });

  it('reports the place of a fault inside a value', () => {
    assert.deepEqual(faults('[a]\n x =  m..n:f [q r]\n'), [
      ['indented-line', 5],
      ['invalid-identifier', 12],
      ['invalid-extra', 18],
    ]);
    assert.deepEqual(faults('[a]\nx =\n'), [['invalid-reference', 7]]);
  });

  // "Data model": a group is words with dots between.
  it('reports groups that are no group names', () => {
    assert.deepEqual(rows('[[a]]\nx = m:f\n'), [['a', 'x', 'm:f']]);
    for (const title of ['[[a]]', '[a-b]', '[a b]', '[.a]', '[a.]', '[a..b]', '[]', '[ a ]', '[a]=[b]']) {
      assert.deepEqual(faults(`${title}\n`), [['invalid-group', 0]], title);
    }
    assert.deepEqual(faults('[DEFAULT]\n'), [['reserved-group', 0]]);
    assert.deepEqual(faults('[default]\n[ünï.x]\n'), []);
  });

  // "Data model": within a distribution, names are unique in their group.
  it('reports groups and names that stand twice', () => {
    const text = '[a]\nx = m:f\n[b]\nx = m:f\n[a]\nx = m:g\n';
    assert.deepEqual(faults(text), [
      ['duplicate-group', 24],
      ['duplicate-entry', 28],
    ]);
    assert.equal(rows(text).length, 3);
    assert.deepEqual(faults('[a]\nx = m:f\nx = m:f\n'), [['duplicate-entry', 12]]);
  });

  it('reports names that are empty or look like a group', () => {
    assert.deepEqual(faults('[a]\n= m:f\n'), [['invalid-entry-name', 4]]);
    assert.deepEqual(faults('[a]\n[b] = m:f\n'), [['invalid-entry-name', 4]]);
  });

  it('reports what only some readers understand', () => {
    assert.deepEqual(faults('[a]\n;x = m:f\n'), [['semicolon-comment', 4]]);
    assert.deepEqual(rows('[a]\n;x = m:f\n'), [['a', ';x', 'm:f']]);
    assert.deepEqual(faults('[a]\n\tx = m:f\n'), [['indented-line', 5]]);
    assert.deepEqual(rows('[a]\ry = m:f\u2028z = m:g'), [
      ['a', 'y', 'm:f'],
      ['a', 'z', 'm:g'],
    ]);
    assert.deepEqual(faults('[a]\ry = m:f\u2028z = m:g\u0085'), [
      ['odd-line-end', 3],
      ['odd-line-end', 11],
      ['odd-line-end', 19],
    ]);
    assert.deepEqual(faults('\ufeff[a]\n'), [['outside-group', 0]]);
    assert.deepEqual(faults('[a]\n  # indented comment\n\n \n#[b]\n'), []);
  });

  // "Use for scripts": the reference of a script is a function.
  it('reports scripts that lead to a module only, or whose file would lie elsewhere', () => {
    for (const scripts of ['console_scripts', 'gui_scripts']) {
      const at = scripts.length + 3;
      assert.deepEqual(faults(`[${scripts}]\nx = m\n`), [['script-without-attribute', at]]);
      for (const path of ['../x', 'a/b', 'a\\b', '..', '.', 'a\0b']) {
        assert.deepEqual(faults(`[${scripts}]\n${path} = m:f\n`), [['script-name-is-path', at]], path);
      }
      assert.deepEqual(faults(`[${scripts}]\npip3.11 = m:f\n`), []);
    }
    assert.deepEqual(faults('[pytest11]\na/b = m\n'), []);
  });

  it('is read in linear time and never throws', () => {
    const started = cpuTime();
    for (const unit of ['a', '\n', '[', ']', '=', ' ', 'a=b\n', '[a]\n', '\u000b', '[]', '.', 'x=..\n', '\u3000']) {
      const long = unit.repeat(200_000 / unit.length);
      for (const text of [long, `[a]\n${long}`, `[${long}]\nx=y`, `[a]\nx=${long}`]) parseEntryPoints(text);
    }
    assert.ok(cpuTime() - started < 10_000);
    for (const odd of [undefined, null, 5, {}])
      assert.deepEqual(parseEntryPoints(odd as unknown as string).entryPoints, []);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(parseEntryPoints(text).faults)));
  });
});
