import { type Fault, fault, ok, type Parsed } from '@rind/pypa';
import { oddName, plainPath, shownName, staysInside, unsafeName } from './entry-name.ts';
import { PathSet } from './path-set.ts';
import { isExtension, MAX_EXTENSION, needsEntry, type Pending, readExtension } from './tar-extension.ts';
import { BLOCK, isLink, isZero, readHeader, type TarHeader } from './tar-header.ts';

/** What reading may cost. */
export interface TarLimits {
  /** Entries of one archive. */
  readonly maxEntries: number;
  /** Bytes of one entry. Default: no limit of its own. */
  readonly maxEntryBytes?: number;
}

/** What a member of an archive is. */
export type TarKind = 'file' | 'symlink' | 'hardlink' | 'folder';

/** One member as its headers describe it. */
export interface TarMember {
  /** The plain path: without `./`, empty parts and a final `/`. */
  readonly name: string;
  readonly kind: TarKind;
  /** Of its content, bytes. */
  readonly size: number;
  /** Where its header stands in the unpacked archive, bytes. */
  readonly offset: number;
  /** Where a link leads, as written. */
  readonly target: string;
}

/**
 * What the rules ask of who has the bytes. `take`: so many bytes, or fewer where the archive ends. `content`: passes
 * on that many bytes of a member; an empty answer says that it did, undefined that the archive ended before.
 */
export type TarRequest =
  | { readonly kind: 'take'; readonly length: number }
  | { readonly kind: 'content'; readonly member: TarMember };

/** The reading of an archive: see {@link TarRequest}. It answers what is odd and not refused. */
export type TarReading = Generator<TarRequest, Parsed<readonly Fault[]>, Buffer | undefined>;

/** Bytes asked for at once where only zeros may follow. */
const TRAILER = 64 * 1024;
/** The largest size that eleven octal digits hold: a pax size is for what is larger. */
const LARGEST_OCTAL = 8 ** 11 - 1;
const REMARKS = 100;

/**
 * The rules of a tar archive, from its first byte to its last: each header has its checksum, no two entries share a
 * path, no name leads anywhere else, no link either, two blocks of zeros end it and only zeros follow. Devices,
 * pipes and sparse files are refused. Long names are read as pax and as GNU write them, sizes so that readers that
 * know neither see the same entries.
 *
 * Faults: `tar-…`, with the offset in the unpacked archive. Source: POSIX.1-2017, pax, "ustar Interchange Format" and
 * "pax Extended Header"; GNU tar manual, "Basic Tar Format"; PEP 721 for what a source distribution may hold.
 */
