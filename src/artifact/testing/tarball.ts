import { gzipSync } from 'node:zlib';

/** One entry of a tar archive to make; headers are ustar unless told otherwise. */
export interface TarPart {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** `0` file, `5` folder, `2` link, `x` pax records, `L` long name. Default `0`. */
  readonly type?: string;
  /** What the size field holds, where it is not the truth. */
  readonly size?: string;
  readonly magic?: string;
  readonly prefix?: string;
  /** Where a link leads. */
  readonly target?: string;
  /** Added to the checksum. */
  readonly wrong?: number;
}

const BLOCK = 512;

/** A header and its content, padded. */
export function tarPart({
  name,
  content = '',
  type = '0',
  size,
  magic,
  prefix = '',
  target = '',
  wrong = 0,
}: TarPart): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write(size ?? `${bytes.length.toString(8).padStart(11, '0')}\0`, 124, 12, 'latin1');
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156, 1, 'latin1');
  header.write(target, 157, 100);
  header.write(magic ?? 'ustar\x0000', 257, 'latin1');
  header.write(prefix, 345, 155);
  const sum = header.reduce((total, byte) => total + byte, 0) + wrong;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);
}

/** A whole archive, its end included. */
export function tar(parts: readonly TarPart[]): Buffer {
  return Buffer.concat([...parts.map(tarPart), Buffer.alloc(2 * BLOCK)]);
}

/** One record of a pax header. */
export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length + rest !== length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

/** A source distribution: its files below one folder. */
export function sdist(folder: string, files: Readonly<Record<string, string>>): Buffer {
  return gzipSync(tar(Object.entries(files).map(([name, content]) => ({ name: `${folder}/${name}`, content }))));
}
