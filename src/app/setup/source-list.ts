import { err, ok, type Result, type TomlTable, type TomlValue } from '@rind/pypa';
import { redactUrl } from '../../base/secret.ts';
import { asTables } from '../../inventory/toml-fields.ts';
import type { Edited } from './edited.ts';
import { openEdit, withString, withTables } from './toml-edit.ts';

/** A list of sources in a project's file. */
export interface SourceList {
  /** Where it stands in the file. */
  find(root: TomlTable): TomlValue | undefined;
  /** The name of the source that is the gateway. */
  readonly name: string;
  /** The table that is added where there is none of that name. */
  table(url: string): string;
}

/** Makes one source of a list the gateway; the others stay, and are named. */
export function withSource(text: string, server: string, { find, name, table }: SourceList): Result<Edited, string> {
  const opened = openEdit(text);
  if (!opened.ok) return opened;
  const url = `${server}/simple/`;
  const sources = asTables(find(opened.value.root));
  const own = sources.find((source) => String(source['name']).toLowerCase() === name);
  const notes = sources
    .filter((source) => source !== own && source['priority'] !== 'explicit')
    .map(
      (source) =>
        `the source \`${String(source['name'] ?? '').slice(0, 60)}\` stays: what comes from \`${redactUrl(String(source['url'] ?? 'PyPI')).slice(0, 100)}\` does not come through the gateway`,
    );
  if (own === undefined) {
    const added = withTables(text, table(url));
    return added.ok ? ok({ text: added.value, notes }) : added;
  }
  const replaced = withString(opened.value, own, 'url', url);
  return replaced === undefined ? err(`its source \`${name}\` has no \`url\``) : ok({ text: replaced, notes });
}
