import { createHash } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';
import { makeWheel } from './distribution.ts';
import {
  digestOf,
  fileOf,
  LONG_AGO,
  projectOf,
  repeated,
  type UpstreamFile,
  type UpstreamProject,
} from './upstream-file.ts';

const NOTHING = Buffer.alloc(0);

/** A file whose page gives another digest than its bytes have. */
export function wrongHash(file: UpstreamFile): UpstreamFile {
  return { ...file, sha256: createHash('sha256').update(file.sha256).digest('hex') };
}

/** A project whose page lists a file of another project. */
export function foreignFile(name: string, file: UpstreamFile): UpstreamProject {
  return projectOf(name, file);
}

/** A file whose link leads where the upstream says: to a private address, to a script. */
export function linked(file: UpstreamFile, href: string): UpstreamFile {
  return { ...file, href };
}

/** A project with a script in everything that a page prints; its file installs as `name`. */
export function scriptedProject(name: string, version: string): UpstreamProject {
  const script = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
  const file = fileOf(makeWheel({ name, version }), { yanked: script, uploaded: LONG_AGO });
  return { name, title: `${name}${script}`, files: [file] };
}

/** A project of so many files, versions 0.0.0 and on, all with the same content: its page is what is large. */
export function manyFiles(name: string, count: number): UpstreamProject {
  const { content, metadata } = makeWheel({ name, version: '0.0.0' });
  const model = fileOf({ filename: '', content, metadata });
  const stem = name.replaceAll('-', '_');
  const files = Array.from({ length: count }, (_, at): UpstreamFile => {
    const filename = `${stem}-${Math.floor(at / 100)}.${at % 100}.0-py3-none-any.whl`;
    return { ...model, metadata, filename, sha256: createHash('sha256').update(filename).digest('hex') };
  });
  return { name, files };
}

/** A wheel with one more entry that unpacks to so many MiB of zeros. */
export function bombWheel(name: string, version: string, mebibytes: number): UpstreamFile {
  const piece = Buffer.alloc(1024 * 1024);
  const unpacked = repeated(NOTHING, piece, mebibytes, NOTHING);
  // What deflates a whole MiB is repeated: unpacked it is the same as one stream of all of them.
  const one = deflateRawSync(piece, { finishFlush: constants.Z_SYNC_FLUSH });
  const packed = Buffer.concat([...Array.from({ length: mebibytes }, () => one), Buffer.from([3, 0])]);
  return withEntry(name, version, {
    path: 'bomb.bin',
    method: 8,
    ...digestOf(unpacked),
    size: unpacked.size,
    packed: { piece: packed, times: 1 },
  });
}

/** A wheel of so many MiB, made while it is sent; 500 are for the test of waiting. */
export function bigWheel(name: string, version: string, mebibytes: number): UpstreamFile {
  const piece = Buffer.alloc(1024 * 1024, `${name} ${version} is large. `);
  const unpacked = repeated(NOTHING, piece, mebibytes, NOTHING);
  return withEntry(name, version, {
    path: `${name.replaceAll('-', '_')}.bin`,
    method: 0,
    ...digestOf(unpacked),
    size: unpacked.size,
    packed: { piece, times: mebibytes },
  });
}

interface Entry {
  readonly path: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc32: number;
  /** Of what it unpacks to. */
  readonly sha256: string;
  readonly size: number;
  readonly packed: { readonly piece: Buffer; readonly times: number };
}

/** A wheel with one more entry before its own, in RECORD as what it unpacks to. */
function withEntry(name: string, version: string, entry: Entry): UpstreamFile {
  const { path, method, crc32: crc, size, packed } = entry;
  const recorded = { [path]: { sha256: Buffer.from(entry.sha256, 'hex').toString('base64url'), size } };
  const files = { [path]: '', [`${name.replaceAll('-', '_')}.py`]: 'BIG = True\n' };
  const wheel = makeWheel({ name, version, files, recorded });
  const own = wheel.content;
  const end = own.length - 22;
  const centralAt = own.readUInt32LE(end + 16);
  const firstLocal = 30 + Buffer.byteLength(path);
  const firstCentral = 46 + Buffer.byteLength(path);
  const length = packed.piece.length * packed.times;
  const head = Buffer.from(own.subarray(0, firstLocal));
  describe(head, 8, { method, crc, packed: length, size });
  const central = Buffer.from(own.subarray(centralAt, end));
  describe(central, 10, { method, crc, packed: length, size });
  for (let at = firstCentral; at < central.length; ) {
    central.writeUInt32LE(central.readUInt32LE(at + 42) + length, at + 42);
    at += 46 + central.readUInt16LE(at + 28) + central.readUInt16LE(at + 30) + central.readUInt16LE(at + 32);
  }
  const last = Buffer.from(own.subarray(end));
  last.writeUInt32LE(centralAt + length, 16);
  const tail = Buffer.concat([own.subarray(firstLocal, centralAt), central, last]);
  const content = repeated(head, packed.piece, packed.times, tail);
  const { sha256 } = digestOf(content);
  return { filename: wheel.filename, content, sha256, metadata: wheel.metadata, uploaded: LONG_AGO };
}

/** Writes method, CRC-32 and sizes into a ZIP header whose method stands at `at`. */
function describe(
  header: Buffer,
  at: number,
  facts: { readonly method: number; readonly crc: number; readonly packed: number; readonly size: number },
): void {
  header.writeUInt16LE(facts.method, at);
  header.writeUInt32LE(facts.crc, at + 6);
  header.writeUInt32LE(facts.packed, at + 10);
  header.writeUInt32LE(facts.size, at + 14);
}
