import type { TomlTable } from '@rind/pypa';
import type { ClientSetting } from '../client-setting.ts';
import type { SourceFile, SourceTree } from '../format.ts';
import { openToml } from '../open-text.ts';
import { asTable, asText } from '../toml-fields.ts';
import { type ClientReading, clientSetting } from './client-file.ts';

/**
 * `pdm.toml`: `[pypi]` replaces PyPI, `[pypi.NAME]` are further indexes. Source: PDM documentation,
 * "Configurations" (`pypi.url`, `pypi.verify_ssl`).
 */
export function readPdmToml(file: SourceFile, tree: SourceTree): ClientReading {
  const opened = openToml(file, tree);
  if (!opened.ok) return { settings: [], problems: [opened.error] };
  const { document, place } = opened.value;
  const settings: ClientSetting[] = [];
  const add = (table: TomlTable, kind: 'index' | 'extra-index', name: string | undefined) => {
    const at = (key: string) => place(document.spanOf(table, key)?.start ?? 0);
    const url = asText(table['url']);
    if (url !== undefined) settings.push(clientSetting('pdm', kind, url, at('url'), name));
    if (table['verify_ssl'] === false)
      settings.push(clientSetting('pdm', 'trusted-host', url ?? name ?? 'pypi', at('verify_ssl'), name));
  };
  const pypi = asTable(document.root['pypi']);
  if (pypi !== undefined) add(pypi, 'index', undefined);
  for (const [name, value] of Object.entries(pypi ?? {})) {
    const table = asTable(value);
    if (table !== undefined) add(table, 'extra-index', name);
  }
  return { settings, problems: [] };
}
