import { type ClientSetup, netrcLines } from './edited.ts';
import { withSource } from './source-list.ts';

const EMPTY = '[packages]\n\n[dev-packages]\n';

/** Pipenv: the source called `pypi` of the Pipfile. Source: Pipenv documentation, "Specifying Package Indexes". */
export const pipenvSetup: ClientSetup = {
  client: 'pipenv',
  owner: 'project',
  mayMake: true,
  file: ({ cwd }) => `${cwd}/Pipfile`,
  edit(text, server) {
    const edited = withSource(text, server, {
      name: 'pypi',
      find: (root) => root['source'],
      table: (url) => `[[source]]\nname = "pypi"\nurl = ${JSON.stringify(url)}\nverify_ssl = true\n`,
    });
    if (!edited.ok || text !== '') return edited;
    return { ok: true, value: { ...edited.value, text: `${edited.value.text}\n${EMPTY}` } };
  },
  tokens: netrcLines,
  next: 'run `pipenv lock`: `Pipfile.lock` repeats the sources',
};
