import { hash } from 'node:crypto';
import { compareVersions, formatVersion, type NormalizedName, readMetadata, type Version } from '@rind/pypa';
import { shownName } from './entry-name.ts';
import type { InspectedMetadata } from './inspection.ts';
import type { FaultList } from './inspection-fault.ts';

/** A release: what the name of a file says, or what was asked for. */
export interface ReleaseName {
  readonly name: NormalizedName;
  readonly version: Version;
}

/**
 * Fields that something is decided by. What is wrong with others (a classifier of a later version of the format, as
 * most files of the past have) stands in `fields` and is no fault of the file.
 */
const WEIGHTY: ReadonlySet<string> = new Set([
  'Requires-Dist',
  'Requires-Python',
  'Provides-Extra',
  'Dynamic',
  'License-Expression',
  'Import-Name',
  'Import-Namespace',
]);

/** Reads METADATA or PKG-INFO and holds it against the name of the file. Faults: `filename-mismatch`, `metadata-malformed`. */
export function inspectMetadata(
  path: string,
  bytes: Uint8Array,
  named: ReleaseName,
  faults: FaultList,
): InspectedMetadata {
  const fields = readMetadata(bytes);
  const { name, normalizedName, version, raw } = fields.metadata;
  const agrees =
    normalizedName === named.name && version !== undefined && compareVersions(version, named.version) === 0;
  if (!agrees) {
    const said = `${name ?? 'no name'} ${version === undefined ? (raw.texts.get('Version') ?? 'without version') : formatVersion(version)}`;
    const wanted = `${named.name} ${formatVersion(named.version)}`;
    faults.add(
      'filename-mismatch',
      `the metadata is that of \`${shownName(said)}\`, the name of the file \`${wanted}\``,
    );
  }
  for (const wrong of fields.wrong) {
    if (wrong.severity === 'error' && WEIGHTY.has(wrong.field))
      faults.add('metadata-malformed', `\`${shownName(wrong.field)}\`: ${wrong.message}`);
  }
  return { path, bytes, sha256: hash('sha256', bytes, 'hex'), fields };
}

/** Where the license files that the metadata names are. Fault: `license-file-missing`. Source: PEP 639. */
export function licenseFiles(
  metadata: InspectedMetadata,
  paths: ReadonlySet<string>,
  folders: readonly string[],
  faults: FaultList,
): string[] {
  const found: string[] = [];
  for (const file of metadata.fields.metadata.raw.lists.get('License-File') ?? []) {
    const path = folders.map((folder) => `${folder}${file}`).find((candidate) => paths.has(candidate));
    if (path !== undefined) found.push(path);
    else faults.add('license-file-missing', `the license file \`${shownName(file)}\` is not in the archive`);
  }
  return found;
}
