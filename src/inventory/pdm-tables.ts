import { normalizeName } from '@rind/pypa';
import { asText } from './toml-fields.ts';
import type { TomlManifest } from './toml-manifest.ts';

/** PDM's older groups and its indexes. Source: PDM's documentation, "Configure the Project" and "Manage Dependencies". */
export function readPdmTables(manifest: TomlManifest): string | undefined {
  const pdm = manifest.table('tool', 'pdm');
  if (pdm === undefined) return undefined;
  const groups = manifest.child(pdm, 'dev-dependencies') ?? {};
  for (const written of Object.keys(groups)) {
    const name = manifest.groupName(written, manifest.keyAt(groups, written));
    const list = manifest.list(groups, written);
    for (const [index, item] of list.entries()) {
      if (name === undefined) continue;
      const editable = typeof item === 'string' ? /^-e\s+(.*)$/s.exec(item)?.[1] : undefined;
      if (editable === undefined) manifest.listed(item, list, index, name);
      // PDM puts the project's folder for the variable: what follows is relative to it.
      else
        manifest.reference(
          editable.replace(/^file:\/\/\/\$\{PROJECT_ROOT\}\/?/, './'),
          true,
          () => manifest.at(list, index),
          name,
        );
    }
  }
  let index: string | undefined;
  for (const { item, at } of manifest.tables(pdm, 'source')) {
    const url = manifest.text(item, 'url');
    if (url === undefined) continue;
    const name = asText(item['name']);
    const packages = item['include_packages'];
    const projects = Array.isArray(packages)
      ? packages.flatMap((one) => (typeof one === 'string' ? [normalizeName(one)] : []))
      : undefined;
    const kind =
      asText(item['type']) === 'find_links'
        ? 'find-links'
        : name === 'pypi'
          ? 'index'
          : projects === undefined
            ? 'extra-index'
            : 'named-index';
    if (kind === 'index') index = url;
    manifest.setting({ tool: 'pdm', kind, value: url, name, at, ...(projects === undefined ? {} : { projects }) });
    if (item['verify_ssl'] === false)
      manifest.setting({ tool: 'pdm', kind: 'trusted-host', value: url, name, at: manifest.at(item, 'verify_ssl') });
  }
  return index;
}
