import {
  type NormalizedName,
  normalizeName,
  ok,
  type PageReading,
  type ProjectPage,
  parseProjectJson,
  type Result,
  readProjectHtml,
  type SimpleFormat,
  simpleFormatOf,
} from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import type { Sequence } from '../base/sequence.ts';
import { decodeText } from '../base/text/bytes.ts';
import { parseJson } from '../base/text/json.ts';
import { CheckedFiles } from './checked-files.ts';
import { decodeInPieces } from './in-pieces.ts';
import type { IndexFile } from './index-file.ts';
import { jsonPieces } from './json-pieces.ts';
import type { Upstream } from './upstream.ts';

/** A project's page of one index, checked: every file is the project's own, and may be fetched. */
export interface IndexPage extends Omit<ProjectPage, 'files'> {
  readonly name: NormalizedName;
  readonly files: Sequence<IndexFile>;
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
  /** Keeps files in little room, each to be put together when it is asked for. Default false: they are objects. */
  readonly packs?: boolean;
  /** Default 50,000: the largest projects of PyPI have some ten thousand. */
  readonly maxFiles?: number;
}

/** The most bytes of a page when nobody says otherwise. */
export const MAX_PAGE_BYTES: number = 32 * 1024 * 1024;
const MAX_FILES = 50_000;
/** Characters of a page read between two pauses: below a millisecond when warm, a few when cold. */
const PIECE = 24 * 1024;
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
  const { maxBytes = MAX_PAGE_BYTES, maxFiles = MAX_FILES, packs = false } = limits;
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
  const checked = new CheckedFiles(name, upstream, source.url, packs);
  let reading: Reading;
  try {
    reading = yield* parse(text.value, format, name, maxFiles, checked);
  } catch (error) {
    if (error instanceof TooMany) return refuse('too-large', `lists more than ${maxFiles} files`);
    if (error instanceof Unreadable) return refuse('damaged', error.message);
    throw error;
  }
  const { value, faults } = reading;
  if (value === undefined) return refuse('damaged', `cannot be read: ${faults[0]?.message ?? 'it says nothing'}`);
  if (normalizeName(value.name) !== name)
    return refuse('damaged', `says that it is of \`${value.name.slice(0, 100)}\``);
  const notes = new Notes(of);
  for (const { message } of faults) notes.add(message);
  for (const message of checked.faults.told) notes.add(message);
  notes.more(checked.faults.count - checked.faults.told.length);
  const { files, passedOver } = checked.close();
  return { ok: true, page: { ...value, name, files, baseUrl: undefined, passedOver, problems: notes.problems() } };
}

type Reading = PageReading<ProjectPage, { readonly message: string }>;

function* textOf(
  bytes: Uint8Array,
  maxBytes: number,
): Generator<void, Result<string, { readonly message: string }>, void> {
  const text = yield* decodeInPieces(bytes);
  if (text !== undefined) return ok(text.startsWith('\ufeff') ? text.slice(1) : text);
  // What is wrong is looked for only where something is.
  const decoded = decodeText(bytes, { maxBytes });
  return decoded.ok ? ok(decoded.value.text) : decoded;
}

/** Reads a page; its files are checked as they are read, and are not in the answer. */
function* parse(
  text: string,
  format: SimpleFormat,
  name: NormalizedName,
  maxFiles: number,
  checked: CheckedFiles,
): Generator<void, Reading, void> {
  if (format !== 'json-v1') {
    // Read as HTML, JSON or plain text would be a page without files: that is no evidence of anything.
    if (!/^\s*</.test(text)) throw new Unreadable('comes as HTML and is none');
    // Each file may come with a warning; one more entry shows that there are too many.
    const reading = yield* readProjectHtml(text, name, PIECE, 2 * maxFiles);
    const { value, faults, warnings } = reading;
    const count = value?.files.length ?? 0;
    if (count > maxFiles || faults.length + warnings.length + count > 2 * maxFiles) throw new TooMany();
    if (value !== undefined) yield* checked.add(value, value.files);
    return reading;
  }
  const cut = yield* jsonPieces(text, 'files', PIECE);
  const reading = parseProjectJson(jsonOf(cut?.rest ?? text));
  const { value } = reading;
  if (value === undefined) return reading;
  if (cut === undefined) {
    if (value.files.length > maxFiles) throw new TooMany();
    yield* checked.add(value, value.files);
    return reading;
  }
  const faults = [...reading.faults];
  let count = 0;
  for (const piece of cut.pieces) {
    yield;
    const part = parseProjectJson({ meta: { 'api-version': '1.0' }, name, files: jsonOf(`[${piece}]`) });
    const files = part.value?.files ?? [];
    count += files.length;
    if (count > maxFiles) throw new TooMany();
    faults.push(...part.faults);
    yield* checked.add(value, files);
  }
  return { ...reading, faults };
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

  /** So many more, of which nothing is told. */
  more(count: number): void {
    this.#count += count;
  }

  problems(): readonly Problem[] {
    if (this.#count <= MOST_TOLD) return this.#told;
    const more = `${this.#of} lists ${this.#count - MOST_TOLD} more files that are left out`;
    return [...this.#told, problem('index-file-refused', more)];
  }
}
