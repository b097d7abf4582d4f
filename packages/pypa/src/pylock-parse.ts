import { excerpt } from './excerpt.ts';
import { readForeign } from './foreign-data.ts';
import { parseMarker } from './marker.ts';
import { isNormalizedName, type NormalizedName } from './name.ts';
import type {
  Pylock,
  PylockArchive,
  PylockDirectory,
  PylockEntry,
  PylockSdist,
  PylockVcs,
  PylockWheel,
} from './pylock.ts';
import { err, fault, ok, type Parsed, type Result, type TreeFault } from './result.ts';
import { parseSdistFilename } from './sdist-filename.ts';
import { parseSpecifierSet } from './specifier-set.ts';
import type { TomlTable } from './toml-value.ts';
import { isTable, opaqueFault, TableReader, typeName } from './tree-reader.ts';
import { fileNameOfUrl } from './url-file-name.ts';
import { parseVersion, type Version } from './version.ts';
import { parseWheelFilename } from './wheel-filename.ts';

/**
 * Reads a lock file that a TOML reader has parsed. Either the whole lock is valid, or every fault is
 * told with its place. Unknown keys are left out; `lintPylock` tells them.
 *
 * Faults: `wrong-type`, `missing-key`, `unsupported-lock-version`, `not-normalized`,
 * `no-source`, `conflicting-sources`, `missing-location`, `no-hash`, `invalid-file-name`,
 * `inconsistent-name`, `inconsistent-version`, `unusable-value`, `unreadable-value`, and those of versions, markers and
 * specifier sets.
 *
 * Source: packaging.python.org, "`pylock.toml` Specification" 1.0 (PEP 751).
 */
export function parsePylock(document: unknown): Result<Pylock, TreeFault[]> {
  return readForeign(() => readLock(document), err);
}

function readLock(document: unknown): Result<Pylock, TreeFault[]> {
  if (!isTable(document)) {
    return err([{ code: 'wrong-type', message: `expected a table, found ${typeName(document)}`, path: [] }]);
  }
  const root = new TableReader(document, [], []);
  const lockVersion = root.required('lock-version', root.parsed('lock-version', parseLockVersion));
  const environments = root.parsedList('environments', parseMarker);
  const requiresPython = root.parsed('requires-python', parseSpecifierSet);
  const extras = root.parsedList('extras', parseNormalName);
  const dependencyGroups = root.strings('dependency-groups');
  const defaultGroups = root.strings('default-groups');
  const createdBy = root.required('created-by', root.string('created-by'));
  const tables = root.required('packages', root.tables('packages'));
  const packages: PylockEntry[] = [];
  for (const table of tables ?? []) {
    const entry = readEntry(table);
    if (entry) packages.push(entry);
  }
  const tool = root.opaque('tool');
  if (root.faults.length > 0 || lockVersion === undefined || createdBy === undefined) return err(root.faults);
  return ok({
    lockVersion,
    environments,
    requiresPython,
    extras,
    dependencyGroups,
    defaultGroups,
    createdBy,
    packages,
    tool,
  });
}

/** Any minor version of 1: newer ones only add keys. A development release of 2 still is before 2. */
function parseLockVersion(text: string): Parsed<Version> {
  const parsed = parseVersion(text);
  if (!parsed.ok || (parsed.value.key >= FIRST && parsed.value.key < NEXT)) return parsed;
  return fault('unsupported-lock-version', `version \`${excerpt(text)}\` of the format is not known: 1.0 is`, 0);
}

const key = (text: string): string => {
  const parsed = parseVersion(text);
  return parsed.ok ? parsed.value.key : '';
};
const FIRST = key('1');
const NEXT = key('2');

function parseNormalName(text: string): Parsed<NormalizedName> {
  if (isNormalizedName(text)) return ok(text);
  return fault(
    'not-normalized',
    `\`${excerpt(text)}\` is not in normal form: lower-case letters, digits, single \`-\``,
    0,
  );
}

function readEntry(reader: TableReader): PylockEntry | undefined {
  const before = reader.faults.length;
  const name = reader.required('name', reader.parsed('name', parseNormalName));
  const version = reader.parsed('version', parseVersion);
  const owner = { name, version };
  const entry = {
    version,
    marker: reader.parsed('marker', parseMarker),
    requiresPython: reader.parsed('requires-python', parseSpecifierSet),
    dependencies: readOpaqueTables(reader, 'dependencies'),
    vcs: readVcs(reader.child('vcs')),
    directory: readDirectory(reader.child('directory')),
    archive: readArchive(reader.child('archive')),
    index: reader.string('index'),
    sdist: readSdist(reader.child('sdist'), owner),
    wheels: readWheels(reader.tables('wheels'), owner),
    attestationIdentities: readIdentities(reader),
    tool: reader.opaque('tool'),
  };
  checkSources(reader);
  if (name === undefined || reader.faults.length > before) return undefined;
  return { name, ...entry };
}

/** Exactly one of the three direct sources, or files from an index, never both. Tells nothing where a type is wrong. */
function checkSources(reader: TableReader): void {
  const direct = ['vcs', 'directory', 'archive'].filter((kind) => reader.has(kind));
  const wheels = reader.get('wheels');
  const files = reader.has('sdist') ? ['sdist'] : [];
  if (Array.isArray(wheels) ? wheels.length > 0 : wheels !== undefined) files.push('wheels');
  const found = [...direct, ...files].map((kind) => `\`${kind}\``);
  if (found.length === 0) {
    const message = 'a source is missing: `vcs`, `directory`, `archive`, or `sdist` and/or `wheels`';
    reader.fault('no-source', message);
  } else if (direct.length > 1 || (direct.length > 0 && files.length > 0)) {
    const message = `${found.join(', ')} exclude each other: one source, or \`sdist\` and \`wheels\``;
    reader.fault('conflicting-sources', message);
  }
}

