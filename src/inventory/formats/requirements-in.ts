import type { InventoryFormat } from '../format.ts';
import { RequirementFiles } from '../requirement-file.ts';
import { decodeRequirements } from '../requirement-text.ts';

/** What pip-compile and uv compile requirements files from: in pip's syntax, mostly without exact versions. */
export const format: InventoryFormat = {
  id: 'requirements.in',
  title: 'sources of requirements files (pip-tools, uv): `requirements.in`, `*-requirements.in`, `requirements/*.in`',
  rank: 'manifest',
  matches: (fileName, folder) =>
    !/constraints/i.test(fileName) &&
    (/^(?:.*[-_.])?requirements(?:[-_.].*)?\.in$/is.test(fileName) ||
      (/^(?:.*[-_.])?requirements$/i.test(folder) && /\.in$/i.test(fileName))),
  editing: 'In place: the specifier of the line changes; the compiled file is made again by its tool.',
  decode: decodeRequirements,
  read(file, tree) {
    const files = new RequirementFiles(tree, ['']);
    files.addFile(file);
    const reading = files.finish();
    return { ...reading, roots: new Map([['', reading.components.map(({ name }) => name)]]) };
  },
};
