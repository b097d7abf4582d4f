import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  comparison,
  formatMarker,
  MARKER_NESTING_LIMIT,
  type Marker,
  type MarkerField,
  type MarkerOperator,
  parseMarker,
} from '../src/marker.ts';
import { decodePythonString, formatPythonString } from '../src/python-string.ts';
import { cpuTime } from './cpu-time.ts';

function read(text: string): Marker {
  const parsed = parseMarker(text);
  assert.ok(parsed.ok, `${text}: ${parsed.ok || parsed.error.message}`);
  return parsed.value;
}

const print = (text: string) => formatMarker(read(text));

function faultOf(text: string): { code: string; offset: number } | undefined {
  const parsed = parseMarker(text);
  return parsed.ok ? undefined : { code: parsed.error.code, offset: parsed.error.offset };
}

const FIELDS: readonly MarkerField[] = [
  'implementation_name',
  'implementation_version',
  'os_name',
  'platform_machine',
  'platform_python_implementation',
  'platform_release',
  'platform_system',
  'platform_version',
  'python_full_version',
  'python_version',
  'sys_platform',
  'extra',
  'extras',
  'dependency_groups',
];
const OPERATORS: readonly MarkerOperator[] = ['<', '<=', '==', '!=', '>=', '>', '~=', '===', 'in', 'not in'];

const operand = fc.oneof(
  fc.constantFrom(...FIELDS).map((name) => ({ kind: 'field' as const, name })),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((value) => ({ kind: 'literal' as const, value })),
);
const leaf = fc.tuple(operand, fc.constantFrom(...OPERATORS), operand).map((sides) => comparison(...sides));
const { tree } = fc.letrec<{ tree: Marker }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc
      .record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        parts: fc.array(tie('tree'), { minLength: 2, maxLength: 4 }),
        parenthesized: fc.boolean(),
      })
      .map((group) => group as Marker),
  ),
}));

