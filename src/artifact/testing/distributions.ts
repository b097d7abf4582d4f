import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type CraftedEnd, type CraftedEntry, zip } from './crafted-zip.ts';
import { type TarPart, tar } from './tarball.ts';

/** A distribution file that was made for a test. */
export interface MadeFile {
  readonly filename: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** What a release is made of; all but name and version may be left out. */
interface ReleaseSpec {
  readonly name: string;
  readonly version: string;
  /** `Requires-Dist`, one each. */
  readonly requires?: readonly string[];
  /** Further lines of the metadata: `Requires-Python: >=3.9`. */
  readonly fields?: readonly string[];
  /** Files by their path: below `site-packages` of a wheel, below the top folder of a source distribution. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** What is wrong with a wheel that is made; each step sees what the one before left. */
export interface WheelDefect {
  /** Changes files before RECORD is written. `info` is the `.dist-info` folder. */
  readonly files?: (files: Map<string, Buffer>, info: string) => void;
  /** Changes the lines of RECORD: path, hash, size. */
  readonly record?: (lines: string[][], info: string) => void;
  /** Changes the entries of the archive. RECORD is the last. */
  readonly entries?: (entries: CraftedEntry[], info: string) => void;
  readonly end?: CraftedEnd;
  /** Changes the bytes of the file. */
  readonly bytes?: (bytes: Buffer) => Buffer;
}

/** A wheel to make. */
export interface WheelSpec extends ReleaseSpec {
  /** Default `py3-none-any`. */
  readonly tag?: string;
  readonly entryPoints?: string;
  readonly defects?: readonly WheelDefect[];
}

/** What is wrong with a source distribution that is made. */
export interface SdistDefect {
  /** Changes the members before they are packed. `folder` is the top one. */
  readonly members?: (members: TarPart[], folder: string) => void;
  /** Changes the archive before it is compressed. */
  readonly archive?: (archive: Buffer) => Buffer;
  readonly bytes?: (bytes: Buffer) => Buffer;
}

/** A source distribution to make. */
export interface SdistSpec extends ReleaseSpec {
  /** The folder at its top. Default `{name}-{version}`. */
  readonly folder?: string;
  readonly defects?: readonly SdistDefect[];
}

function escaped(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '_');
}

/** The text of METADATA or PKG-INFO. */
function metadataText({ name, version, requires = [], fields = [] }: ReleaseSpec): string {
  const lines = ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`, ...fields];
  return [...lines, ...requires.map((requirement) => `Requires-Dist: ${requirement}`), ''].join('\n');
}

function made(filename: string, bytes: Buffer): MadeFile {
  return { filename, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Makes a wheel: right in everything but its defects. */
export function makeWheel(spec: WheelSpec): MadeFile {
  const { name, version, tag = 'py3-none-any', files = {}, entryPoints, defects = [] } = spec;
  const stem = `${escaped(name)}-${version}`;
  const info = `${stem}.dist-info`;
  const contents = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
  contents.set(`${info}/METADATA`, Buffer.from(metadataText(spec)));
  const tags = tagsOf(tag).map((one) => `Tag: ${one}\n`);
  const wheel = `Wheel-Version: 1.0\nGenerator: rind-testing\nRoot-Is-Purelib: ${tag.endsWith('any')}\n${tags.join('')}`;
  contents.set(`${info}/WHEEL`, Buffer.from(wheel));
  if (entryPoints !== undefined) contents.set(`${info}/entry_points.txt`, Buffer.from(entryPoints));
  for (const defect of defects) defect.files?.(contents, info);
  const lines = [...contents].map(([path, content]) => [path, recordHash(content), String(content.length)]);
  lines.push([`${info}/RECORD`, '', '']);
  for (const defect of defects) defect.record?.(lines, info);
  const record = lines.map((line) => `${line.join(',')}\n`).join('');
  const entries: CraftedEntry[] = [...contents].map(([path, content]) => ({ name: path, content, mode: 0o100644 }));
  entries.push({ name: `${info}/RECORD`, content: record, mode: 0o100644 });
  for (const defect of defects) defect.entries?.(entries, info);
  const end = Object.assign({}, ...defects.map((defect) => defect.end ?? {})) as CraftedEnd;
  const bytes = defects.reduce<Buffer>((so, defect) => defect.bytes?.(so) ?? so, zip(entries, end));
  return made(`${stem}-${tag}.whl`, bytes);
}

/** RECORD's form of a hash. */
export function recordHash(content: Uint8Array, algorithm: string = 'sha256'): string {
  return `${algorithm}=${createHash(algorithm).update(content).digest('base64url')}`;
}

function tagsOf(tag: string): string[] {
  const [pythons = '', abis = '', platforms = ''] = tag.split('-');
  return pythons
    .split('.')
    .flatMap((python) =>
      abis.split('.').flatMap((abi) => platforms.split('.').map((platform) => `${python}-${abi}-${platform}`)),
    );
}

function sdistFiles(spec: SdistSpec): [string, string | Uint8Array][] {
  const standard = { 'PKG-INFO': metadataText(spec), 'pyproject.toml': '[build-system]\nrequires = []\n' };
  return Object.entries({ ...standard, ...spec.files });
}

/** Makes a source distribution, `.tar.gz`: right in everything but its defects. */
export function makeSdist(spec: SdistSpec): MadeFile {
  const { name, version, defects = [] } = spec;
  const stem = `${escaped(name)}-${version}`;
  const folder = spec.folder ?? stem;
  const members: TarPart[] = sdistFiles(spec).map(([path, content]) => ({ name: `${folder}/${path}`, content }));
  for (const defect of defects) defect.members?.(members, folder);
  const archive = defects.reduce<Buffer>((so, defect) => defect.archive?.(so) ?? so, tar(members));
  return made(
    `${stem}.tar.gz`,
    defects.reduce<Buffer>((so, defect) => defect.bytes?.(so) ?? so, gzipSync(archive)),
  );
}

/** Makes a source distribution as `.zip`, as some of the past are. */
export function makeZipSdist(spec: Omit<SdistSpec, 'defects'>): MadeFile {
  const stem = `${escaped(spec.name)}-${spec.version}`;
  const folder = spec.folder ?? stem;
  return made(`${stem}.zip`, zip(sdistFiles(spec).map(([path, content]) => ({ name: `${folder}/${path}`, content }))));
}
