import { compareVersions, readVersion } from '@rind/pypa';

/** Whether two texts mean one version: `1.0` is `1.0.0`, and a local version is one of its own. What is none is its text. */
export function isSameVersion(a: string, b: string): boolean {
  const [one, two] = [readVersion(a), readVersion(b)];
  return one === undefined || two === undefined ? a === b : compareVersions(one, two) === 0;
}
