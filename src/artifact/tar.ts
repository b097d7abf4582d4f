import { ok, type Parsed } from '@rind/pypa';
import { bufferOf } from './reading.ts';
import { readMembers, type TarLimits } from './tar-rules.ts';

/** One file of an archive, or a link, which is never followed. Folders are not listed. */
export interface TarEntry {
  readonly name: string;
  readonly kind: 'file' | 'link';
  /** The bytes of a file, where they stand in the archive; none of a link. */
  readonly content: Uint8Array;
  /** Where its header stands, bytes. */
  readonly offset: number;
}

/** Lists the files and links of a tar archive in memory, by the rules and with the faults of `readMembers`. */
export function readTar(archive: Uint8Array, limits: TarLimits): Parsed<TarEntry[]> {
  const bytes = bufferOf(archive);
  const entries: TarEntry[] = [];
  const rules = readMembers(limits);
  let at = 0;
  for (let step = rules.next(); ; ) {
    if (step.done === true) return step.value.ok ? ok(entries) : step.value;
    if (step.value.kind === 'take') {
      const taken = bytes.subarray(at, at + step.value.length);
      at += taken.length;
      step = rules.next(taken);
      continue;
    }
    const { name, kind, size, offset } = step.value.member;
    const content = bytes.subarray(at, at + size);
    at += content.length;
    if (kind !== 'folder') entries.push({ name, kind: kind === 'file' ? 'file' : 'link', content, offset });
    step = rules.next(content.length < size ? undefined : bytes.subarray(0, 0));
  }
}
