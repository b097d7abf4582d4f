import { excerpt } from './excerpt.ts';
import { readForeign } from './foreign-data.ts';
import { parseNamespaceClaims } from './namespace.ts';
import { asciiLower } from './python-text.ts';
import type { TreeFault, TreePath } from './result.ts';
import {
  ACTIVE,
  type FileHashes,
  formatSimpleApiVersion,
  isNewerSimpleApi,
  isProjectStatusMarker,
  isSafeFilename,
  offeredFiles,
  type PageReading,
  type ProjectFile,
  type ProjectIndex,
  type ProjectPage,
  type ProjectStatus,
  parseHexDigest,
  parseSimpleApiVersion,
  type SimpleApiVersion,
} from './simple-page.ts';
import { parseUploadTime, type UploadTime } from './upload-time.ts';

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value under a key; absent and `null` alike are undefined. */
function get(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
}

/** Gathers what is wrong while a page is read. */
class Notes {
  readonly faults: TreeFault[] = [];
  readonly warnings: TreeFault[] = [];

  fault(path: TreePath, code: string, message: string): undefined {
    this.faults.push({ code, message, path });
    return undefined;
  }

  warn(path: TreePath, code: string, message: string): undefined {
    this.warnings.push({ code, message, path });
    return undefined;
  }

  reading<T>(value: T | undefined): PageReading<T, TreeFault> {
    return { value, faults: this.faults, warnings: this.warnings };
  }
}

/**
 * Reads a project page from parsed JSON. What is wrong with one file leaves out that file; unknown
 * keys, those with a leading `_` among them, are ignored; `null` counts as absent.
 *
 * Faults that leave no page: `invalid-page`, `invalid-api-version`, `unsupported-api-version`,
 * `unreadable-value`.
 * Faults of a file: `invalid-file`. Others: `invalid-versions`, `invalid-project-status`,
 * `invalid-namespace`. Warnings: `newer-api-version`, `missing-api-version`, `missing-hashes`,
 * `empty-yanked-reason`, `unknown-project-status`, `invalid-alternate-locations`, `invalid-tracks`.
 *
 * Source: PEP 691, "Project Detail", with 592, 629, 658, 700, 708, 714, 740, 752, 792.
 */
export function parseProjectJson(input: unknown): PageReading<ProjectPage, TreeFault> {
  return readForeign(
    () => readProject(input),
    (faults) => ({ value: undefined, faults, warnings: [] }),
  );
}

function readProject(input: unknown): PageReading<ProjectPage, TreeFault> {
  const notes = new Notes();
  const apiVersion = readVersion(input, notes);
  if (apiVersion === undefined || !isObject(input)) return notes.reading<ProjectPage>(undefined);
  const [name, listed] = [get(input, 'name'), get(input, 'files')];
  if (typeof name !== 'string') notes.fault(['name'], 'invalid-page', '`name` is no text');
  if (!Array.isArray(listed)) notes.fault(['files'], 'invalid-page', '`files` is no list');
  if (typeof name !== 'string' || !Array.isArray(listed)) return notes.reading<ProjectPage>(undefined);
  const files: ProjectFile[] = [];
  for (const [i, entry] of listed.entries()) {
    const file = readFile(entry, ['files', i], notes);
    if (file !== undefined) files.push(file);
  }
  const meta = get(input, 'meta');
  return notes.reading({
    apiVersion,
    name,
    versions: readVersions(get(input, 'versions'), notes),
    files,
    status: readStatus(get(input, 'project-status'), notes),
    namespaces: readNamespaces(input, notes),
    alternateLocations: readUrls(get(input, 'alternate-locations'), ['alternate-locations'], notes),
    tracks: readUrls(isObject(meta) ? get(meta, 'tracks') : undefined, ['meta', 'tracks'], notes),
    baseUrl: undefined,
  });
}

/** Reads the root page from parsed JSON; a wrong entry (`invalid-project`) is left out. Source: PEP 691, "Project List". */
export function parseIndexJson(input: unknown): PageReading<ProjectIndex, TreeFault> {
  return readForeign(
    () => readIndex(input),
    (faults) => ({ value: undefined, faults, warnings: [] }),
  );
}

function readIndex(input: unknown): PageReading<ProjectIndex, TreeFault> {
  const notes = new Notes();
  const apiVersion = readVersion(input, notes);
  if (apiVersion === undefined || !isObject(input)) return notes.reading<ProjectIndex>(undefined);
  const projects = get(input, 'projects');
  if (!Array.isArray(projects)) {
    notes.fault(['projects'], 'invalid-page', '`projects` is no list');
    return notes.reading<ProjectIndex>(undefined);
  }
  const names: string[] = [];
  for (const [i, entry] of projects.entries()) {
    const name = isObject(entry) ? get(entry, 'name') : undefined;
    if (typeof name === 'string') names.push(name);
    else notes.fault(['projects', i], 'invalid-project', 'a project has no `name`');
  }
  return notes.reading({ apiVersion, names });
}

