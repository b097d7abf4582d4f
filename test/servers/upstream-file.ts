import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { normalizeName } from '@rind/pypa';
import type { Distribution } from './distribution.ts';

/** Bytes that are sent in pieces, so that a large file needs no memory. */
export interface Content {
  readonly size: number;
  /** The bytes from `start` to before `end`, in pieces of at most one MiB. */
  pieces(start: number, end: number): Iterable<Uint8Array>;
}

/** A file as the upstream lists and serves it. */
export interface UpstreamFile {
  readonly filename: string;
  readonly content: Content;
  /** The digest of the content, lower-case hexadecimal; a liar's is another. */
  readonly sha256: string;
  /** What `.metadata` serves; absent where there is none. Source: PEP 658. */
  readonly metadata?: Buffer;
  readonly requiresPython?: string;
  /** The reason; empty where none is given. Source: PEP 592. */
  readonly yanked?: string;
  /** Source: PEP 700. */
  readonly uploaded: string;
  /** What the integrity API answers. Source: PEP 740. */
  readonly provenance?: unknown;
  /** What the page links to instead of the file's own address. */
  readonly href?: string;
}

/** A project as the upstream has it. */
export interface UpstreamProject {
  readonly name: string;
  /** What its page calls it, where that is not its name: a liar's text. */
  readonly title?: string;
  readonly files: readonly UpstreamFile[];
  /** Source: PEP 792. */
  readonly status?: 'active' | 'archived' | 'quarantined' | 'deprecated';
}

/** What a file says beside its content. */
export type FileFacts = Partial<Omit<UpstreamFile, 'filename' | 'content'>>;

/** The instant at which files were uploaded that say nothing else: long enough ago for every cooldown. */
export const LONG_AGO = '2024-03-04T05:06:07.890123Z';

const PIECE = 1024 * 1024;

/** A file made of a distribution; `metadata: undefined` leaves its `.metadata` away. */
export function fileOf({ filename, content, metadata }: Distribution, facts: FileFacts = {}): UpstreamFile {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const sidecar = filename.endsWith('.whl') ? { metadata } : {};
  const requiresPython = /^Requires-Python: (.*)$/m.exec(metadata.toString())?.[1];
  const python = requiresPython === undefined ? {} : { requiresPython };
  return { filename, content: inMemory(content), sha256, uploaded: LONG_AGO, ...python, ...sidecar, ...facts };
}

/** A project of these files, by its written name. */
export function projectOf(name: string, ...files: readonly UpstreamFile[]): UpstreamProject {
  return { name, files };
}

/** The normal name, under which the upstream serves a project. */
export function keyOf({ name }: UpstreamProject): string {
  return normalizeName(name);
}

/** Content that is held whole. */
export function inMemory(bytes: Uint8Array): Content {
  return {
    size: bytes.length,
    *pieces(start, end) {
      for (let at = start; at < end; at += PIECE) yield bytes.subarray(at, Math.min(end, at + PIECE));
    },
  };
}

/** Content of a head, the same piece many times, and a tail. */
export function repeated(head: Uint8Array, piece: Uint8Array, times: number, tail: Uint8Array): Content {
  const middle = head.length + piece.length * times;
  const size = middle + tail.length;
  return {
    size,
    *pieces(start, end) {
      let at = start;
      while (at < end) {
        const [part, from] =
          at < head.length
            ? [head, at]
            : at < middle
              ? [piece, (at - head.length) % piece.length]
              : [tail, at - middle];
        const next = part.subarray(from, Math.min(part.length, from + end - at));
        yield next;
        at += next.length;
      }
    },
  };
}

/** The digest of any content, and its CRC-32 beside. */
export function digestOf(content: Content): { readonly sha256: string; readonly crc32: number } {
  const hash = createHash('sha256');
  let crc = 0;
  for (const piece of content.pieces(0, content.size)) {
    hash.update(piece);
    crc = crc32(piece, crc);
  }
  return { sha256: hash.digest('hex'), crc32: crc };
}
