import { type Fault, fault, ok, type Parsed } from '@rind/pypa';
import { readGzip } from './gzip.ts';
import { readTar } from './tar.ts';
import { readZip } from './zip.ts';

/** What a wheel or source distribution holds about itself. */
export interface DistributionMetadata {
  /** The file in the archive: `demo-1.0.dist-info/METADATA`, `demo-1.0/PKG-INFO`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Files that describe software inside the wheel. PEP 770, `.dist-info/sboms`. */
  readonly sboms: readonly string[];
}

/** Bytes of an archive, unpacked: of real source distributions few are larger, and nothing is written to disk. */
const MAX_UNPACKED = 128 * 1024 * 1024;
const MAX_METADATA = 16 * 1024 * 1024;
const MAX_ENTRIES = 200_000;
const DIST_INFO = /^([^/]+\.dist-info)\/(.*)$/s;

interface Entry {
  readonly name: string;
  read(): Parsed<Uint8Array>;
}

/**
 * Reads METADATA out of a wheel, by its only `.dist-info` folder. Faults: those of `readZip`,
 * `wheel-metadata`. Source: Binary distribution format, "The .dist-info directory" (PEP 427).
 */
export function readWheelMetadata(archive: Uint8Array): Parsed<DistributionMetadata> {
  const entries = readZip(archive, { maxEntryBytes: MAX_METADATA, maxTotalBytes: Number.MAX_SAFE_INTEGER });
  if (!entries.ok) return entries;
  const folders = new Set<string>();
  const sboms: string[] = [];
  for (const { name } of entries.value) {
    const [, folder, inner = ''] = DIST_INFO.exec(name) ?? [];
    if (folder === undefined) continue;
    folders.add(folder);
    if (inner.startsWith('sboms/')) sboms.push(name);
  }
  const [folder] = folders;
  if (folder === undefined || folders.size > 1)
    return fault('wheel-metadata', `the wheel has ${folders.size} \`.dist-info\` folders`, 0);
  return metadataOf(entries.value, `${folder}/METADATA`, 'wheel-metadata', sboms.sort());
}

/**
 * Reads PKG-INFO out of a source distribution, `.tar.gz` or the `.zip` of the past, by its only top folder.
 * Faults: those of `readGzip`, `readTar` and `readZip`, `sdist-metadata`. Source: Source distribution
 * format (PEP 625, 643, 721).
 */
export function readSdistMetadata(archive: Uint8Array, isZip: boolean): Parsed<DistributionMetadata> {
  const entries = isZip
    ? readZip(archive, { maxEntryBytes: MAX_METADATA, maxTotalBytes: Number.MAX_SAFE_INTEGER })
    : tarEntries(archive);
  if (!entries.ok) return entries;
  const tops = new Set(entries.value.map(({ name }) => name.slice(0, name.indexOf('/') + 1)));
  const [top] = tops;
  if (top === undefined || top === '' || tops.size > 1)
    return fault('sdist-metadata', 'the archive does not hold one folder at its top', 0);
  return metadataOf(entries.value, `${top}PKG-INFO`, 'sdist-metadata', []);
}

function tarEntries(archive: Uint8Array): Parsed<Entry[]> {
  const unpacked = readGzip(archive, MAX_UNPACKED);
  if (!unpacked.ok) return unpacked;
  const entries = readTar(unpacked.value, { maxEntries: MAX_ENTRIES });
  if (!entries.ok) return entries;
  return ok(
    entries.value
      .filter(({ name }) => name !== '.' && !name.startsWith('pax_global_header'))
      .map(({ name, kind, content, offset }) => ({
        name,
        read: () =>
          kind === 'file' ? ok(content) : fault('sdist-metadata', `\`${name.slice(0, 100)}\` is a link`, offset),
      })),
  );
}

function metadataOf(
  entries: readonly Entry[],
  path: string,
  code: Fault['code'],
  sboms: readonly string[],
): Parsed<DistributionMetadata> {
  const entry = entries.find(({ name }) => name === path);
  if (entry === undefined) return fault(code, `there is no \`${path.slice(0, 200)}\` in the archive`, 0);
  const bytes = entry.read();
  return bytes.ok ? ok({ path, bytes: bytes.value, sboms }) : bytes;
}
