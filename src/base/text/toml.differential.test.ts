import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TomlDateTime } from '@rind/pypa';
import fc from 'fast-check';
import { parse as smolParse, TomlDate } from 'smol-toml';
import { type Tape, tapes } from './testing/tape.ts';
import { TOML_PIECES, TomlText } from './testing/toml-text.ts';
import { parseToml } from './toml.ts';

const CASES = Number(process.env['RIND_FUZZ_CASES'] ?? 20_000);

/** Values in one shape for all readers: types that JSON lacks are tagged. */
function tagged(value: unknown): unknown {
  if (typeof value === 'bigint') return { integer: String(value) };
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return { float: '-0' };
    return Number.isSafeInteger(value) ? { integer: String(value) } : { float: String(value) };
  }
  if (value instanceof TomlDateTime) return { kind: value.kind };
  if (value instanceof TomlDate) {
    if (value.isTime()) return { kind: 'local-time' };
    if (value.isDate()) return { kind: 'local-date' };
    return { kind: value.isLocal() ? 'local-date-time' : 'offset-date-time' };
  }
  if (Array.isArray(value)) return value.map(tagged);
  // Readers may turn CR LF inside a string into LF: ours does, smol-toml does not.
  if (typeof value === 'string') return value.replaceAll('\r\n', '\n');
  if (typeof value !== 'object' || value === null) return value;
  return sortedEntries(value).map(([key, member]) => [key, tagged(member)]);
}

/** Sorted, as readers may order integer-like keys in their own way; the outer array tells a table from a list. */
function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
}

function smol(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: tagged(smolParse(text, { integersAsBigInt: 'asNeeded' })) };
  } catch {
    return undefined;
  }
}

/** What smol-toml 1.9.1 takes and TOML does not have. */
const SMOL_EXCUSES: readonly Excuse[] = [
  { rule: 'a day exists in its month, a second is at most 60', holds: (_, code) => code === 'toml-date-time' },
  { rule: 'an integer fits into 64 bits', holds: (_, code) => code === 'toml-integer-range' },
  { rule: 'a document is made of Unicode scalar values', holds: (_, code) => code === 'lone-surrogate' },
  {
    rule: 'a control character stands nowhere, be it inside a date',
    holds: (text, code) => code === 'toml-control-character' && /[\d:.TZ-][\u0000-\u001f][\d:.TZ-]/.test(text),
  },
  { rule: 'a byte order mark is taken off by the decoder', holds: (text) => text.startsWith('\ufeff') },
  { rule: 'second 60 is a leap second', holds: (text, code) => code === 'accepted' && text.includes(':60') },
];

