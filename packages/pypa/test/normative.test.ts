import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { NORMATIVE, type NormativeRule, type SpecificationNumber, type TestedRule } from './normative.data.ts';

/** What a comment may call each specification. */
const LABELS: Readonly<Record<SpecificationNumber, readonly string[]>> = {
  '440': ['PEP 440'],
  '503': ['PEP 503', 'Names and normalization'],
  '508': ['PEP 508', 'Dependency specifiers'],
  '425': ['PEP 425', 'Platform compatibility tags'],
  '751': ['PEP 751'],
};

interface TestBlock {
  readonly name: string;
  /** From `it(` to the end of its call. */
  readonly code: string;
  /** The comment lines right above it, and those inside. */
  readonly comments: readonly string[];
}

/** The tests of a file as Biome writes it: a call ends at the first line of its own indent that closes it. */
function blocksOf(source: string): TestBlock[] {
  const lines = source.split('\n');
  return lines.flatMap((line, start) => {
    const [, indent, quote = '', written] = /^( *)it\((?:\n|(['"`])(.*)\2,)/.exec(line) ?? [];
    if (indent === undefined || written === undefined) return [];
    const end = line.endsWith(');') ? start : lines.findIndex((other, i) => i > start && other === `${indent}});`);
    const code = lines.slice(start, end + 1);
    let above = start;
    while (/^ *\/\//.test(lines[above - 1] ?? '')) above--;
    const comments = [...lines.slice(above, start), ...code.filter((each) => /^ *\/\//.test(each))];
    return [{ name: written.replaceAll(`\\${quote}`, quote), code: code.join('\n'), comments }];
  });
}

const blocks = new Map(
  readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => [file, blocksOf(readFileSync(join(import.meta.dirname, file), 'utf8'))]),
);

const tested: readonly TestedRule[] = NORMATIVE.flatMap((row) => ('test' in row ? [row] : []));
const place = ({ spec, section, rule }: NormativeRule) => `PEP ${spec}, "${section}": ${rule}`;

function blockOf(row: TestedRule): TestBlock {
  const cut = row.test.indexOf(' > ');
  const [file, name] = [row.test.slice(0, cut), row.test.slice(cut + 3)];
  const found = (blocks.get(file) ?? []).filter((block) => block.name === name);
  const [block] = found;
  assert.ok(block !== undefined && found.length === 1, `${place(row)}: \`${row.test}\` stands ${found.length} times`);
  return block;
}

/** Whether a comment line names the rule's specification and section. */
function says(comment: string, { spec, section }: TestedRule): boolean {
  return LABELS[spec].some((label) => comment.includes(label)) && comment.includes(`"${section}"`);
}

describe('the rules of the specifications', () => {
  it('are each proven by a test that exists, once', () => {
    for (const row of tested) blockOf(row);
  });

  it('are each proven for any input, by a property', () => {
    for (const row of tested) assert.match(blockOf(row).code, /\bfc\.assert\(/, place(row));
  });

  it('stand in the comment of their test, with specification and section', () => {
    const silent = tested.filter((row) => !blockOf(row).comments.some((comment) => says(comment, row)));
    assert.deepEqual(
      silent.map((row) => `${place(row)} (${row.test})`),
      [],
    );
  });

  it('are each listed once, in words, with a reason where no test can be', () => {
    assert.equal(new Set(NORMATIVE.map(place)).size, NORMATIVE.length);
    for (const row of NORMATIVE) {
      assert.ok(row.rule.length > 0 && row.section.length > 0, place(row));
      if ('notTestable' in row) assert.ok(row.notTestable.length > 10, place(row));
    }
  });

  it('are as many as were read', () => {
    const counts = Object.keys(LABELS).map((spec) => {
      const rules = NORMATIVE.filter((row) => row.spec === spec);
      return [spec, rules.length, rules.filter((row) => 'test' in row).length];
    });
    // Specification, rules, and those with a test.
    assert.deepEqual(counts, [
      ['425', 42, 35],
      ['440', 149, 124],
      ['503', 28, 19],
      ['508', 74, 60],
      ['751', 121, 91],
    ]);
  });
});