function readVersion(input: unknown, notes: Notes): SimpleApiVersion | undefined {
  if (!isObject(input)) return notes.fault([], 'invalid-page', 'the page is no object');
  const meta = get(input, 'meta');
  const text = isObject(meta) ? get(meta, 'api-version') : undefined;
  const path = ['meta', 'api-version'];
  if (text === undefined) {
    notes.warn(path, 'missing-api-version', 'the page does not say its version: 1.0 is assumed');
    return { major: 1, minor: 0 };
  }
  if (typeof text !== 'string') return notes.fault(path, 'invalid-api-version', '`api-version` is no text');
  const version = parseSimpleApiVersion(text);
  if (!version.ok) return notes.fault(path, version.error.code, version.error.message);
  if (isNewerSimpleApi(version.value)) {
    notes.warn(path, 'newer-api-version', `the page is of version ${text}: what is newer than 1.5 is not read`);
  }
  return version.value;
}

function readVersions(input: unknown, notes: Notes): readonly string[] | undefined {
  if (input === undefined) return undefined;
  if (Array.isArray(input) && input.every((entry) => typeof entry === 'string')) return input;
  return notes.fault(['versions'], 'invalid-versions', '`versions` is no list of texts');
}

/** The PEP's text says `state` where its example and every index say `status`. */
function readStatus(input: unknown, notes: Notes): ProjectStatus {
  if (input === undefined) return ACTIVE;
  const marker = isObject(input) ? (get(input, 'status') ?? get(input, 'state') ?? 'active') : undefined;
  const reason = isObject(input) ? get(input, 'reason') : undefined;
  if (typeof marker !== 'string' || (reason !== undefined && typeof reason !== 'string')) {
    notes.fault(['project-status'], 'invalid-project-status', '`project-status` has no `status` in text');
    return { marker: typeof marker === 'string' ? marker : 'unknown', reason: undefined };
  }
  if (!isProjectStatusMarker(marker)) {
    notes.warn(
      ['project-status', 'status'],
      'unknown-project-status',
      `\`${excerpt(marker)}\` is no known project status`,
    );
  }
  return { marker, reason };
}

function readNamespaces(input: JsonObject, notes: Notes): ProjectPage['namespaces'] {
  if (!Object.hasOwn(input, 'namespaces')) return undefined;
  const { value, faults } = parseNamespaceClaims(input['namespaces']);
  for (const { code, message, path } of faults) notes.fault(['namespaces', ...path], code, message);
  return value;
}

function readUrls(input: unknown, path: TreePath, notes: Notes): readonly string[] {
  if (input === undefined) return [];
  if (Array.isArray(input) && input.every((entry) => typeof entry === 'string')) return input;
  notes.warn(path, `invalid-${path.at(-1)}`, `\`${path.at(-1)}\` is no list of URLs`);
  return [];
}

/** Reads the keys of one file and remembers the first that is wrong. */
class FileReader {
  readonly #object: JsonObject;
  wrong: readonly [key: string, message: string] | undefined;

  constructor(object: JsonObject) {
    this.#object = object;
  }

  get(key: string): unknown {
    return get(this.#object, key);
  }

  refuse(key: string, message: string): undefined {
    this.wrong ??= [key, message];
    return undefined;
  }

  text(key: string): string | undefined {
    const value = this.get(key);
    return value === undefined || typeof value === 'string' ? value : this.refuse(key, `\`${key}\` is no text`);
  }

  hashes(key: string): FileHashes | undefined {
    const value = this.get(key);
    if (!isObject(value)) return this.refuse(key, `\`${key}\` is no object of hashes`);
    const hashes = new Map<string, string>();
    for (const [algorithm, digest] of Object.entries(value)) {
      const hex = typeof digest === 'string' ? parseHexDigest(digest) : undefined;
      if (hex === undefined) return this.refuse(key, `the \`${excerpt(algorithm)}\` hash is not hexadecimal`);
      const name = asciiLower(algorithm);
      if ((hashes.get(name) ?? hex) !== hex) return this.refuse(key, `two \`${excerpt(name)}\` hashes differ`);
      hashes.set(name, hex);
    }
    return hashes;
  }

  /** PEP 691: a text must not be empty; one that is counts as false, like any false value. */
  yanked(): boolean | string {
    const value = this.get('yanked') ?? false;
    if (typeof value === 'boolean') return value;
    if (typeof value !== 'string') this.refuse('yanked', '`yanked` is neither true, false nor a reason');
    return value === '' || typeof value !== 'string' ? false : value;
  }

  size(): number | undefined {
    const value = this.get('size');
    if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)) return value;
    return this.refuse('size', '`size` is no count of bytes');
  }

  uploadTime(): UploadTime | undefined {
    const text = this.text('upload-time');
    if (text === undefined) return undefined;
    const time = parseUploadTime(text);
    return time.ok ? time.value : this.refuse('upload-time', time.error.message);
  }

  /** PEP 714: the legacy key counts only where the present one is missing. */
  coreMetadata(): ProjectFile['coreMetadata'] {
    const key = this.get('core-metadata') === undefined ? 'dist-info-metadata' : 'core-metadata';
    const value = this.get(key);
    if (value === undefined || typeof value === 'boolean') return value;
    const hashes = this.hashes(key);
    return hashes === undefined || hashes.size > 0 ? hashes : true;
  }

  gpgSig(): boolean | undefined {
    const value = this.get('gpg-sig');
    return value === undefined || typeof value === 'boolean'
      ? value
      : this.refuse('gpg-sig', '`gpg-sig` is neither true nor false');
  }
}

