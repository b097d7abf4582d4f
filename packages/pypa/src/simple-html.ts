import { excerpt } from './excerpt.ts';
import { type HtmlTag, type HtmlVisitor, scanHtml } from './html-tags.ts';
import { escapeHtml, unescapeHtml } from './html-text.ts';
import { asciiLower, pythonStrip } from './python-text.ts';
import type { Fault } from './result.ts';
import {
  ACTIVE,
  type FileHashes,
  formatSimpleApiVersion,
  isNewerSimpleApi,
  isProjectStatusMarker,
  isSafeFilename,
  offeredFiles,
  type PageReading,
  type ProjectFile,
  type ProjectIndex,
  type ProjectPage,
  type ProjectStatus,
  parseHexDigest,
  parseSimpleApiVersion,
  SIMPLE_HTML_VERSION,
  type SimpleApiVersion,
} from './simple-page.ts';
import { parseUploadTime } from './upload-time.ts';

const WANTED: ReadonlySet<string> = new Set(['a', 'base', 'meta']);
const KNOWN: ReadonlySet<string> = new Set([
  'href',
  'data-requires-python',
  'data-dist-info-metadata',
  'data-core-metadata',
  'data-upload-time',
  'data-provenance',
  'data-yanked',
]);

/** Hash names in the order in which one is chosen for a URL, which can say only one. PEP 503 recommends sha256. */
const HASH_NAMES = ['sha256', 'sha512', 'sha384', 'sha224', 'sha3_512', 'sha3_384', 'sha3_256', 'sha3_224', 'blake2b'];
const ALL_HASH_NAMES: ReadonlySet<string> = new Set([...HASH_NAMES, 'blake2s', 'sha1', 'md5']);

/** What any Simple page says besides its links. */
class PageReader implements HtmlVisitor {
  readonly wanted: ReadonlySet<string> = WANTED;
  readonly known: ReadonlySet<string> = KNOWN;
  readonly faults: Fault[] = [];
  readonly warnings: Fault[] = [];
  readonly alternateLocations: string[] = [];
  readonly tracks: string[] = [];
  version: SimpleApiVersion | undefined;
  refused = false;
  marker: string | undefined;
  reason: string | undefined;
  baseUrl: string | undefined;
  readonly #finish: (tag: HtmlTag, text: string) => void;
  #anchor: HtmlTag | undefined;
  #text = '';

  constructor(finish: (tag: HtmlTag, text: string) => void) {
    this.#finish = finish;
  }

  open(tag: HtmlTag): void {
    if (tag.name === 'a') {
      this.#endAnchor();
      this.#anchor = tag;
      this.#text = '';
      if (tag.repeated !== undefined) {
        this.warn(tag, 'repeated-attribute', `\`${excerpt(tag.repeated)}\` stands twice: the first is read`);
      }
    } else if (tag.name === 'base') this.baseUrl ??= tag.attributes.get('href');
    else this.#meta(tag, tag.attributes.get('name'), tag.attributes.get('content'));
  }

  close(name: string): void {
    if (name === 'a') this.#endAnchor();
  }

  text(raw: string): void {
    if (this.#anchor !== undefined) this.#text += unescapeHtml(raw, false);
  }

  warn(tag: HtmlTag, code: string, message: string): undefined {
    this.warnings.push({ code, message, offset: tag.offset });
    return undefined;
  }

  fault(tag: HtmlTag, code: string, message: string): undefined {
    this.faults.push({ code, message, offset: tag.offset });
    return undefined;
  }

  /** Reads the page, a piece at a time; what it means is undefined when its version is refused. */
  *read<T>(
    html: string,
    value: () => T,
    piece: number,
    isEnough: () => boolean = () => false,
  ): Generator<void, PageReading<T, Fault>, void> {
    let at = scanHtml(html, this, 0, piece);
    while (at >= 0 && !isEnough()) {
      yield;
      at = scanHtml(html, this, at, at + piece);
    }
    this.#endAnchor();
    return { value: this.refused ? undefined : value(), faults: this.faults, warnings: this.warnings };
  }

  status(): ProjectStatus {
    if (this.marker === undefined && this.reason === undefined) return ACTIVE;
    return { marker: this.marker ?? 'active', reason: this.reason };
  }

  #endAnchor(): void {
    if (this.#anchor !== undefined) this.#finish(this.#anchor, pythonStrip(this.#text));
    this.#anchor = undefined;
  }

  #meta(tag: HtmlTag, name: string | undefined, content: string | undefined): void {
    if (name === undefined || content === undefined) return;
    if (name === 'pypi:repository-version' && this.version === undefined && !this.refused) this.#version(tag, content);
    else if (name === 'pypi:project-status' && this.marker === undefined) {
      this.marker = content;
      if (!isProjectStatusMarker(content)) {
        this.warn(tag, 'unknown-project-status', `\`${excerpt(content)}\` is no known project status`);
      }
    } else if (name === 'pypi:project-status-reason') this.reason ??= content;
    else if (name === 'pypi:alternate-locations') this.alternateLocations.push(content);
    else if (name === 'pypi:tracks') this.tracks.push(content);
  }

