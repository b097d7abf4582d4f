import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { CHAIN_START, type ChainBreak, entryOfLine, type LogHead, readChainLine } from './log-chain.ts';

/** What is read of the end of a file at first; twice as much where it holds no whole line. Unit: bytes. */
const END = 64 * 1024;
const LINE_END = 0x0a;

/**
 * Where a chain stands: the end of its last file, half a line at its end cut off. Only the end of the file is read, and
 * followed: that nothing before it was changed is what `rind log verify` finds out. Throws where the end is broken.
 *
 * @param place the chain's folder
 * @param segments its files, oldest first
 */
export function lastHead(place: string, segments: readonly string[]): LogHead {
  const last = segments.at(-1);
  if (last === undefined) return CHAIN_START;
  const before = Number(last.slice(0, 16)) - 1;
  const end = endOf(path.join(place, last), true);
  if (end.lines.length > 0) return headAfter(end, before, path.join(place, last));
  // A file that a crash left empty continues the one before it.
  const head = lastWhole(place, segments.slice(0, -1));
  if (head.seq !== before) throw broken(head, path.join(place, last), 'missing');
  return head;
}

/** The same of files that are complete. */
function lastWhole(place: string, segments: readonly string[]): LogHead {
  const last = segments.at(-1);
  if (last === undefined) return CHAIN_START;
  const file = path.join(place, last);
  return headAfter(endOf(file, false), Number(last.slice(0, 16)) - 1, file);
}

/** The last whole lines of a file, and whether they are all that it has. */
interface FileEnd {
  readonly lines: readonly string[];
  readonly isAll: boolean;
}

function endOf(file: string, cut: boolean): FileEnd {
  const descriptor = openSync(file, cut ? 'r+' : 'r');
  try {
    const { size } = fstatSync(descriptor);
    for (let length = END; ; length *= 2) {
      const from = Math.max(0, size - length);
      const bytes = Buffer.allocUnsafe(size - from);
      let read = 0;
      while (read < bytes.length) {
        const count = readSync(descriptor, bytes, read, bytes.length - read, from + read);
        if (count === 0) throw new Error(`\`${file}\` became shorter while it was read`);
        read += count;
      }
      const whole = bytes.lastIndexOf(LINE_END) + 1;
      // The first line of a piece began before it.
      const first = from === 0 ? 0 : bytes.indexOf(LINE_END) + 1;
      if (from > 0 && whole <= first) continue;
      if (cut && whole < bytes.length) {
        ftruncateSync(descriptor, from + whole);
        fsyncSync(descriptor);
      }
      return { lines: bytes.toString('utf8', first, whole).split('\n').slice(0, -1), isAll: from === 0 };
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Follows the chain through the end of a file. What stands before its first line is what that says. */
function headAfter({ lines, isAll }: FileEnd, before: number, file: string): LogHead {
  const [first = ''] = lines;
  const begun = isAll ? before : Math.max(before, (entryOfLine(first)?.seq ?? 0) - 1);
  let head: LogHead = { seq: begun, hash: first.slice(0, 64) };
  for (const line of lines) {
    const read = readChainLine(head, line);
    if (typeof read === 'string') throw broken(head, file, read);
    head = read.head;
  }
  return head;
}

function broken({ seq }: LogHead, file: string, fault: ChainBreak['fault']): Error {
  return new Error(`the log is broken after entry ${seq} of \`${file}\`: ${fault}`);
}
