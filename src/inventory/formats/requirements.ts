import type { InventoryFormat } from '../format.ts';
import { RequirementFiles } from '../requirement-file.ts';
import { decodeRequirements } from '../requirement-text.ts';

/** pip's requirements files, with what they include. Constraints narrow: such a file alone is none. */
export const format: InventoryFormat = {
  id: 'requirements.txt',
  title:
    'requirements files (pip): `requirements.txt`, `*-requirements.txt`, `requirements-*.txt`, `requirements/*.txt`, `requirements.lock` (Rye)',
  rank: 'pins',
  matches: (fileName, folder) =>
    !/constraints/i.test(fileName) &&
    (/^(?:.*[-_.])?(?:requirements|reqs)(?:[-_.].*)?\.(?:txt|pip|lock)$/is.test(fileName) ||
      (/^(?:.*[-_.])?requirements$/i.test(folder) && /\.(?:txt|pip)$/i.test(fileName))),
  editing: 'In place: the version of the line and its hashes change, everything else stays.',
  decode: decodeRequirements,
  read(file, tree) {
    const files = new RequirementFiles(tree, ['']);
    files.addFile(file);
    const reading = files.finish();
    return { ...reading, roots: new Map([['', reading.components.map(({ name }) => name)]]) };
  },
};