/** Where Python's tomllib differs: it reads TOML 1.0, in Python's types. */
const TOMLLIB_EXCUSES: readonly Excuse[] = [
  { rule: 'Python integers have no limit', holds: (_, code) => code === 'toml-integer-range' },
  { rule: 'second 60 is a leap second', holds: (text, code) => code === 'accepted' && text.includes(':60') },
  { rule: 'Python has no year 0', holds: (text, code) => code === 'accepted' && text.includes('0000-') },
  { rule: '1.1: escapes `e` and `x`', holds: (text, code) => code === 'accepted' && /\\[ex]/.test(text) },
  {
    rule: '1.1: seconds may be left out',
    holds: (text, code) => code === 'accepted' && /\d\d:\d\d(?!:?\d)/.test(text),
  },
  {
    rule: '1.1: line ends, comments and a last comma in inline tables',
    holds: (text, code) => code === 'accepted' && /\{[\s\S]*[\n#][\s\S]*\}|,\s*\}/.test(text),
  },
];

interface Excuse {
  readonly rule: string;
  readonly holds: (text: string, code: string) => boolean;
}

/** Fails unless both readers take the text, or a listed excuse says why only one does. */
function assertExcused(excuses: readonly Excuse[], text: string, code: string): void {
  const excused = excuses.some((excuse) => excuse.holds(text, code));
  assert.ok(excused, `only one reader takes ${JSON.stringify(text)}: ours says ${code}`);
}

function sample(tape: Tape, modern: boolean, mutate: boolean): string {
  const text = new TomlText(tape, modern).document();
  return mutate ? tape.mutate(text, TOML_PIECES) : text;
}

test('agrees with smol-toml on generated documents and on mutations of them', () => {
  fc.assert(
    fc.property(tapes(), fc.boolean(), (tape, mutate) => {
      const text = sample(tape, true, mutate);
      const ours = parseToml(text);
      const theirs = smol(text);
      // smol-toml drops quotes that stand between a line-ending backslash and the closing three.
      if (/\\[ \t]*\r?\n[ \t\r\n]*"{4}/.test(text)) return;
      if (ours.ok && theirs !== undefined) assert.deepEqual(tagged(ours.value.root), theirs.value);
      else if (ours.ok !== (theirs !== undefined)) {
        assertExcused(SMOL_EXCUSES, text, ours.ok ? 'accepted' : ours.error.code);
      }
    }),
    { numRuns: CASES },
  );
});

const python = spawnSync('python3', ['-c', 'import tomllib'], { stdio: 'ignore' }).status === 0;

test('agrees with Python on generated documents and on mutations of them', {
  skip: !python && 'no Python with tomllib',
}, () => {
  const seed = Date.now() & 0xffffff;
  const texts = fc
    .sample(fc.tuple(tapes(), fc.boolean()), { numRuns: CASES, seed })
    .map(([tape, mutate]) => sample(tape, false, mutate).toWellFormed());
  const oracle = fileURLToPath(new URL('./testing/tomllib-oracle.py', import.meta.url));
  const input = texts.map((text) => `${JSON.stringify(text)}\n`).join('');
  const answers = execFileSync('python3', [oracle], { input, encoding: 'utf8', maxBuffer: 1 << 29 })
    .trim()
    .split('\n');
  assert.equal(answers.length, texts.length);
  for (const [index, text] of texts.entries()) {
    const ours = parseToml(text);
    const theirs: { value?: unknown } = JSON.parse(answers[index] ?? '{}');
    if (ours.ok && theirs.value !== undefined) {
      const message = `seed ${seed}, case ${index}: ${JSON.stringify(text)}`;
      assert.deepEqual(pythonic(ours.value.root), numbersOf(theirs.value), message);
    } else if (ours.ok !== (theirs.value !== undefined)) {
      assertExcused(TOMLLIB_EXCUSES, text, ours.ok ? 'accepted' : ours.error.code);
    }
  }
});

/** Our values as the oracle tags them: dates with their text, too. */
function pythonic(value: unknown): unknown {
  if (value instanceof TomlDateTime) return { kind: value.kind, text: isoFormat(value.text) };
  if (Array.isArray(value)) return value.map(pythonic);
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? value : tagged(value);
  }
  return sortedEntries(value).map(([key, member]) => [key, pythonic(member)]);
}

/** A date as Python's `isoformat` writes it: microseconds or none, `T`, an offset in hours and minutes. */
function isoFormat(text: string): string {
  return text
    .replace(/(?<=\d)[t ](?=\d)/, 'T')
    .replace(/z$/i, '+00:00')
    .replace(/-00:00$/, '+00:00')
    .replace(/\.(\d+)/, (_, fraction: string) => {
      const micros = fraction.slice(0, 6).padEnd(6, '0');
      return micros === '000000' ? '' : `.${micros}`;
    });
}

/** Floats from Python's exact notation; a float with an integer's value is an integer to JavaScript. */
function numbersOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numbersOf);
  if (typeof value !== 'object' || value === null || !('float' in value)) return value;
  return tagged(value.float === '-0' ? -0 : fromHex(String(value.float)));
}

/** Reads Python's `float.hex()`. */
function fromHex(text: string): number {
  const match = /^(-?)0x([01])\.([0-9a-f]+)p([+-]\d+)$/.exec(text);
  if (match === null) return Number(text === 'inf' ? 'Infinity' : text === '-inf' ? '-Infinity' : text);
  const mantissa = Number.parseInt((match[2] ?? '') + (match[3] ?? ''), 16);
  const scale = Number(match[4]) - (match[3] ?? '').length * 4;
  // Two steps, as the power alone can be out of range.
  const value = mantissa * 2 ** Math.trunc(scale / 2) * 2 ** (scale - Math.trunc(scale / 2));
  return match[1] === '-' ? -value : value;
}
