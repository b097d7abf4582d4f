import {
  type FileHashes,
  type NormalizedName,
  normalizeName,
  parseHexDigest,
  parseUploadTime,
  type UploadTime,
} from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import { type JsonObject, type JsonValue, parseJson } from '../base/text/json.ts';
import type { IndexPage } from './page.ts';

/** What the JSON API says of one file. */
export interface FileFacts {
  readonly filename: string;
  readonly sha256: string;
  readonly size: number | undefined;
  readonly uploadTime: UploadTime | undefined;
  readonly yanked: boolean | string;
  readonly coreMetadata: FileHashes | undefined;
}

/** A vulnerability that the index knows of the newest release. */
export interface ListedVulnerability {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string | undefined;
  readonly fixedIn: readonly string[];
  readonly withdrawn: string | undefined;
}

/** Who may publish a project, as PyPI tells. */
export interface Ownership {
  readonly organization: string | undefined;
  readonly roles: readonly { readonly role: string; readonly user: string }[];
}

/** What the JSON API of an index says of a project: `/pypi/NAME/json`. */
export interface ProjectFacts {
  readonly name: NormalizedName;
  /** The newest release, as the index counts. */
  readonly newest: string | undefined;
  /** By sha256. */
  readonly files: ReadonlyMap<string, FileFacts>;
  /** Of the newest release only. */
  readonly vulnerabilities: readonly ListedVulnerability[];
  /** Undefined where the index does not tell. */
  readonly ownership: Ownership | undefined;
  /** What it tells of the newest release, as it came: an uploader's words. */
  readonly info?: JsonObject;
}

/** What came, or why it cannot be used. */
export type ProjectFactsResult =
  | { readonly ok: true; readonly facts: ProjectFacts }
  | { readonly ok: false; readonly problem: Problem };

/** Larger than any project's. Unit: bytes. */
export const MAX_PROJECT_JSON: number = 64 * 1024 * 1024;
const MAX_FILES = 100_000;
const MAX_LISTED = 10_000;
/** Releases read between two pauses. */
const RELEASES_AT_ONCE = 20;

/**
 * Reads what the JSON API says of a project, strictly: of another project, or not of the form, it says nothing; a
 * file that is malformed is left out. With pauses. Problem: `index-page-invalid`.
 *
 * Source: PyPI, "JSON API".
 */
export function* readProjectFacts(bytes: Uint8Array, name: NormalizedName): Generator<void, ProjectFactsResult, void> {
  const refuse = (why: string): ProjectFactsResult => {
    const message = `what the JSON API says of \`${name.slice(0, 100)}\` ${why}`;
    return { ok: false, problem: problem('index-page-invalid', message) };
  };
  const decoded = decodeText(bytes, { maxBytes: MAX_PROJECT_JSON });
  if (!decoded.ok) return refuse(`cannot be read: ${decoded.error.message}`);
  yield;
  const read = parseJson(decoded.value.text, { maxDepth: 30 });
  if (!read.ok) return refuse(`cannot be read: ${read.error.message}`);
  yield;
  const { root } = read.value;
  if (!isObject(root) || !isObject(root['info'])) return refuse('is not of its form');
  const { info } = root;
  const said = textOf(info['name']);
  if (said === undefined || normalizeName(said) !== name) return refuse('is of another project');
  const files = new Map<string, FileFacts>();
  const lists = [...(isObject(root['releases']) ? Object.values(root['releases']) : []), root['urls']];
  for (const [index, list] of lists.entries()) {
    if (index % RELEASES_AT_ONCE === 0) yield;
    for (const entry of Array.isArray(list) ? list : []) {
      if (files.size >= MAX_FILES) return refuse(`lists more than ${MAX_FILES} files`);
      const file = fileOf(entry);
      if (file !== undefined) files.set(file.sha256, file);
    }
  }
  const vulnerabilities = listOf(root['vulnerabilities']).flatMap((entry) => vulnerabilityOf(entry) ?? []);
  const facts = {
    name,
    newest: textOf(info['version']),
    files,
    vulnerabilities,
    ownership: ownershipOf(root['ownership']),
    info,
  };
  return { ok: true, facts };
}

function fileOf(entry: JsonValue): FileFacts | undefined {
  if (!isObject(entry)) return undefined;
  const filename = textOf(entry['filename']);
  const digests = isObject(entry['digests']) ? entry['digests'] : undefined;
  const sha256 = parseHexDigest(textOf(digests?.['sha256']) ?? '');
  if (filename === undefined || sha256?.length !== 64) return undefined;
  const size = entry['size'];
  const time = parseUploadTime(textOf(entry['upload_time_iso_8601']) ?? '');
  const reason = textOf(entry['yanked_reason']);
  return {
    filename,
    sha256,
    size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined,
    uploadTime: time.ok ? time.value : undefined,
    yanked: entry['yanked'] === true ? reason || true : false,
    coreMetadata: hashesOf(entry['core-metadata']),
  };
}

function hashesOf(value: JsonValue | undefined): FileHashes | undefined {
  if (!isObject(value)) return undefined;
  const hex = parseHexDigest(textOf(value['sha256']) ?? '');
  return hex?.length === 64 ? new Map([['sha256', hex]]) : undefined;
}

function vulnerabilityOf(entry: JsonValue): ListedVulnerability | undefined {
  const id = isObject(entry) ? textOf(entry['id']) : undefined;
  if (!isObject(entry) || id === undefined) return undefined;
  return {
    id,
    aliases: textsOf(entry['aliases']),
    summary: textOf(entry['summary']),
    fixedIn: textsOf(entry['fixed_in']),
    withdrawn: textOf(entry['withdrawn']),
  };
}

function ownershipOf(value: JsonValue | undefined): Ownership | undefined {
  if (!isObject(value)) return undefined;
  const roles = listOf(value['roles']).flatMap((entry) => {
    const [role, user] = isObject(entry) ? [textOf(entry['role']), textOf(entry['user'])] : [];
    return role === undefined || user === undefined ? [] : [{ role, user }];
  });
  return { organization: textOf(value['organization']), roles };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value.slice(0, MAX_LISTED) : [];
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return listOf(value).filter((entry) => typeof entry === 'string');
}

/**
 * A page with what it does not say taken from elsewhere: sizes, upload times, hashes of metadata, reasons of yanks.
 * Only of the very same bytes (name and sha256 agree), and nothing that the page says itself is replaced; but a
 * file that either calls yanked is.
 */
export function backfilled(page: IndexPage, facts: Pick<ProjectFacts, 'files'>): IndexPage {
  const files = Array.from(page.files, (file) => {
    const known = facts.files.get(file.hashes.get('sha256') ?? '');
    if (known === undefined || known.filename !== file.filename) return file;
    return {
      ...file,
      size: file.size ?? known.size,
      uploadTime: file.uploadTime ?? known.uploadTime,
      coreMetadata:
        file.coreMetadata === undefined || file.coreMetadata === true
          ? (known.coreMetadata ?? file.coreMetadata)
          : file.coreMetadata,
      yanked: typeof file.yanked === 'string' || known.yanked === false ? file.yanked : known.yanked,
    };
  });
  return { ...page, files };
}
