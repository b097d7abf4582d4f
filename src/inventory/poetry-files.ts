import { formatVersion, normalizeName, parseVersion, type TomlTable } from '@rind/pypa';
import { sortedHashes } from './hash-list.ts';
import { archiveOf } from './source-address.ts';
import { asTable, asTables, asText, fileHashes } from './toml-fields.ts';

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
  hashesOf(entry: TomlTable, name: string): readonly string[] {
    if (entry['files'] !== undefined) return sortedHashes(fileHashes(entry['files']));
    const written = this.#byName.get(name);
    if (written === undefined) return [];
    const bare = this.#bare?.[written];
    if (Array.isArray(bare))
      return sortedHashes(
        bare.map((hash) => (typeof hash === 'string' && !hash.includes(':') ? `sha256:${hash}` : asText(hash))),
      );
    const parsed = parseVersion(asText(entry['version']) ?? '');
    const version = parsed.ok ? formatVersion(parsed.value) : undefined;
    const files = asTables(this.#listed?.[written]).filter(
      (file) => version === undefined || mayBeOf(asText(file['file']) ?? '', version),
    );
    return sortedHashes(files.map((file) => asText(file['hash'])));
  }
}

/**
 * Whether a file's name says this version, in normal form, or none. Most say it as it stands, and where they do,
 * it does not matter whether the rest of the name can be read.
 */
function mayBeOf(file: string, version: string): boolean {
  if (!ADDRESS.test(file)) {
    if (file.endsWith(`-${version}.tar.gz`)) return true;
    if (file.endsWith('.whl') && file.split('-', 2)[1] === version) return true;
  }
  const archive = archiveOf(file);
  return archive === undefined || archive.version === version;
}

/** What makes more of a text than the name of a file. */
const ADDRESS = /[/\\?#%:;@]/;
