import { formatVersion, normalizeName, parseVersion, type TomlTable } from '@rind/pypa';
import { sortedHashes } from './locked-component.ts';
import { archiveOf } from './source-address.ts';
import { asTable, asTables, asText } from './toml-fields.ts';

/**
 * The hashes of a poetry.lock, which have stood in three places: with each entry (`lock-version` 2), in
 * `[metadata.files]` (1.0, 1.1) and, before that, without names of files, in `[metadata.hashes]`.
 */
export class PoetryFiles {
  readonly #listed: TomlTable | undefined;
  readonly #bare: TomlTable | undefined;
  readonly #byName = new Map<string, string>();

  constructor(lock: TomlTable) {
    const metadata = asTable(lock['metadata']);
    this.#listed = asTable(metadata?.['files']);
    this.#bare = asTable(metadata?.['hashes']);
    for (const written of Object.keys(this.#listed ?? this.#bare ?? {}))
      this.#byName.set(normalizeName(written), written);
  }

  /** Of several versions of a name, those whose file's name says this one; a file that does not say is of each. */
  hashesOf(entry: TomlTable, name: string): string[] {
    if (entry['files'] !== undefined) return sortedHashes(asTables(entry['files']).map((file) => asText(file['hash'])));
    const written = this.#byName.get(name);
    if (written === undefined) return [];
    const bare = this.#bare?.[written];
    if (Array.isArray(bare))
      return sortedHashes(
        bare.map((hash) => (typeof hash === 'string' && !hash.includes(':') ? `sha256:${hash}` : asText(hash))),
      );
    const version = parseVersion(asText(entry['version']) ?? '');
    const files = asTables(this.#listed?.[written]).filter((file) => {
      const archive = archiveOf(asText(file['file']) ?? '');
      return archive === undefined || !version.ok || archive.version === formatVersion(version.value);
    });
    return sortedHashes(files.map((file) => asText(file['hash'])));
  }
}
