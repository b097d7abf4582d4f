/** A file of machine code. */
export interface NativeLibrary {
  readonly path: string;
  /** By its first bytes; undefined where only its name says so. */
  readonly format: 'elf' | 'pe' | 'mach-o' | undefined;
  /** Its name says what it is. Machine code under another name is hidden from who looks at names. */
  readonly isNamed: boolean;
}

const SUFFIX = /\.(?:so|pyd|dll|dylib|exe)$|\.so(?:\.[0-9]+)+$/i;
const ELF = 0x7f454c46;
const MZ = 0x4d5a;
const PE = 0x50450000;
/** Where the old header of a Windows program says where its real one stands. */
const PE_OFFSET = 0x3c;
const MACH_O: ReadonlySet<number> = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe]);
/** Also how Java classes start; a fat Mach-O file says a small number of machines next, they a version above 44. */
const FAT: ReadonlySet<number> = new Set([0xcafebabe, 0xcafebabf]);
const MOST_MACHINES = 44;

/** What a file is by its path and its first bytes; undefined where it holds no machine code. 1 KB of it is enough. */
export function nativeLibrary(path: string, head: Uint8Array): NativeLibrary | undefined {
  const isNamed = SUFFIX.test(path);
  const format = machineFormat(Buffer.from(head.buffer, head.byteOffset, head.byteLength));
  return isNamed || format !== undefined ? { path, format, isNamed } : undefined;
}

function machineFormat(head: Buffer): NativeLibrary['format'] {
  if (head.length < 8) return undefined;
  const first = head.readUInt32BE(0);
  if (first === ELF) return 'elf';
  if (MACH_O.has(first) || (FAT.has(first) && head.readUInt32BE(4) < MOST_MACHINES)) return 'mach-o';
  if (head.readUInt16BE(0) !== MZ || head.length < PE_OFFSET + 4) return undefined;
  const at = head.readUInt32LE(PE_OFFSET);
  // A header beyond the bytes at hand is taken on trust: text that starts with `MZ` has no such offset.
  if (at + 4 > head.length) return at < 0x10000 ? 'pe' : undefined;
  return head.readUInt32BE(at) === PE ? 'pe' : undefined;
}
