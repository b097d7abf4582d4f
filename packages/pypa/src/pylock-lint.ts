import { excerpt } from './excerpt.ts';
import { readForeign } from './foreign-data.ts';
import type { Pylock, PylockArchive, PylockEntry, PylockSdist } from './pylock.ts';
import { pylockDependencies } from './pylock-dependencies.ts';
import type { TreeFault, TreePath } from './result.ts';
import { isTable } from './tree-reader.ts';

/**
 * The keys of the specification, table by table. Source: PEP 751, "File Format".
 */
const FILE_KEYS = ['upload-time', 'url', 'path', 'size', 'hashes'];
const TREE_KEYS = {
  root: [
    ['lock-version', 'environments', 'requires-python', 'extras', 'dependency-groups', 'default-groups'],
    ['created-by', 'packages', 'tool'],
  ].flat(),
  entry: [
    ['name', 'version', 'marker', 'requires-python', 'dependencies', 'vcs', 'directory', 'archive', 'index'],
    ['sdist', 'wheels', 'attestation-identities', 'tool'],
  ].flat(),
  vcs: ['type', 'url', 'path', 'requested-revision', 'commit-id', 'subdirectory'],
  directory: ['path', 'editable', 'subdirectory'],
  archive: [...FILE_KEYS, 'subdirectory'],
  file: [...FILE_KEYS, 'name'],
} as const;

/** PEP 610, "Registered VCS". */
const REGISTERED_VCS: ReadonlySet<string> = new Set(['git', 'hg', 'bzr', 'svn']);

/** `hashlib.algorithms_guaranteed` of Python 3.14 without `md5` and `sha1`, which are broken. */
const SECURE_HASHES: ReadonlySet<string> = new Set(
  'blake2b blake2s sha224 sha256 sha384 sha3_224 sha3_256 sha3_384 sha3_512 sha512 shake_128 shake_256'.split(' '),
);

/**
 * What a valid lock file does against the specification's other rules: those that installers let
 * pass. `document` is what {@link parsePylock} read `lock` from; unknown keys are looked for there.
 *
 * Codes: `unknown-key` (also: a key of a newer minor version, which means that it may ask for more than
 * this reader does), `unknown-minor-version`, `default-group-exposed`, `version-of-source-tree`,
 * `missing-version`, `unregistered-vcs`, `commit-id-not-a-hash`, `outside-source-tree`,
 * `upload-time-not-utc`, `negative-size`, `upper-case-hash`, `weak-hash`, `unclear-dependency`.
 *
 * Source: packaging.python.org, "`pylock.toml` Specification" 1.0 (PEP 751).
 */
export function lintPylock(document: unknown, lock: Pylock): TreeFault[] {
  return [
    ...readForeign(
      () => unknownKeys(document),
      (faults) => faults,
    ),
    ...lintLock(lock),
  ];
}

function lintLock(lock: Pylock): TreeFault[] {
  const findings: TreeFault[] = [];
  const tell = (code: string, message: string, path: TreePath): void => {
    findings.push({ code, message, path });
  };
  const [major, minor = '0'] = lock.lockVersion.release;
  if (major !== '1' || minor !== '0') {
    tell('unknown-minor-version', 'the file is of a newer version than 1.0: it may hold more than is read', [
      'lock-version',
    ]);
  }
  const exposed = new Set(lock.dependencyGroups);
  for (const [i, group] of (lock.defaultGroups ?? []).entries()) {
    if (!exposed.has(group)) continue;
    tell('default-group-exposed', `\`${excerpt(group)}\` is a default group: it should not be for users to name`, [
      'default-groups',
      i,
    ]);
  }
  for (const [i, entry] of lock.packages.entries()) lintEntry(entry, ['packages', i], tell);
  for (const { from, item, to } of pylockDependencies(lock) ?? []) {
    if (to.length === 1) continue;
    const message = to.length === 0 ? 'no entry is meant' : `the entries ${to.slice(0, 5).join(', ')} may be meant`;
    tell('unclear-dependency', `${message}: one must be`, ['packages', from, 'dependencies', item]);
  }
  return findings;
}

type Tell = (code: string, message: string, path: TreePath) => void;

