import { statfs } from 'node:fs/promises';

/** Bytes that are free where a folder lies, for whoever runs this; undefined where nobody says. */
export async function freeRoom(folder: string): Promise<number | undefined> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  );
}
