import path from 'node:path';
import type { NormalizedName, ProjectFile } from '@rind/pypa';
import type { AdvisoryStore } from '../advisory/store.ts';
import type { DatedPolicy, ReplayGrounds } from '../app/replay/replay.ts';
import type { PinnedFile } from '../app/serve/make-offer.ts';
import { OWN } from '../app/serve/ports.ts';
import type { Pin } from '../evidence/pins.sql.ts';
import { readPage } from '../index/page.ts';
import { pageFolder } from '../index/page-folder.fs.ts';
import type { Upstream } from '../index/upstream.ts';
import { PACE } from '../platform/pace.ts';
import { artifactOf } from './gateway-blobs.ts';
import type { GatewayState } from './gateway-state.ts';

/** What the past of a project is decided with. */
export interface ReplaySources {
  readonly state: Pick<GatewayState, 'folder' | 'pins' | 'inspections' | 'rulings' | 'hosted'>;
  /** Those that are configured now; of one that is not any more, its pages are not known. */
  readonly upstreams: readonly Upstream[];
  readonly policies: readonly DatedPolicy[];
  readonly advisories: AdvisoryStore | undefined;
  readonly view: string;
}

/** Puts together everything that is kept of a project: what was pinned, what its pages said last, what was uploaded here. */
export async function replayGrounds(
  name: NormalizedName,
  { state, upstreams, policies, advisories, view }: ReplaySources,
): Promise<ReplayGrounds> {
  const { pins, inspections, rulings, hosted } = state;
  const byName = new Map(upstreams.map((upstream) => [upstream.name, upstream]));
  const known = new Map(
    (await pins.ofProject(name)).map(({ upstream, ...pin }) => [`${upstream} ${pin.filename}`, { upstream, pin }]),
  );
  const pages = new Map<string, ReadonlyMap<string, ProjectFile>>();
  for (const upstream of upstreams) {
    const { files, fetchedAt } = await storedFiles(state.folder, upstream, name);
    pages.set(upstream.name, files);
    // Seen on a page that nobody was given: it is known all the same.
    for (const [filename, { hashes }] of files) {
      const key = `${upstream.name} ${filename}`;
      const pin = { filename, sha256: hashes.get('sha256') ?? null, firstSeen: fetchedAt, gone: null, uploaded: null };
      if (!known.has(key)) known.set(key, { upstream: upstream.name, pin });
    }
  }
  for (const { filename, sha256, uploaded } of await hosted.files(name)) {
    const key = `${OWN} ${filename}`;
    const pin = { filename, sha256, firstSeen: uploaded, gone: null, uploaded: null };
    if (!known.has(key)) known.set(key, { upstream: OWN, pin });
  }
  const files = [...known.values()].map(({ upstream, pin }): PinnedFile => {
    const trust = upstream === OWN ? 'own' : isPyPI(byName.get(upstream)) ? 'pypi' : 'other';
    const file = asItWas(pin, pages.get(upstream)?.get(pin.filename));
    return { upstream, pin: trust === 'pypi' ? sinceUpload(pin, file) : pin, trust, sidecarSha256: null, file };
  });
  const looked = await inspections.bodies(files.flatMap(({ pin }) => pin.sha256 ?? []));
  return {
    name,
    files,
    policies,
    inspections: new Map([...looked].map(([sha256, { body }]) => [sha256, artifactOf(body)])),
    rulings: (await rulings.ever()).filter((ruling) => ruling.view === null || ruling.view === view),
    advisories,
    indexes: [
      { url: 'rind:own' },
      ...upstreams.map(({ url, mirrors }) => ({ url, ...(mirrors === undefined ? {} : { mirrors }) })),
    ],
    origins: new Map(
      files.map(({ upstream }) => {
        const index = byName.get(upstream);
        const url = upstream === OWN ? 'rind:own' : isPyPI(index) ? undefined : index?.url;
        return [upstream, { kind: 'index', ...(url === undefined ? {} : { url }) }];
      }),
    ),
  };
}

/** One that is not configured any more is taken for PyPI: advisories about PyPI speak of its files, and its times count. */
function isPyPI(upstream: Upstream | undefined): boolean {
  return upstream === undefined || upstream.mirrors === 'pypi';
}

/** What the page that is kept lists, and when its index last said so. */
async function storedFiles(
  folder: string,
  upstream: Upstream,
  name: NormalizedName,
): Promise<{ readonly files: ReadonlyMap<string, ProjectFile>; readonly fetchedAt: number }> {
  const store = await pageFolder(path.join(folder, 'pages'));
  const stored = await store.load(upstream.url, name);
  const read = stored?.kind === 'page' ? await PACE.inSlices(readPage(stored, name, upstream)) : undefined;
  const files = new Map<string, ProjectFile>();
  if (read?.ok === true) for (const file of read.page.files) files.set(file.filename, file);
  return { files, fetchedAt: stored?.fetchedAt ?? 0 };
}

/** A file with what does not change about it. Whether it was yanked then is not known, and that it is now is no answer. */
function asItWas({ filename, sha256 }: Pin, listed: ProjectFile | undefined): ProjectFile {
  return {
    filename,
    url: '',
    hashes: sha256 === null ? new Map() : new Map([['sha256', sha256]]),
    requiresPython: listed?.requiresPython,
    yanked: false,
    size: listed?.size,
    uploadTime: listed?.uploadTime,
    coreMetadata: undefined,
    gpgSig: undefined,
    provenance: undefined,
  };
}

/** PyPI is believed that a file was there since its upload, whenever this gateway saw it first. */
function sinceUpload(pin: Pin, { uploadTime }: ProjectFile): Pin {
  const uploaded = uploadTime?.epochMilliseconds ?? pin.uploaded ?? pin.firstSeen;
  return { ...pin, firstSeen: Math.min(pin.firstSeen, uploaded) };
}
