import { excerpt } from './excerpt.ts';
import type { NamespaceClaim } from './namespace.ts';
import { isAsciiDigit } from './python-text.ts';
import { fault, ok, type Parsed } from './result.ts';
import type { UploadTime } from './upload-time.ts';
import { resolveUrl } from './url-reference.ts';

/** A version of the Simple API. Source: PEP 629. */
export interface SimpleApiVersion {
  readonly major: number;
  readonly minor: number;
}

/** The newest Simple API that is understood: 1.5, PEP 752. */
export const SIMPLE_API_VERSION: SimpleApiVersion = { major: 1, minor: 5 };

/** The newest version that HTML pages can say: PEP 833 froze them. */
export const SIMPLE_HTML_VERSION: SimpleApiVersion = { major: 1, minor: 4 };

/** Digests by lower-case algorithm name, in lower-case hexadecimal. */
export type FileHashes = ReadonlyMap<string, string>;

/** One file of a project. */
export interface ProjectFile {
  /** Without any `/` or `\`. Of an HTML page: the last segment of the URL's path, decoded. */
  readonly filename: string;
  /** As the page has it, hash fragment removed; {@link fileUrl} resolves it. */
  readonly url: string;
  readonly hashes: FileHashes;
  /** `Requires-Python`, unread. */
  readonly requiresPython: string | undefined;
  /** Whether it was yanked, or the reason why. Source: PEP 592. */
  readonly yanked: boolean | string;
  /** Bytes. Source: PEP 700. */
  readonly size: number | undefined;
  readonly uploadTime: UploadTime | undefined;
  /** Whether its metadata lies beside it at `<url>.metadata`, or the hashes of that. Source: PEP 658, 714. */
  readonly coreMetadata: boolean | FileHashes | undefined;
  /** Whether a signature lies beside it at `<url>.asc`. Source: PEP 503. */
  readonly gpgSig: boolean | undefined;
  /** Where its attestations are. Source: PEP 740. */
  readonly provenance: string | undefined;
}

/** The markers of PEP 792. */
export const PROJECT_STATUSES = ['active', 'archived', 'quarantined', 'deprecated'] as const;

/** A marker of PEP 792. */
export type ProjectStatusMarker = (typeof PROJECT_STATUSES)[number];

/** How a project stands with its index. Source: PEP 792. */
export interface ProjectStatus {
  /** A {@link ProjectStatusMarker}, or what the index wrote instead; `unknown` when that was unreadable. */
  readonly marker: string;
  readonly reason: string | undefined;
}

/** A project's page of an index. */
export interface ProjectPage {
  readonly apiVersion: SimpleApiVersion;
  readonly name: string;
  /** Every version that the index knows, without files too; undefined when the page does not say. Source: PEP 700. */
  readonly versions: readonly string[] | undefined;
  readonly files: readonly ProjectFile[];
  readonly status: ProjectStatus;
  /** Undefined when the index does not support namespaces, empty when the project is in none. Source: PEP 752. */
  readonly namespaces: readonly NamespaceClaim[] | undefined;
  /** URLs that claim the same project elsewhere. PEP 708 was rejected: evidence, never an instruction. */
  readonly alternateLocations: readonly string[];
  /** URLs of the projects that this one follows. PEP 708 was rejected: evidence, never an instruction. */
  readonly tracks: readonly string[];
  /** The page's `<base href>`, as written. */
  readonly baseUrl: string | undefined;
}

/** An index's root page: the names of its projects as written. */
export interface ProjectIndex {
  readonly apiVersion: SimpleApiVersion;
  readonly names: readonly string[];
}

/** What could be read of a page; `faults` name what was left out, `warnings` what was read with doubt. */
export interface PageReading<T, E> {
  /** Undefined when nothing of the page can be trusted to mean what it seems to. */
  readonly value: T | undefined;
  readonly faults: readonly E[];
  readonly warnings: readonly E[];
}

/** The status of a project whose page has none. Source: PEP 792, "Project status markers". */
export const ACTIVE: ProjectStatus = { marker: 'active', reason: undefined };

/** Whether PEP 792 defines a marker. */
export function isProjectStatusMarker(text: string): text is ProjectStatusMarker {
  return PROJECT_STATUSES.some((marker) => marker === text);
}

const VERSION = /^([0-9]{1,9})\.([0-9]{1,9})$/;

/**
 * Reads `Major.Minor`. Faults: `invalid-api-version`; `unsupported-api-version` for a major version
 * beyond 1, on which clients must fail. Source: PEP 629.
 */
export function parseSimpleApiVersion(text: string): Parsed<SimpleApiVersion> {
  const match = typeof text === 'string' ? VERSION.exec(text) : null;
  if (match === null) {
    const shown = typeof text === 'string' ? `\`${excerpt(text)}\`` : 'what is not text';
    return fault('invalid-api-version', `${shown} is no version like \`1.0\``, 0);
  }
  const [major, minor] = [Number(match[1]), Number(match[2])];
  if (major > SIMPLE_API_VERSION.major) {
    return fault('unsupported-api-version', `version ${text} of the Simple API is not understood: 1.x is`, 0);
  }
  return ok({ major, minor });
}

/** Whether a page says more than is understood here, which deserves a warning. Source: PEP 629, "Clients". */
export function isNewerSimpleApi(version: SimpleApiVersion): boolean {
  return version.major === SIMPLE_API_VERSION.major && version.minor > SIMPLE_API_VERSION.minor;
}

/** `Major.Minor`. */
export function formatSimpleApiVersion(version: SimpleApiVersion): string {
  return `${version.major}.${version.minor}`;
}

/** The absolute URL of a file, given the URL that its page was finally served from. Source: PEP 691, "JSON Serialization". */
export function fileUrl(pageUrl: string, page: Pick<ProjectPage, 'baseUrl'>, file: Pick<ProjectFile, 'url'>): string {
  const base = page.baseUrl === undefined ? pageUrl : resolveUrl(pageUrl, page.baseUrl);
  return resolveUrl(base, file.url);
}

/** Whether a file name can be one: not empty, no path, no control character. */
export function isSafeFilename(text: string): boolean {
  return typeof text === 'string' && text !== '' && text !== '.' && text !== '..' && !/[/\\\x00-\x1f\x7f]/.test(text);
}

/** The digest in lower case, or undefined for what is none: hexadecimal, whole bytes. */
export function parseHexDigest(text: string): string | undefined {
  if (typeof text !== 'string' || text === '' || text.length % 2 !== 0) return undefined;
  let hasCapitals = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isAsciiDigit(code) || (code >= 0x61 && code <= 0x66)) continue;
    if (code < 0x41 || code > 0x46) return undefined;
    hasCapitals = true;
  }
  return hasCapitals ? text.toLowerCase() : text;
}

/** The files that an index may offer: none of a quarantined project. Source: PEP 792, "quarantined". */
export function offeredFiles(page: ProjectPage): readonly ProjectFile[] {
  return page.status.marker === 'quarantined' ? [] : page.files;
}
