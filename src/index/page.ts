import {
  fileUrl,
  type NormalizedName,
  normalizeName,
  ok,
  type PageReading,
  type ProjectFile,
  type ProjectPage,
  parseProjectJson,
  type Result,
  readProjectHtml,
  type SimpleFormat,
  simpleFormatOf,
} from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import { parseJson } from '../base/text/json.ts';
import { type DistributionName, readDistributionName } from './distribution.ts';
import { decodeInPieces } from './in-pieces.ts';
import { jsonPieces } from './json-pieces.ts';
import { fileUrlFault, type Upstream } from './upstream.ts';

/** One file that an index offers, checked. */
export interface IndexFile extends ProjectFile {
  /** Absolute, of a host that the index's files may come from; without fragment. */
  readonly url: string;
  readonly distribution: DistributionName;
}

/** A project's page of one index, checked: every file is the project's own, and may be fetched. */
export interface IndexPage extends ProjectPage {
  readonly name: NormalizedName;
  readonly files: readonly IndexFile[];
  /** Files that no installer takes: eggs, installers, signatures. */
  readonly passedOver: number;
  /** What was left out, and why. */
  readonly problems: readonly Problem[];
}

/** A page as it came. */
export interface PageSource {
  readonly bytes: Uint8Array;
  /** What alone decides how it is read. */
  readonly contentType: string;
  /** Where it came from in the end. */
  readonly url: string;
}

/** A page, or why what came is none. */
export type PageResult =
  | { readonly ok: true; readonly page: IndexPage }
  | { readonly ok: false; readonly reason: 'damaged' | 'too-large'; readonly problem: Problem };

/** What reading a page may cost. */
export interface PageLimits {
  /** Unpacked. Default 32 MiB. */
  readonly maxBytes?: number;
  /** Default 50,000: the largest projects of PyPI have some ten thousand. */
  readonly maxFiles?: number;
}

/** The most bytes of a page when nobody says otherwise. */
export const MAX_PAGE_BYTES: number = 32 * 1024 * 1024;
const MAX_FILES = 50_000;
/** Characters of a page read between two pauses: below a millisecond when warm, a few when cold. */
const PIECE = 24 * 1024;
/** Files checked between two pauses. */
const FILES_AT_ONCE = 128;
/** Problems told one by one. */
const MOST_TOLD = 20;

class Unreadable extends Error {}
class TooMany extends Error {}

/**
 * Reads a project's page and checks every file of it, with pauses: drive it to its end. The Content-Type decides how
 * it is read, whatever the content looks like. A page that names another project, or is not what its type says, is
 * none; a file of another project, or of a host that the index's files may not come from, is left out.
 *
 * Problems: `index-page-invalid`, `index-file-refused`. Source: PEP 503, 691.
 */
export function* readPage(
  source: PageSource,
  name: NormalizedName,
  upstream: Upstream,
  limits: PageLimits = {},
): Generator<void, PageResult, void> {
  const { maxBytes = MAX_PAGE_BYTES, maxFiles = MAX_FILES } = limits;
  const of = `the page of \`${name.slice(0, 100)}\` at the index \`${upstream.name.slice(0, 60)}\``;
  const refuse = (reason: 'damaged' | 'too-large', why: string): PageResult => ({
    ok: false,
    reason,
    problem: problem('index-page-invalid', `${of} ${why}`),
  });
  const format = simpleFormatOf(source.contentType);
  if (format === undefined)
    return refuse('damaged', `comes as \`${source.contentType.slice(0, 60)}\`, which is no simple page`);
  if (source.bytes.length > maxBytes) return refuse('too-large', `has more than ${maxBytes} bytes`);
  const text = yield* textOf(source.bytes, maxBytes);
  if (!text.ok) return refuse('damaged', `cannot be read: ${text.error.message}`);
  let reading: PageReading<ProjectPage, { readonly message: string }>;
  try {
    reading = yield* parse(text.value, format, name, maxFiles);
  } catch (error) {
    if (error instanceof TooMany) return refuse('too-large', `lists more than ${maxFiles} files`);
    if (error instanceof Unreadable) return refuse('damaged', error.message);
    throw error;
  }
  const { value, faults } = reading;
  if (value === undefined) return refuse('damaged', `cannot be read: ${faults[0]?.message ?? 'it says nothing'}`);
  if (normalizeName(value.name) !== name)
    return refuse('damaged', `says that it is of \`${value.name.slice(0, 100)}\``);
  if (value.files.length > maxFiles) return refuse('too-large', `lists more than ${maxFiles} files`);
  const notes = new Notes(of);
  for (const { message } of faults) notes.add(message);
  const { files, passedOver } = yield* check(value, name, upstream, source.url, notes);
  return { ok: true, page: { ...value, name, files, baseUrl: undefined, passedOver, problems: notes.problems() } };
}

