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

  it('say of a line of a template that it is one', () => {
    const { problems } = read("a==1\n{%- if cookiecutter.use_b == 'y' %}\nb==2\n{{ c }}\n??\n");
    assert.deepEqual(
      problems.map(({ at, hint }) => [at?.line, hint?.includes('template') ?? false]),
      [
        [2, true],
        [4, true],
        [5, false],
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
    assert.deepEqual(codes(read('${NAME}==1\n-r https://x.example/r.txt\n-r ${HOME}/r.txt\n')), [
      'requirement-undetermined',
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
    const locks = ['requirements.lock', 'requirements-dev.lock'];
    for (const name of ['requirements.txt', 'dev-requirements.txt', 'requirements-dev.txt', ...locks])
      assert.ok(format.matches(name, ''), name);
    assert.ok(format.matches('base.txt', 'requirements'));
    assert.ok(!format.matches('base.txt', 'docs'));
    assert.ok(!format.matches('poetry.lock', 'requirements'));
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

  it('keep the project of a line with a variable where its name is certain, and say why it is undetermined', () => {
    const lines: Record<string, [string | null, string[]]> = {
      'a==${V}': [null, ['environment-variable']],
      'a===${V}': [null, ['environment-variable']],
      'a[${X}]==1': [null, ['environment-variable']],
      'a==1 --hash=sha256:${H}': ['1', ['environment-variable']],
      'a==1 ; os_name == "${OS}"': ['1', ['environment-variable']],
      'a @ https://${TOKEN}@h.example/a-1.whl': [null, ['environment-variable']],
      'a>=1 --config-settings ${X}=1': [null, ['environment-variable', 'unpinned']],
    };
    for (const [line, [version, reasons]] of Object.entries(lines)) {
      const { components, problems } = read(`${line}\n`);
      assert.deepEqual(
        [components.map((one) => [one.name, one.version, one.reasons]), problems],
        [[['a', version, reasons]], []],
        line,
      );
      assert.ok(!JSON.stringify(components).includes('TOKEN'), line);
    }
    for (const line of ['a${X}==1', '${X}', '-e ${X}', './${X}'])
      assert.deepEqual(codes(read(`${line}\n`)), ['requirement-undetermined'], line);
  });

  it('take the index that is said for the source, the last one, wherever it stands', () => {
    const sources = (text: string) => read(text).components.map(({ source }) => source.url);
    assert.deepEqual(sources('a==1\n-i https://u:p@x.example/simple\n'), ['https://***@x.example/simple']);
    assert.deepEqual(sources('-i https://x.example\na==1\n--index-url=https://y.example\n'), ['https://y.example']);
    assert.deepEqual(sources('--extra-index-url https://x.example\na==1\n'), [undefined]);
    assert.deepEqual(sources('--no-index\n-f ./wheels\na==1\n'), ['./wheels']);
    assert.deepEqual(sources('-i https://pypi.org/simple/\na==1\n'), [undefined]);
  });

  it('tell what pip is told about indexes and safety', () => {
    const text =
      '-i https://u:p@x/s\n--extra-index-url https://y/s --trusted-host h\n-f d\n--no-require-hashes\n-i https://${TOKEN}@z/s\n--index-url https://${HOST}/s\n';
    const reading = read(text);
    assert.deepEqual(
      reading.settings?.map(({ kind, value, at }) => [kind, value, at.line, at.column]),
      [
        ['index', 'https://***@x/s', 1, 1],
        ['extra-index', 'https://y/s', 2, 1],
        ['trusted-host', 'h', 2, 31],
        ['find-links', 'd', 3, 1],
        ['no-hashes', '', 4, 1],
        ['index', 'https://***@z/s', 5, 1],
        ['index', 'https://${HOST}/s', 6, 1],
      ],
    );
    assert.deepEqual(codes(reading), ['requirement-undetermined']);
  });

  it('read options in every spelling that pip takes', () => {
    for (const line of [
      '--pre',
      '--pref',
      '--no-i',
      '--requirement=r.txt',
      '--requiremen r.txt',
      '-rr.txt',
      '--const r.txt',
      '--index-url=',
      '--pypi-url x',
      '--global-option=x',
      '--all-releases :all:',
      '--only-final=x',
      '--use-feature fast-deps',
      '--pre stray words',
      '-- --nonsense',
    ])
      assert.deepEqual(codes(read(`${line}\n`, { 'r.txt': '' })), [], line);
    for (const line of [
      '--pr',
      '--no',
      '--req',
      '--pre=x',
      '-i',
      '--hash',
      'a --hash=md5:00',
      'a --hash=sha256',
      'a -C x',
      '-x',
      "a --hash='sha256:00",
      'a -i',
    ])
      assert.deepEqual(codes(read(`${line}\n`)), ['requirement-invalid'], line);
  });

  it('take for editable a folder or a checkout only, and an empty marker for none', () => {
    for (const line of ['-e a==1', '-e a-1.0.tar.gz', '-e "a ; b"'])
      assert.deepEqual(codes(read(`${line}\n`)), ['requirement-invalid'], line);
    assert.deepEqual(read('-e lib\n-e lib[x]\n').components, []);
    assert.deepEqual(pins(read('a==1 ;\nb==2;\n-e "c @ git+https://h/c"\n')), ['a 1', 'b 2', 'c null']);
  });

  it('take no name from a file that no project could have', () => {
    assert.deepEqual(codes(read('./[x]-1.0.tar.gz\n')), ['requirement-undetermined']);
  });

  it('take every backslash off both ends of a continued line, as pip does', () => {
    assert.deepEqual(pins(read('\\a==\\\n1\n')), ['a 1']);
  });

  it('begin options at a space only: a tab belongs to the requirement', () => {
    assert.deepEqual(codes(read('a==1\t--hash=sha256:00\n')), ['requirement-invalid']);
  });

  it('of several includes on one line follow the first, requirements before constraints', () => {
    const others = { 'a.txt': 'a==1', 'b.txt': 'b==1', 'c.txt': 'a==2' };
    assert.deepEqual(pins(read('-c c.txt -r a.txt -r b.txt\n', others)), ['a 1']);
  });

  it('bring in what a constraints file includes with -r', () => {
    assert.deepEqual(pins(read('-c c.txt\n', { 'c.txt': '-r r.txt\nx==1', 'r.txt': 'a==1' })), ['a 1']);
  });

  it('narrow by constraints only where their marker is sure to hold, and take their hashes', () => {
    const others = {
      'c.txt':
        'a==1 ; os_name == "nt" --hash=sha256:AA\nb==2 --hash=sha256:bb\nc<3\nd==1\nd==2\ne @ https://h/e-1.tar.gz\n',
    };
    const { components } = read('a\na ; os_name == "nt" and python_version > "3"\nb\nc>=2\nd\ne\n-c c.txt\n', others);
    assert.deepEqual(
      components.map(({ name, version, specifier = '', hashes }) => `${name} ${version} ${specifier} ${hashes.join()}`),
      ['a null  ', 'a 1  sha256:aa', 'b 2  sha256:bb', 'c null <3,>=2 ', 'd null ==1,==2 ', 'e null  '],
    );
  });

  it('name a checkout, a file and its hash alike, however the line is written', () => {
    const sources = (line: string) =>
      read(`${line}\n`).components.map(({ name, version, source, hashes, extras, marker = '' }) =>
        [name, version, `${source.kind} ${source.url}`, ...hashes, extras.join(), marker].join(' | '),
      );
    assert.deepEqual(sources('git+ssh://git@h.example/x.git@v1.0#egg=X_y[a,b]&subdirectory=s'), [
      'x-y |  | vcs git+ssh://***@h.example/x.git@v1.0#subdirectory=s | a,b | ',
    ]);
    assert.deepEqual(sources('x @ git+https://h.example/x@abc'), ['x |  | vcs git+https://h.example/x@abc |  | ']);
    assert.deepEqual(sources('https://h.example/x-1.0.tar.gz#sha256=AB ; os_name == "nt"'), [
      'x | 1.0 | url https://h.example/x-1.0.tar.gz | sha256:ab |  | os_name == "nt"',
    ]);
    assert.deepEqual(sources('./d/x-1.0-py3-none-any.whl[a] ; os_name=="nt"'), [
      'x | 1.0 | path ./d/x-1.0-py3-none-any.whl | a | os_name == "nt"',
    ]);
    assert.deepEqual(sources('x-2.0.tar.gz'), ['x | 2.0 | path x-2.0.tar.gz |  | ']);
    assert.deepEqual(sources('file:///srv/x-2.0.zip'), ['x | 2.0 | path file:///srv/x-2.0.zip |  | ']);
  });

  it('tell a marker from a semicolon in an address', () => {
    assert.deepEqual(pins(read('https://h.example/a;b/x-1.0.tar.gz\n')), ['x 1.0']);
    assert.deepEqual(codes(read('https://h.example/x-1.0.tar.gz ; nonsense\n')), ['requirement-invalid']);
  });

  it('say where a mistake is in a line that goes on over several', () => {
    assert.deepEqual(read('a==1; \\\n  os_name ?? "x"\n').problems[0]?.at, {
      path: 'requirements.txt',
      line: 2,
      column: 11,
    });
  });

  it('are no constraints and no notes', () => {
    for (const name of ['requirements-constraints.txt', 'notes.txt', 'requirements.md'])
      assert.ok(!format.matches(name, 'docs'), name);
    assert.ok(!format.matches('constraints.txt', 'requirements'));
    assert.ok(format.matches('prod.txt', 'dev-requirements'));
  });
});
