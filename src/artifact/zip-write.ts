import { DEFLATED } from './zip.ts';

/** One entry, packed already. */
export interface PackedEntry {
  /** ASCII. */
  readonly name: string;
  /** Packed by deflate, RFC 1951. */
  readonly packed: Uint8Array;
  /** Bytes, unpacked. */
  readonly size: number;
  /** CRC-32, unpacked. */
  readonly crc: number;
}

/** 1 January 1980, the earliest day that the format can say: the same content makes the same bytes. */
const DATE = 0x21;
const VERSION = 20;

/**
 * Puts a ZIP archive together piece by piece. Only its directory stays in memory. At most 65,535 entries and 4 GB:
 * the caller keeps to that. Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 */
export class ZipPieces {
  readonly #directory: Uint8Array[] = [];
  #offset = 0;

  /** What is written for the next entry. */
  entry({ name, packed, size, crc }: PackedEntry): Uint8Array[] {
    const label = Buffer.from(name, 'latin1');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(label.length, 22);
    const madeBy = Buffer.from([VERSION, 0]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(this.#offset, 10);
    this.#directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, common, rest, label]));
    const header = Buffer.concat([Buffer.from('PK\x03\x04'), common, label]);
    this.#offset += header.length + packed.length;
    return [header, packed];
  }

  /** The directory, which ends it. */
  end(): Uint8Array {
    const directory = Buffer.concat(this.#directory);
    const end = Buffer.alloc(18);
    end.writeUInt16LE(this.#directory.length, 4);
    end.writeUInt16LE(this.#directory.length, 6);
    end.writeUInt32LE(directory.length, 8);
    end.writeUInt32LE(this.#offset, 12);
    return Buffer.concat([directory, Buffer.from('PK\x05\x06'), end]);
  }
}
