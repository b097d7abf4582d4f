import { err, ok, type Result } from '@rind/pypa';
import { asTables } from '../../inventory/toml-fields.ts';
import { type ClientSetup, configFolder, type Edited, netrcLines } from './edited.ts';
import { openEdit, withString, withTables } from './toml-edit.ts';

/** uv: a default index, which replaces PyPI. Source: uv documentation, "Package indexes", "Configuration files". */
export const uvSetup: ClientSetup = {
  client: 'uv',
  owner: 'person',
  mayMake: true,
  file: (where) => `${configFolder(where)}/uv/uv.toml`,
  edit(text, server): Result<Edited, string> {
    const opened = openEdit(text);
    if (!opened.ok) return opened;
    const document = opened.value;
    const url = `${server}/simple/`;
    const indexes = asTables(document.root['index']);
    const own = indexes.find((index) => index['default'] === true);
    const notes = indexes
      .filter((index) => index !== own && index['explicit'] !== true)
      .map(
        (index) =>
          `the index \`${String(index['name'] ?? 'without a name').slice(0, 60)}\` stays: uv asks it before the gateway`,
      );
    for (const key of ['extra-index-url', 'find-links'])
      if (document.root[key] !== undefined)
        notes.push(`\`${key}\` stays: what it finds does not come through the gateway`);
    const holder = own ?? document.root;
    const key = own === undefined ? 'index-url' : 'url';
    const replaced = withString(document, holder, key, url);
    if (replaced !== undefined) return ok({ text: replaced, notes });
    if (own !== undefined) return err('its default index has no `url`');
    const added = withTables(text, `[[index]]\nname = "rind"\nurl = ${JSON.stringify(url)}\ndefault = true\n`);
    return added.ok ? ok({ text: added.value, notes }) : added;
  },
  tokens: (host) => [
    ...netrcLines(host),
    'or in the variables `UV_INDEX_RIND_USERNAME=__token__` and `UV_INDEX_RIND_PASSWORD`',
  ],
};
