import { excerpt } from './excerpt.ts';
import { readForeign } from './foreign-data.ts';
import { isJsonObject, JsonReader } from './json-reader.ts';
import { splitPythonUrl, withoutCredentials } from './python-url.ts';
import { err, ok, type Result, type TreeFault } from './result.ts';

/**
 * `direct_url.json`: where a project came from that was not installed by name.
 *
 * Source: PEP 610; packaging.python.org, Direct URL Data Structure. Faults have the codes
 * `wrong-type`, `missing-key`, `invalid-hash`, `conflicting-keys`, `invalid-url`, `unreadable-value`.
 */
export interface DirectUrl {
  /** As recorded: it may hold credentials; see {@link directUrlJson}. */
  readonly url: string;
  readonly origin: DirectOrigin;
  /** Below the root of the repository, archive or directory. */
  readonly subdirectory: string | undefined;
}

/** The kind of place: exactly one of the three. */
export type DirectOrigin =
  | {
      readonly kind: 'vcs';
      readonly vcs: string;
      readonly commitId: string;
      readonly requestedRevision: string | undefined;
    }
  | { readonly kind: 'archive'; readonly hashes: ReadonlyMap<string, string> | undefined }
  | { readonly kind: 'dir'; readonly editable: boolean | undefined };

/** `hashes`, and the older `hash` (`sha256=…`), which must not contradict it. */
function readHashes(info: JsonReader): Map<string, string> | undefined {
  const hashes = info.strings('hashes');
  const legacy = info.string('hash');
  if (legacy === undefined) return hashes;
  const equals = legacy.indexOf('=');
  if (equals < 0) return info.fault('invalid-hash', '`hash` must be written `algorithm=value`', 'hash');
  const algorithm = legacy.slice(0, equals);
  const value = legacy.slice(equals + 1);
  if (!hashes) return new Map([[algorithm, value]]);
  if (!hashes.has(algorithm)) {
    info.fault(
      'conflicting-keys',
      `\`hash\` names \`${excerpt(algorithm)}\`, which \`hashes\` does not have`,
      'hashes',
    );
  } else if (hashes.get(algorithm) !== value) {
    info.fault(
      'conflicting-keys',
      `\`hash\` and \`hashes\` give different values for \`${excerpt(algorithm)}\``,
      'hash',
    );
  }
  return hashes;
}

function readOrigins(root: JsonReader): DirectOrigin[] {
  const origins: DirectOrigin[] = [];
  const archive = root.child('archive_info');
  if (archive) origins.push({ kind: 'archive', hashes: readHashes(archive) });
  const vcs = root.child('vcs_info');
  if (vcs) {
    const [name, requestedRevision] = [vcs.required('vcs'), vcs.string('requested_revision')];
    origins.push({ kind: 'vcs', vcs: name, requestedRevision, commitId: vcs.required('commit_id') });
  }
  const dir = root.child('dir_info');
  if (dir) origins.push({ kind: 'dir', editable: dir.boolean('editable') });
  return origins;
}

/** Reads `direct_url.json`, given as parsed JSON: the value, or everything that is wrong. */
export function parseDirectUrl(json: unknown): Result<DirectUrl, readonly TreeFault[]> {
  return readForeign(() => readDirectUrl(json), err);
}

function readDirectUrl(json: unknown): Result<DirectUrl, readonly TreeFault[]> {
  if (!isJsonObject(json)) return err([{ code: 'wrong-type', message: 'expected an object', path: [] }]);
  const faults: TreeFault[] = [];
  const root = new JsonReader(json, [], faults);
  const url = root.required('url');
  const origins = readOrigins(root);
  const subdirectory = root.string('subdirectory');
  const [origin, second] = origins;
  if (faults.length > 0) return err(faults);
  if (!origin || second) {
    root.fault('conflicting-keys', 'expected exactly one of `archive_info`, `vcs_info` and `dir_info`');
    return err(faults);
  }
  if (origin.kind === 'dir') {
    const parts = splitPythonUrl(url);
    if (!parts.ok) root.fault(parts.error.code, parts.error.message, 'url');
    else if (parts.value.scheme !== 'file') root.fault('invalid-url', 'a directory needs a `file:` URL', 'url');
    else if (!parts.value.path.startsWith('/')) root.fault('invalid-url', 'a directory needs an absolute path', 'url');
  }
  return faults.length > 0 ? err(faults) : ok({ url, origin, subdirectory });
}

/** How {@link directUrlJson} writes. */
export interface DirectUrlOptions {
  /** Write the older `hash` beside `hashes`, for old readers. Default false. */
  readonly legacyHash?: boolean;
  /** `user:password` texts that may stay. Default `git`. Source: PEP 610. */
  readonly harmlessUsers?: readonly string[];
}

/** A JSON object as {@link directUrlJson} writes it. */
export interface DirectUrlJson {
  readonly [key: string]: string | boolean | DirectUrlJson;
}

function compact(entries: readonly (readonly [string, string | boolean | DirectUrlJson | undefined])[]): DirectUrlJson {
  const object: Record<string, string | boolean | DirectUrlJson> = Object.create(null);
  for (const [key, value] of entries) if (value !== undefined) object[key] = value;
  return object;
}

/** The JSON to record, without credentials in its URL. PEP 610 forbids to write them. */
export function directUrlJson(direct: DirectUrl, options: DirectUrlOptions = {}): DirectUrlJson {
  const { origin } = direct;
  const url: readonly [string, string] = ['url', withoutCredentials(direct.url, options.harmlessUsers)];
  const subdirectory: readonly [string, string | undefined] = ['subdirectory', direct.subdirectory];
  if (origin.kind === 'dir')
    return compact([url, ['dir_info', compact([['editable', origin.editable]])], subdirectory]);
  if (origin.kind === 'vcs') {
    const info = compact([
      ['vcs', origin.vcs],
      ['commit_id', origin.commitId],
      ['requested_revision', origin.requestedRevision],
    ]);
    return compact([url, ['vcs_info', info], subdirectory]);
  }
  const [first] = origin.hashes ?? [];
  const hash = options.legacyHash && first ? first.join('=') : undefined;
  const hashes = origin.hashes && compact([...origin.hashes]);
  return compact([
    url,
    [
      'archive_info',
      compact([
        ['hashes', hashes],
        ['hash', hash],
      ]),
    ],
    subdirectory,
  ]);
}
