import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err, ok } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import type { Reading } from '../format.ts';
import { format } from './requirements.ts';

function read(text: string, others: Readonly<Record<string, string>> = {}): Reading {
  return format.read(
    { path: 'requirements.txt', text },
    {
      maxDepth: 200,
      include: (_, name) => {
        const found = others[name];
        return found === undefined ? err(problem('file-unreadable', `no ${name}`)) : ok({ path: name, text: found });
      },
    },
  );
}

const pins = (reading: Reading) => reading.components.map(({ name, version }) => `${name} ${version}`);
const codes = (reading: Reading) => reading.problems.map(({ code }) => code);

describe('requirements files', () => {
  it('say why a pin is none: no version of the standard, or a file that another project is named by', () => {
    const { components } = read(
      'a===1.0RC1\nb===2-x\nc @ https://h.example/other-1.0.tar.gz\nd @ https://h.example/d-1.0.tar.gz\n',
    );
    assert.deepEqual(
      components.map(({ version, reasons }) => [version, reasons]),
      [
        ['1.0rc1', []],
        ['2-x', ['invalid-version']],
        [null, ['unknown-version']],
        ['1.0', []],
      ],
    );
  });

  it('read exact pins in any spelling, and nothing else as a pin', () => {
    const text = [
      'A.B == 1.0.0',
      'c===2-x',
      'd==1.*',
      'e>=1',
      'f',
      'g==1,!=2',
      'h[x,Y_z]==3 ; python_version<"3.9"',
    ].join('\n');
    const reading = read(text);
    assert.deepEqual(pins(reading), ['a-b 1.0.0', 'c 2-x', 'd null', 'e null', 'f null', 'g null', 'h 3']);
    assert.deepEqual(codes(reading), []);
    const h = reading.components.at(-1);
    assert.deepEqual(h?.extras, ['x', 'y-z']);
    assert.equal(h?.marker, 'python_version < "3.9"');
    assert.deepEqual(reading.components[4]?.reasons, ['unpinned']);
  });

  it('join continued lines, and read the hashes on them', () => {
    const reading = read('a==1 \\\n    --hash=sha256:AA \\\n    --hash sha256:bb\n# comment \\\nb==2\n');
    assert.deepEqual(pins(reading), ['a 1', 'b 2']);
    assert.deepEqual(reading.components[0]?.hashes, ['sha256:aa', 'sha256:bb']);
    assert.deepEqual(reading.components[1]?.locations, [{ path: 'requirements.txt', line: 5, column: 1 }]);
  });

  it('begin a comment only at the start of a line or after white space', () => {
    assert.deepEqual(pins(read('a==1 # two\n  # three\nb @ https://x.example/b-2.tar.gz#egg=b\n')), ['a 1', 'b 2']);
    assert.deepEqual(codes(read('a==1#x\n')), ['requirement-invalid']);
  });

  it('know pip\u2019s options, and say which one they do not know', () => {
    assert.deepEqual(codes(read('-i https://x.example/simple\n--pre\n--only-binary=:all:\n--trusted-host x\n')), []);
    assert.deepEqual(codes(read('--nonsense\n')), ['requirement-invalid']);
  });

  it('follow -r in each spelling, and a circle to its end', () => {
    const others = { 'b.txt': 'b==1\n-r requirements.txt\n--requirement=c.txt\n', 'c.txt': 'c==1\n-rb.txt\n' };
    assert.deepEqual(pins(read('-r b.txt\na==1\n', others)), ['b 1', 'c 1', 'a 1']);
  });

  it('take constraints for no components', () => {
    assert.deepEqual(pins(read('a==1\n-c c.txt\n--constraint c.txt\n', { 'c.txt': 'c==1\n' })), ['a 1']);
  });

  it('neither expand the environment nor fetch', () => {
    assert.deepEqual(codes(read('a==${VERSION}\n-r https://x.example/r.txt\n')), [
      'requirement-undetermined',
      'requirement-undetermined',
    ]);
    assert.deepEqual(pins(read('a==1 ; os_name == "$HOME"\n')), ['a 1']);
  });

  it('take name and version of an archive from its file name only where that is certain', () => {
    const reading = read(
      [
        'https://user:pw@x.example/Demo_Lib-1.2-py3-none-any.whl',
        './local/demo-3.tar.gz',
        'git+https://x.example/y.git',
        'https://x.example/download',
        'z @ git+https://x.example/z@main',
        'https://x.example/%FF%zz.whl',
      ].join('\n'),
    );
    assert.deepEqual(pins(reading), ['demo-lib 1.2', 'demo 3', 'z null']);
    assert.equal(reading.components[0]?.source.url?.includes('pw'), false);
    assert.deepEqual(codes(reading), [
      'requirement-undetermined',
      'requirement-undetermined',
      'requirement-undetermined',
    ]);
  });

  it('pin by a constraint what has no version of its own, where the constraint allows it', () => {
    const others = { 'c.txt': 'a==1.5\nb==9\nc==1\n-c c.txt\n' };
    assert.deepEqual(pins(read('a\nb<2\nx\n-c c.txt\n', others)), ['a 1.5', 'b null', 'x null']);
    assert.deepEqual(read('a\n-c c.txt\n', others).components[0]?.reasons, []);
  });

  it('take the project itself and folders of the repository for roots, never for mistakes', () => {
    for (const line of ['.', '-e .', './', '-e ./lib', '.[dev,test]', '--editable=.']) {
      const reading = read(`${line}\n`);
      assert.deepEqual([reading.components, reading.problems], [[], []], line);
    }
    assert.deepEqual(codes(read('-e ../outside\n')), ['requirement-undetermined']);
  });

  it('know the project of a checkout by its egg', () => {
    const reading = read('-e git+https://u:p@git.example/x.git@v2#egg=Demo_Lib\n');
    assert.deepEqual(pins(reading), ['demo-lib null']);
    assert.equal(reading.components[0]?.source.kind, 'vcs');
    assert.deepEqual(reading.components[0]?.reasons, ['unknown-version']);
  });

  it('are known by their names, and by a folder of that name', () => {
    for (const name of ['requirements.txt', 'dev-requirements.txt', 'requirements-dev.txt'])
      assert.ok(format.matches(name, ''), name);
    assert.ok(format.matches('base.txt', 'requirements'));
    assert.ok(!format.matches('base.txt', 'docs'));
  });

  it('say where in the line the mistake is', () => {
    assert.deepEqual(read('ok==1\na==1; python_version ?? "3"\n').problems[0]?.at, {
      path: 'requirements.txt',
      line: 2,
      column: 22,
    });
  });

  it('end lines where Python does', () => {
    assert.deepEqual(pins(read('a==1\u2028b==2\u0085c==3\rd==4\r\ne==5')), ['a 1', 'b 2', 'c 3', 'd 4', 'e 5']);
  });
});
