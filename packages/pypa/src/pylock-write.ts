import { formatMarker } from './marker.ts';
import type { Pylock, PylockArchive, PylockEntry, PylockSdist } from './pylock.ts';
import { formatSpecifierSet } from './specifier-set.ts';
import type { TomlTable, TomlValue } from './toml-value.ts';
import { tomlInline, tomlInlineTable, tomlKey, tomlString, tomlTables } from './toml-write.ts';
import { formatVersion } from './version.ts';

/**
 * A lock file's text. Keys come in the specification's order, versions, markers and specifiers in
 * normal form, hashes by algorithm; arrays keep their order. Sources and files are inline tables, a
 * file a line, as in the specification's example, so that a changed file is a changed line.
 * The same lock always gives the same text, which ends with a line end.
 *
 * Source: packaging.python.org, "`pylock.toml` Specification" 1.0 (PEP 751), "File Format".
 */
export function writePylock(lock: Pylock): string {
  const head = lines([
    ['lock-version', tomlString(formatVersion(lock.lockVersion))],
    ['environments', list(lock.environments?.map((marker) => tomlString(formatMarker(marker))))],
    ['requires-python', lock.requiresPython && tomlString(formatSpecifierSet(lock.requiresPython))],
    ['extras', list(lock.extras?.map(tomlString))],
    ['dependency-groups', list(lock.dependencyGroups?.map(tomlString))],
    ['default-groups', list(lock.defaultGroups?.map(tomlString))],
    ['created-by', tomlString(lock.createdBy)],
    ['packages', lock.packages.length === 0 ? '[]' : undefined],
  ]);
  return [head, ...lock.packages.map(entryBlock), ...(lock.tool ? tomlTables('tool', lock.tool) : [])].join('\n');
}

function lines(entries: readonly (readonly [string, string | undefined])[]): string {
  return entries.map(([key, text]) => (text === undefined ? '' : `${tomlKey(key)} = ${text}\n`)).join('');
}

/** Short lists of texts stand on one line. */
function list(items: readonly string[] | undefined): string | undefined {
  if (!items) return undefined;
  const line = `[${items.join(', ')}]`;
  return line.length <= 100 ? line : rows(items);
}

function rows(items: readonly string[] | undefined): string | undefined {
  if (!items) return undefined;
  return items.length === 0 ? '[]' : `[\n${items.map((item) => `    ${item},\n`).join('')}]`;
}

function entryBlock(entry: PylockEntry): string {
  const { vcs, directory, archive, sdist } = entry;
  const block = lines([
    ['name', tomlString(entry.name)],
    ['version', entry.version && tomlString(formatVersion(entry.version))],
    ['marker', entry.marker && tomlString(formatMarker(entry.marker))],
    ['requires-python', entry.requiresPython && tomlString(formatSpecifierSet(entry.requiresPython))],
    ['dependencies', rows(entry.dependencies?.map(tomlInline))],
    [
      'vcs',
      vcs &&
        tomlInlineTable([
          ['type', vcs.type],
          ['url', vcs.url],
          ['path', vcs.path],
          ['requested-revision', vcs.requestedRevision],
          ['commit-id', vcs.commitId],
          ['subdirectory', vcs.subdirectory],
        ]),
    ],
    [
      'directory',
      directory &&
        tomlInlineTable([
          ['path', directory.path],
          ['editable', directory.editable],
          ['subdirectory', directory.subdirectory],
        ]),
    ],
    ['archive', archive && archiveTable(archive)],
    ['index', entry.index === undefined ? undefined : tomlString(entry.index)],
    ['sdist', sdist && fileTable(sdist)],
    ['wheels', rows(entry.wheels?.map(fileTable))],
    ['attestation-identities', rows(entry.attestationIdentities?.map(tomlInline))],
  ]);
  return `[[packages]]\n${block}${entry.tool ? tomlTables('packages.tool', entry.tool).join('') : ''}`;
}

function archiveTable(archive: PylockArchive): string {
  return tomlInlineTable([
    ['url', archive.url],
    ['path', archive.path],
    ['size', archive.size],
    ['upload-time', archive.uploadTime],
    ['hashes', hashTable(archive.hashes)],
    ['subdirectory', archive.subdirectory],
  ]);
}

function fileTable(file: PylockSdist): string {
  return tomlInlineTable([
    ['name', file.name],
    ['upload-time', file.uploadTime],
    ['url', file.url],
    ['path', file.path],
    ['size', file.size],
    ['hashes', hashTable(file.hashes)],
  ]);
}

/** Sorted, so that equal hashes are written alike. No prototype: an algorithm may be called `__proto__`. */
function hashTable(hashes: ReadonlyMap<string, string>): TomlTable {
  const table: Record<string, TomlValue> = Object.create(null);
  for (const algorithm of [...hashes.keys()].sort()) table[algorithm] = hashes.get(algorithm) ?? '';
  return table;
}
