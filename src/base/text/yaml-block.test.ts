import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { TextDocument } from './document.ts';
import { Scanner } from './scanner.ts';
import { parseYaml } from './yaml.ts';
import { readBlockYaml } from './yaml-block.ts';
import { readWithLibrary } from './yaml-library.ts';
import type { YamlValue } from './yaml-value.ts';

function isRead(text: string): boolean {
  const scanner = new Scanner(text, {});
  return readBlockYaml(scanner) !== undefined && scanner.problem === undefined;
}

/** Every value with its path, where it starts, and where it ends if it is a scalar. */
function places(document: TextDocument<YamlValue>): string[] {
  const found: string[] = [];
  const walk = (value: YamlValue, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    for (const key of keys) {
      const child: YamlValue | undefined = Array.isArray(value) ? value[Number(key)] : value[String(key)];
      const span = document.spanOf(value, key);
      const named = typeof key === 'string' ? document.keySpanOf(value, key) : undefined;
      const isScalar = typeof child !== 'object' || child === null;
      found.push(
        `${path}/${key} ${JSON.stringify(named)} ${span?.start}-${isScalar ? span?.end : ''} ${JSON.stringify(child)}`,
      );
      if (child !== undefined) walk(child, `${path}/${key}`);
    }
  };
  walk(document.root, '');
  return found;
}

/** What the quick reader takes, the library reads alike, to the last place. */
function agrees(text: string): boolean {
  if (!isRead(text)) return false;
  const quick = parseYaml(text);
  const slow = readWithLibrary(text, {});
  assert.ok(quick.ok && slow.ok, `the library refuses ${JSON.stringify(text)}: ${slow.ok ? '' : slow.error.message}`);
  assert.equal(JSON.stringify(quick.value.root), JSON.stringify(slow.value.root), JSON.stringify(text));
  assert.deepEqual(places(quick.value), places(slow.value), JSON.stringify(text));
  return true;
}

describe('block YAML', () => {
  const taken: Record<string, string> = {
    'mappings and sequences': 'a: 1\nb:\n- x\n- y: 2\n  z: w\nc:\n  - - p\n    - q\n',
    'sequences under a dash': '-\n  - a\n  -\n    b: c\n- d\n',
    'quoted texts': `a: "x: y"\n'b c': 'd # e'\n"f": ""\n`,
    'words for values': 'a: null\nb: ~\nc: true\nd: False\ne: 12\nf: -1.5\ng: .5\nh: 007\n',
    'texts that look like values': "z: 26eb8ca6\na: nullx\nb: 1.2.3\nc: 2024a\nd: yes\ne: 1_0\nf: '1'\n",
    'empty collections': 'a: []\nb: {}\nc:\n- []\n',
    'comments and blank lines': '# one\n\n---\n# two\na:\n\n  # three\n  b: 1\n\n# four\n',
    'long texts over lines': 'a: one\n  two\n    three\nb:\n- four\n  five\nc: 1\n',
    'a text that begins like a mark': 'a: -x\nb: ?y\nc: :z\nd: a#b\ne: a:b\nf: http://x/y:z\n',
    'Windows line ends': 'a: 1\r\nb:\r\n- x\r\n',
    'names of JavaScript': '__proto__: 1\nconstructor:\n  toString: 2\n',
    'blanks at the end of lines': 'a:  1  \nb:  \n- x \n',
  };
  for (const [what, text] of Object.entries(taken)) {
    it(`takes ${what}, as the library does`, () => assert.ok(agrees(text), 'it was left to the library'));
  }

  const left: Record<string, string> = {
    anchors: 'a: &x 1\nb: *x\n',
    tags: 'a: !!str 1\n',
    'flow collections': 'a: [1]\n',
    'text blocks': 'a: |\n  b\n',
    'a key that stands twice': 'a: 1\na: 2\n',
    'a key of null': '~: 1\n',
    'a value that is missing': 'a:\nb: 1\n',
    'a complex key': '? a\n: b\n',
    'a mapping on the line of a key': 'a: b: c\n',
    'a sequence on the line of a key': 'a: - b\n',
    'a comment behind a value': 'a: 1 # x\n',
    'a second document': 'a: 1\n---\nb: 2\n',
    escapes: 'a: "\\x41"\n',
    'exponents and other bases': 'a: 1e3\n',
    'octal numbers': 'a: 0o7\n',
    infinity: 'a: .inf\n',
    'numbers of more digits than are certain': 'a: 12345678901234567890\n',
    tabs: 'a:\t1\n',
    'a column between two': 'a:\n    b: 1\n  c: 2\n',
    'a text of several paragraphs': 'a: b\n\n  c\n',
    'a control character': 'a: \u0001\n',
  };
  for (const [what, text] of Object.entries(left)) {
    it(`leaves ${what} to the library`, () => assert.ok(!isRead(text)));
  }

  it('agrees with the library on whatever it takes', () => {
    const token = fc.constantFrom(
      ...[
        'a',
        'b',
        'k: ',
        'k:',
        'x: ',
        '- ',
        '-',
        ': ',
        ':',
        ' ',
        '  ',
        '\n',
        '\n',
        '\n  ',
        '\n- ',
        '\r\n',
        '#',
        ' #c',
      ],
      ...[
        "'",
        '"',
        '[]',
        '{}',
        '[',
        '{',
        '1',
        '.5',
        '-',
        '~',
        'null',
        'true',
        '---',
        '...',
        '&',
        '*',
        '!',
        '|',
        '>',
        '%',
        '@',
      ],
    );
    let took = 0;
    fc.assert(
      fc.property(fc.array(token, { maxLength: 14 }), (tokens) => {
        if (agrees(tokens.join(''))) took++;
      }),
      { numRuns: 3000 },
    );
    assert.ok(took > 20, `only ${took} were taken`);
  });

  it('reads five megabytes of a lock while the library would read a third of one', () => {
    const entry =
      '- name: a-name\n  version: 1.2.3\n  hash:\n    md5: 26eb8ca6ea332b675e11704cce84a3be\n  url: https://host/x\n';
    const text = `package:\n${entry.repeat(45_000)}`;
    const started = process.cpuUsage();
    assert.ok(isRead(text));
    const { user } = process.cpuUsage(started);
    assert.ok(user < 8_000_000, `it took ${user / 1000} ms`);
  });

  it('keeps the limits', () => {
    assert.ok(!parseYaml('a:\n  b:\n    c: 1\n', { maxDepth: 2 }).ok);
    assert.ok(!parseYaml('- 1\n- 2\n- 3\n', { maxValues: 3 }).ok);
    assert.ok(!parseYaml(`${'- '.repeat(5000)}x\n`).ok);
  });
});