export function* readMembers(limits: TarLimits): TarReading {
  const paths = new PathSet();
  const remarks: Fault[] = [];
  let pending: Pending = {};
  let extended = false;
  let entries = 0;
  for (let at = 0; ; ) {
    const block = yield { kind: 'take', length: BLOCK };
    if (block === undefined || block.length < BLOCK) return unended(at);
    if (isZero(block)) {
      if (extended) return fault('tar-extension', 'an extension header stands before no entry', at);
      return (yield* readEnd(at)) ?? ok(remarks);
    }
    const header = readHeader(block, at);
    if (!header.ok) return header;
    const { type } = header.value;
    if (isExtension(type)) {
      const { size } = header.value;
      if (size > MAX_EXTENSION) return fault('tar-extension', 'an extension header is larger than 1 MiB', at);
      const content = yield { kind: 'take', length: padded(size) };
      if (content === undefined || content.length < padded(size)) return beyond(at);
      const said = readExtension(type, content.subarray(0, size), at, pending);
      if (!said.ok) return said;
      pending = said.value;
      extended = needsEntry(type);
      at += BLOCK + padded(size);
      continue;
    }
    const member = toMember(header.value, pending, at);
    if (!member.ok) return member;
    if (++entries > limits.maxEntries)
      return fault('tar-too-many', `the archive holds more than ${limits.maxEntries} entries`, at);
    const wrong = memberFault(member.value, paths, limits, remarks, header.value.odd && pending.name === undefined);
    if (wrong !== undefined) return wrong;
    if ((yield { kind: 'content', member: member.value }) === undefined) return beyond(at);
    const { size } = member.value;
    const padding = padded(size) - size;
    if (padding > 0) {
      const filled = yield { kind: 'take', length: padding };
      if (filled === undefined || filled.length < padding) return beyond(at);
      if (!isZero(filled))
        remark(remarks, 'tar-padding', `something stands behind \`${shownName(member.value.name)}\``, at);
    }
    at += BLOCK + padded(size);
    pending = {};
    extended = false;
  }
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

function unended(at: number): Parsed<never> {
  return fault('tar-end', 'the archive ends without the blocks that end it', at);
}

function beyond(at: number): Parsed<never> {
  return fault('tar-size', 'an entry reaches beyond the archive', at);
}

/** What is wrong with the end whose first block was read: a second block of zeros, and nothing but zeros after it. */
function* readEnd(at: number): Generator<TarRequest, Parsed<never> | undefined, Buffer | undefined> {
  const second = yield { kind: 'take', length: BLOCK };
  if (second === undefined || second.length < BLOCK) return unended(at);
  for (let block: Buffer | undefined = second; block !== undefined && block.length > 0; ) {
    if (!isZero(block)) return fault('tar-trailing', 'something follows the end', at);
    block = yield { kind: 'take', length: TRAILER };
  }
  return undefined;
}

function remark(remarks: Fault[], code: string, message: string, offset: number): void {
  if (remarks.length < REMARKS) remarks.push({ code, message, offset });
}

function toMember(header: TarHeader, pending: Pending, offset: number): Parsed<TarMember> {
  const { type } = header;
  const written = pending.name ?? header.name;
  // Before POSIX a folder was a file whose name ends in a slash.
  const isFolder = type === '5' || ((type === '0' || type === '\0') && written.endsWith('/'));
  const isFile = type === '0' || type === '\0';
  const kind = isFolder
    ? 'folder'
    : isLink(type)
      ? type === '1'
        ? 'hardlink'
        : 'symlink'
      : isFile
        ? 'file'
        : undefined;
  if (kind === undefined) return fault('tar-type', `an entry is of the type \`${printable(type)}\``, offset);
  const unsafe = written === '' ? 'is empty' : unsafeName(written);
  if (unsafe !== undefined) return fault('tar-name', `the name \`${shownName(written)}\` ${unsafe}`, offset);
  // Who does not know pax goes by the header's own size, and would take content for headers, or the reverse.
  if (pending.size !== undefined && pending.size !== header.size && pending.size <= LARGEST_OCTAL && !isLink(type))
    return fault('tar-size', 'the two sizes of an entry disagree', offset);
  const size = isLink(type) ? 0 : (pending.size ?? header.size);
  if (kind === 'folder' && size > 0) return fault('tar-type', 'a folder has content', offset);
  return ok({ name: plainPath(written) || '.', kind, size, offset, target: pending.target ?? header.target });
}

function printable(type: string): string {
  return /^[!-~]$/.test(type) ? type : `0x${type.charCodeAt(0).toString(16)}`;
}

function memberFault(
  member: TarMember,
  paths: PathSet,
  { maxEntryBytes = Number.POSITIVE_INFINITY }: TarLimits,
  remarks: Fault[],
  hasOddEncoding: boolean,
): Parsed<never> | undefined {
  const { kind, offset } = member;
  const name = shownName(member.name);
  if (member.size > maxEntryBytes)
    return fault('tar-too-large', `the entry \`${name}\` is larger than ${maxEntryBytes} bytes`, offset);
  const isOwn = kind !== 'hardlink' || (staysInside(member.target) && paths.hasFile(plainPath(member.target)));
  if (!isOwn || (kind === 'symlink' && leadsAway(member)))
    return fault('tar-link', `the link \`${name}\` leads out of the archive's folder, or to no file before it`, offset);
  const clash = member.name === '.' ? undefined : paths.add(member.name, kind === 'folder' ? 'folder' : 'file');
  if (clash === 'duplicate') return fault('tar-duplicate', `two entries are named \`${name}\``, offset);
  if (clash === 'file-and-folder')
    return fault('tar-duplicate', `\`${name}\` is a folder for one entry and none for another`, offset);
  if (clash === 'folded')
    remark(remarks, 'entry-name-folded', `another entry differs from \`${name}\` by case or Unicode form only`, offset);
  const odd = oddName(member.name);
  if (odd !== undefined) remark(remarks, 'entry-name-odd', `the name \`${name}\` ${odd}`, offset);
  if (hasOddEncoding) remark(remarks, 'tar-name-encoding', `the name \`${name}\` is no UTF-8`, offset);
  return undefined;
}

/**
 * Whether a symbolic link leads out of the top folder that it stands in. Its own folders are none: no entry stands
 * below a link. `..` is taken at the start only: behind the name of another link it would go up from elsewhere.
 */
function leadsAway({ name, target }: TarMember): boolean {
  if (target === '' || /^\/|^[A-Za-z]:|[\\\0]/.test(target)) return true;
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const ups = parts.findIndex((part) => part !== '..');
  if (ups >= 0 && parts.includes('..', ups)) return true;
  const depth = name.split('/').length - 1;
  return (ups < 0 ? parts.length : ups) >= Math.max(1, depth);
}
