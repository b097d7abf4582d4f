import type { ProjectFile } from '@rind/pypa';
import type { Sequence } from '../../base/sequence.ts';
import type { FileTrust } from '../../evidence/offered-file.ts';
import type { Pin } from '../../evidence/pins.sql.ts';
import type { PinnedFile } from './make-offer.ts';
import { rememberedFile } from './remembered-file.ts';

/** What {@link PinnedFiles} puts together. */
export interface PinnedParts {
  /** As the page lists them. */
  readonly listed: Sequence<ProjectFile>;
  /** By file name; those that are not listed any more are in it. */
  readonly pins: ReadonlyMap<string, Pin>;
  /** Hashes of metadata that was passed on, by file name. */
  readonly passedOn: ReadonlyMap<string, string>;
  readonly upstream: string;
  readonly trust: FileTrust;
  /** Those that are no longer listed, and since when. */
  readonly missing: readonly Pin[];
}

/** The files of one index with what is remembered of them; each is put together when it is asked for. */
export class PinnedFiles implements Sequence<PinnedFile> {
  readonly length: number;
  readonly #parts: PinnedParts;
  /** Who judges a file asks for it several times. */
  #last: { readonly index: number; readonly file: PinnedFile | undefined } = { index: -1, file: undefined };

  constructor(parts: PinnedParts) {
    this.#parts = parts;
    this.length = parts.listed.length + parts.missing.length;
  }

  /** What the files are known by. */
  get hashes(): string[] {
    return Array.from(this.#parts.pins.values(), ({ sha256 }) => sha256).filter((sha256) => sha256 !== null);
  }

  at(index: number): PinnedFile | undefined {
    if (this.#last.index !== index) this.#last = { index, file: this.#made(index) };
    return this.#last.file;
  }

  *[Symbol.iterator](): Iterator<PinnedFile> {
    for (let at = 0; at < this.length; at++) {
      const file = this.at(at);
      if (file !== undefined) yield file;
    }
  }

  #made(index: number): PinnedFile | undefined {
    const { listed, missing, passedOn, pins, trust, upstream } = this.#parts;
    const file = listed.at(index);
    const gone = file === undefined ? missing[index - listed.length] : undefined;
    const known = file === undefined ? gone : pins.get(file.filename);
    if (known === undefined) return undefined;
    const pin = gone ?? (known.gone === null ? known : { ...known, gone: null });
    return {
      file: file ?? rememberedFile(known),
      upstream,
      trust,
      pin,
      sidecarSha256: passedOn.get(known.filename) ?? null,
    };
  }
}
