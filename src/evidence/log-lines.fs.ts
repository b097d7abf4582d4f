import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

/** A line of a file, as it stands there. */
export interface FileLine {
  /** Without the line end. Valid until the next line is asked for. Cut where it is too long. */
  readonly bytes: Uint8Array;
  /** From 1. */
  readonly number: number;
  /** Whether it ends with a line end: the last line of a file that is being written to may not. */
  readonly isWhole: boolean;
  /** Whether it is longer than any line that is ever written: only its beginning is given. */
  readonly isTooLong: boolean;
}

/** No entry is longer: what asks are written in pieces, and parts from outside are cut. Unit: bytes. */
const LONGEST = 4 * 1024 * 1024;
const PIECE = 1024 * 1024;
const LINE_END = 0x0a;

/**
 * The lines of a file, one after the other; memory holds one line and one piece. What is appended after the call is
 * not read. Throws what the file system throws.
 */
export function* fileLines(file: string, longest: number = LONGEST): Generator<FileLine> {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const piece = Buffer.allocUnsafe(PIECE);
    let rest: Uint8Array = new Uint8Array();
    let isCut = false;
    let number = 1;
    for (let at = 0; at < size; ) {
      const read = readSync(descriptor, piece, 0, Math.min(PIECE, size - at), at);
      if (read === 0) break;
      at += read;
      let from = 0;
      for (let end = piece.indexOf(LINE_END); end !== -1 && end < read; end = piece.indexOf(LINE_END, from)) {
        const bytes = joined(rest, piece.subarray(from, end));
        yield { bytes, number, isWhole: true, isTooLong: isCut || bytes.length > longest };
        rest = new Uint8Array();
        isCut = false;
        number++;
        from = end + 1;
      }
      if (!isCut) rest = joined(rest, Uint8Array.from(piece.subarray(from, read)));
      isCut = rest.length > longest;
    }
    if (rest.length > 0) yield { bytes: rest, number, isWhole: false, isTooLong: isCut };
  } finally {
    closeSync(descriptor);
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.length === 0 ? other : Buffer.concat([one, other]);
}

/** Bytes at the end of a list of heads or keys that hold its last two lines. */
const END = 4096;

/** Cuts off what stands after the last line end: half a line, as a crash leaves it, of a list with short lines. */
export function cutHalfLine(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    const { size, end } = endOf(descriptor);
    const half = end.length - 1 - end.lastIndexOf(LINE_END);
    if (half > 0) ftruncateSync(descriptor, size - half);
  } finally {
    closeSync(descriptor);
  }
}

/** The last whole line of a list with short lines; undefined where there is none. */
export function lastLine(file: string): string | undefined {
  const descriptor = openSync(file, 'r');
  try {
    return endOf(descriptor).end.toString('latin1').split('\n').at(-2);
  } finally {
    closeSync(descriptor);
  }
}

function endOf(descriptor: number): { readonly size: number; readonly end: Buffer } {
  const { size } = fstatSync(descriptor);
  const end = Buffer.alloc(Math.min(END, size));
  readSync(descriptor, end, 0, end.length, size - end.length);
  return { size, end };
}
