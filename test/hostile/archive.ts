import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a ZIP archive; what is given beside name and content lies about it. */
interface Entry {
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
}

type Field = 'flags' | 'method' | 'crc' | 'packed' | 'size' | 'offset';

/** Fields of the record that ends an archive. */
interface End {
  readonly count?: number;
  readonly size?: number;
  readonly start?: number;
  readonly disk?: number;
  readonly comment?: string;
}

/** Writes a ZIP archive, right but for what it is told to get wrong. */
export function zip(entries: readonly Entry[], end: End = {}): Buffer {
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
    directory.push(centralRecord({ ...facts, ...entry.central }, Buffer.from(entry.name)));
    add(localRecord(local, localName));
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
  return Buffer.concat([...parts, central, last, Buffer.from(end.comment ?? '')]);
}

function localRecord(facts: Readonly<Record<Field, number>>, name: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(facts.flags, 6);
  header.writeUInt16LE(facts.method, 8);
  header.writeUInt32LE(facts.crc, 14);
  header.writeUInt32LE(facts.packed, 18);
  header.writeUInt32LE(facts.size, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function centralRecord(facts: Readonly<Record<Field, number>>, name: Buffer): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(facts.flags, 8);
  header.writeUInt16LE(facts.method, 10);
  header.writeUInt32LE(facts.crc, 16);
  header.writeUInt32LE(facts.packed, 20);
  header.writeUInt32LE(facts.size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(facts.offset, 42);
  return Buffer.concat([header, name]);
}