function readVcs(reader: TableReader | undefined): PylockVcs | undefined {
  if (!reader) return undefined;
  const type = reader.required('type', reader.string('type'));
  const place = readPlace(reader);
  const requestedRevision = reader.string('requested-revision');
  const commitId = reader.required('commit-id', reader.string('commit-id'));
  const subdirectory = reader.string('subdirectory');
  if (type === undefined || commitId === undefined) return undefined;
  return { type, ...place, requestedRevision, commitId, subdirectory };
}

function readDirectory(reader: TableReader | undefined): PylockDirectory | undefined {
  if (!reader) return undefined;
  const path = reader.required('path', reader.string('path'));
  const editable = reader.boolean('editable');
  const subdirectory = reader.string('subdirectory');
  return path === undefined ? undefined : { path, editable, subdirectory };
}

function readArchive(reader: TableReader | undefined): PylockArchive | undefined {
  if (!reader) return undefined;
  const place = readPlace(reader);
  const size = reader.integer('size');
  const uploadTime = reader.dateTime('upload-time');
  const hashes = readHashes(reader);
  return { ...place, size, uploadTime, hashes, subdirectory: reader.string('subdirectory') };
}

interface Owner {
  readonly name: NormalizedName | undefined;
  readonly version: Version | undefined;
}

function readFile(reader: TableReader): PylockSdist {
  const name = reader.string('name');
  const uploadTime = reader.dateTime('upload-time');
  const place = readPlace(reader);
  const size = reader.integer('size');
  const fileName = name || lastComponent(place.path) || (place.url === undefined ? '' : fileNameOfUrl(place.url)) || '';
  return { name, uploadTime, ...place, size, hashes: readHashes(reader), fileName };
}

/** A path may be written with either separator; `/` wins where both occur. */
function lastComponent(path: string | undefined): string {
  if (path === undefined) return '';
  return path.slice(path.lastIndexOf(path.includes('/') ? '/' : '\\') + 1);
}

function readSdist(reader: TableReader | undefined, owner: Owner): PylockSdist | undefined {
  if (!reader) return undefined;
  const file = readFile(reader);
  const parsed = parseSdistFilename(file.fileName);
  if (!parsed.ok) refuseFileName(reader, file.fileName, parsed.error.message);
  else checkOwner(reader, file.fileName, parsed.value, owner);
  return file;
}

function readWheels(readers: TableReader[] | undefined, owner: Owner): PylockWheel[] | undefined {
  return readers?.flatMap((reader) => {
    const file = readFile(reader);
    const parsed = parseWheelFilename(file.fileName);
    if (!parsed.ok) {
      refuseFileName(reader, file.fileName, parsed.error.message);
      return [];
    }
    checkOwner(reader, file.fileName, parsed.value, owner);
    return [{ ...file, wheel: parsed.value }];
  });
}

function refuseFileName(reader: TableReader, fileName: string, reason: string): void {
  const message = fileName === '' ? 'neither `name` nor the end of `path` or `url` gives a file name' : reason;
  reader.fault('invalid-file-name', message);
}

function checkOwner(
  reader: TableReader,
  fileName: string,
  file: { name: string; version: Version },
  owner: Owner,
): void {
  const shown = `\`${excerpt(fileName)}\``;
  if (owner.name !== undefined && file.name !== owner.name) {
    reader.fault('inconsistent-name', `${shown} is no file of \`${excerpt(owner.name)}\``);
  }
  if (owner.version && file.version.key !== owner.version.key) {
    reader.fault('inconsistent-version', `${shown} is a file of another version than the entry's`);
  }
}

function readPlace(reader: TableReader): { url: string | undefined; path: string | undefined } {
  const url = reader.string('url');
  const path = reader.string('path');
  if (!url && !path && !isWrong(reader, 'url', url) && !isWrong(reader, 'path', path)) {
    reader.fault('missing-location', '`url` or `path` is required');
  }
  return { url, path };
}

/** Whether a value is there that could not be read: that fault is told already. */
function isWrong(reader: TableReader, name: string, read: unknown): boolean {
  return read === undefined && reader.has(name);
}

function readHashes(reader: TableReader): Map<string, string> {
  const hashes = new Map<string, string>();
  const table = reader.required('hashes', reader.child('hashes'));
  if (!table) return hashes;
  const names = table.keys();
  if (names.length === 0) table.fault('no-hash', 'at least one hash is required');
  for (const name of names) {
    const digest = table.string(name);
    if (digest !== undefined) hashes.set(name, digest);
  }
  return hashes;
}

function readOpaqueTables(reader: TableReader, name: string): TomlTable[] | undefined {
  return reader.tables(name)?.map((item, i) => {
    const reason = opaqueFault(item.table);
    if (reason !== undefined) reader.fault('unusable-value', reason, name, i);
    return item.table;
  });
}

function readIdentities(reader: TableReader): TomlTable[] | undefined {
  const tables = readOpaqueTables(reader, 'attestation-identities');
  for (const table of reader.tables('attestation-identities') ?? []) table.required('kind', table.string('kind'));
  return tables;
}