const NO_HASHES: FileHashes = new Map();

function readFile(entry: unknown, path: TreePath, notes: Notes): ProjectFile | undefined {
  if (!isObject(entry)) return notes.fault(path, 'invalid-file', 'the file is no object');
  const reader = new FileReader(entry);
  const filename = reader.text('filename') ?? '';
  const url = reader.text('url') ?? '';
  if (!isSafeFilename(filename)) reader.refuse('filename', '`filename` is missing, or no plain file name');
  if (url === '') reader.refuse('url', '`url` is missing');
  const hashed = reader.get('hashes') !== undefined;
  const file: ProjectFile = {
    filename,
    url,
    hashes: hashed ? (reader.hashes('hashes') ?? NO_HASHES) : NO_HASHES,
    requiresPython: reader.text('requires-python'),
    yanked: reader.yanked(),
    size: reader.size(),
    uploadTime: reader.uploadTime(),
    coreMetadata: reader.coreMetadata(),
    gpgSig: reader.gpgSig(),
    provenance: reader.text('provenance'),
  };
  if (reader.wrong !== undefined) {
    const [key, message] = reader.wrong;
    return notes.fault([...path, key], 'invalid-file', message);
  }
  if (!hashed) notes.warn([...path, 'hashes'], 'missing-hashes', '`hashes` must be there even when it is empty');
  if (reader.get('yanked') === '') {
    notes.warn([...path, 'yanked'], 'empty-yanked-reason', 'an empty `yanked` is read as false: write `true` instead');
  }
  return file;
}

/**
 * A project page as a value for JSON.stringify. `meta.api-version` is the page's own, but 1.0 where
 * the versions or a size that 1.1 demands are unknown. A quarantined project's files are left out.
 *
 * Source: PEP 691, 700, 714, 740, 752, 792.
 */
export function formatProjectJson(page: ProjectPage): JsonObject {
  const files = offeredFiles(page);
  const complete = page.versions !== undefined && files.every((file) => file.size !== undefined);
  const version = complete ? page.apiVersion : { major: 1, minor: 0 };
  const tracks = page.tracks.length > 0 ? { tracks: page.tracks } : {};
  const { marker, reason } = page.status;
  return {
    meta: { 'api-version': formatSimpleApiVersion(version), ...tracks },
    name: page.name,
    ...(page.versions === undefined ? {} : { versions: page.versions }),
    ...(marker === 'active' && reason === undefined
      ? {}
      : { 'project-status': reason === undefined ? { status: marker } : { status: marker, reason } }),
    ...(page.namespaces === undefined ? {} : { namespaces: page.namespaces.length > 0 ? page.namespaces : null }),
    ...(page.alternateLocations.length > 0 ? { 'alternate-locations': page.alternateLocations } : {}),
    files: files.map(formatProjectFileJson),
  };
}

/** One entry of `files`, for who renders a long page piece by piece. Source: PEP 691, 700, 714, 740. */
export function formatProjectFileJson(file: ProjectFile): JsonObject {
  const { coreMetadata } = file;
  const metadata = coreMetadata instanceof Map ? Object.fromEntries(coreMetadata) : coreMetadata;
  const entry: Record<string, unknown> = {
    filename: file.filename,
    url: file.url,
    hashes: Object.fromEntries(file.hashes),
  };
  if (file.requiresPython !== undefined) entry['requires-python'] = file.requiresPython;
  if (file.size !== undefined) entry['size'] = file.size;
  if (file.uploadTime !== undefined) entry['upload-time'] = file.uploadTime.text;
  entry['yanked'] = file.yanked;
  if (metadata !== undefined) entry['core-metadata'] = metadata;
  if (file.gpgSig !== undefined) entry['gpg-sig'] = file.gpgSig;
  if (file.provenance !== undefined) entry['provenance'] = file.provenance;
  return entry;
}

/** A root page as a value for JSON.stringify. Source: PEP 691, "Project List". */
export function formatIndexJson(index: ProjectIndex): JsonObject {
  return {
    meta: { 'api-version': formatSimpleApiVersion(index.apiVersion) },
    projects: index.names.map((name) => ({ name })),
  };
}
