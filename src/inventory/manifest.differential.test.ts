import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err } from '@rind/pypa';
import { problem } from '../base/problem.ts';
import { format as setupCfg } from './formats/setup-cfg.ts';
import { parseIni } from './ini.ts';
import type { PipOption } from './pip-options.ts';
import { PythonLiterals, type PythonValue } from './python-literal.ts';
import { pythonTokens } from './python-tokens.ts';
import { parseRequirementEntry } from './requirement-entry.ts';
import { requirementLines } from './requirement-lines.ts';
import { splitShellWords } from './shell-words.ts';
import { askPython, draws, pythonMissing, sentence } from './testing/python-oracle.ts';

const SEED = Number(process.env['RIND_SEED'] ?? 4);
const CASES = Number(process.env['RIND_CASES'] ?? 2000);
const skip = pythonMissing() ?? false;

const PIP_WORDS = [
  'a==1',
  'B.c[x,y]>=2',
  ' ',
  ' ',
  ' ',
  '  ',
  '\t',
  '\n',
  '\n',
  '\n',
  '\r\n',
  '\r',
  '\u2028',
  '\x1f',
  '\x0b',
  '\ufeff',
  '\\\n',
  '\\\n',
  '\\\\\n',
  '\\',
  '#',
  ' # c',
  "'",
  '"',
  '=',
  '--',
  '-',
  '---',
  '--hash',
  '--hash=sha256:ab',
  ' --hash sha256:AB',
  ' --hash=md5:00',
  ' --hash=sha256',
  ' --has=sha384:0',
  '-i',
  '-i x',
  '-ihttps://h/s',
  '--index-url=',
  '--index-url u',
  '--index',
  '--in z',
  '--pypi-url p',
  '--py v',
  '--extra-index-url e',
  '--ext=e2',
  '--no-index',
  '--no-i',
  '--no',
  '--pre',
  '--pr',
  '--pref',
  '--prefer-binary',
  '--find-links f',
  '-f f2',
  '-ff3',
  '--trusted-host t',
  '--tru=t2',
  '--require-hashes',
  '--req',
  '--requirement r.txt',
  '-r r2.txt',
  '-rr3.txt',
  '-r',
  '-c c.txt',
  '--constraint=c2',
  '--con',
  '--const c3',
  '-e .',
  '-e',
  '--editable=git+https://h/x#egg=y',
  '--only-binary :all:',
  '--no-binary=x',
  '--config-settings a=b',
  '--config-settings=c',
  '-C x=y',
  '--unknown',
  '-x',
  '-z9',
  './p',
  'n @ https://h/n-1.whl',
  '; python_version < "3"',
  '${RIND_UNSET}',
  '$x',
  ';',
  ',',
  '\u00a0',
  '\u3000',
] as const;

/** Our reading in the shape of the oracle's. */
function ourLines(text: string): unknown[] {
  return [...requirementLines(text)].map((line) => {
    const number = 1 + (text.slice(0, line.offset).match(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g)?.length ?? 0);
    const entry = parseRequirementEntry(line.text);
    if (!entry.ok) return [number, 'error'];
    const { value } = entry;
    if (value.kind === 'include') return [number, value.as, value.reference];
    const of = (name: PipOption['name']) =>
      value.options.filter((option) => option.name === name).map((option) => option.value);
    if (value.kind === 'requirement') {
      return [number, value.editable ? 'editable' : 'requirement', value.text, of('hash').sort()];
    }
    const has = (name: PipOption['name']) => of(name).length > 0;
    return [
      number,
      'options',
      of('index-url').at(-1) ?? null,
      of('extra-index-url'),
      of('find-links'),
      of('trusted-host'),
      has('no-index'),
      has('pre'),
      has('require-hashes'),
    ];
  });
}

/** Whether a line uses what only newer pips know: the oracle's may be older. */
function isNewer(text: string): boolean {
  return [...requirementLines(text)].some((line) => {
    const entry = parseRequirementEntry(line.text);
    const options = entry.ok && entry.value.kind !== 'include' ? entry.value.options : [];
    return options.some(({ name }) => name === 'no-require-hashes' || name === 'all-releases' || name === 'only-final');
  });
}

const only = (all: readonly unknown[]): unknown[] => all.map((line) => (Array.isArray(line) ? line.slice(1) : line));

