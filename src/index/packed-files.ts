import type { FileHashes, ProjectFile } from '@rind/pypa';
import { PackedTexts } from '../base/packed-texts.ts';
import type { Sequence } from '../base/sequence.ts';
import { type DistributionName, readDistributionName } from './distribution.ts';
import type { IndexFile } from './index-file.ts';

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
  return new UnpackedFile(packed);
}

function hashesOf(flat: readonly string[]): FileHashes {
  const hashes = new Map<string, string>();
  for (let at = 0; at + 1 < flat.length; at += 2) hashes.set(flat[at] ?? '', flat[at + 1] ?? '');
  return hashes;
}

/** A file that was kept; what its name says is read when somebody asks. */
class UnpackedFile implements IndexFile {
  readonly filename: string;
  readonly url: string;
  readonly hashes: FileHashes;
  readonly requiresPython: string | undefined;
  readonly yanked: boolean | string;
  readonly size: number | undefined;
  readonly uploadTime: ProjectFile['uploadTime'];
  readonly coreMetadata: boolean | FileHashes | undefined;
  readonly gpgSig: boolean | undefined;
  readonly provenance: string | undefined;

  constructor(packed: PackedFile) {
    const [filename, url, hashes, requiresPython, yanked, size, uploaded, coreMetadata, gpgSig, provenance] = packed;
    this.filename = filename;
    this.url = url;
    this.hashes = hashesOf(hashes);
    this.requiresPython = requiresPython ?? undefined;
    this.yanked = yanked;
    this.size = size ?? undefined;
    this.uploadTime = uploaded === null ? undefined : { text: uploaded[0], epochMilliseconds: uploaded[1] };
    this.coreMetadata =
      typeof coreMetadata === 'object' && coreMetadata !== null ? hashesOf(coreMetadata) : (coreMetadata ?? undefined);
    this.gpgSig = gpgSig ?? undefined;
    this.provenance = provenance ?? undefined;
  }

  get distribution(): DistributionName {
    const read = readDistributionName(this.filename);
    if (read === undefined) throw new Error('a file that was taken has a name that says what it is');
    return read;
  }
}

/** Files of a page in little room, in their order; each is an object only as long as somebody looks at it. */
export class PackedFiles implements Sequence<IndexFile> {
  readonly #texts = new PackedTexts();

  get length(): number {
    return this.#texts.length;
  }

  add(file: ProjectFile): void {
    this.#texts.add(JSON.stringify(packFile(file)));
  }

  /** Nothing is added any more. */
  close(): void {
    this.#texts.close();
  }

  at(index: number): IndexFile | undefined {
    const text = this.#texts.at(index);
    return text === undefined ? undefined : new UnpackedFile(JSON.parse(text));
  }

  *[Symbol.iterator](): Iterator<IndexFile> {
    for (let at = 0; at < this.length; at++) {
      const file = this.at(at);
      if (file !== undefined) yield file;
    }
  }
}