describe('reading markers', () => {
  // Dependency specifiers, "Grammar": marker_or is made of marker_and.
  it('`and` binds closer than `or`', () => {
    const marker = read("os_name == 'a' or os_name == 'b' and os_name == 'c'");
    assert.equal(marker.kind, 'or');
    assert.deepEqual(marker.kind === 'or' && marker.parts.map(({ kind }) => kind), ['comparison', 'and']);
    assert.equal(read("(os_name == 'a' or os_name == 'b') and os_name == 'c'").kind, 'and');
  });

  // Dependency specifiers, "Grammar": wsp is blank or tab, and optional nearly everywhere.
  it('white space is blank and tab, and only needed where words would run together', () => {
    assert.equal(
      print(`\t"x86"in platform_machine and(os_name=='nt')`),
      '"x86" in platform_machine and os_name == "nt"',
    );
    assert.equal(print("'a'not \tin os_name"), '"a" not in os_name');
    for (const space of ['\n', '\r', '\u00a0', '\f', '\v', '\u2003', '\ufeff']) {
      assert.notEqual(faultOf(`os_name == 'a'${space}`), undefined, JSON.stringify(space));
      assert.notEqual(faultOf(`os_name${space}== 'a'`), undefined, JSON.stringify(space));
    }
    for (const text of [
      "os_name == 'a' ados_name == 'b'",
      "'a' inos_name",
      "'a' notin os_name",
      "os_name == 'a'andos_name == 'b'",
    ]) {
      assert.notEqual(faultOf(text), undefined, text);
    }
  });

  // Dependency specifiers, "Grammar": python_str stands between two of the same quotes.
  it('a literal stands between quotes of one kind and may hold the other', () => {
    assert.equal(print(`os_name == 'a"b'`), `os_name == 'a"b'`);
    assert.equal(print(`os_name == "a'b"`), `os_name == "a'b"`);
    assert.deepEqual(faultOf(`os_name == 'a"`), { code: 'invalid-marker', offset: 11 });
  });

  // PEP 345, "Environment markers": the names with dots; setuptools: python_implementation.
  it('older field names mean the present ones', () => {
    const names = { 'os.name': 'os_name', 'sys.platform': 'sys_platform', 'platform.version': 'platform_version' };
    for (const [old, name] of Object.entries(names)) assert.equal(print(`${old} == "x"`), `${name} == "x"`);
    assert.equal(print('platform.machine == "x"'), 'platform_machine == "x"');
    for (const old of ['platform.python_implementation', 'python_implementation']) {
      assert.equal(print(`"x" == ${old}`), '"x" == platform_python_implementation');
    }
    for (const none of ['platform.release', 'python.version', 'os-name', 'OS_NAME', 'python_versions', 'extra_']) {
      assert.notEqual(faultOf(`${none} == "x"`), undefined, none);
    }
  });

  it('what is wrong is told with its place', () => {
    assert.deepEqual(faultOf(''), { code: 'invalid-marker', offset: 0 });
    assert.deepEqual(faultOf('python_version'), { code: 'invalid-marker', offset: 14 });
    assert.deepEqual(faultOf('python_version >= 3'), { code: 'invalid-marker', offset: 18 });
    assert.deepEqual(faultOf("(os_name == 'a'"), { code: 'invalid-marker', offset: 15 });
    assert.deepEqual(faultOf("os_name == 'a')"), { code: 'invalid-marker', offset: 14 });
    assert.deepEqual(faultOf("os_name == 'a' and"), { code: 'invalid-marker', offset: 18 });
    assert.deepEqual(faultOf("os_name =! 'a'"), { code: 'invalid-marker', offset: 8 });
    assert.deepEqual(faultOf("os_name not 'a'"), { code: 'invalid-marker', offset: 12 });
  });

  it('parentheses stand in each other up to the limit, never to a stack overflow', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}os_name == "a"${')'.repeat(depth)}`;
    assert.equal(print(nested(MARKER_NESTING_LIMIT)), 'os_name == "a"');
    assert.deepEqual(faultOf(nested(MARKER_NESTING_LIMIT + 1)), { code: 'too-deep', offset: MARKER_NESTING_LIMIT });
    assert.equal(faultOf('('.repeat(1_000_000))?.code, 'too-deep');
  });

  it('a megabyte of anything is read in linear time', () => {
    const long = ['(', ')', '"', "'", ' ', 'a', '=', '\\', 'os_name', "'a' in ", "os_name == 'a' and ", '.'];
    const started = cpuTime();
    for (const piece of long) parseMarker(piece.repeat(Math.ceil(1_000_000 / piece.length)));
    assert.ok(cpuTime() - started < 5000);
    assert.ok(parseMarker(Array.from({ length: 40_000 }, () => "os_name == 'a'").join(' and ')).ok);
  });

  it('nothing throws', () => {
    const pieces = fc.constantFrom(
      ...FIELDS,
      ...OPERATORS,
      'and',
      'or',
      '(',
      ')',
      ' ',
      '"',
      "'",
      '\\',
      '\0',
      'é',
      '\ud800',
      'x',
    );
    fc.assert(fc.property(fc.array(pieces), (found) => void parseMarker(found.join(' '))));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseMarker(text)));
  });
});

describe('printing markers', () => {
  it('the text of a marker reads back as a marker of the same text', () => {
    fc.assert(
      fc.property(tree, (marker) => {
        const text = formatMarker(marker);
        assert.equal(formatMarker(read(text)), text);
      }),
    );
  });

  it('parentheses are kept, but for those around everything or one comparison', () => {
    assert.equal(print("((os_name == 'a'))"), 'os_name == "a"');
    assert.equal(print("((os_name == 'a') and os_name == 'b')"), 'os_name == "a" and os_name == "b"');
    assert.equal(
      print("(os_name == 'a' and (os_name == 'b')) and ((os_name == 'c' and os_name == 'd'))"),
      '(os_name == "a" and os_name == "b") and (os_name == "c" and os_name == "d")',
    );
    assert.equal(
      print("(os_name == 'a' and os_name == 'b') or os_name == 'c'"),
      '(os_name == "a" and os_name == "b") or os_name == "c"',
    );
  });

  it('an `or` inside an `and` gets parentheses even if it had none', () => {
    const [a, b, c] = ["os_name == 'a'", "os_name == 'b'", "os_name == 'c'"].map(read);
    assert.ok(a && b && c);
    const or: Marker = { kind: 'or', parts: [a, b], parenthesized: false };
    assert.equal(
      formatMarker({ kind: 'and', parts: [or, c], parenthesized: false }),
      '(os_name == "a" or os_name == "b") and os_name == "c"',
    );
  });

  // PEP 685: tools must write the normal form of extras; PEP 735 for groups.
  it('names of extras and groups are printed in normal form, other texts as they are', () => {
    assert.equal(print("extra == 'Foo__Bar.x'"), 'extra == "foo-bar-x"');
    assert.equal(print("'Foo_Bar' != extra"), '"foo-bar" != extra');
    assert.equal(
      print("'Foo_Bar' in extras or 'A.B' in dependency_groups"),
      '"foo-bar" in extras or "a-b" in dependency_groups',
    );
    assert.equal(print("os_name == 'Foo_Bar'"), 'os_name == "Foo_Bar"');
    assert.equal(print("extras == 'Foo_Bar'"), 'extras == "Foo_Bar"');
  });

  // The exception `marker-text-unreadable`.
  it('a value that would not read back is printed with escapes', () => {
    assert.equal(print("os_name == 'a\\\\b'"), 'os_name == "a\\\\b"');
    assert.equal(print("os_name == 'a\\nb'"), 'os_name == "a\\u000ab"');
    assert.equal(print(`os_name == 'a\\x27"'`), `os_name == "a'\\u0022"`);
    assert.equal(print("os_name == 'C:\\dir'"), 'os_name == "C:\\dir"');
  });
});

describe('string literals', () => {
  // Dependency specifiers, "User supplied constants": backslash escapes may be supported; here they are.
  it('any value, once printed, reads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = formatPythonString(value);
        assert.equal(decodePythonString(text.slice(1, -1)), value);
        assert.ok(!text.slice(1, -1).includes(text.charAt(0)));
      }),
    );
  });

  it("Python's escapes are read, unknown ones stay", () => {
    const cases: Record<string, string | undefined> = {
      '\\x41\\101\\u0041\\U00000041': 'AAAA',
      '\\a\\b\\f\\n\\r\\t\\v\\\\\\\'\\"': '\u0007\b\f\n\r\t\v\\\'"',
      '\\0\\08\\1234': '\0\u00008S4',
      '\\q\\8\\é': '\\q\\8\\é',
      'a\\\nb\\\r\nc\\\rd': 'abcd',
      'a\nb': undefined,
      'a\rb': undefined,
      'a\0b': undefined,
      'a\\': undefined,
      '\\x4': undefined,
      '\\u00g0': undefined,
      '\\U00110000': undefined,
      'a\ud800': undefined,
    };
    for (const [body, value] of Object.entries(cases))
      assert.equal(decodePythonString(body), value, JSON.stringify(body));
  });

  // The exception `marker-character-by-name`.
  it('a character by its name is refused', () => {
    assert.equal(decodePythonString('\\N{BULLET}'), undefined);
    assert.notEqual(faultOf("os_name == '\\N{BULLET}'"), undefined);
  });
});
