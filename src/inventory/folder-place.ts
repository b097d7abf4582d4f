import { posix } from 'node:path';
import type { Location } from '../base/location.ts';
import type { SourceFolder } from './format.ts';

/** The path of a file of a folder, as reports show it. */
export function shownPath(folder: SourceFolder, path: string): string {
  return posix.join(folder.path, path);
}

/** The start of a file of a folder. */
export function startOf(folder: SourceFolder, path: string): Location {
  return { path: shownPath(folder, path), line: 1, column: 1 };
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** The start of the line in which a byte stands; lines end at LF, CR LF or a lone CR. */
export function lineOfByte(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = 0; at < offset && at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === LINE_FEED || (byte === CARRIAGE_RETURN && bytes[at + 1] !== LINE_FEED)) line++;
  }
  return line;
}
