import { createHash } from 'node:crypto';
import { closeSync, constants, readSync } from 'node:fs';
import { openReading } from './reads.fs.ts';

/** The SHA-256 of a file, and its bytes. Throws what the file system throws. */
export function digestOfFile(file: string): { readonly sha256: string; readonly size: number } {
  const descriptor = openReading(file, constants.O_RDONLY);
  try {
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(1024 * 1024);
    let size = 0;
    for (let read = readSync(descriptor, piece); read > 0; read = readSync(descriptor, piece)) {
      hash.update(piece.subarray(0, read));
      size += read;
    }
    return { sha256: hash.digest('hex'), size };
  } finally {
    closeSync(descriptor);
  }
}
