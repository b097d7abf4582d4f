import type { UpstreamFile, UpstreamProject } from './upstream-file.ts';

/** How an upstream speaks: what it can, and what it leaves away. */
export interface UpstreamStyle {
  /** Whether it knows the JSON serialization. */
  readonly json: boolean;
  /** Whether pages and files carry an ETag, and answer 304. */
  readonly etags: boolean;
  /** Whether `.metadata` is served, and whether pages say so. */
  readonly sidecars: 'advertised' | 'unadvertised' | 'none';
  /** Upload times: always; in HTML only for those who name a simple type in Accept; never. */
  readonly uploadTimes: 'always' | 'when-asked-by-type' | 'never';
  /** What file addresses begin with: relative ones, or another origin. */
  readonly files: 'relative' | { readonly origin: string };
}

/** Everything that the standards have. */
export const FULL_STYLE: UpstreamStyle = {
  json: true,
  etags: true,
  sidecars: 'advertised',
  uploadTimes: 'always',
  files: 'relative',
};

/** As PyPI answers through a caching mirror: HTML only, no ETag, `.metadata` there but not advertised. */
export const PYPI_LIKE_STYLE: UpstreamStyle = {
  json: false,
  etags: false,
  sidecars: 'unadvertised',
  uploadTimes: 'when-asked-by-type',
  files: 'relative',
};

/** The path at which the upstream serves a file. Percent-encoded once: a local version's `+` is `%2B`. */
export function pathOfFile({ sha256, filename }: UpstreamFile): string {
  return `/files/${sha256.slice(0, 16)}/${encodeURIComponent(filename)}`;
}

function hrefOf(file: UpstreamFile, { files }: UpstreamStyle): string {
  if (file.href !== undefined) return file.href;
  return files === 'relative' ? `../..${pathOfFile(file)}` : `${files.origin}${pathOfFile(file)}`;
}

function sidecarDigest({ metadata }: UpstreamFile, { sidecars }: UpstreamStyle, hash: Hash): string | undefined {
  return metadata !== undefined && sidecars === 'advertised' ? hash(metadata) : undefined;
}

type Hash = (bytes: Uint8Array) => string;

/** A project's page in JSON. Source: PEP 691, 700, 714, 740, 792. */
export function jsonPage(project: UpstreamProject, style: UpstreamStyle, hash: Hash): string {
  const versions = [...new Set(project.files.map(({ filename }) => versionOf(filename)))];
  return JSON.stringify({
    meta: { 'api-version': '1.4' },
    name: project.title ?? project.name,
    ...(project.status === undefined ? {} : { 'project-status': { status: project.status } }),
    versions,
    files: project.files.map((file) => {
      const sidecar = sidecarDigest(file, style, hash);
      return {
        filename: file.filename,
        url: hrefOf(file, style),
        hashes: { sha256: file.sha256 },
        size: file.content.size,
        ...(style.uploadTimes === 'always' ? { 'upload-time': file.uploaded } : {}),
        ...(file.requiresPython === undefined ? {} : { 'requires-python': file.requiresPython }),
        yanked: file.yanked === undefined ? false : file.yanked === '' ? true : file.yanked,
        'core-metadata': sidecar === undefined ? false : { sha256: sidecar },
        ...(file.provenance === undefined ? {} : { provenance: provenancePath(project, file) }),
      };
    }),
  });
}

/** A project's page in HTML; `typed` when Accept named a simple type. Source: PEP 503, 592, 629, 658, 714. */
export function htmlPage(project: UpstreamProject, style: UpstreamStyle, hash: Hash, typed: boolean): string {
  const links = project.files.map((file) => {
    const sidecar = sidecarDigest(file, style, hash);
    const times = style.uploadTimes === 'always' || (style.uploadTimes === 'when-asked-by-type' && typed);
    const attributes: (readonly [string, string | undefined])[] = [
      ['href', `${hrefOf(file, style)}#sha256=${file.sha256}`],
      ['data-requires-python', file.requiresPython],
      ['data-upload-time', times ? file.uploaded : undefined],
      ['data-yanked', file.yanked],
      ['data-core-metadata', sidecar && `sha256=${sidecar}`],
      ['data-dist-info-metadata', sidecar && `sha256=${sidecar}`],
    ];
    const text = attributes.flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escapeHtml(value)}"`]));
    return `<a${text.join('')}>${escapeHtml(file.filename)}</a><br />\n`;
  });
  const title = escapeHtml(`Links for ${project.title ?? project.name}`);
  const version = `<meta name="pypi:repository-version" content="${style.json ? '1.4' : '1.0'}">`;
  return `<!DOCTYPE html>\n<html><head>${version}<title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n${links.join('')}</body></html>\n`;
}

/** The list of projects. Source: PEP 503, 691. */
export function projectList(projects: Iterable<UpstreamProject>, json: boolean): string {
  const names = Array.from(projects, ({ name }) => name);
  if (json) return JSON.stringify({ meta: { 'api-version': '1.4' }, projects: names.map((name) => ({ name })) });
  const links = names.map((name) => `<a href="${encodeURIComponent(name)}/">${escapeHtml(name)}</a>\n`);
  return `<!DOCTYPE html>\n<html><head><title>Simple index</title></head><body>\n${links.join('')}</body></html>\n`;
}

/** PyPI's own JSON about a project or one release; undefined where there is no such release. */
export function pypiJson(project: UpstreamProject, style: UpstreamStyle, wanted?: string): string | undefined {
  const releases = Map.groupBy(project.files, ({ filename }) => versionOf(filename));
  const latest = [...releases.keys()].at(-1);
  const version = wanted ?? latest;
  if (version === undefined || !releases.has(version)) return undefined;
  const urls = (releases.get(version) ?? []).map((file) => ({
    filename: file.filename,
    url: hrefOf(file, style),
    digests: { sha256: file.sha256 },
    size: file.content.size,
    upload_time_iso_8601: file.uploaded,
    requires_python: file.requiresPython ?? null,
    yanked: file.yanked !== undefined,
    yanked_reason: file.yanked ?? null,
  }));
  return JSON.stringify({
    info: { name: project.name, version, yanked: urls.every(({ yanked }) => yanked) },
    urls,
    vulnerabilities: [],
    ownership: { roles: [], organization: null },
  });
}

/** The path of a file's provenance. Source: PEP 740, "Index changes". */
export function provenancePath({ name }: UpstreamProject, { filename }: UpstreamFile): string {
  return `/integrity/${name}/${versionOf(filename)}/${encodeURIComponent(filename)}/provenance`;
}

/** The version that a file name writes; what stands for it where it is no distribution's. */
export function versionOf(filename: string): string {
  const [, version = '0', tail] = filename.split('-');
  return tail === undefined ? version.replace(/\.(?:tar\.gz|zip)$/, '') : version;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
