import type { ProjectFile } from '@rind/pypa';
import type { Pin } from '../../evidence/pins.sql.ts';

/** A file that its index listed once, as far as it is remembered: what a page said besides is gone. */
export function rememberedFile({ filename, sha256 }: Pick<Pin, 'filename' | 'sha256'>): ProjectFile {
  return {
    filename,
    url: '',
    hashes: new Map(sha256 === null ? [] : [['sha256', sha256]]),
    requiresPython: undefined,
    yanked: false,
    size: undefined,
    uploadTime: undefined,
    coreMetadata: undefined,
    gpgSig: undefined,
    provenance: undefined,
  };
}
