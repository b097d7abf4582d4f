import { posix } from 'node:path';
import { type DirectUrl, parseDirectUrl, parseProvenanceUrl, type TreeFault } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { redactUrl } from '../base/secret.ts';
import { parseJson } from '../base/text/json.ts';
import type { ComponentSource } from './component.ts';
import { startOf } from './folder-place.ts';
import type { SourceFolder } from './format.ts';
import { placesIn } from './open-text.ts';
import { vcsSource } from './source-address.ts';

/** Where an installed distribution came from, as its installer recorded. */
export interface Origin {
  /** `root`: a folder of the repository, so the distribution is the project itself or a member of its workspace. */
  readonly source: ComponentSource | 'root';
  /** Of the file that was installed, `algorithm:hex`, sorted. */
  readonly hashes: readonly string[];
  readonly reasons: readonly string[];
  readonly problems: readonly Problem[];
}

/** Nothing is recorded: it was asked for by name, of whatever index. */
const INSTALLED: Origin = { source: { kind: 'installed' }, hashes: [], reasons: [], problems: [] };
/** What PyPI serves files from. */
const PYPI_FILES = /^https:\/\/files\.pythonhosted\.org\//;
/** What no hash function of Python gives is left out. */
const HASH = /^[a-z0-9_]{2,20}:[0-9a-f]{2,128}$/;
const MAX_DEPTH = 20;
const MAX_VALUES = 1000;

/**
 * Reads `direct_url.json` (PEP 610) and `provenance_url.json` (PEP 710) of a `.dist-info` folder, where
 * they stand. A record that cannot be read leaves the source unknown.
 */
export function readOrigin(folder: SourceFolder, path: string, files: ReadonlySet<string>): Origin {
  if (files.has('direct_url.json')) return readDirect(folder, posix.join(path, 'direct_url.json'));
  if (files.has('provenance_url.json')) return readProvenance(folder, posix.join(path, 'provenance_url.json'));
  return INSTALLED;
}

function readDirect(folder: SourceFolder, path: string): Origin {
  const json = readJson(folder, path, parseDirectUrl);
  return 'problem' in json ? unknown(json.problem) : { ...INSTALLED, ...directOrigin(json.value, folder.root) };
}

function readProvenance(folder: SourceFolder, path: string): Origin {
  const json = readJson(folder, path, parseProvenanceUrl);
  if ('problem' in json) return unknown(json.problem);
  const { url, hashes } = json.value;
  return {
    ...INSTALLED,
    source: PYPI_FILES.test(url) ? { kind: 'index' } : { kind: 'installed' },
    hashes: hashTexts(hashes),
  };
}

/** What a direct URL says about source and hashes. Source: PEP 610, "Specification". */
export function directOrigin(
  { url, origin, subdirectory }: DirectUrl,
  root: string | undefined,
): Pick<Origin, 'source' | 'hashes'> {
  if (origin.kind === 'vcs')
    return { source: vcsSource({ type: origin.vcs, url, commit: origin.commitId, subdirectory }), hashes: [] };
  const local = localPath(url);
  if (origin.kind === 'dir') {
    if (local !== undefined && isInside(local, root)) return { source: 'root', hashes: [] };
    return { source: { kind: 'path', url: redactUrl(local ?? url) }, hashes: [] };
  }
  const source: ComponentSource =
    local === undefined ? { kind: 'url', url: redactUrl(url) } : { kind: 'path', url: redactUrl(local) };
  return { source, hashes: hashTexts(origin.hashes ?? new Map()) };
}

/** Whether an absolute path lies in the repository, as it is written: links on the way are not looked at. */
export function isInside(path: string, root: string | undefined): boolean {
  if (root === undefined) return false;
  const relative = posix.relative(slashed(root), slashed(path));
  return relative !== '..' && !relative.startsWith('../') && !posix.isAbsolute(relative);
}

/** With forward slashes, a drive's letter behind one. */
function slashed(path: string): string {
  return path.replaceAll('\\', '/').replace(/^([A-Za-z]):/, (_, letter: string) => `/${letter.toLowerCase()}:`);
}

/** The path of a `file:` URL of this machine. */
function localPath(url: string): string | undefined {
  const written = /^file:\/\/(?:localhost)?(\/[^?#]*)/i.exec(url)?.[1];
  if (written === undefined) return undefined;
  try {
    return decodeURIComponent(written).replace(/^\/([A-Za-z]:)/, '$1');
  } catch {
    return undefined;
  }
}

function hashTexts(hashes: ReadonlyMap<string, string>): string[] {
  return [...hashes]
    .map(([algorithm, digest]) => `${algorithm}:${digest}`.toLowerCase())
    .filter((hash) => HASH.test(hash))
    .sort();
}

function unknown(why: Problem): Origin {
  return { ...INSTALLED, reasons: ['unknown-source'], problems: [why] };
}

type Read<T> = { readonly value: T } | { readonly problem: Problem };

function readJson<T>(
  folder: SourceFolder,
  path: string,
  parse: (json: unknown) => { ok: true; value: T } | { ok: false; error: readonly TreeFault[] },
): Read<T> {
  const file = folder.text(path);
  if (!file.ok) return { problem: file.error };
  const place = placesIn(file.value);
  const json = parseJson(file.value.text, { maxDepth: MAX_DEPTH, maxValues: MAX_VALUES });
  if (!json.ok)
    return {
      problem: problem('environment-invalid', `this is no valid JSON: ${json.error.message}`, {
        at: place(json.error.offset),
      }),
    };
  const parsed = parse(json.value.root);
  if (parsed.ok) return { value: parsed.value };
  const [first] = parsed.error;
  const at = first === undefined ? undefined : json.value.spanAt(first.path);
  return {
    problem: problem('environment-invalid', first?.message ?? 'this record cannot be read', {
      at: at === undefined ? startOf(folder, path) : place(at.start),
    }),
  };
}
