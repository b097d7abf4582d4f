import { compareVersions, normalizeName, parseEntryPoints, parseVersion, type WheelFilename } from '@rind/pypa';
import type { ByteSource } from './byte-source.ts';
import { shownName } from './entry-name.ts';
import { FileFacts } from './file-facts.ts';
import { inspectMetadata, licenseFiles } from './inspect-metadata.ts';
import type { InspectedMetadata, Inspection, InspectionLimits } from './inspection.ts';
import { FaultList } from './inspection-fault.ts';
import { readWheelFile, type WheelFile } from './wheel-file.ts';
import { WheelRecord } from './wheel-record.ts';
import { openZip, type SourceZipEntry, walkZip, type ZipArchive } from './zip-source.ts';

/** The files of `.dist-info` that are read before all others. */
interface DistInfo {
  readonly folder: string;
  readonly metadata: InspectedMetadata | undefined;
  readonly wheel: WheelFile | undefined;
  readonly record: WheelRecord | undefined;
  readonly consoleScripts: readonly string[];
  readonly guiScripts: readonly string[];
}

/** What an inspection says of a file's content. */
export type Content = Omit<Inspection, 'kind' | 'name' | 'version'>;

/**
 * Inspects a wheel in one pass over its bytes, after the directory at its end and the few files that say what the
 * others should be.
 *
 * @throws {SourceFailure} when the source fails
 */
export async function inspectWheel(
  filename: WheelFilename,
  source: ByteSource,
  limits: InspectionLimits & { readonly maxTotalBytes: number },
): Promise<Content> {
  const faults = new FaultList();
  const facts = new FileFacts('wheel');
  const archive = await openZip(source, { maxEntries: limits.maxEntries, maxEntryBytes: limits.maxTextBytes });
  if (!archive.ok) {
    faults.addFault(archive.error);
    return contentOf(facts, undefined, [], faults);
  }
  const info = await readDistInfo(archive.value, filename, faults);
  const whole = await walkWheel(source, archive.value, limits, facts, info);
  if (!whole.ok) faults.addFault(whole.error);
  else {
    for (const remark of whole.value) faults.addFault(remark);
    info?.record?.finish();
  }
  const { metadata, folder = '' } = info ?? {};
  // `licenses` since PEP 639; before it setuptools and others had put them beside METADATA.
  const folders = [`${folder}/licenses/`, `${folder}/`];
  const licenses = metadata === undefined || !whole.ok ? [] : licenseFiles(metadata, facts.paths, folders, faults);
  return contentOf(facts, info, licenses, faults);
}

type Walked = ReturnType<typeof walkZip>;

function walkWheel(
  source: ByteSource,
  archive: ZipArchive,
  limits: InspectionLimits,
  facts: FileFacts,
  info: DistInfo | undefined,
): Walked {
  return walkZip(source, archive, limits, ({ name, size }) => {
    const fact = facts.take(name, size);
    const check = info?.record?.check(name, size);
    return (piece) => {
      fact(piece);
      check?.(piece);
    };
  });
}

async function readDistInfo(
  archive: ZipArchive,
  filename: WheelFilename,
  faults: FaultList,
): Promise<DistInfo | undefined> {
  const folders = new Set<string>();
  for (const { name } of archive.directory.entries) {
    const top = name.slice(0, Math.max(0, name.indexOf('/')));
    if (top.endsWith('.dist-info')) folders.add(top);
  }
  const [folder] = folders;
  if (folder === undefined || folders.size > 1) {
    faults.add('wheel-dist-info', `the wheel has ${folders.size} \`.dist-info\` folders, not one`);
    return undefined;
  }
  if (!isFolderOf(folder, filename))
    faults.add(
      'wheel-dist-info',
      `the folder \`${shownName(folder)}\` is that of another release than the file's name`,
    );
  const text = (file: string) => readText(archive.entries, `${folder}/${file}`, faults);
  const metadata = await text('METADATA');
  if (metadata === undefined) faults.add('metadata-missing', `there is no \`${shownName(folder)}/METADATA\``);
  const wheel = await text('WHEEL');
  if (wheel === undefined) faults.add('wheel-file', `there is no \`${shownName(folder)}/WHEEL\``);
  const record = await text('RECORD');
  if (record === undefined) faults.add('record-missing', `there is no \`${shownName(folder)}/RECORD\``);
  const scripts = scriptsOf(await text('entry_points.txt'), faults);
  return {
    folder,
    metadata: metadata && inspectMetadata(`${folder}/METADATA`, metadata, filename, faults),
    wheel: wheel && readWheelFile(wheel, filename, faults),
    record: record && new WheelRecord(record, folder, faults),
    ...scripts,
  };
}

function isFolderOf(folder: string, filename: WheelFilename): boolean {
  const stem = folder.slice(0, -'.dist-info'.length);
  const dash = stem.lastIndexOf('-');
  const version = parseVersion(stem.slice(dash + 1));
  return (
    dash > 0 &&
    normalizeName(stem.slice(0, dash)) === filename.name &&
    version.ok &&
    compareVersions(version.value, filename.version) === 0
  );
}

async function readText(
  entries: readonly SourceZipEntry[],
  path: string,
  faults: FaultList,
): Promise<Uint8Array | undefined> {
  const entry = entries.find(({ name }) => name === path);
  if (entry === undefined) return undefined;
  const bytes = await entry.read();
  if (bytes.ok) return bytes.value;
  faults.addFault(bytes.error);
  return undefined;
}

function scriptsOf(bytes: Uint8Array | undefined, faults: FaultList): Pick<DistInfo, 'consoleScripts' | 'guiScripts'> {
  if (bytes === undefined) return { consoleScripts: [], guiScripts: [] };
  const { entryPoints, faults: found } = parseEntryPoints(new TextDecoder().decode(bytes));
  for (const { message } of found) faults.add('entry-points-malformed', `entry_points.txt: ${message}`);
  const named = (group: string) => entryPoints.filter((entry) => entry.group === group).map(({ name }) => name);
  return { consoleScripts: named('console_scripts'), guiScripts: named('gui_scripts') };
}

function contentOf(
  facts: FileFacts,
  info: DistInfo | undefined,
  licenses: readonly string[],
  faults: FaultList,
): Content {
  const sboms = info === undefined ? [] : [...facts.paths].filter((path) => path.startsWith(`${info.folder}/sboms/`));
  return {
    faults: faults.list(),
    metadata: info?.metadata,
    files: facts.paths.size,
    totalBytes: facts.totalBytes,
    nativeLibraries: facts.nativeLibraries,
    licenseFiles: licenses,
    wheel: {
      wheel: info?.wheel,
      consoleScripts: info?.consoleScripts ?? [],
      guiScripts: info?.guiScripts ?? [],
      startupFiles: facts.startupFiles,
      importNames: facts.importNames,
      sboms: sboms.sort(),
    },
  };
}