function unknownKeys(document: unknown): TreeFault[] {
  const findings: TreeFault[] = [];
  const look = (value: unknown, kind: keyof typeof TREE_KEYS, path: TreePath): void => {
    if (!isTable(value)) return;
    const known: ReadonlySet<string> = new Set(TREE_KEYS[kind]);
    for (const key of Object.keys(value)) {
      if (known.has(key)) continue;
      const message = `\`${excerpt(key)}\` is no key of this table in version 1.0`;
      findings.push({ code: 'unknown-key', message, path: [...path, key] });
    }
  };
  look(document, 'root', []);
  for (const [i, entry] of items(document, 'packages')) {
    const path: TreePath = ['packages', i];
    look(entry, 'entry', path);
    for (const kind of ['vcs', 'directory', 'archive'] as const) look(own(entry, kind), kind, [...path, kind]);
    look(own(entry, 'sdist'), 'file', [...path, 'sdist']);
    for (const [j, wheel] of items(entry, 'wheels')) look(wheel, 'file', [...path, 'wheels', j]);
  }
  return findings;
}

function own(value: unknown, key: string): unknown {
  return isTable(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function items(value: unknown, key: string): Iterable<[number, unknown]> {
  const list = own(value, key);
  return Array.isArray(list) ? list.entries() : [];
}

function lintEntry(entry: PylockEntry, path: TreePath, tell: Tell): void {
  const { version, vcs, directory, archive, sdist, wheels } = entry;
  if (version && (vcs || directory)) {
    tell('version-of-source-tree', 'a source tree may change: it has no version to be relied on', [...path, 'version']);
  }
  if (!version && (sdist || wheels?.length)) tell('missing-version', 'sdists and wheels have a version: give it', path);
  if (vcs) {
    const at = [...path, 'vcs'];
    if (!REGISTERED_VCS.has(vcs.type)) {
      tell('unregistered-vcs', `\`${excerpt(vcs.type)}\` is none of \`git\`, \`hg\`, \`bzr\`, \`svn\``, [
        ...at,
        'type',
      ]);
    }
    if ((vcs.type === 'git' || vcs.type === 'hg') && !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(vcs.commitId)) {
      tell('commit-id-not-a-hash', `\`${excerpt(vcs.commitId)}\` may move: give the full commit hash`, [
        ...at,
        'commit-id',
      ]);
    }
    lintSubdirectory(vcs.subdirectory, at, tell);
  }
  if (directory) lintSubdirectory(directory.subdirectory, [...path, 'directory'], tell);
  if (archive) {
    lintSubdirectory(archive.subdirectory, [...path, 'archive'], tell);
    lintFile(archive, [...path, 'archive'], tell);
  }
  if (sdist) lintFile(sdist, [...path, 'sdist'], tell);
  for (const [i, wheel] of (wheels ?? []).entries()) lintFile(wheel, [...path, 'wheels', i], tell);
}

function lintSubdirectory(subdirectory: string | undefined, path: TreePath, tell: Tell): void {
  if (subdirectory === undefined) return;
  const leaves = /^[/\\]|^[A-Za-z]:/.test(subdirectory) || subdirectory.split(/[/\\]/).includes('..');
  if (leaves) tell('outside-source-tree', 'the subdirectory must be inside the source tree', [...path, 'subdirectory']);
}

function lintFile(file: PylockArchive | PylockSdist, path: TreePath, tell: Tell): void {
  const { uploadTime, size, hashes } = file;
  if (uploadTime?.kind === 'offset-date-time' && !/(?:[Zz]|[+-]00:00)$/.test(uploadTime.text)) {
    tell('upload-time-not-utc', `\`${excerpt(uploadTime.text)}\` must be in UTC`, [...path, 'upload-time']);
  }
  if (size !== undefined && size < 0) tell('negative-size', 'a size is not negative', [...path, 'size']);
  let secure = false;
  for (const algorithm of hashes.keys()) {
    const lower = algorithm.toLowerCase();
    if (lower !== algorithm) tell('upper-case-hash', `write \`${excerpt(lower)}\``, [...path, 'hashes', algorithm]);
    if (SECURE_HASHES.has(lower)) secure = true;
  }
  if (!secure) tell('weak-hash', 'no hash is of a secure algorithm: give `sha256`', [...path, 'hashes']);
}
