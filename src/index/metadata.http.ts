import {
  compareVersions,
  type Fault,
  type FileHashes,
  type MetadataFieldName,
  metadataField,
  normalizeName,
  type Parsed,
  parseMetadata,
  parseVersion,
  type RawMetadata,
} from '@rind/pypa';
import { type ByteSource, SourceFailure } from '../artifact/byte-source.ts';
import { readSdistMetadata } from '../artifact/distribution-metadata.ts';
import { readZipDirectory } from '../artifact/zip-source.ts';
import { type Problem, problem } from '../base/problem.ts';
import { type HttpClient, shownUrl } from '../platform/http.ts';
import { askIndex, type Patience, readContent } from './ask.http.ts';
import { DigestCheck } from './digest-check.ts';
import { type HttpSourceLimits, openHttpSource } from './http-source.http.ts';
import type { IndexFile } from './index-file.ts';
import type { Absent, Unavailable } from './unavailable.ts';
import type { Upstream } from './upstream.ts';

/** What a file says about itself, got without running anything. */
export interface KnownMetadata {
  readonly state: 'known';
  /** METADATA or PKG-INFO, as it is. */
  readonly bytes: Uint8Array;
  readonly metadata: RawMetadata;
  /** `sidecar` the index's own copy; `range` parts of the file; `whole` all of the file. */
  readonly via: 'sidecar' | 'range' | 'whole';
  /** Whether a hash that the index states covers it: of the metadata, or of the whole file. */
  readonly verified: boolean;
}

/** Only building the file would tell, and nothing is built. */
export interface UndeterminedMetadata {
  readonly state: 'undetermined';
  /** The fields that a build would fill in; all that were asked for where nothing is promised. */
  readonly fields: readonly MetadataFieldName[];
  readonly problem: Problem;
}

/** What a file says, or why that is not known. `damaged` is a finding: the index or the file lies. */
export type MetadataAnswer =
  | KnownMetadata
  | UndeterminedMetadata
  | { readonly state: 'damaged'; readonly problem: Problem }
  | Absent
  | Unavailable;

/** What getting metadata may cost, and what it is for. */
export interface MetadataRequest extends HttpSourceLimits {
  /** The fields that are needed: a source distribution may promise these and no others. */
  readonly fields?: readonly MetadataFieldName[];
}

/** Which releases, for which interpreter, with what. */
const RESOLVING: readonly MetadataFieldName[] = ['Requires-Dist', 'Requires-Python', 'Provides-Extra'];
const MOST_METADATA = 8 * 1024 * 1024;
const MOST_ENTRIES = 200_000;

/**
 * Gets what a file says about itself: the index's own copy beside it, held to the hash that the page states; else
 * from inside the file: of a wheel by its directory, of a source distribution its PKG-INFO, where that promises what
 * is asked. Where the index mirrors PyPI, the copy is tried without being announced: it is there.
 *
 * Problems: `index-metadata-invalid`, `dependencies-dynamic`, `fetch-failed`, `url-refused`.
 * Source: PEP 658, 714, 643; Binary distribution format.
 */
export async function fetchMetadata(
  http: HttpClient,
  upstream: Upstream,
  file: IndexFile,
  { fields = RESOLVING, ...limits }: MetadataRequest,
): Promise<MetadataAnswer> {
  const { coreMetadata } = file;
  const announced = coreMetadata === true || coreMetadata instanceof Map;
  if (announced || (coreMetadata === undefined && upstream.mirrors === 'pypi' && file.distribution.kind === 'wheel')) {
    const { maxWholeBytes: _, ...patience } = limits;
    const beside = await fromSidecar(http, upstream, file, patience);
    if (beside.state !== 'absent') return promised(beside, file, fields);
  }
  const inside = await fromFile(http, upstream, file, limits);
  return promised(inside, file, fields);
}

async function fromSidecar(
  http: HttpClient,
  upstream: Upstream,
  file: IndexFile,
  patience: Patience,
): Promise<MetadataAnswer> {
  const url = `${file.url}.metadata`;
  const got = await askIndex(http, upstream, { url, headers: {}, isFile: true, patience });
  if (!got.ok) return got.error;
  const content = await readContent(got.value, MOST_METADATA);
  if (!content.ok) return content.error;
  const stated = checked(content.value, file);
  if (typeof stated === 'string') return lie(url, stated);
  return own(content.value, file, { via: 'sidecar', verified: stated });
}

/** Whether metadata is bound by the hash that the page states of it; what is wrong where it is not the one. */
function checked(bytes: Uint8Array, { coreMetadata }: IndexFile): boolean | string {
  const stated: FileHashes | undefined = typeof coreMetadata === 'object' ? coreMetadata : undefined;
  const check = new DigestCheck(stated);
  check.update(bytes);
  return check.finish().fault ?? check.isBinding;
}

async function fromFile(
  http: HttpClient,
  upstream: Upstream,
  file: IndexFile,
  limits: HttpSourceLimits,
): Promise<MetadataAnswer> {
  if (file.distribution.kind === 'sdist') return fromSdist(http, upstream, file, limits);
  const opened = await openHttpSource(http, upstream, file, limits);
  if (!opened.ok) return opened.error;
  const { source, whole } = opened.value;
  const verified = whole !== undefined && verifyWhole(whole, file);
  if (typeof verified === 'string') return lie(file.url, verified);
  try {
    const read = await wheelMetadata(source, file);
    if (!read.ok) return lie(file.url, `cannot be read: ${read.error.message}`);
    // What the index states of its copy holds for METADATA itself: it is the same file.
    const stated = checked(read.value, file);
    if (typeof stated === 'string') return lie(file.url, stated);
    return own(read.value, file, { via: whole === undefined ? 'range' : 'whole', verified: verified || stated });
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    return { state: 'unavailable', reason: 'damaged', problem: error.problem };
  }
}