  #version(tag: HtmlTag, content: string): void {
    const version = parseSimpleApiVersion(content);
    if (version.ok) {
      this.version = version.value;
      if (isNewerSimpleApi(version.value)) {
        this.warn(tag, 'newer-api-version', `the page is of version ${content}: what is newer than 1.5 is not read`);
      }
    } else {
      this.refused = true;
      this.fault(tag, version.error.code, version.error.message);
    }
  }
}

/** The version of a page that does not say one. Source: PEP 629, "Clients". */
const FIRST_VERSION: SimpleApiVersion = { major: 1, minor: 0 };

/**
 * Reads a project page in HTML. The page does not say whose it is, so the caller does. Anchors
 * without `href`, and those that lead to a folder, are no files.
 *
 * Faults that leave no page: `invalid-api-version`, `unsupported-api-version`. Fault of a file,
 * which is left out: `invalid-file`. Warnings: `newer-api-version`, `unknown-project-status`,
 * `filename-mismatch` (the text is not the URL's last segment: the URL counts), `repeated-attribute`
 * (the first counts), `invalid-core-metadata`, `invalid-gpg-sig`, `invalid-provenance`,
 * `invalid-upload-time`.
 *
 * `data-upload-time` is read and written although no PEP has it: installers that hold back young
 * files read it. Source: PEP 503, 592, 629, 658, 708, 714, 740, 792.
 */
export function parseProjectHtml(html: string, name: string): PageReading<ProjectPage, Fault> {
  return whole(readProjectHtml(html, name, Number.POSITIVE_INFINITY));
}

/**
 * The same as {@link parseProjectHtml}, a piece at a time: a page of many thousand files takes tens of
 * milliseconds, in which a server would answer nobody. Drive it to its end; what it returns is the reading.
 *
 * @param piece characters read between two pauses, at least
 * @param maxEntries files, faults and warnings after which the rest is not read: a reading of more is cut off
 */
export function* readProjectHtml(
  html: string,
  name: string,
  piece: number,
  maxEntries: number = Number.POSITIVE_INFINITY,
): Generator<void, PageReading<ProjectPage, Fault>, void> {
  const files: ProjectFile[] = [];
  const reader: PageReader = new PageReader((tag, text) => {
    const file = readFile(tag, text, reader);
    if (file !== undefined) files.push(file);
  });
  const page = () => ({
    apiVersion: reader.version ?? FIRST_VERSION,
    name,
    versions: undefined,
    files,
    status: reader.status(),
    namespaces: undefined,
    alternateLocations: reader.alternateLocations,
    tracks: reader.tracks,
    baseUrl: reader.baseUrl,
  });
  const isEnough = () => files.length + reader.faults.length + reader.warnings.length > maxEntries;
  return yield* reader.read(html, page, piece, isEnough);
}

function whole<T>(pieces: Generator<void, T, void>): T {
  for (;;) {
    const step = pieces.next();
    if (step.done === true) return step.value;
  }
}

/** Reads a root page in HTML: the text of every anchor that has a `href`. Source: PEP 503. */
export function parseIndexHtml(html: string): PageReading<ProjectIndex, Fault> {
  const names: string[] = [];
  const reader = new PageReader((tag, text) => {
    if (tag.attributes.has('href') && text !== '') names.push(text);
  });
  const page = () => ({ apiVersion: reader.version ?? FIRST_VERSION, names });
  return whole(reader.read(html, page, Number.POSITIVE_INFINITY));
}

