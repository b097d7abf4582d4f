import { createHash } from 'node:crypto';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { lazy } from '../base/lazy.ts';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import type { TextProblem } from '../base/text/document.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { isWithin, readFile, readHead, realPath } from '../platform/files.fs.ts';
import type { InventoryFormat, SourceFile, SourceTree } from './format.ts';
import type { InventoryInput } from './inventory.ts';

/** What a sniff sees of a file, bytes. */
const HEAD_BYTES = 8192;

/** Files that wait for somebody to ask for their digest, bytes together. */
const MAX_HELD = 1024 * 1024;

/** What opening a file needs of its format. */
type Encoded = Pick<InventoryFormat, 'id' | 'decode'>;

/** The files of one run: opened inside their repository only, remembered as inputs, named as people know them. */
export class SourceFiles {
  /** What paths are shown relative to, absolute. */
  readonly base: string;
  readonly #limits: FileLimits;
  readonly #inputs = new Map<string, InventoryInput>();
  #includes = 0;
  #held = 0;
  /** What a lock took from beside itself is asked for again when the two are compared. */
  #included: { readonly root: string; readonly file: SourceFile } | undefined;

  /** @param base what paths are shown relative to: the repository, or what holds all that was given */
  constructor(base: string, limits: FileLimits) {
    this.base = base;
    this.#limits = limits;
  }

  inputs(): InventoryInput[] {
    return [...this.#inputs.values()];
  }

  remember(input: InventoryInput): void {
    this.#inputs.set(input.path, input);
  }

  /** A path as people know it: relative to the base, with forward slashes. */
  shown(file: string): string {
    return path.relative(this.base, file).split(path.sep).join('/') || '.';
  }

  /** The beginning of a regular file as text, bytes that are none replaced; empty where it cannot be read. */
  head(file: string): string {
    return new TextDecoder().decode(readHead(file, HEAD_BYTES));
  }

  /** How a format reaches other files. */
  tree(root: string, format: Encoded): SourceTree {
    return {
      maxDepth: this.#limits.maxDepth,
      include: (from, reference) => {
        if (++this.#includes > this.#limits.maxIncludes)
          return err(problem('include-limit', `more than ${this.#limits.maxIncludes} files are included`));
        const opened = this.#openFile(path.resolve(this.base, path.dirname(from.path), reference), root, format);
        this.#included = opened.ok && format.decode === undefined ? { root, file: opened.value } : undefined;
        return opened;
      },
    };
  }

  /** Reads a file, by the path that it is shown by, that lies in the repository, links resolved; remembers it as an input. */
  open(shown: string, root: string, format: Encoded): Result<SourceFile, Problem> {
    return this.#openFile(path.resolve(this.base, shown), root, format);
  }

  /** A file beside another, in UTF-8, that is only looked at and becomes no input; undefined where there is none. */
  beside(file: SourceFile, name: string, root: string): SourceFile | undefined {
    const wanted = path.resolve(this.base, path.dirname(file.path), name);
    const shown = this.shown(wanted);
    if (this.#included?.file.path === shown && this.#included.root === root) return this.#included.file;
    const real = isWithin(root, wanted) ? realPath(wanted) : undefined;
    const bytes = real === undefined || !isWithin(root, real) ? undefined : readFile(real, shown, this.#limits);
    const text = bytes?.ok ? decodeUtf8(bytes.value) : undefined;
    return text?.ok ? { path: shown, text: text.value } : undefined;
  }

  #openFile(file: string, root: string, format: Encoded): Result<SourceFile, Problem> {
    const shown = this.shown(file);
    // A path that plainly lies outside is not even looked at: on Windows it may name another machine.
    const real = isWithin(root, file) ? (realPath(file) ?? file) : undefined;
    if (real === undefined || !isWithin(root, real)) {
      return err(problem('file-outside', `\`${shown}\` leads out of the repository`, { at: fileStart(shown) }));
    }
    const bytes = readFile(real, shown, this.#limits);
    return bytes.ok ? this.given(bytes.value, file, format) : bytes;
  }

  /** Bytes that stand for a file: its text; remembers it as an input. */
  given(bytes: Uint8Array, file: string, format: Encoded): Result<SourceFile, Problem> {
    const shown = this.shown(file);
    const text = format.decode?.(bytes) ?? decodeUtf8(bytes);
    if (!text.ok)
      return err(problem('encoding-invalid', `\`${shown}\`: ${text.error.message}`, { at: fileStart(shown) }));
    const sha256 = digestOf(bytes);
    this.remember({
      path: shown,
      format: format.id,
      get sha256() {
        return sha256();
      },
    });
    // Not every report shows it; but many files are not kept for those that do.
    this.#held += bytes.length;
    if (this.#held > MAX_HELD) sha256();
    return ok({ path: shown, text: text.value });
  }
}

/** By itself, so that whoever holds the answer does not hold the bytes. */
function digestOf(bytes: Uint8Array): () => string {
  return lazy(() => createHash('sha256').update(bytes).digest('hex'));
}

function decodeUtf8(bytes: Uint8Array): Result<string, TextProblem> {
  const decoded = decodeText(bytes, { maxBytes: Number.POSITIVE_INFINITY });
  return decoded.ok ? ok(decoded.value.text) : decoded;
}