async function fromSdist(
  http: HttpClient,
  upstream: Upstream,
  file: IndexFile,
  { maxWholeBytes = 32 * 1024 * 1024, ...patience }: HttpSourceLimits,
): Promise<MetadataAnswer> {
  const isZip = file.filename.endsWith('.zip');
  // Other endings are of before metadata promised anything.
  if (!isZip && !/\.(?:tar\.gz|tgz)$/.test(file.filename)) return undetermined(file, RESOLVING, 'is of an older form');
  const got = await askIndex(http, upstream, { url: file.url, headers: {}, isFile: true, patience });
  if (!got.ok) return got.error;
  const content = await readContent(got.value, maxWholeBytes);
  if (!content.ok) return content.error;
  const verified = verifyWhole(content.value, file);
  if (typeof verified === 'string') return lie(file.url, verified);
  const read = readSdistMetadata(content.value, isZip);
  if (read.ok) return own(read.value.bytes, file, { via: 'whole', verified });
  // No PKG-INFO is an old source distribution, and no lie.
  return read.error.code === 'sdist-metadata'
    ? undetermined(file, RESOLVING, 'has no metadata')
    : lie(file.url, `cannot be read: ${read.error.message}`);
}

/** Whether the whole file is bound by a hash; what is wrong where it is not the one. */
function verifyWhole(bytes: Uint8Array, file: IndexFile): boolean | string {
  const check = new DigestCheck(file.hashes);
  check.update(bytes);
  return check.finish().fault ?? check.isBinding;
}

/** METADATA of the only `.dist-info` folder, by the archive's directory. Source: Binary distribution format. */
async function wheelMetadata(source: ByteSource, file: IndexFile): Promise<Parsed<Uint8Array>> {
  const entries = await readZipDirectory(source, { maxEntries: MOST_ENTRIES, maxEntryBytes: MOST_METADATA });
  if (!entries.ok) return entries;
  const folders = new Set<string>();
  for (const { name } of entries.value) {
    const top = name.slice(0, Math.max(0, name.indexOf('/')));
    if (top.endsWith('.dist-info')) folders.add(top);
  }
  const [folder] = folders;
  const wrong = (message: string): { ok: false; error: Fault } => ({
    ok: false,
    error: { code: 'wheel-metadata', message, offset: 0 },
  });
  if (folder === undefined || folders.size > 1) return wrong(`the wheel has ${folders.size} \`.dist-info\` folders`);
  const entry = entries.value.find(({ name }) => name === `${folder}/METADATA`);
  return entry === undefined ? wrong(`there is no METADATA in \`${file.filename.slice(0, 100)}\``) : entry.read();
}

/** What a file's metadata says, if it is that file's. */
function own(
  bytes: Uint8Array,
  file: IndexFile,
  how: Pick<KnownMetadata, 'via' | 'verified'>,
): KnownMetadata | { readonly state: 'damaged'; readonly problem: Problem } {
  // What was read may lie in memory that is used again.
  const copy = Uint8Array.from(bytes);
  const metadata = parseMetadata(copy);
  const name = metadata.texts.get('Name');
  const version = parseVersion(metadata.texts.get('Version') ?? '');
  const { distribution } = file;
  if (name === undefined || normalizeName(name) !== distribution.name)
    return lie(file.url, `has metadata of \`${(name ?? 'nothing').slice(0, 100)}\``);
  if (!version.ok || compareVersions(version.value, distribution.version) !== 0)
    return lie(file.url, `has metadata of version \`${(metadata.texts.get('Version') ?? '').slice(0, 60)}\``);
  return { state: 'known', bytes: copy, metadata, ...how };
}

/** A source distribution's metadata counts as far as it promises that a build will not change it. */
function promised(answer: MetadataAnswer, file: IndexFile, fields: readonly MetadataFieldName[]): MetadataAnswer {
  if (answer.state === 'undetermined') return undetermined(file, fields, 'has no metadata that promises anything');
  if (answer.state !== 'known' || file.distribution.kind === 'wheel') return answer;
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})$/.exec(answer.metadata.texts.get('Metadata-Version') ?? '') ?? [];
  const promises = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 2);
  if (!promises) return undetermined(file, fields, 'has metadata that promises nothing (below 2.2)');
  const dynamic = new Set((answer.metadata.lists.get('Dynamic') ?? []).map((name) => metadataField(name)?.name));
  const open = fields.filter((field) => dynamic.has(field));
  return open.length === 0 ? answer : undetermined(file, open, `leaves \`${open.join('`, `')}\` to its build`);
}

function undetermined(file: IndexFile, fields: readonly MetadataFieldName[], why: string): UndeterminedMetadata {
  const message = `only building \`${file.filename.slice(0, 100)}\` would tell, and nothing is built: it ${why}`;
  return { state: 'undetermined', fields, problem: problem('dependencies-dynamic', message) };
}

function lie(url: string, why: string): { readonly state: 'damaged'; readonly problem: Problem } {
  return { state: 'damaged', problem: problem('index-metadata-invalid', `\`${shownUrl(url)}\` ${why}`) };
}
