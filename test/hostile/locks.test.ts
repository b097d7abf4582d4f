import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Report } from '../../src/contract/report.ts';
import { permanentTree } from './folder.ts';
import { auditReport } from './measured.ts';

const GOOD = '\n[[package]]\nname = "good"\nversion = "1"\nsource = { registry = "https://pypi.org/simple" }\n';
const entry = (lines: string) => `version = 1\n[[package]]\nname = "bad"\n${lines}\n${GOOD}`;
const whole = (lines: string) => `${lines}\n${GOOD}`;

/** What a lock file holds, the problem that it must be, and whether the entry beside it is still read. */
interface Attack {
  readonly lock: string | Uint8Array;
  readonly code: string;
  readonly good?: false;
}

const invalid = (lock: string): Attack => ({ lock, code: 'lock-invalid' });
const text = (lock: string | Uint8Array): Attack => ({ lock, code: 'text-invalid', good: false });
const encoding = (lock: Uint8Array): Attack => ({ lock, code: 'encoding-invalid', good: false });
const version = (lock: string): Attack => ({ lock, code: 'format-unsupported', good: false });
const bytes = (...values: number[]) => Buffer.concat([Buffer.from('version = 1\n# '), Buffer.from(values)]);

const ATTACKS: Readonly<Record<string, Attack>> = {
  'an empty file': version(''),
  'a file of line feeds': version('\n'.repeat(1_000_000)),
  'a file that ends inside a header': text('version = 1\n[[package'),
  'a file that ends inside a string': text('version = 1\n[[package]]\nname = "a'),
  'a file that ends inside a multi-line string': text('version = 1\nx = """'),
  'a file that ends inside an escape': text('version = 1\nx = "\\u00'),
  'a key that stands twice': text('version = 1\nversion = 1\n'),
  'a table that stands twice': text('version = 1\n[a]\n[a]\n'),
  'a list that turns into a table': text('version = 1\n[[package]]\n[package]\n'),
  '10,000 nested lists': text(`version = 1\nx = ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`),
  '10,000 nested inline tables': text(`version = 1\nx = ${'{a='.repeat(10_000)}1${'}'.repeat(10_000)}\n`),
  '10,000 parts of a header': text(`version = 1\n[${'a.'.repeat(10_000)}a]\n`),
  'a NUL': encoding(bytes(0)),
  'an escape character in a comment': text(bytes(0x1b)),
  'UTF-16, little-endian, with its mark': encoding(Buffer.from(`\ufeff${whole('version = 1')}`, 'utf16le')),
  'UTF-16, little-endian, without its mark': encoding(Buffer.from(whole('version = 1'), 'utf16le')),
  'UTF-16, big-endian, with its mark': encoding(Buffer.from(`\ufeff${whole('version = 1')}`, 'utf16le').swap16()),
  'UTF-16, big-endian, without its mark': encoding(Buffer.from(whole('version = 1'), 'utf16le').swap16()),
  'Latin-1': encoding(bytes(0xe9, 0x0a)),
  'an overlong slash': encoding(bytes(0xc0, 0xaf)),
  'an overlong NUL': encoding(bytes(0xc0, 0x80)),
  'a surrogate in UTF-8': encoding(bytes(0xed, 0xa0, 0x80)),
  'a character beyond Unicode': encoding(bytes(0xf4, 0x90, 0x80, 0x80)),
  'half a character at the end': encoding(bytes(0xe2, 0x82)),
  'a page of HTML': text('<!doctype html><title>rate limited</title>'),
  'a JSON document': text('{"version": 1}'),
  'a conflict of a merge': text('<<<<<<< HEAD\nversion = 1\n=======\nversion = 1\n>>>>>>> theirs\n'),
  'no version': version(GOOD),
  'the version as a text': version(whole('version = "1"')),
  'the version as a list': version(whole('version = [1]')),
  'the version as a table': version(whole('version = { a = 1 }')),
  'the version as a date': version(whole('version = 2026-01-01')),
  'the version as a fraction': version(whole('version = 1.5')),
  'the version as infinity': version(whole('version = inf')),
  'the version as an integer beyond doubles': version(whole('version = 9007199254740993')),
  'a version to come': version(whole('version = 2')),
  'a negative version': version(whole('version = -1')),
  'the revision as a text': invalid(whole('version = 1\nrevision = "3"')),
  'the revision as a table': invalid(whole('version = 1\nrevision = {}')),
  'the package list as a text': { ...invalid('version = 1\npackage = "x"\n'), good: false },
  'the package list as a table': { ...invalid('version = 1\n[package]\nname = "a"\n'), good: false },
  'the package list as a list of texts': { ...invalid('version = 1\npackage = ["x"]\n'), good: false },
  'an entry without a name': invalid(`version = 1\n[[package]]\nversion = "1"\n${GOOD}`),
  'the name as a number': invalid(`version = 1\n[[package]]\nname = 1\n${GOOD}`),
  'the name as a list': invalid(`version = 1\n[[package]]\nname = ["a"]\n${GOOD}`),
  'an empty name': invalid(`version = 1\n[[package]]\nname = ""\n${GOOD}`),
  'a name with a line feed and a workflow command': invalid(
    `version = 1\n[[package]]\nname = "a\\n::error::x"\n${GOOD}`,
  ),
  'a name with a terminal escape': invalid(`version = 1\n[[package]]\nname = "a\\u001b[31m"\n${GOOD}`),
  'a name that leads upwards': invalid(`version = 1\n[[package]]\nname = "../../etc"\n${GOOD}`),
  'a name of a million characters that is none': invalid(
    `version = 1\n[[package]]\nname = "${'-'.repeat(1e6)}"\n${GOOD}`,
  ),
  'the name `__proto__`': invalid(`version = 1\n[[package]]\nname = "__proto__"\n${GOOD}`),
  'no source': invalid(entry('version = "1"')),
  'the source as a text': invalid(entry('source = "https://pypi.org/simple"')),
  'a source of no known kind': invalid(entry('source = { carrier = "pigeon" }')),
  'a source with a kind of the wrong type': invalid(entry('source = { registry = 1 }')),
  'the source `__proto__`': invalid(entry('source = { __proto__ = { registry = "x" } }')),
  'the version of an entry as a number': invalid(entry('version = 1\nsource = { registry = "x" }')),
  'the version of an entry as a table': invalid(entry('version = {}\nsource = { registry = "x" }')),
  'dependencies as a text': invalid(entry('dependencies = "x"\nsource = { registry = "x" }')),
  'dependencies as a table': invalid(entry('dependencies = { name = "x" }\nsource = { registry = "x" }')),
  'a dependency as a text': invalid(entry('dependencies = ["x"]\nsource = { registry = "x" }')),
  'a dependency without a name': invalid(entry('dependencies = [{}]\nsource = { registry = "x" }')),
  'a dependency with a number for a name': invalid(entry('dependencies = [{ name = 1 }]\nsource = { registry = "x" }')),
  'a dependency with a list for a marker': invalid(
    entry('dependencies = [{ name = "good", marker = [] }]\nsource = { registry = "x" }'),
  ),
  'a dependency with a text for its extras': invalid(
    entry('dependencies = [{ name = "good", extra = "x" }]\nsource = { registry = "x" }'),
  ),
  'a dependency with numbers for extras': invalid(
    entry('dependencies = [{ name = "good", extra = [1] }]\nsource = { registry = "x" }'),
  ),
  'a dependency with a number for a version': invalid(
    entry('dependencies = [{ name = "good", version = 1 }]\nsource = { registry = "x" }'),
  ),
  'optional dependencies as a list': invalid(entry('optional-dependencies = []\nsource = { registry = "x" }')),
  'optional dependencies of a group as a text': invalid(
    entry('optional-dependencies = { a = "x" }\nsource = { registry = "x" }'),
  ),
  'development dependencies as a text': invalid(entry('dev-dependencies = "x"\nsource = { virtual = "." }')),
  'a development group as a table': invalid(entry('dev-dependencies = { a = {} }\nsource = { virtual = "." }')),
  'the sdist as a text': invalid(entry('sdist = "x"\nsource = { registry = "x" }')),
  'the hash of the sdist as a number': invalid(entry('sdist = { hash = 1 }\nsource = { registry = "x" }')),
  'the wheels as a text': invalid(entry('wheels = "x"\nsource = { registry = "x" }')),
  'a wheel as a text': invalid(entry('wheels = ["x"]\nsource = { registry = "x" }')),
  'the hash of a wheel as a list': invalid(entry('wheels = [{ hash = ["x"] }]\nsource = { registry = "x" }')),
  'the manifest as a text': invalid(whole('version = 1\nmanifest = "x"')),
  'the requirements of the manifest as a text': invalid(whole('version = 1\nmanifest = { requirements = "x" }')),
};

describe('a hostile uv.lock', () => {
  const names = Object.keys(ATTACKS);
  let report: Report;
  before(() => {
    const files = names.map((name, i): [string, string | Uint8Array] => [`a${i}/uv.lock`, ATTACKS[name]?.lock ?? '']);
    report = auditReport(permanentTree(Object.fromEntries(files)));
  });

  for (const [i, [name, { code, good = true }]] of Object.entries(ATTACKS).entries()) {
    it(`${name}: ${code}, with its place, and ${good ? 'the other entry is read' : 'no other entry is guessed'}`, () => {
      const here = report.problems.filter(({ at }) => at?.path === `a${i}/uv.lock`);
      const codes = here.map((one) => one.code).filter((one) => one !== 'lock-empty');
      assert.deepEqual([...new Set(codes)], [code]);
      assert.ok(here.every(({ at }) => at !== undefined && at.line >= 1 && at.column >= 1));
      const sees = report.components.some(
        ({ name: found, locations }) => found === 'good' && locations.some(({ path }) => path === `a${i}/uv.lock`),
      );
      assert.equal(sees, good);
    });
  }

  it('is never clean', () => assert.equal(report.exit, 3));
});
