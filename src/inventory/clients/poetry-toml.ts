import type { ClientSetting } from '../client-setting.ts';
import type { SourceFile, SourceTree } from '../format.ts';
import { openToml } from '../open-text.ts';
import { asTable } from '../toml-fields.ts';
import { type ClientReading, clientSetting } from './client-file.ts';

/**
 * `poetry.toml`: certificates that are not verified, and how old releases must be. Source: Poetry
 * documentation, "Configuration" (`certificates.NAME.cert`, `solver.min-release-age` in days; compared with the source of Poetry 2.5.1).
 */
export function readPoetryToml(file: SourceFile, tree: SourceTree): ClientReading {
  const opened = openToml(file, tree);
  if (!opened.ok) return { settings: [], problems: [opened.error] };
  const { document, place } = opened.value;
  const at = (table: object, key: string) => place(document.spanOf(table, key)?.start ?? 0);
  const settings: ClientSetting[] = [];
  for (const [name, value] of Object.entries(asTable(document.root['certificates']) ?? {})) {
    const table = asTable(value);
    if (table?.['cert'] === false)
      settings.push(clientSetting('poetry', 'trusted-host', name, at(table, 'cert'), name));
  }
  const solver = asTable(document.root['solver']);
  const days = solver?.['min-release-age'];
  if (solver !== undefined && typeof days === 'number' && days > 0)
    settings.push(clientSetting('poetry', 'cooldown', `${days}d`, at(solver, 'min-release-age')));
  return { settings, problems: [] };
}
