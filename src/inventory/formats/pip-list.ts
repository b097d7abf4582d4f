import { formatVersion, isValidName, normalizeName, parseVersion, pythonSplitLines } from '@rind/pypa';
import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { redactUrl } from '../../base/secret.ts';
import { type JsonValue, parseJson } from '../../base/text/json.ts';
import type { Component } from '../component.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { placesIn } from '../open-text.ts';
import { unreadable } from '../reading.ts';

/** What `pip list` prints: the table, or `--format=json`. uv prints the same. */
export const format: InventoryFormat = {
  id: 'pip-list',
  title: 'the output of `pip list`: `pip-list*.json`, `pip-list*.txt`',
  rank: 'pins',
  matches: (fileName) => /^pip-list[^/]*\.(?:json|txt)$/.test(fileName),
  editing: 'Never: it says what is installed.',
  read(file, tree) {
    const listed = /^\s*\[/.test(file.text) ? readJson(file, tree) : readTable(file);
    if (!Array.isArray(listed)) return unreadable(listed);
    return asReading(listed, file);
  },
};

/** One line of the list. */
interface Listed {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly editable: string | undefined;
  readonly at: Location;
}

function readJson(file: SourceFile, { maxDepth }: SourceTree): Listed[] | Problem {
  const place = placesIn(file);
  const json = parseJson(file.text, { maxDepth, maxBytes: Number.POSITIVE_INFINITY, maxValues: MAX_ENTRIES * 8 });
  if (!json.ok)
    return problem('text-invalid', `\`${file.path}\` is no valid JSON: ${json.error.message}`, {
      at: place(json.error.offset),
    });
  const { root } = json.value;
  if (!Array.isArray(root)) return problem('lock-invalid', `\`${file.path}\` holds no list`, { at: place(0) });
  return root.map((item, i) => ({
    name: field(item, 'name'),
    version: field(item, 'version'),
    editable: field(item, 'editable_project_location'),
    at: place(json.value.spanOf(root, i)?.start ?? 0),
  }));
}

function field(item: JsonValue, key: string): string | undefined {
  const value = typeof item === 'object' && item !== null && !Array.isArray(item) ? item[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Columns apart by blanks, under a line of dashes. */
function readTable({ text, path }: SourceFile): Listed[] {
  const lines = pythonSplitLines(text);
  const rule = lines.findIndex((line) => /^-[- ]*$/.test(line));
  return lines.flatMap((line, i) => {
    if (i <= rule || line.trim() === '') return [];
    const [name, version, editable] = line.trim().split(/\s+/);
    return [
      { name, version, editable: editable?.includes('/') ? editable : undefined, at: { path, line: i + 1, column: 1 } },
    ];
  });
}

function asReading(listed: readonly Listed[], { path }: SourceFile): Reading {
  const components: Component[] = [];
  const problems: Problem[] = [];
  for (const { name, version, editable, at } of listed) {
    if (components.length + problems.length >= MAX_ENTRIES) {
      problems.push(tooManyEntries(path));
      break;
    }
    if (name === undefined || !isValidName(name)) {
      problems.push(problem('lock-invalid', 'an entry of the list has no valid name', { at }));
      continue;
    }
    const parsed = version === undefined ? undefined : parseVersion(version);
    components.push({
      name: normalizeName(name),
      version: parsed?.ok ? formatVersion(parsed.value) : version === undefined ? null : redactUrl(version),
      source: editable === undefined ? { kind: 'installed' } : { kind: 'path', url: redactUrl(editable) },
      extras: [],
      groups: [''],
      hashes: [],
      locations: [at],
      reasons: version === undefined ? ['unknown-version'] : parsed?.ok ? [] : ['invalid-version'],
      requires: [],
    });
  }
  if (components.length === 0 && problems.length === 0 && listed.length > 0)
    problems.push(problem('lock-empty', `no component is found in \`${path}\``, { at: { path, line: 1, column: 1 } }));
  return { components, roots: new Map([['', components.map(({ name }) => name)]]), problems };
}