function readFile(tag: HtmlTag, text: string, reader: PageReader): ProjectFile | undefined {
  const { attributes } = tag;
  const href = trimUrl(attributes.get('href') ?? '');
  const hash = href.indexOf('#');
  const [target, fragment] = hash < 0 ? [href, undefined] : [href.slice(0, hash), href.slice(hash + 1)];
  const filename = lastSegment(target);
  if (filename === '' || filename === '.' || filename === '..') return undefined;
  if (!isSafeFilename(filename))
    return reader.fault(tag, 'invalid-file', `\`${excerpt(filename)}\` is no plain file name`);
  if (text !== filename) {
    reader.warn(tag, 'filename-mismatch', `the link says \`${excerpt(text)}\` but leads to \`${excerpt(filename)}\``);
  }
  const hashes = new Map<string, string>();
  const rest = fragment === undefined ? undefined : readFragment(fragment, hashes);
  if (rest === null) return reader.fault(tag, 'invalid-file', `two hashes of \`${excerpt(filename)}\` differ`);
  const yanked = attributes.get('data-yanked');
  const uploaded = attributes.get('data-upload-time');
  const time = uploaded === undefined ? undefined : parseUploadTime(uploaded);
  if (time?.ok === false) reader.warn(tag, time.error.code, time.error.message);
  return {
    filename,
    url: rest === undefined ? target : `${target}#${rest}`,
    hashes,
    requiresPython: attributes.get('data-requires-python'),
    yanked: yanked === undefined ? false : yanked === '' ? true : yanked,
    size: undefined,
    uploadTime: time?.ok ? time.value : undefined,
    coreMetadata: readCoreMetadata(tag, reader),
    gpgSig: readGpgSig(tag, reader),
    provenance: readProvenance(tag, reader),
  };
}

const AROUND_URL = '\t\n\f\r ';

