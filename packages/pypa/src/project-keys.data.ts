/**
 * The keys of a `[project]` table. `extensible` keys may be both given and dynamic: a build backend
 * may then only add to them (PEP 808).
 *
 * Source: packaging.python.org, "`pyproject.toml` specification", "Declaring project metadata" and "`dynamic`".
 */
export const PROJECT_KEYS = {
  authors: { extensible: true },
  classifiers: { extensible: true },
  dependencies: { extensible: true },
  description: { extensible: false },
  dynamic: { extensible: false },
  'entry-points': { extensible: true },
  'gui-scripts': { extensible: true },
  'import-names': { extensible: true },
  'import-namespaces': { extensible: true },
  keywords: { extensible: true },
  license: { extensible: false },
  'license-files': { extensible: true },
  maintainers: { extensible: true },
  name: { extensible: false },
  'optional-dependencies': { extensible: true },
  readme: { extensible: false },
  'requires-python': { extensible: false },
  scripts: { extensible: true },
  urls: { extensible: true },
  version: { extensible: false },
} as const;

/** A key of a `[project]` table. */
export type ProjectKey = keyof typeof PROJECT_KEYS;
