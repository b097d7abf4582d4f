import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseJson } from '../../base/text/json.ts';
import { codeCells } from '../notebook-cells.ts';
import { complaints, readManifest, told } from '../testing/read-manifest.ts';
import { format } from './notebook.ts';

const read = (text: string, others: Readonly<Record<string, string>> = {}) =>
  readManifest(format, 'a.ipynb', text, others);
const notebook = (...cells: string[]) =>
  JSON.stringify({ nbformat: 4, cells: cells.map((source) => ({ cell_type: 'code', source })) });
const lines = (...cells: string[]) => read(notebook(...cells)).components.map(told);

describe('a notebook', () => {
  it('gives what its cells install, however they say it', () => {
    for (const line of [
      '%pip install a==1',
      '!pip install a==1',
      '!!pip install a==1',
      'out = !pip install a==1',
      '  !pip3 install a==1',
      '!pip3.11 install --upgrade a==1',
      'pip install a==1',
      '!uv pip install a==1',
      '%uv pip install a==1',
      'uv pip install a==1',
      '!python -m pip install -q a==1',
      '!{sys.executable} -m pip install a==1',
      '!sudo /usr/bin/python3.12 -m pip --no-cache-dir install a==1',
      '!PIP_INDEX=x pip install a==1',
      '!cd x && pip install a==1 || true',
      '!echo pip install b; pip install a==1',
      '!pip install "a==1"',
      "!pip install 'a'==1",
      '!pip install a==1 > log 2>&1',
      '!pip install a==1 # why',
      '!pip install -t d --python-version 3.9 a==1',
      '!pip install -qU a==1',
      '!pip install \\\n   a==1',
      '%%bash\npip install a==1',
      '%%sh -e\nset -x\npip install a==1',
      '%%capture\n%pip install a==1',
    ])
      assert.deepEqual(lines(line), ['a==1'], line);
  });

  it('installs nothing where it only speaks of it', () => {
    for (const line of [
      '# !pip install a',
      'print("!pip install a")',
      '"""\n!pip install a\n"""',
      "'''x\n%pip install a'''",
      '!pip list',
      '%pip freeze',
      '!pip download a',
      '!echo pip install a',
      '!grep "pip install a" x',
      '%%writefile x\npip_install = 1',
      'pip = 1',
      'pip.main(["install", "a"])',
      '%timeit pip',
    ]) {
      const reading = read(notebook(line));
      assert.deepEqual([reading.components, reading.problems], [[], []], line);
    }
  });

  it('reads markers, extras, checkouts, includes, constraints and indexes of a command', () => {
    const text = notebook(
      '!pip install "a[x]>=1; python_version < \'3\'" git+https://h/b.git@v1#egg=b ./c-1.0.tar.gz -r r.txt -cc.txt -i https://u:p@x/s --trusted-host h -e .\n!pip install z',
    );
    const reading = read(text, { 'r.txt': 'd\n', 'c.txt': 'd==4\n' });
    assert.deepEqual(reading.components.map(told), [
      'a[x]>=1 from https://***@x/s when python_version < "3"',
      'b from vcs:git+https://h/b.git@v1',
      'c==1.0 from path:./c-1.0.tar.gz',
      'd==4 from https://***@x/s',
      'z',
    ]);
    assert.deepEqual(
      reading.settings?.map(({ kind, value }) => `${kind} ${value}`),
      ['index https://***@x/s', 'trusted-host h'],
    );
  });

  it('says what cannot be read: variables, substitutions, other installers', () => {
    for (const [line, found] of Object.entries({
      '!pip install $NAME': [],
      '!pip install {name}': [],
      '!pip install "{name}==1"': [],
      '!pip install a==$V b': ['a', 'b'],
      '!pip install a=={v}': ['a'],
      '!pip install `cat r.txt`': [],
      '!pip install $(cat r.txt)': [],
      '!pip install -r $FILE': [],
      '!pip install -r https://h/r.txt': [],
      '%conda install a': [],
      '!conda install -y a': [],
      '!mamba create a': [],
      '!poetry add a': [],
      '!uv add a': [],
      '!pipenv install': [],
    })) {
      const reading = read(notebook(line));
      assert.deepEqual(reading.components.map(told), found, line);
      const code = line.includes('https') ? 'requirement-undetermined' : 'command-undetermined';
      assert.deepEqual(
        reading.problems.map((one) => one.code),
        [code],
        line,
      );
    }
  });

  it('reads a block of script metadata in a cell', () => {
    const reading = read(
      notebook('# /// script\n# requires-python = ">=3.10"\n# dependencies = ["a==1", "b ??"]\n# ///\nimport a'),
    );
    assert.deepEqual(reading.components.map(told), ['a==1']);
    assert.equal(reading.requiresPython, '>=3.10');
    assert.deepEqual(
      complaints(reading).map((one) => one.split(' ')[0]),
      ['requirement-invalid'],
    );
    assert.deepEqual(complaints(read(notebook('# /// script\n# x =\n# ///'))).length, 1);
  });

  it('reads code cells only, of nbformat 4 and 3', () => {
    const cells = [
      { cell_type: 'markdown', source: '!pip install no' },
      { cell_type: 'raw', source: ['!pip install no'] },
      { cell_type: 'code', source: ['import x\n', '!pip install \\\n', '  a==1\n'] },
      { cell_type: 'code' },
      null,
      3,
      { cell_type: 'code', source: [1, null, '!pip install b'] },
      { cell_type: 'code', source: {} },
    ];
    assert.deepEqual(read(JSON.stringify({ nbformat: 4, cells })).components.map(told), ['a==1', 'b']);
    const old = { nbformat: 3, worksheets: [{ cells: [{ cell_type: 'code', input: ['!pip install a==1'] }] }] };
    assert.deepEqual(read(JSON.stringify(old)).components.map(told), ['a==1']);
  });

  it('says where each stands in the file, escapes and all', () => {
    const text =
      '{"cells": [{"cell_type": "code",\n "source": ["é🐍 = \\"x\\"\\n",\n  "\\u0021pip install a \\u0062==1\\n", "!pip install c"]}]}';
    assert.deepEqual(
      read(text).components.map(({ name, locations: [at] }) => `${name} ${at?.line}:${at?.column}`),
      ['a 3:22', 'b 3:24', 'c 3:52'],
    );
  });

  it('tells the place of every character of a cell', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 }), (source) => {
        const text = JSON.stringify({ cells: [{ cell_type: 'code', source }] });
        const parsed = parseJson(text);
        assert.ok(parsed.ok);
        const [cell] = codeCells(parsed.value);
        for (const [at, unit] of [...(cell?.source ?? '')].entries()) {
          const offset = [...(cell?.source ?? '')].slice(0, at).join('').length;
          const place = cell?.place(offset) ?? -1;
          const end = text[place] === '\\' ? place + (text[place + 1] === 'u' ? 6 : 2) : place + unit.length;
          assert.equal(JSON.parse(`"${text.slice(place, end)}"`), unit);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is one by its name, but not as a checkpoint, and speaks of itself alone', () => {
    assert.ok(format.matches('a.ipynb', ''));
    assert.ok(!format.matches('a.ipynb', '.ipynb_checkpoints'));
    assert.ok(format.isPartial?.('a.ipynb'));
    assert.deepEqual(complaints(read('{')), ['text-invalid 1:2']);
    assert.deepEqual(complaints(read('[]')), []);
  });
});
