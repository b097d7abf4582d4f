import { ok } from '@rind/pypa';
import type { ClientSetup } from './edited.ts';
import { IniEdit } from './ini-edit.ts';

/** twine: a repository `rind` to upload to. Source: packaging.python.org, "The .pypirc file". */
export const twineSetup: ClientSetup = {
  client: 'twine',
  owner: 'person',
  mayMake: true,
  file: ({ home }) => `${home}/.pypirc`,
  edit(text, server) {
    const edit = new IniEdit(text);
    const [servers] = edit.find((section, key) => section === 'distutils' && key === 'index-servers');
    // Where the list is given, PyPI is known only if it stands in it.
    if (servers === undefined) edit.set('distutils', 'index-servers', text.trim() === '' ? 'rind' : 'pypi rind');
    else if (!/(?:^|[\s=:])rind(?:\s|$)/.test(edit.textOf(servers))) edit.append(servers, 'rind');
    const hasUser = edit.find((section, key) => section === 'rind' && key === 'username').length > 0;
    if (!hasUser) edit.set('rind', 'username', '__token__');
    edit.set('rind', 'repository', `${server}/legacy/`);
    return ok({ text: edit.text, notes: [] });
  },
  tokens: (_, server) => [
    `in the keyring: \`keyring set ${server}/legacy/ __token__\`, which asks for the token`,
    'or in the variable `TWINE_PASSWORD`; then `twine upload -r rind dist/*`',
  ],
};
