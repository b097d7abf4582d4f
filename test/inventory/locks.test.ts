/** Locks as the real tools write them (`origin.json` beside each says which, and how), against those tools' own exports. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  type Condition,
  conjoinMarkers,
  equivalentMarkers,
  err,
  formatVersion,
  ok,
  parseMarker,
  parseRequirement,
  parseSpecifierSet,
  requiresPythonMarker,
} from '@rind/pypa';
import { problem } from '../../src/base/problem.ts';
import type { Component } from '../../src/inventory/component.ts';
import type { InventoryFormat, Reading, SourceTree } from '../../src/inventory/format.ts';
import { format as pdm } from '../../src/inventory/formats/pdm-lock.ts';
import { format as pipenv } from '../../src/inventory/formats/pipfile-lock.ts';
import { format as poetry } from '../../src/inventory/formats/poetry-lock.ts';
import { format as uv } from '../../src/inventory/formats/uv-lock.ts';

const LOCKS = fileURLToPath(new URL('./locks/', import.meta.url));

function read(folder: string, format: InventoryFormat, name: string): Reading {
  const open = (file: string) => readFileSync(path.join(LOCKS, folder, file), 'utf8');
  const tree: SourceTree = {
    maxDepth: 200,
    include(_, reference) {
      try {
        return ok({ path: reference, text: open(reference) });
      } catch {
        return err(problem('file-unreadable', `cannot read \`${reference}\`: there is no such file`));
      }
    },
  };
  const reading = format.read({ path: name, text: open(name) }, tree);
  assert.deepEqual(reading.problems, [], folder);
  return reading;
}

interface Exported {
  readonly name: string;
  readonly version: string | null;
  readonly marker: Condition;
  readonly hashes: readonly string[];
}

/** The lines of an export; folders (`-e ./lib`) and indexes are none of its entries. */
function exported(folder: string, file: string): Exported[] {
  const text = readFileSync(path.join(LOCKS, folder, file), 'utf8').replaceAll('\\\n', ' ');
  return text.split('\n').flatMap((line) => {
    const whole = line.trim();
    if (whole === '' || whole.startsWith('#') || whole.startsWith('-')) return [];
    const parsed = parseRequirement(whole.replace(/\s--hash=\S+/g, '').trim());
    assert.ok(parsed.ok, whole);
    const { normalizedName, specifiers, marker } = parsed.value;
    const version = specifiers.specifiers[0]?.version;
    const hashes = [...whole.matchAll(/--hash=(\S+)/g)].flatMap(([, hash]) => hash ?? []).sort();
    return { name: normalizedName, version: version ? formatVersion(version) : null, marker: marker ?? true, hashes };
  });
}

function conditionOf({ marker }: Component): Condition {
  if (marker === undefined) return true;
  const parsed = parseMarker(marker);
  assert.ok(parsed.ok, marker);
  return parsed.value;
}

/** Asserts that a lock's components are those of an export: names, versions, hashes, and equivalent conditions. */
function assertSame(components: readonly Component[], lines: readonly Exported[], pythons: string | undefined): void {
  const known = parseSpecifierSet(pythons ?? '');
  const assumed = known.ok ? requiresPythonMarker(known.value) : true;
  const key = ({ name, version }: { name: string; version: string | null }) => `${name} ${version}`;
  assert.deepEqual([...new Set(components.map(key))].sort(), [...new Set(lines.map(key))].sort());
  for (const line of lines) {
    const same = components.filter((component) => key(component) === key(line));
    const hashes = [...new Set(same.flatMap((component) => component.hashes))].sort();
    assert.deepEqual(hashes, line.hashes, key(line));
    const isSame = same.some(
      (component) =>
        equivalentMarkers(conjoinMarkers(conditionOf(component), assumed), conjoinMarkers(line.marker, assumed)) ===
        'yes',
    );
    assert.ok(isSame, `${key(line)}: ${same.map(({ marker }) => marker).join(' | ')}`);
  }
}

function groups({ components }: Reading): Record<string, string> {
  return Object.fromEntries(components.map(({ name, version, groups: by }) => [`${name} ${version}`, by.join(' ')]));
}

