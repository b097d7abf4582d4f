import { asTable } from '../../inventory/toml-fields.ts';
import { type ClientSetup, netrcLines } from './edited.ts';
import { withSource } from './source-list.ts';

/** PDM: a source called `pypi`, which replaces PyPI. Source: PDM documentation, "Configure the Package Indexes". */
export const pdmSetup: ClientSetup = {
  client: 'pdm',
  owner: 'project',
  mayMake: false,
  file: ({ cwd }) => `${cwd}/pyproject.toml`,
  edit: (text, server) =>
    withSource(text, server, {
      name: 'pypi',
      find: (root) => asTable(asTable(root['tool'])?.['pdm'])?.['source'],
      table: (url) => `[[tool.pdm.source]]\nname = "pypi"\nurl = ${JSON.stringify(url)}\nverify_ssl = true\n`,
    }),
  tokens: netrcLines,
  next: 'run `pdm lock`: a lock that is there may name other addresses',
};
