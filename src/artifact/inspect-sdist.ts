import { compareVersions, type Fault, normalizeName, type Parsed, parseVersion } from '@rind/pypa';
import type { ByteSource } from './byte-source.ts';
import { plainPath, shownName } from './entry-name.ts';
import { Collector, FileFacts } from './file-facts.ts';
import { inspectMetadata, licenseFiles, type ReleaseName } from './inspect-metadata.ts';
import type { Content } from './inspect-wheel.ts';
import type { InspectionLimits, SdistFacts } from './inspection.ts';
import { FaultList } from './inspection-fault.ts';
import { walkTarball } from './tar-source.ts';
import { type ContentSink, openZip, walkZip } from './zip-source.ts';

/** What has been seen of a source distribution. */
class SdistSeen {
  readonly facts = new FileFacts('sdist');
  readonly tops = new Set<string>();
  metadata: Collector | undefined;
  readonly #limits: InspectionLimits;

  constructor(limits: InspectionLimits) {
    this.#limits = limits;
  }

  /** Takes a file. What stands at the top beside the folder counts as a top of its own. */
  take(path: string, size: number): ContentSink {
    this.addTop(path);
    const fact = this.facts.take(path, size);
    const slash = path.indexOf('/');
    if (this.metadata !== undefined || path.slice(slash) !== '/PKG-INFO' || slash < 1) return fact;
    const collector = new Collector(this.#limits.maxTextBytes);
    this.metadata = collector;
    return (piece) => {
      fact(piece);
      if (piece !== undefined) collector.add(piece);
    };
  }

  /** Takes what has a name and no content: a folder, a link. */
  addTop(path: string): void {
    const slash = path.indexOf('/');
    // Of many tops one is as wrong as the other: two are enough to know.
    if (this.tops.size < 2 && path !== './') this.tops.add(slash < 0 ? `./${path}` : path.slice(0, slash));
  }
}

/**
 * Inspects a source distribution in one pass over its bytes.
 *
 * @throws {SourceFailure} when the source fails
 */
export async function inspectSdist(
  named: ReleaseName,
  format: 'tar' | 'zip',
  source: ByteSource,
  limits: InspectionLimits,
): Promise<Content> {
  const faults = new FaultList();
  const seen = new SdistSeen(limits);
  const walked = await (format === 'zip' ? walkZipped(source, limits, seen) : walkTarred(source, limits, seen));
  if (!walked.ok) faults.addFault(walked.error);
  else for (const remark of walked.value) faults.addFault(remark);
  const folder = topFolder(seen, walked.ok, faults);
  if (folder !== undefined && !isNamed(folder, named))
    faults.add('sdist-folder-name', `the folder \`${shownName(folder)}\` is not named after the release`);
  const bytes = seen.metadata?.bytes();
  if (bytes === undefined && walked.ok) faults.add('metadata-missing', 'there is no `PKG-INFO` in the top folder');
  const path = `${folder ?? ''}/PKG-INFO`;
  const isWhole = bytes !== undefined && walked.ok && folder !== undefined;
  const metadata = isWhole ? inspectMetadata(path, bytes, named, faults) : undefined;
  const { paths } = seen.facts;
  const sdist: SdistFacts = {
    folder,
    hasPyproject: paths.has(`${folder}/pyproject.toml`),
    hasSetupPy: paths.has(`${folder}/setup.py`),
  };
  if (walked.ok && folder !== undefined && !sdist.hasPyproject && !sdist.hasSetupPy)
    faults.add('sdist-no-build', `neither \`pyproject.toml\` nor \`setup.py\` is in \`${shownName(folder)}\``);
  const licenses = metadata === undefined ? [] : licenseFiles(metadata, paths, [`${folder}/`], faults);
  return {
    faults: faults.list(),
    metadata,
    files: paths.size,
    totalBytes: seen.facts.totalBytes,
    nativeLibraries: seen.facts.nativeLibraries,
    licenseFiles: licenses,
    sdist,
  };
}

function topFolder({ tops }: SdistSeen, isWhole: boolean, faults: FaultList): string | undefined {
  const [top] = tops;
  if (top !== undefined && tops.size === 1 && !top.startsWith('./')) return top;
  // Of an archive that cannot be read to its end more may have been to come.
  if (!isWhole && tops.size < 2) return undefined;
  const [first = 'nothing', second = 'nothing else'] = tops;
  faults.add(
    'sdist-top-folder',
    `at the top stand \`${shownName(first)}\` and \`${shownName(second)}\`, not one folder`,
  );
  return undefined;
}

function isNamed(folder: string, named: ReleaseName): boolean {
  const dash = folder.lastIndexOf('-');
  const version = parseVersion(folder.slice(dash + 1));
  return (
    dash > 0 &&
    normalizeName(folder.slice(0, dash)) === named.name &&
    version.ok &&
    compareVersions(version.value, named.version) === 0
  );
}

async function walkZipped(
  source: ByteSource,
  limits: InspectionLimits,
  seen: SdistSeen,
): Promise<Parsed<readonly Fault[]>> {
  const archive = await openZip(source, { maxEntries: limits.maxEntries, maxEntryBytes: limits.maxTextBytes });
  if (!archive.ok) return archive;
  for (const { name } of archive.value.directory.entries) seen.addTop(name);
  return walkZip(source, archive.value, limits, ({ name, size }) => seen.take(plainPath(name), size));
}

function walkTarred(source: ByteSource, limits: InspectionLimits, seen: SdistSeen): Promise<Parsed<readonly Fault[]>> {
  return walkTarball(source, limits, ({ name, size, kind }) => {
    if (kind === 'file') return seen.take(name, size);
    seen.addTop(kind === 'folder' ? `${name}/` : name);
    // The content of a link is that of another file, which is looked at by its own name.
    if (kind !== 'folder') seen.facts.paths.add(name);
    return () => undefined;
  });
}
