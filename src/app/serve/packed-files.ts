import type { FileHashes, ProjectFile } from '@rind/pypa';
import { PackedTexts } from '../../base/packed-texts.ts';
import type { Sequence } from '../../base/sequence.ts';

/** A file of an index as it is kept: what is undefined is null, hashes are names and digests by turns. */
export type PackedFile = readonly [
  filename: string,
  url: string,
  hashes: readonly string[],
  requiresPython: string | null,
  yanked: boolean | string,
  size: number | null,
  uploaded: readonly [text: string, epochMilliseconds: number] | null,
  coreMetadata: boolean | readonly string[] | null,
  gpgSig: boolean | null,
  provenance: string | null,
];

/** A file as it is kept. */
export function packFile(file: ProjectFile): PackedFile {
  const { filename, url, hashes, requiresPython, yanked, size, uploadTime, coreMetadata, gpgSig, provenance } = file;
  return [
    filename,
    url,
    [...hashes].flat(),
    requiresPython ?? null,
    yanked,
    size ?? null,
    uploadTime === undefined ? null : [uploadTime.text, uploadTime.epochMilliseconds],
    typeof coreMetadata === 'object' ? [...coreMetadata].flat() : (coreMetadata ?? null),
    gpgSig ?? null,
    provenance ?? null,
  ];
}

/** What {@link packFile} kept. */
export function unpackFile(packed: PackedFile): ProjectFile {
  const [filename, url, hashes, requiresPython, yanked, size, uploaded, coreMetadata, gpgSig, provenance] = packed;
  return {
    filename,
    url,
    hashes: hashesOf(hashes),
    requiresPython: requiresPython ?? undefined,
    yanked,
    size: size ?? undefined,
    uploadTime: uploaded === null ? undefined : { text: uploaded[0], epochMilliseconds: uploaded[1] },
    coreMetadata:
      typeof coreMetadata === 'object' && coreMetadata !== null ? hashesOf(coreMetadata) : (coreMetadata ?? undefined),
    gpgSig: gpgSig ?? undefined,
    provenance: provenance ?? undefined,
  };
}

function hashesOf(flat: readonly string[]): FileHashes {
  const hashes = new Map<string, string>();
  for (let at = 0; at + 1 < flat.length; at += 2) hashes.set(flat[at] ?? '', flat[at + 1] ?? '');
  return hashes;
}

/** Files that are packed between two pauses. */
const AT_ONCE = 128;

/** Keeps the files of a page in little room, in their order. With pauses: drive it to its end. */
export function* packFiles(files: Iterable<ProjectFile>): Generator<void, Sequence<ProjectFile>, void> {
  const texts = new PackedTexts();
  for (const file of files) {
    texts.add(JSON.stringify(packFile(file)));
    if (texts.length % AT_ONCE === 0) yield;
  }
  texts.close();
  return new PackedFiles(texts);
}

class PackedFiles implements Sequence<ProjectFile> {
  readonly #texts: PackedTexts;

  constructor(texts: PackedTexts) {
    this.#texts = texts;
  }

  get length(): number {
    return this.#texts.length;
  }

  at(index: number): ProjectFile | undefined {
    const text = this.#texts.at(index);
    return text === undefined ? undefined : unpackFile(JSON.parse(text));
  }

  *[Symbol.iterator](): Iterator<ProjectFile> {
    for (let at = 0; at < this.length; at++) {
      const file = this.at(at);
      if (file !== undefined) yield file;
    }
  }
}
