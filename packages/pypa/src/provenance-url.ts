import { excerpt } from './excerpt.ts';
import { readForeign } from './foreign-data.ts';
import { isJsonObject, JsonReader } from './json-reader.ts';
import { joinPythonUrl, splitPythonUrl, withoutCredentials } from './python-url.ts';
import { err, ok, type Result, type TreeFault } from './result.ts';

/**
 * `provenance_url.json`: which file an installer took for a project that was asked for by name.
 *
 * Source: PEP 710 (a draft: installers write it at their own risk). Faults have the codes
 * `wrong-type`, `missing-key`, `unknown-key`, `invalid-hash`, `invalid-url`, `unreadable-value`.
 */
export interface ProvenanceUrl {
  /** Where the distribution was downloaded from, without credentials. */
  readonly url: string;
  /** Algorithm, in lower case as `hashlib` names it, to hexadecimal digest. At least one. */
  readonly hashes: ReadonlyMap<string, string>;
}

/**
 * What `hashlib.algorithms_guaranteed` names and one call computes, without `md5` and `sha1`, which
 * "MUST NOT be used". Source: PEP 710, "Specification".
 */
const ALGORITHMS: ReadonlySet<string> = new Set([
  'blake2b',
  'blake2s',
  'sha224',
  'sha256',
  'sha384',
  'sha3_224',
  'sha3_256',
  'sha3_384',
  'sha3_512',
  'sha512',
]);

/** Reads `provenance_url.json`, given as parsed JSON: the value, or everything that is wrong. */
export function parseProvenanceUrl(json: unknown): Result<ProvenanceUrl, readonly TreeFault[]> {
  return readForeign(() => readProvenance(json), err);
}

function readProvenance(json: unknown): Result<ProvenanceUrl, readonly TreeFault[]> {
  if (!isJsonObject(json)) return err([{ code: 'wrong-type', message: 'expected an object', path: [] }]);
  const faults: TreeFault[] = [];
  const root = new JsonReader(json, [], faults);
  const url = root.required('url');
  if (faults.length === 0) {
    const parts = splitPythonUrl(url);
    if (!parts.ok) root.fault('invalid-url', parts.error.message, 'url');
    else if (parts.value.scheme === '') root.fault('invalid-url', '`url` must be absolute', 'url');
    else if (withoutCredentials(url) !== joinPythonUrl(parts.value)) {
      root.fault('invalid-url', '`url` must not hold a user and password', 'url');
    }
  }
  const before = faults.length;
  const info = root.child('archive_info');
  const hashes = info?.strings('hashes');
  if (faults.length === before) {
    if (!info) root.fault('missing-key', 'the key `archive_info` is required', 'archive_info');
    else if (!hashes) info.fault('missing-key', 'the key `hashes` is required', 'hashes');
    else if (hashes.size === 0) info.fault('invalid-hash', '`hashes` must hold at least one digest', 'hashes');
  }
  for (const [algorithm, digest] of hashes ?? []) {
    if (!ALGORITHMS.has(algorithm)) {
      info?.fault(
        'invalid-hash',
        `\`${excerpt(algorithm)}\` is no algorithm that may be used here`,
        'hashes',
        algorithm,
      );
    } else if (!/^(?:[0-9a-fA-F]{2})+$/.test(digest)) {
      info?.fault('invalid-hash', `\`${excerpt(algorithm)}\` must be a hexadecimal digest`, 'hashes', algorithm);
    }
  }
  onlyKeys(root, ['url', 'archive_info']);
  if (info) onlyKeys(info, ['hashes']);
  return faults.length > 0 || !hashes ? err(faults) : ok({ url, hashes });
}

/** The file has "exactly two keys", and `archive_info` a single one. */
function onlyKeys(reader: JsonReader, known: readonly string[]): void {
  for (const key of Object.keys(reader.object)) {
    if (!known.includes(key)) reader.fault('unknown-key', `\`${key}\` has no place here`, key);
  }
}
