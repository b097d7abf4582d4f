import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a ZIP archive; what is given beside name and content lies about it. */
export interface CraftedEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** Fields of the directory. */
  readonly central?: Readonly<Partial<Record<Field, number>>>;
  /** Fields of the entry's own header. */
  readonly local?: Readonly<Partial<Record<Field, number>>>;
  readonly localName?: string;
  readonly packed?: Uint8Array;
  /** Bytes before the header. */
  readonly before?: Uint8Array;
  /** Bytes after the content. */
  readonly after?: Uint8Array;
  /** Extra fields of the directory's record and of the entry's own header. */
  readonly centralExtra?: Uint8Array;
  readonly localExtra?: Uint8Array;
  /** The mode of a Unix: `0o100644`. */
  readonly mode?: number;
  /** In the directory. */
  readonly comment?: string;
}

type Field = 'flags' | 'method' | 'crc' | 'packed' | 'size' | 'offset';

/** Fields of the record that ends an archive. */
export interface CraftedEnd {
  readonly count?: number;
  readonly size?: number;
  readonly start?: number;
  readonly disk?: number;
  readonly comment?: string;
  /** Writes ZIP64's two records as well, with what is given here instead of the truth. */
  readonly zip64?: { readonly count?: number; readonly size?: number; readonly start?: number; readonly at?: number };
}

/** Writes a ZIP archive, right but for what it is told to get wrong. */
export function zip(entries: readonly CraftedEntry[], end: CraftedEnd = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const add = (part: Uint8Array) => {
    parts.push(Buffer.from(part));
    offset += part.length;
  };
  for (const entry of entries) {
    const content = Buffer.from(entry.content ?? '');
    const packed = entry.packed ?? deflateRawSync(content);
    add(entry.before ?? Buffer.alloc(0));
    const facts = { flags: 0, method: 8, crc: crc32(content), packed: packed.length, size: content.length, offset };
    const localName = Buffer.from(entry.localName ?? entry.name);
    const local = { ...facts, ...entry.local };
    directory.push(centralRecord({ ...facts, ...entry.central }, entry));
    add(localRecord(local, localName, entry.localExtra));
    add(packed);
    add(entry.after ?? Buffer.alloc(0));
  }
  const central = Buffer.concat(directory);
  const last = Buffer.alloc(22);
  last.writeUInt32LE(0x06054b50, 0);
  last.writeUInt16LE(end.disk ?? 0, 4);
  last.writeUInt16LE(end.count ?? entries.length, 8);
  last.writeUInt16LE(end.count ?? entries.length, 10);
  last.writeUInt32LE(end.size ?? central.length, 12);
  last.writeUInt32LE(end.start ?? offset, 16);
  last.writeUInt16LE(end.comment?.length ?? 0, 20);
  const wide = end.zip64 === undefined ? [] : [end64(end.zip64, entries.length, central.length, offset)];
  return Buffer.concat([...parts, central, ...wide, last, Buffer.from(end.comment ?? '')]);
}

function end64(said: NonNullable<CraftedEnd['zip64']>, count: number, size: number, start: number): Buffer {
  const bytes = Buffer.alloc(76);
  bytes.writeUInt32LE(0x06064b50, 0);
  bytes.writeBigUInt64LE(44n, 4);
  for (const at of [24, 32]) bytes.writeBigUInt64LE(BigInt(said.count ?? count), at);
  bytes.writeBigUInt64LE(BigInt(said.size ?? size), 40);
  bytes.writeBigUInt64LE(BigInt(said.start ?? start), 48);
  bytes.writeUInt32LE(0x07064b50, 56);
  bytes.writeBigUInt64LE(BigInt(said.at ?? start + size), 64);
  bytes.writeUInt32LE(1, 72);
  return bytes;
}

/** A ZIP64 extra field of these numbers, eight bytes each. */
export function zip64Field(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + values.length * 8);
  bytes.writeUInt16LE(1, 0);
  bytes.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  return bytes;
}

function localRecord(
  facts: Readonly<Record<Field, number>>,
  name: Buffer,
  extra: Uint8Array = Buffer.alloc(0),
): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(facts.flags, 6);
  header.writeUInt16LE(facts.method, 8);
  header.writeUInt32LE(facts.crc, 14);
  header.writeUInt32LE(facts.packed, 18);
  header.writeUInt32LE(facts.size, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function centralRecord(facts: Readonly<Record<Field, number>>, entry: CraftedEntry): Buffer {
  const { centralExtra = Buffer.alloc(0), comment = '', mode } = entry;
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  if (mode !== undefined) header.writeUInt8(3, 5);
  header.writeUInt16LE(facts.flags, 8);
  header.writeUInt16LE(facts.method, 10);
  header.writeUInt32LE(facts.crc, 16);
  header.writeUInt32LE(facts.packed, 20);
  header.writeUInt32LE(facts.size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(centralExtra.length, 30);
  header.writeUInt16LE(comment.length, 32);
  header.writeUInt16LE(mode ?? 0, 40);
  header.writeUInt32LE(facts.offset, 42);
  return Buffer.concat([header, name, centralExtra, Buffer.from(comment)]);
}
