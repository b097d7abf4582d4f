import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err, normalizeName, ok } from '@rind/pypa';
import { matchAdvisory } from '../../src/advisory/match.ts';
import { parseOsvRecord } from '../../src/advisory/osv-record.ts';
import { type Problem, problem } from '../../src/base/problem.ts';
import { isProblemCode } from '../../src/base/problem-codes.ts';
import { parseJson } from '../../src/base/text/json.ts';
import { mergeComponents } from '../../src/inventory/component.ts';
import type { InventoryFormat, SourceTree } from '../../src/inventory/format.ts';
import { INVENTORY_FORMATS } from '../../src/inventory/registry.generated.ts';
import { osv } from '../rind.ts';

// `RIND_FUZZ=1000000 RIND_FUZZ_SEED=7 node --test test/hostile/fuzz.test.ts` for more, and for others.
const COUNT = Number(process.env['RIND_FUZZ'] ?? 20_000);
const SEED = Number(process.env['RIND_FUZZ_SEED'] ?? 3);

const SAMPLES: Readonly<Record<string, string>> = {
  'uv.lock': `version = 1
revision = 3
requires-python = ">=3.10"
[[package]]
name = "shop"
version = "1.4.0"
source = { virtual = "." }
dependencies = [{ name = "django", extra = ["a", "b"] }, { name = "x", marker = "sys_platform == 'win32'" }]
[package.optional-dependencies]
async = [{ name = "x", version = "2" }]
[package.dev-dependencies]
test = [{ name = "x" }]
[[package]]
name = "django"
version = "4.2.4"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "x", marker = "python_full_version < '3.11'" }]
sdist = { url = "https://x/d.tar.gz", hash = "sha256:7e4225", size = 1 }
wheels = [{ url = "https://x/d.whl", hash = "sha256:860ae6" }]
[[package]]
name = "x"
version = "1"
source = { git = "https://u:p@x/y?rev=1#2" }
`,
  'requirements.txt': `# comment
--index-url https://x/simple
-r other.in
-c constraints.txt
-e git+https://x/y@1#egg=z
Django[argon2]==4.2.4 ; python_version >= "3.8" \\
    --hash=sha256:7e42 --hash=sha256:860a
a @ https://u:p@x/a-1.0.tar.gz
b===1.0-x
c>=1,<2  # why
./d-1.0-py3-none-any.whl
e @ https://\${HOME}/e
`,
  'pylock.toml': `lock-version = "1.0"
created-by = "x"
environments = ["sys_platform == 'linux'"]
[[packages]]
name = "a"
version = "1"
marker = "os_name == 'posix'"
wheels = [{ url = "https://x/a-1-py3-none-any.whl", hashes = { sha256 = "00" } }]
`,
};
const RECORD = osv('PYSEC-1', 'Demo', [{ introduced: '0' }, { fixed: '1.2' }, { last_affected: '3' }], {
  aliases: ['CVE-1', 'GHSA-1'],
  severity: [{ type: 'CVSS_V3', score: 'x' }],
  references: [{ type: 'WEB', url: 'https://x' }],
  details: 'long',
});
const PIECES =
  '\0 \u001b \u202e \ud800 😀 " \' \\ [ ] { } [[ ]] = == , ; # \n \r \t ( ) ${A} :: __proto__ constructor 0 -1 1e999 9007199254740993 nan 2026-01-01 null true "" """ \u0085 \u2028 @ -r -e .. / https:// and or not in extra'.split(
    ' ',
  );

/** A small generator whose draws depend on its seed alone. */
function draws(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A text with one to four places cut, doubled, moved, or overwritten. */
function mutate(text: string, draw: (below: number) => number): string {
  let mutated = text;
  for (let times = 1 + draw(4); times > 0; times--) {
    const at = draw(mutated.length + 1);
    const end = at + draw(12);
    const piece = PIECES[draw(PIECES.length)] ?? '';
    const from = draw(mutated.length + 1);
    const other = mutated.slice(from, from + draw(40));
    const middle = [piece, '', other, piece + mutated.slice(at, end), mutated.slice(at, end).repeat(2)][draw(5)] ?? '';
    mutated = mutated.slice(0, at) + middle + mutated.slice(end);
  }
  return mutated;
}

function assertKnown(problems: readonly Problem[], input: string): void {
  for (const { code, message, at } of problems) {
    assert.ok(isProblemCode(code), `${code} of ${JSON.stringify(input)}`);
    assert.ok(message !== '' && (at === undefined || (at.line >= 1 && at.column >= 1)), JSON.stringify(input));
  }
}

/** Runs a reader and says on which input it threw. */
function tried<T>(input: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`threw on ${JSON.stringify(input)} (seed ${SEED})`, { cause: error });
  }
}

describe(`mutated files, seed ${SEED}`, () => {
  const formats: readonly InventoryFormat[] = INVENTORY_FORMATS;
  const share = Math.ceil(COUNT / (formats.length + 1));
  for (const format of formats) {
    it(`${format.id}: ${share} are read without a throw, and every problem is of the catalogue`, () => {
      const draw = draws(SEED);
      const sample = SAMPLES[format.id] ?? '{"a": [1]}';
      let read = 0;
      for (let i = 0; i < share; i++) {
        const text = mutate(sample, draw);
        const tree: SourceTree = {
          maxDepth: 200,
          include: (_, name) =>
            draw(2) === 0 ? ok({ path: name, text: mutate(sample, draw) }) : err(problem('file-unreadable', 'no')),
        };
        const { components, problems } = tried(text, () => format.read({ path: 'f', text }, tree));
        tried(text, () => mergeComponents(components));
        assertKnown(problems, text);
        if (components.length > 0) read++;
      }
      if (SAMPLES[format.id] !== undefined) assert.ok(read > share / 20, `only ${read} of ${share} said anything`);
    });
  }

  it(`OSV records: ${share} are read and matched without a throw, and every problem is of the catalogue`, () => {
    const draw = draws(SEED);
    let read = 0;
    for (let i = 0; i < share; i++) {
      const text = mutate(RECORD, draw);
      const parsed = tried(text, () => parseJson(text));
      if (!parsed.ok) continue;
      const { advisory, problems } = tried(text, () => parseOsvRecord(parsed.value.root, 'fuzz'));
      assertKnown(problems, text);
      if (advisory === null) continue;
      read++;
      for (const version of ['1', '2.0rc1', 'odd'])
        tried(text, () => matchAdvisory(advisory, normalizeName('demo'), version));
    }
    assert.ok(read > share / 20, `only ${read} of ${share} said anything`);
  });
});
