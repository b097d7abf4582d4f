import {
  compareVersions,
  err,
  formatVersion,
  ok,
  parseSdistFilename,
  parseWheelFilename,
  type Result,
} from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { FAULT_PAGES } from './archive-faults.data.ts';
import { type ByteSource, SourceFailure } from './byte-source.ts';
import { shownName } from './entry-name.ts';
import type { ReleaseName } from './inspect-metadata.ts';
import { inspectSdist } from './inspect-sdist.ts';
import { inspectWheel } from './inspect-wheel.ts';
import { FREE_BYTES, type Inspection, type InspectionLimits } from './inspection.ts';

/**
 * Judges what a distribution file is made of, before anybody is given a byte of it: one pass, memory that does not
 * grow with the file, nothing run, nothing written. What is wrong with the file is in {@link Inspection.faults}.
 *
 * Problems: `archive-unsupported` where the name is that of no wheel, `.tar.gz` or `.zip`; that of the source where
 * it fails. Source: PEP 427, 491, 625, 639, 643, 721; RFC 1952; APPNOTE 6.3.10; PyPI's rules for archives.
 *
 * @param filename the last part of its path or address, percent signs decoded
 * @param asked the release that it was listed for, where somebody asked
 */
export async function inspectDistribution(
  filename: string,
  source: ByteSource,
  limits: InspectionLimits,
  asked?: ReleaseName,
): Promise<Result<Inspection, Problem>> {
  const { maxTotalBytes, maxRatio } = limits;
  const bounded = { ...limits, maxTotalBytes: Math.min(maxTotalBytes, Math.max(FREE_BYTES, maxRatio * source.size)) };
  const isWheel = filename.endsWith('.whl');
  const wheel = isWheel ? parseWheelFilename(filename) : undefined;
  const named = wheel ?? parseSdistFilename(filename);
  if (!named.ok) return err(unsupported(filename, named.error.message));
  try {
    const content = wheel?.ok
      ? await inspectWheel(wheel.value, source, bounded)
      : await inspectSdist(named.value, filename.endsWith('.zip') ? 'zip' : 'tar', source, bounded);
    const { name, version } = named.value;
    const faults = [...content.faults];
    if (asked !== undefined && !isSame(asked, named.value)) {
      const message = `\`${shownName(filename)}\` is no file of \`${asked.name} ${formatVersion(asked.version)}\``;
      faults.push({ code: 'name-asked', message, severity: FAULT_PAGES['name-asked'].severity });
    }
    return ok({ kind: isWheel ? 'wheel' : 'sdist', name, version, ...content, faults });
  } catch (error) {
    if (error instanceof SourceFailure) return err(error.problem);
    throw error;
  }
}

function isSame(asked: ReleaseName, named: ReleaseName): boolean {
  return asked.name === named.name && compareVersions(asked.version, named.version) === 0;
}

function unsupported(filename: string, reason: string): Problem {
  const ending = /\.(?:tar\.bz2|tbz|tar\.xz|tar\.Z|tgz|egg|exe|msi|rpm|deb|dmg)$/.exec(filename)?.[0];
  return problem('archive-unsupported', `\`${shownName(filename)}\` cannot be judged: ${reason}`, {
    hint:
      ending === undefined
        ? 'Wheels, and source distributions named `.tar.gz` or `.zip`, are read.'
        : `Files that end in \`${ending}\` are of the past, and no index takes them any more: use another file or release.`,
  });
}
