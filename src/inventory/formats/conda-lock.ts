import type { Problem } from '../../base/problem.ts';
import { readCondaLock } from '../conda-lock-reading.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { readLockVersion } from '../lock-version.ts';
import { unreadable } from '../reading.ts';
import { openStructured } from '../structured-file.ts';

/** conda-lock's lock file, of all platforms. */
export const format: InventoryFormat = {
  id: 'conda-lock.yml',
  title: 'conda-lock.yml (conda-lock)',
  rank: 'lock',
  matches: (fileName) => fileName.length < 200 && /^(?:.*[-_.])?conda-lock\.ya?ml$/i.test(fileName),
  editing: 'By `conda-lock lock --update NAME`: the tool writes the file, and every hash in it.',
  read,
};

/** Source: conda-lock's schema, conda-lock-v1. */
function read(file: SourceFile, tree: SourceTree): Reading {
  const opened = openStructured(file, tree, 'YAML');
  if (!opened.ok) return unreadable(opened.error);
  const { root } = opened.value;
  const version = readLockVersion(opened.value.text(root, 'version'), {
    what: 'conda-lock.yml `version`',
    oldest: [1, 0],
    newest: [1, 0],
    at: opened.value.at(root, 'version'),
  });
  if (version.numbers === undefined) return unreadable(version.problem);
  const problems: Problem[] = version.problem === undefined ? [] : [version.problem];
  return readCondaLock(file, opened.value, problems);
}
