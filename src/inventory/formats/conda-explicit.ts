import { fileStart, type Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Component } from '../component.ts';
import { condaHashes, condaPackage, readPackageUrl } from '../conda-package.ts';
import { digestOf } from '../conda-spec.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { placesIn } from '../open-text.ts';
import { RequirementFiles } from '../requirement-file.ts';

/** Explicit specifications of conda, which conda-lock renders too: one file address a line, of one platform. */
export const format: InventoryFormat = {
  id: 'conda-explicit',
  title: 'explicit specifications (conda): `conda-*.lock`, `explicit*.txt`, `spec-file*.txt`',
  rank: 'lock',
  matches: (fileName) =>
    /^(?:(?:.*[-_.])?conda[-_].*\.(?:lock|txt)|(?:explicit|spec[-_]?(?:file|list)).*\.txt)$/i.test(fileName),
  sniff: (head) => /^@EXPLICIT[ \t]*\r?$/m.test(head),
  editing: 'By `conda-lock lock --kind explicit`, or by `conda list --explicit` of a new environment.',
  read,
};

/** Packages that conda-lock hands to pip: comments to conda. Source: conda-lock's `render_lockfile_for_platform`. */
const PIP = /^# pip (?=[A-Za-z0-9])/;

/** Source: conda's documentation, "Building identical conda environments". */
function read(file: SourceFile, tree: SourceTree): Reading {
  const place = placesIn(file);
  const components: Component[] = [];
  const problems: Problem[] = [];
  const pip = new RequirementFiles(tree, ['']);
  let listed = 0;
  let begun = false;
  for (let start = 0; start < file.text.length; ) {
    const feed = file.text.indexOf('\n', start);
    const end = feed < 0 ? file.text.length : feed;
    const line = file.text.slice(start, end).trim();
    const offset = start;
    start = end + 1;
    if (line === '@EXPLICIT') begun = true;
    else if (PIP.test(line)) pip.addText(line.slice('# pip '.length), file, () => place(offset));
    else if (line === '' || line.startsWith('#') || !begun) continue;
    else {
      if (++listed > MAX_ENTRIES) {
        problems.push(tooManyEntries(file.path));
        break;
      }
      addLine(line, place(offset), components, problems);
    }
  }
  const read = pip.finish();
  const all = [...components, ...read.components];
  if (all.length === 0 && listed > 0)
    problems.push(
      problem('lock-empty', `\`${file.path}\` lists ${listed} files, but none can be read`, {
        at: fileStart(file.path),
      }),
    );
  return {
    components: all,
    roots: new Map([['', [...new Set(all.map(({ name }) => name))]]]),
    problems: [...problems, ...read.problems],
  };
}

function addLine(line: string, at: Location, components: Component[], problems: Problem[]): void {
  const hash = line.indexOf('#');
  const named = readPackageUrl(hash < 0 ? line : line.slice(0, hash));
  if (named === undefined) {
    problems.push(problem('lock-invalid', 'the line is no address of a conda package', { at }));
    return;
  }
  const { md5, sha256 } = digestOf(hash < 0 ? '' : line.slice(hash + 1));
  components.push(condaPackage({ ...named, hashes: condaHashes(md5, sha256), groups: [''], at }));
}
