import { asTable } from '../../inventory/toml-fields.ts';
import type { ClientSetup } from './edited.ts';
import { withSource } from './source-list.ts';

/** Poetry: a primary source, beside which PyPI is not asked. Source: Poetry documentation, "Repositories", "Package sources". */
export const poetrySetup: ClientSetup = {
  client: 'poetry',
  owner: 'project',
  mayMake: false,
  file: ({ cwd }) => `${cwd}/pyproject.toml`,
  edit: (text, server) =>
    withSource(text, server, {
      name: 'rind',
      find: (root) => asTable(asTable(root['tool'])?.['poetry'])?.['source'],
      table: (url) => `[[tool.poetry.source]]\nname = "rind"\nurl = ${JSON.stringify(url)}\npriority = "primary"\n`,
    }),
  tokens: () => [
    'in the keyring: `poetry config http-basic.rind __token__`, which asks for the token',
    'or in the variables `POETRY_HTTP_BASIC_RIND_USERNAME=__token__` and `POETRY_HTTP_BASIC_RIND_PASSWORD`',
  ],
  next: 'run `poetry lock`: a lock that is there says where its files come from',
};
