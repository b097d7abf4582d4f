import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complaints, readManifest, told } from '../testing/read-manifest.ts';
import { format } from './setup-py.ts';

const read = (text: string) => readManifest(format, 'setup.py', text);
const lines = (text: string) => read(text).components.map(told);
const call = (body: string, before = '') => `from setuptools import setup\n${before}\nsetup(${body})\n`;

describe('setup.py', () => {
  it('gives what literals say: requirements, extras with markers, what builds and tests the project', () => {
    const reading = read(
      call(`
    name="demo",
    python_requires='>=3.8',
    install_requires=["a==1", 'b>=2; python_version < "3"', r"c", "d" "==3", ("e")],
    setup_requires="f",
    tests_require="""
        g  
        # no
        h==1
    """,
    extras_require={"X": ["i"], "y:os_name=='nt'": "j", ":os_name=='nt'": ("k",), "all": ["demo[x]"], 'none': None},
    zip_safe=False, packages=find_packages(exclude=["a", "b"]), ext_modules=[Extension("x", ["y.c"])],
`),
    );
    assert.deepEqual(reading.components.map(told), [
      'a==1',
      'b>=2 when python_version < "3"',
      'c',
      'd==3',
      'e',
      'f for build-system',
      'g for tests',
      'h==1 for tests',
      'i for extra:all extra:x',
      'j when os_name == "nt" for extra:y',
      'k when os_name == "nt"',
    ]);
    assert.deepEqual(reading.problems, []);
    assert.equal(reading.requiresPython, '>=3.8');
  });

  it('reads names that are bound once to literals, sums of them, and `**` of a dict', () => {
    const before = `
BASE = ["a"]
MORE: list = BASE + ['b']  # comment
tests = ("c",)
options = dict(install_requires=MORE + list(x) + ["d"], extras_require={'t': [*tests, "e"]})
kw = {**options, "name": "demo"}`;
    const reading = read(call('**kw', before));
    assert.deepEqual(reading.components.map(told), ['a', 'b', 'd', 'c for extra:t', 'e for extra:t']);
    assert.deepEqual(complaints(reading), ['setup-not-static 6:40']);
  });

  it('says which argument cannot be read, and reads the rest', () => {
    for (const body of [
      'install_requires=read("r.txt")',
      'install_requires=[x for x in y]',
      'install_requires=open("r").read().split()',
      'install_requires="a b".split()',
      'install_requires=[f"a=={v}"]',
      'install_requires=["a==%s" % v]',
      'install_requires=["a=={}".format(v)]',
      'install_requires=["a"] if x else []',
      'install_requires=[b"a"]',
      'install_requires=[1]',
      'install_requires=NAME',
      'install_requires=["\\N{LATIN SMALL LETTER A}"]',
      '**options',
      '**{x: 1}',
      'extras_require=extras()',
      'extras_require={k: v for k, v in z}',
      'extras_require={x: ["a"]}',
      'extras_require={"x": y()}',
      'python_requires=PY',
      'install_requires=lambda: 1',
      'install_requires={"a"} | {"b"}',
    ]) {
      const reading = read(call(`tests_require=["ok"], ${body}`));
      assert.deepEqual(reading.components.map(told), ['ok for tests'], body);
      assert.ok(reading.problems.length > 0, body);
      assert.ok(
        reading.problems.every(({ code, at }) => code === 'setup-not-static' && at?.line === 3),
        body,
      );
    }
  });

  it('takes no name for what it was bound to when anything may change it', () => {
    for (const change of [
      'reqs.append("b")',
      'reqs += ["b"]',
      'reqs[0] = "b"',
      'reqs = ["b"]',
      'if x:\n    reqs = ["b"]',
      'for reqs in []: pass',
      'import reqs',
      'with x as reqs: pass',
      'def reqs(): pass',
      'class reqs: pass',
      'def f():\n    global reqs',
      'del reqs',
      'change(reqs)',
      'x.change(1, (reqs))',
      '(reqs := ["b"])',
      'reqs.extend(x) ; y = 1',
      'reqs |= z',
    ]) {
      const reading = read(call('install_requires=reqs', `reqs = ["a"]\n${change}`));
      assert.deepEqual(
        [reading.components, reading.problems.map(({ code }) => code)],
        [[], ['setup-not-static']],
        change,
      );
    }
    assert.deepEqual(lines(call('install_requires=reqs', 'reqs = ["a"]\nprint(reqs)\nx = reqs + []\ny.reqs = 1')), [
      'a',
    ]);
  });

  it('reads no name that is bound in a function, or under a condition only', () => {
    for (const before of ['def f():\n    reqs = ["a"]', 'if x:\n  reqs = ["a"]', 'try: reqs = ["a"]\nexcept: pass'])
      assert.deepEqual(lines(call('install_requires=reqs', before)), [], before);
  });

  it('finds the call wherever it stands, and says where there is none', () => {
    assert.deepEqual(
      lines('import setuptools\nif __name__ == "__main__":\n    setuptools.setup(install_requires=["a"])'),
      ['a'],
    );
    assert.deepEqual(lines('from distutils import core\ncore.setup(install_requires=["a"])'), ['a']);
    assert.deepEqual(lines('setup(install_requires=["a"]); setup(install_requires=["b"])'), ['a', 'b']);
    for (const text of [
      'x = 1',
      'def setup(install_requires=["a"]): pass',
      'my.setup(install_requires=["a"])',
      '"setup(install_requires=[1])"',
      '# setup()\npass',
    ])
      assert.deepEqual(complaints(read(text)), ['setup-not-static 1:1'], text);
    assert.deepEqual(complaints(read('')), []);
    assert.deepEqual(complaints(read('# nothing\n')), []);
  });

  it('says nothing of a module of that name that only defines classes', () => {
    const module = '"""Reads setup() of setuptools."""\nclass Setup:\n    def read(self): return self.setup_call()\n';
    assert.deepEqual(complaints(read(module)), []);
    for (const more of ['import setuptools\n', 'exec(open("real.py").read())\n', 'def setup(): pass\n'])
      assert.deepEqual(complaints(read(module + more)), ['setup-not-static 1:1'], more);
  });

  it('says where in a text the mistake is', () => {
    assert.deepEqual(complaints(read(call('install_requires=["a ??"]'))), ['requirement-invalid 3:28']);
    assert.deepEqual(complaints(read(call('install_requires="""\n  a\n  b ??"""'))), ['requirement-invalid 5:5']);
    assert.deepEqual(complaints(read(call('extras_require={"-": ["a"], "x:??": ["b"]}'))), [
      'manifest-invalid 3:23',
      'requirement-invalid 3:38',
    ]);
  });

  it('that is no Python is said', () => {
    for (const text of ['setup(name="x', "setup('''", 'x = "a\nb"']) {
      assert.deepEqual(complaints(read(text)), ['setup-not-static 1:1'], text);
    }
    assert.deepEqual(complaints(read(`setup()${' '.repeat(2_000_001)}`)), ['setup-not-static 1:1']);
  });
});