/** Without the space around it that HTML allows. */
function trimUrl(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && AROUND_URL.includes(text.charAt(start))) start++;
  while (end > start && AROUND_URL.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The last segment of a URL's path, decoded once; "" when there is none. */
function lastSegment(url: string): string {
  const query = url.indexOf('?');
  let end = query < 0 ? url.length : query;
  while (end > 0 && url[end - 1] === '/') end--;
  const slash = url.lastIndexOf('/', end - 1);
  const isHost = slash > 0 && url[slash - 1] === '/' && (slash === 1 || url[slash - 2] === ':');
  const segment = isHost ? '' : url.slice(slash + 1, end);
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Takes the hashes out of a fragment; what remains of it, or undefined; null where two of one name differ. */
function readFragment(fragment: string, hashes: Map<string, string>): string | undefined | null {
  const others: string[] = [];
  for (const part of fragment.split('&')) {
    const equals = part.indexOf('=');
    const written = part.slice(0, Math.max(equals, 0));
    const name = ALL_HASH_NAMES.has(written) ? written : asciiLower(written);
    const digest = ALL_HASH_NAMES.has(name) ? parseHexDigest(part.slice(equals + 1)) : undefined;
    if (digest === undefined) others.push(part);
    else if ((hashes.get(name) ?? digest) !== digest) return null;
    else hashes.set(name, digest);
  }
  return others.length > 0 ? others.join('&') : undefined;
}

function readCoreMetadata(tag: HtmlTag, reader: PageReader): ProjectFile['coreMetadata'] {
  const text = tag.attributes.get('data-core-metadata') ?? tag.attributes.get('data-dist-info-metadata');
  if (text === undefined) return undefined;
  if (text === 'true') return true;
  const equals = text.indexOf('=');
  const [name, digest] = [asciiLower(text.slice(0, Math.max(equals, 0))), parseHexDigest(text.slice(equals + 1))];
  if (name !== '' && digest !== undefined) return new Map([[name, digest]]);
  reader.warn(
    tag,
    'invalid-core-metadata',
    `\`${excerpt(text)}\` is neither \`true\` nor \`name=digest\`: read as \`true\``,
  );
  return true;
}

function readGpgSig(tag: HtmlTag, reader: PageReader): boolean | undefined {
  const text = tag.attributes.get('data-gpg-sig');
  if (text === undefined || text === 'true' || text === 'false')
    return text === undefined ? undefined : text === 'true';
  return reader.warn(tag, 'invalid-gpg-sig', `\`${excerpt(text)}\` is neither \`true\` nor \`false\``);
}

function readProvenance(tag: HtmlTag, reader: PageReader): string | undefined {
  const text = tag.attributes.get('data-provenance');
  if (text === undefined || /^https:\/\/[^/]/i.test(text)) return text;
  return reader.warn(tag, 'invalid-provenance', `\`${excerpt(text)}\` is no complete \`https:\` URL`);
}

/**
 * A project page in HTML, version 1.4. It cannot say sizes, versions, namespaces, that metadata is
 * missing, or more than one hash: sha256 where there is one. A quarantined project's files are left
 * out. Source: PEP 503, 592, 629, 658, 708, 714, 740, 792.
 */
export function formatProjectHtml(page: ProjectPage): string {
  const title = `Links for ${escapeHtml(page.name)}`;
  const { marker, reason } = page.status;
  let head = meta('pypi:repository-version', formatSimpleApiVersion(SIMPLE_HTML_VERSION));
  if (marker !== 'active' || reason !== undefined) head += meta('pypi:project-status', marker);
  if (reason !== undefined) head += meta('pypi:project-status-reason', reason);
  for (const url of page.alternateLocations) head += meta('pypi:alternate-locations', url);
  for (const url of page.tracks) head += meta('pypi:tracks', url);
  if (page.baseUrl !== undefined) head += `    <base href="${escapeHtml(page.baseUrl)}">\n`;
  const links = offeredFiles(page).map(formatProjectLink).join('');
  return document(head, title, `    <h1>${title}</h1>\n${links}`);
}

/** A root page in HTML, version 1.4; each link is the given one of its project. Source: PEP 503. */
export function formatIndexHtml(index: ProjectIndex, href: (name: string) => string): string {
  const links = index.names.map((name) => `    <a href="${escapeHtml(href(name))}">${escapeHtml(name)}</a><br>\n`);
  const version = formatSimpleApiVersion(SIMPLE_HTML_VERSION);
  return document(meta('pypi:repository-version', version), 'Simple index', links.join(''));
}

function document(head: string, title: string, body: string): string {
  const start = '<!DOCTYPE html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8">\n';
  return `${start}${head}    <title>${title}</title>\n  </head>\n  <body>\n${body}  </body>\n</html>\n`;
}

function meta(name: string, content: string): string {
  return `    <meta name="${name}" content="${escapeHtml(content)}">\n`;
}

function chosenHash(hashes: FileHashes): string | undefined {
  for (const name of HASH_NAMES) {
    const digest = hashes.get(name);
    if (digest !== undefined) return `${name}=${digest}`;
  }
  for (const [name, digest] of hashes) if (ALL_HASH_NAMES.has(name)) return `${name}=${digest}`;
  return undefined;
}

/** The URL with the file's hash; one that stands in it already (JSON pages allow that) would be read first. */
function hashedUrl({ url, hashes }: ProjectFile): string {
  const hash = chosenHash(hashes);
  if (hash === undefined) return url;
  const mark = url.indexOf('#');
  if (mark < 0) return `${url}#${hash}`;
  const others = url.slice(mark + 1).split('&');
  const kept = others.filter((part) => !ALL_HASH_NAMES.has(asciiLower(part.slice(0, Math.max(part.indexOf('='), 0)))));
  return `${url.slice(0, mark)}#${[...kept, hash].join('&')}`;
}

/** One link of a page, with its line end, for who renders a long page piece by piece. Source: PEP 503, 592, 658, 714, 740. */
export function formatProjectLink(file: ProjectFile): string {
  let text = attribute('href', hashedUrl(file));
  if (file.requiresPython !== undefined) text += attribute('data-requires-python', file.requiresPython);
  const { coreMetadata } = file;
  if (coreMetadata !== undefined && coreMetadata !== false) {
    const value = coreMetadata === true ? 'true' : (chosenHash(coreMetadata) ?? 'true');
    text += attribute('data-dist-info-metadata', value) + attribute('data-core-metadata', value);
  }
  if (file.gpgSig !== undefined) text += attribute('data-gpg-sig', String(file.gpgSig));
  if (file.yanked !== false) text += attribute('data-yanked', file.yanked === true ? '' : file.yanked);
  if (file.uploadTime !== undefined) text += attribute('data-upload-time', file.uploadTime.text);
  if (file.provenance !== undefined) text += attribute('data-provenance', file.provenance);
  return `    <a${text}>${escapeHtml(file.filename)}</a><br>\n`;
}

function attribute(name: string, value: string): string {
  return ` ${name}="${escapeHtml(value)}"`;
}
