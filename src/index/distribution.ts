import { type NormalizedName, parseSdistFilename, parseWheelFilename, type Version } from '@rind/pypa';

/** What the name of a file on a page says about it. */
export interface DistributionName {
  readonly kind: 'wheel' | 'sdist';
  readonly name: NormalizedName;
  readonly version: Version;
}

/** Endings of source distributions that installers still take, besides today's. Source: pip, "Supported file types". */
const OLDER = /\.(?:tar\.(?:bz2|xz|lz|lzma)|tgz|tbz|txz|tlz|tar)$/;

/** Reads a file's name as installers do; undefined for what none of them would take: eggs, installers, signatures. */
export function readDistributionName(filename: string): DistributionName | undefined {
  if (filename.endsWith('.whl')) {
    const wheel = parseWheelFilename(filename);
    return wheel.ok ? { kind: 'wheel', name: wheel.value.name, version: wheel.value.version } : undefined;
  }
  const sdist = parseSdistFilename(filename.replace(OLDER, '.tar.gz'));
  return sdist.ok ? { kind: 'sdist', ...sdist.value } : undefined;
}
