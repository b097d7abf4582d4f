import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complaints, readManifest, told } from '../testing/read-manifest.ts';
import { format } from './setup-cfg.ts';

const read = (text: string, others: Readonly<Record<string, string>> = {}) =>
  readManifest(format, 'setup.cfg', text, others);

describe('setup.cfg', () => {
  it('gives requirements, extras, what builds and tests the project, and which Pythons it is for', () => {
    const reading = read(`
[metadata]
name = demo
[options]
python_requires = >=3.8
install_requires =
    a==1
    # a comment
    b>=2; python_version < "3"

    demo[x]
setup-requires = c; d
Tests_Require: e
[options.extras_require]
X = f
    g ; os_name == "nt"
`);
    assert.deepEqual(reading.components.map(told), [
      'a==1',
      'b>=2 when python_version < "3"',
      'c for build-system',
      'd for build-system',
      'e for tests',
      'f',
      'g when os_name == "nt"',
    ]);
    assert.equal(reading.requiresPython, '>=3.8');
    assert.deepEqual(reading.problems, []);
  });

  it('says where each stands', () => {
    const { components } = read('[options]\ninstall_requires = a; b\n[options.extras_require]\nx =\n  c\r\n  d\n');
    assert.deepEqual(
      components.map(({ locations: [at] }) => `${at?.line}:${at?.column}`),
      ['2:20', '2:23', '5:3', '6:3'],
    );
  });

  it('splits a single line at every semicolon, as setuptools does: a marker needs a line of its own', () => {
    assert.deepEqual(complaints(read('[options]\ninstall_requires = a; python_version < "3"\n')), [
      'requirement-invalid 2:38',
    ]);
  });

  it('follows `file:` inside the repository, and nowhere else', () => {
    const text = '[options]\ninstall_requires = file: a.txt, ../b.txt\n[options.extras_require]\nx = file:c.txt\n';
    const reading = read(text, { 'a.txt': '# c\na==1\n\n--pre\n' });
    assert.deepEqual(reading.components.map(told), ['a==1']);
    assert.deepEqual(complaints(reading), ['requirement-invalid 4:1', 'file-outside 2:20', 'file-unreadable 4:5']);
  });

  it('takes for more of a value only what is indented deeper than its option', () => {
    const reading = read('[options]\n  zip_safe = no\n  install_requires =\n    a\n  python_requires = >=3\n');
    assert.deepEqual(reading.components.map(told), ['a']);
    assert.equal(reading.requiresPython, '>=3');
  });

  it('may be about other tools alone', () => {
    const reading = read('[flake8]\nmax-line-length = 88\nignore = E1, # c\n    E2\n[wheel]\nuniversal: 1\n');
    assert.deepEqual([reading.components, reading.problems], [[], []]);
  });

  it('that Python refuses is said, and the rest is read', () => {
    const text = 'stray\n[options]\nnothing\n[options]\ninstall_requires = a\ninstall_requires =\n  b\n= x\n';
    const reading = read(text);
    assert.deepEqual(complaints(reading), [
      'manifest-invalid 1:1',
      'manifest-invalid 3:1',
      'manifest-invalid 4:1',
      'manifest-invalid 6:1',
      'manifest-invalid 8:1',
    ]);
    assert.deepEqual(reading.components.map(told), ['a', 'b']);
  });

  it('names `__proto__` and `constructor` are sections and options like any other', () => {
    const reading = read(
      '[__proto__]\ninstall_requires = x\n[options.extras_require]\nconstructor = a\n__proto__ = b\n',
    );
    assert.deepEqual(reading.components.map(told), ['a for extra:constructor']);
    assert.deepEqual(complaints(reading), ['manifest-invalid 5:1']);
  });
});