describe('readings of Python\u2019s own tools', { skip }, () => {
  it(`pip reads ${CASES} requirements files line by line as Rind does`, () => {
    const draw = draws(SEED);
    const cases = Array.from({ length: CASES }, () => sentence(draw, PIP_WORDS, 14));
    const answers = askPython('pip', cases);
    for (const [i, text] of cases.entries()) {
      if (isNewer(text)) continue;
      // A line number is pip's only where nothing but blanks stands before a continued line.
      assert.deepEqual(only(ourLines(text)), only(answers[i] as unknown[]), JSON.stringify(text));
    }
  });

  it(`shlex splits ${CASES} lines as Rind does`, () => {
    const draw = draws(SEED + 1);
    const words = ['a', 'b', ' ', '\t', '"', "'", '\\', '\n', '\r', '#', '\u00a0', '$', ';'];
    const cases = Array.from({ length: CASES }, () => sentence(draw, words, 12));
    for (const [i, answer] of askPython('shlex', cases).entries()) {
      const ours = splitShellWords(cases[i] ?? '');
      assert.deepEqual(ours.ok ? ours.value.map(({ text }) => text) : null, answer, JSON.stringify(cases[i]));
    }
  });

  it(`configparser reads ${CASES} files as Rind does`, () => {
    const draw = draws(SEED + 2);
    const words = [
      '[a]',
      '[b]',
      '[a]x]',
      '[]',
      '\n',
      '\n',
      '\n',
      '\n ',
      '\n  ',
      '\n\t',
      '\r\n',
      'k',
      'K',
      'l',
      '=',
      ':',
      ' = ',
      '#',
      ';',
      'v w',
      ' ',
      '[',
      ']',
    ];
    const cases = Array.from({ length: CASES }, () => `[o]\n${sentence(draw, words, 16)}`);
    let read = 0;
    for (const [i, answer] of askPython('ini', cases).entries()) {
      const ours = parseIni(cases[i] ?? '');
      if (answer === null) {
        assert.ok(ours.faults.length > 0, `Python refuses ${JSON.stringify(cases[i])}`);
        continue;
      }
      read++;
      const found = Object.fromEntries(
        [...ours.sections].map(([name, options]) => [
          name,
          Object.fromEntries(
            [...options].map(([key, { lines }]) => [
              key,
              lines
                .map(({ text }) => text)
                .join('\n')
                .trimEnd(),
            ]),
          ),
        ]),
      );
      assert.deepEqual(ours.faults, [], JSON.stringify(cases[i]));
      assert.deepEqual(found, answer, JSON.stringify(cases[i]));
    }
    assert.ok(read > CASES / 10, `only ${read} were files at all`);
  });

  it('setuptools reads the requirements of a setup.cfg as Rind does', () => {
    const draw = draws(SEED + 3);
    const items = ['a==1', 'b>=2 ; python_version < "3"', '# c', 'd[x]', '', 'e;f', '  g', ';h'];
    const list = () => Array.from({ length: 1 + draw(4) }, () => `    ${items[draw(items.length)]}`).join('\n');
    const value = () => (draw(3) === 0 ? (['a==1', 'd[x]', 'e;f', ''][draw(4)] ?? '') : `\n${list()}`);
    const cases = Array.from({ length: 100 }, () =>
      [
        '[options]',
        `install_requires = ${value()}`,
        `setup_requires: ${value()}`,
        '[options.extras_require]',
        `x = ${value()}`,
        `Y=${value()}`,
      ].join('\n'),
    );
    for (const [i, answer] of askPython('setup_cfg', cases).entries()) {
      const text = cases[i] ?? '';
      const [[install = [], build = []], extras] = answer as [string[][], Record<string, string[]>];
      const { components, problems } = setupCfg.read(
        { path: 'setup.cfg', text },
        { maxDepth: 200, include: () => err(problem('file-unreadable', 'none')) },
      );
      // In `setup_requires` alone setuptools keeps a comment as a requirement, which nothing then reads.
      const listed = [...install, ...build, ...Object.values(extras).flat()].filter((one) => !one.startsWith('#'));
      assert.equal(
        components.length + problems.length,
        listed.length,
        `${JSON.stringify(text)} ${JSON.stringify(answer)}`,
      );
    }
  });

  it(`Python reads ${CASES} literals as Rind does, or refuses them`, () => {
    const draw = draws(SEED + 4);
    const words = [
      '"a"',
      "'b\\n'",
      'r"c\\d"',
      'u"e"',
      '"""f\ng"""',
      "'\\x41\\101\\u0042'",
      '[',
      ']',
      '(',
      ')',
      ',',
      ',',
      '+',
      ' ',
      '{',
      '}',
      ':',
      '"k":',
      '\\\n',
      '# x\n',
      '1',
      'b"z"',
    ];
    const cases = Array.from({ length: CASES }, () => sentence(draw, words, 12).trim());
    let read = 0;
    for (const [i, answer] of askPython('literal', cases).entries()) {
      if (answer === null) continue;
      read++;
      const tokens = pythonTokens(`setup(x=(${cases[i]}\n))`);
      assert.ok(tokens);
      const given = new PythonLiterals(tokens).arguments(1);
      assert.deepEqual(
        given?.map(({ value }) => plain(value)),
        [(answer as { value: unknown }).value],
        JSON.stringify(cases[i]),
      );
    }
    assert.ok(read > CASES / 50, `only ${read} were literals at all`);
  });
});

function plain(value: PythonValue): unknown {
  if (value.kind === 'string') return value.text;
  if (value.kind === 'list') return value.items.map(plain);
  if (value.kind === 'dict') return { dict: value.entries.map(({ key, value: item }) => [plain(key), plain(item)]) };
  return value.kind;
}
