import { normalizeName, parseSdistFilename, parseWheelFilename } from '@rind/pypa';
import type { Sequence } from '../../base/sequence.ts';
import { jsonLine } from '../../base/text/neutral.ts';
import type { LegacyVulnerability } from './legacy-vulnerabilities.ts';
import type { ReleaseInfo } from './release-info.ts';
import type { StandingFile } from './standing.ts';
import { yankReason } from './yank-reason.ts';

/** What a document of the JSON API is made of. */
export interface LegacyParts {
  readonly name: string;
  /** The release that `info`, `urls` and `vulnerabilities` speak of. */
  readonly version: string;
  /** Files by version, in the order in which they are listed. */
  readonly releases: ReadonlyMap<string, Sequence<StandingFile>>;
  readonly info: ReleaseInfo;
  readonly vulnerabilities: readonly LegacyVulnerability[];
  /** Whether every release is listed: not where one was asked for. */
  readonly listsReleases: boolean;
  /** Whether what is denied is marked as withdrawn; not in a dry run. */
  readonly marksDenied: boolean;
  /** From the document to the root of its view, or the configured address of that: `../../`. */
  readonly root: string;
}

/** Files between two pauses. */
const AT_ONCE = 64;

/**
 * Writes a document of PyPI's JSON API. With pauses. Addresses are relative to the document unless the gateway's own is
 * configured: what a client calls this host is nobody's word. Source: PyPI, "JSON API".
 */
export function* legacyJson(parts: LegacyParts): Generator<void, Uint8Array, void> {
  const { version, releases, vulnerabilities, listsReleases } = parts;
  const pieces: string[] = [`{"info":${jsonLine(infoOf(parts))},"last_serial":0`];
  let count = 0;
  if (listsReleases) {
    pieces.push(',"releases":{');
    let first = true;
    for (const [one, files] of releases) {
      pieces.push(`${first ? '' : ','}${jsonLine(one)}:`, '[');
      first = false;
      let comma = '';
      for (const file of files) {
        pieces.push(comma, jsonLine(fileOf(file, parts)));
        comma = ',';
        if (++count % AT_ONCE === 0) yield;
      }
      pieces.push(']');
    }
    pieces.push('}');
  }
  const urls = Array.from(releases.get(version) ?? [], (file) => fileOf(file, parts));
  pieces.push(
    `,"urls":${jsonLine(urls)},"vulnerabilities":${jsonLine(vulnerabilities)},"ownership":{"roles":[],"organization":null}}`,
  );
  return Buffer.from(pieces.join(''));
}

function infoOf({ name, version, releases, info, root, marksDenied }: LegacyParts): object {
  const files = Array.from(releases.get(version) ?? [], (file) => withdrawal(file, marksDenied));
  const isYanked = files.length > 0 && files.every((reason) => reason !== undefined);
  const { project_urls: urls, name: written, ...texts } = info;
  return {
    ...texts,
    bugtrack_url: null,
    docs_url: null,
    downloads: { last_day: -1, last_month: -1, last_week: -1 },
    // As its publisher writes it, where that is the same name.
    name: typeof written === 'string' && normalizeName(written) === name ? written : name,
    package_url: `${root}project/${name}/`,
    project_url: `${root}project/${name}/`,
    project_urls: urls instanceof Map ? Object.fromEntries(urls) : null,
    release_url: `${root}project/${name}/`,
    version,
    yanked: isYanked,
    yanked_reason: isYanked ? (files.find((reason) => reason !== undefined && reason !== '') ?? null) : null,
  };
}

function fileOf(standing: StandingFile, { name, root, marksDenied }: LegacyParts): object {
  const { file, sha256, size } = standing;
  const { filename, uploadTime } = file;
  const reason = withdrawal(standing, marksDenied);
  const wheel = parseWheelFilename(filename);
  const isWheel = wheel.ok;
  return {
    comment_text: '',
    digests: sha256 === null ? {} : { sha256 },
    downloads: -1,
    filename,
    has_sig: false,
    md5_digest: null,
    packagetype: isWheel ? 'bdist_wheel' : parseSdistFilename(filename).ok ? 'sdist' : 'bdist_dumb',
    python_version: isWheel ? (filename.split('-').at(-3) ?? 'py3') : 'source',
    requires_python: file.requiresPython ?? null,
    size: size ?? file.size ?? null,
    upload_time: uploadTime === undefined ? null : new Date(uploadTime.epochMilliseconds).toISOString().slice(0, 19),
    upload_time_iso_8601: uploadTime?.text ?? null,
    url: `${root}simple/${name}/${encodeURIComponent(filename).replaceAll('%2B', '+')}`,
    yanked: reason !== undefined,
    yanked_reason: reason === undefined || reason === '' ? null : reason,
  };
}

/** Why a file counts as withdrawn, as on its page: a denied version does; empty without a reason, undefined where it does not. */
function withdrawal({ file, denial }: StandingFile, marksDenied: boolean): string | undefined {
  if (marksDenied && denial?.presentation === 'yank') return yankReason(denial);
  return file.yanked === false ? undefined : file.yanked === true ? '' : file.yanked;
}