describe('a lock of the real tool says what the tool exports', () => {
  for (const [folder, format, name] of [
    ['uv', uv, 'uv.lock'],
    ['poetry-2.5', poetry, 'poetry.lock'],
    ['poetry-1.8', poetry, 'poetry.lock'],
    ['pdm-4.5', pdm, 'pdm.lock'],
    ['pipenv', pipenv, 'Pipfile.lock'],
  ] as const) {
    it(folder, () => {
      const reading = read(folder, format, name);
      assertSame(reading.components, exported(folder, 'export.txt'), reading.requiresPython);
    });
  }

  it('uv-workspace, whose extras exclude each other: for each of them', () => {
    const reading = read('uv-workspace', uv, 'uv.lock');
    assert.deepEqual(reading.covers, ['packages/lib', 'packages/tool']);
    for (const [extra, other] of [
      ['old', '2.2.1'],
      ['new', '1.26.18'],
    ]) {
      const components = reading.components.filter(({ name, version }) => !(name === 'urllib3' && version === other));
      assertSame(components, exported('uv-workspace', `export-${extra}.txt`), reading.requiresPython);
      const chosen = reading.selects?.({ wants: (group) => group === '' || group === `extra:${extra}` });
      assert.deepEqual(chosen?.has(`urllib3==${other}`), false, extra);
    }
    const by = groups(reading);
    assert.deepEqual(
      [by['urllib3 1.26.18'], by['urllib3 2.2.1'], by['click 8.1.7'], by['idna 3.4']],
      ['extra:old', '', 'dev extra:cli', ' dev'],
    );
  });
});

describe('a lock of the real tool says who brings each entry in', () => {
  const CASES: readonly [string, InventoryFormat, string, Record<string, string>][] = [
    [
      'uv',
      uv,
      'uv.lock',
      { 'socksio 1.0.0': '', 'itsdangerous 2.2.0': 'extra:web', 'iniconfig 2.0.0': 'dev lint', 'click 8.1.7': '' },
    ],
    [
      'poetry-2.5',
      poetry,
      'poetry.lock',
      { 'socksio 1.0.0': '', 'itsdangerous 2.2.0': 'extra:web', 'pytest 7.4.4': 'dev', 'packaging 21.3': ' dev' },
    ],
    [
      'poetry-1.8',
      poetry,
      'poetry.lock',
      { 'socksio 1.0.0': '', 'itsdangerous 2.2.0': 'extra:web', 'pytest 7.4.4': 'dev', 'colorama 0.4.6': ' dev' },
    ],
    [
      'poetry-1.1',
      poetry,
      'poetry.lock',
      { 'socksio 1.0.0': '', 'itsdangerous 2.2.0': 'extra:web', 'pytest 7.4.4': 'dev', 'packaging 21.3': ' dev' },
    ],
    ['pdm-4.5', pdm, 'pdm.lock', { 'socksio 1.0.0': '', 'itsdangerous 2.2.0': 'extra:web', 'pytest 7.4.4': 'dev' }],
    ['pdm-4.4', pdm, 'pdm.lock', { 'socksio 1.0.0': '', 'pytest 7.4.4': 'dev', 'packaging 24.0': ' dev' }],
    ['pdm-4.1', pdm, 'pdm.lock', { 'socksio 1.0.0': '', 'pytest 7.4.4': 'dev' }],
    ['pdm-3.1', pdm, 'pdm.lock', { 'socksio 1.0.0': '', 'pytest 7.4.4': 'dev' }],
    ['pipenv', pipenv, 'Pipfile.lock', { 'socksio 1.0.0': '', 'pytest 7.4.4': 'dev', 'colorama null': '' }],
  ];
  for (const [folder, format, name, expected] of CASES) {
    it(folder, () => {
      const reading = read(folder, format, name);
      const found = groups(reading);
      const lines = readFileSync(path.join(LOCKS, folder, name), 'utf8').split('\n');
      assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, found[key]])), expected);
      for (const component of reading.components) {
        assert.ok(component.groups.length > 0, component.name);
        assert.ok(component.hashes.length > 0 || component.version === null, component.name);
        for (const { line } of component.locations)
          assert.match(lines[line - 1] ?? '', name === 'Pipfile.lock' ? /^ {8}"/ : /^\[\[package\]\]$/);
      }
    });
  }
});
