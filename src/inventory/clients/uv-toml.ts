import type { TomlTable, TomlValue } from '@rind/pypa';
import { TomlDateTime } from '@rind/pypa';
import type { ClientSetting } from '../client-setting.ts';
import type { SourceFile, SourceTree } from '../format.ts';
import { openToml } from '../open-text.ts';
import { asList, asTable, asTables, asText } from '../toml-fields.ts';
import { type ClientReading, clientSetting } from './client-file.ts';

/** `uv.toml`. Source: uv documentation, "Settings". */
export function readUvToml(file: SourceFile, tree: SourceTree): ClientReading {
  const opened = openToml(file, tree);
  if (!opened.ok) return { settings: [], problems: [opened.error] };
  const { document, place } = opened.value;
  const at = (table: object, key: string | number) => place(document.spanOf(table, key)?.start ?? 0);
  const { root } = document;
  const tables = [root, asTable(root['pip'])].filter((table) => table !== undefined);
  const settings = [...indexes(root, at), ...tables.flatMap((table) => options(table, at))];
  return { settings, problems: [] };
}

type At = (table: object, key: string | number) => ClientSetting['at'];

/** `[[index]]`: a default one replaces PyPI, an explicit one is asked only for what names it. */
function indexes(root: TomlTable, at: At): ClientSetting[] {
  return asTables(root['index']).flatMap((index) => {
    const url = asText(index['url']);
    if (url === undefined) return [];
    const kind = index['default'] === true ? 'index' : index['explicit'] === true ? 'named-index' : 'extra-index';
    return [clientSetting('uv', kind, url, at(index, 'url'), asText(index['name']))];
  });
}

const LISTS: readonly (readonly [string, ClientSetting['kind']])[] = [
  ['extra-index-url', 'extra-index'],
  ['find-links', 'find-links'],
  ['allow-insecure-host', 'trusted-host'],
  ['trusted-host', 'trusted-host'],
];

function options(table: TomlTable, at: At): ClientSetting[] {
  const settings: ClientSetting[] = [];
  const add = (kind: ClientSetting['kind'], value: TomlValue | undefined, key: string) => {
    const text = value instanceof TomlDateTime ? value.text : asText(value);
    if (text !== undefined) settings.push(clientSetting('uv', kind, text, at(table, key)));
  };
  add('index', table['index-url'], 'index-url');
  add('strategy', table['index-strategy'], 'index-strategy');
  add('cooldown', table['exclude-newer'], 'exclude-newer');
  for (const [key, kind] of LISTS) {
    const list = asList(table[key]);
    for (const [i, item] of list.entries()) {
      const text = asText(item);
      if (text !== undefined) settings.push(clientSetting('uv', kind, text, at(list, i)));
    }
  }
  if (table['verify-hashes'] === false || table['no-verify-hashes'] === true) {
    const key = table['verify-hashes'] === false ? 'verify-hashes' : 'no-verify-hashes';
    settings.push(clientSetting('uv', 'no-hashes', key, at(table, key)));
  }
  return settings;
}