function* textOf(bytes: Uint8Array, maxBytes: number): Generator<void, Result<string, { readonly message: string }>, void> {
  const text = yield* decodeInPieces(bytes);
  if (text !== undefined) return ok(text.startsWith('\ufeff') ? text.slice(1) : text);
  // What is wrong is looked for only where something is.
  const decoded = decodeText(bytes, { maxBytes });
  return decoded.ok ? ok(decoded.value.text) : decoded;
}

function* parse(
  text: string,
  format: SimpleFormat,
  name: NormalizedName,
  maxFiles: number,
): Generator<void, PageReading<ProjectPage, { readonly message: string }>, void> {
  if (format !== 'json-v1') {
    // Read as HTML, JSON or plain text would be a page without files: that is no evidence of anything.
    if (!/^\s*</.test(text)) throw new Unreadable('comes as HTML and is none');
    // Each file may come with a warning; one more entry shows that there are too many.
    const reading = yield* readProjectHtml(text, name, PIECE, 2 * maxFiles);
    const { value, faults, warnings } = reading;
    if (faults.length + warnings.length + (value?.files.length ?? 0) > 2 * maxFiles) throw new TooMany();
    return reading;
  }
  const cut = yield* jsonPieces(text, 'files', PIECE);
  const reading = parseProjectJson(jsonOf(cut?.rest ?? text));
  if (cut === undefined || reading.value === undefined) return reading;
  const [files, faults] = [[...reading.value.files], [...reading.faults]];
  for (const [index, piece] of cut.pieces.entries()) {
    yield;
    if (index > 0 && /^\s*$/.test(piece)) throw new Unreadable('cannot be read: a comma stands before nothing');
    const part = parseProjectJson({ meta: { 'api-version': '1.0' }, name, files: jsonOf(`[${piece}]`) });
    files.push(...(part.value?.files ?? []));
    faults.push(...part.faults);
    if (files.length > maxFiles) break;
  }
  return { ...reading, value: { ...reading.value, files }, faults };
}

function jsonOf(text: string): unknown {
  const read = parseJson(text, { maxDepth: 20 });
  if (!read.ok) throw new Unreadable(`cannot be read: ${read.error.message}`);
  return read.value.root;
}

/** Problems of the files of a page: the first ones, and how many more there are. */
class Notes {
  readonly #of: string;
  readonly #told: Problem[] = [];
  #count = 0;

  constructor(of: string) {
    this.#of = of;
  }

  add(why: string): void {
    if (++this.#count <= MOST_TOLD)
      this.#told.push(problem('index-file-refused', `${this.#of} lists a file that is left out: ${why}`));
  }

  problems(): readonly Problem[] {
    if (this.#count <= MOST_TOLD) return this.#told;
    const more = `${this.#of} lists ${this.#count - MOST_TOLD} more files that are left out`;
    return [...this.#told, problem('index-file-refused', more)];
  }
}

/** The files that are the project's own and may be fetched. */
function* check(
  page: ProjectPage,
  name: NormalizedName,
  upstream: Upstream,
  pageUrl: string,
  notes: Notes,
): Generator<void, { files: readonly IndexFile[]; passedOver: number }, void> {
  const byName = new Map<string, IndexFile | undefined>();
  let passedOver = 0;
  for (const [index, file] of page.files.entries()) {
    if (index % FILES_AT_ONCE === 0) yield;
    const { filename } = file;
    const distribution = readDistributionName(filename);
    if (distribution === undefined) {
      passedOver++;
      continue;
    }
    const shown = filename.slice(0, 100);
    if (distribution.name !== name) {
      notes.add(`\`${shown}\` is of \`${distribution.name.slice(0, 100)}\``);
      continue;
    }
    const url = fileUrl(pageUrl, page, file).replace(/#.*$/s, '');
    const fault = fileUrlFault(upstream, url);
    if (fault !== undefined) {
      notes.add(`\`${shown}\`: ${fault}`);
      continue;
    }
    const checked: IndexFile = { ...file, url, distribution };
    if (!byName.has(filename)) byName.set(filename, checked);
    else if (!agree(byName.get(filename), checked)) {
      // One of them lies, and nobody can say which.
      byName.set(filename, undefined);
      notes.add(`\`${shown}\` stands there twice, with other content`);
    }
  }
  return { files: [...byName.values()].filter((file) => file !== undefined), passedOver };
}

/** Whether two entries of one name mean the same bytes: a hash says so, and none says otherwise. */
function agree(one: IndexFile | undefined, other: IndexFile): boolean {
  if (one === undefined) return false;
  const shared = [...one.hashes.keys()].filter((algorithm) => other.hashes.has(algorithm));
  return shared.length > 0 && shared.every((algorithm) => one.hashes.get(algorithm) === other.hashes.get(algorithm));
}
