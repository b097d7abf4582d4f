import fc from 'fast-check';
import { normalizeName } from '../src/name.ts';
import type { ProjectFile, ProjectPage } from '../src/simple-page.ts';
import { parseUploadTime } from '../src/upload-time.ts';

/** A file with nothing said of it but where it is. */
export const PLAIN_FILE: ProjectFile = {
  filename: 'demo-1.0.tar.gz',
  url: 'https://files.example/demo-1.0.tar.gz',
  hashes: new Map(),
  requiresPython: undefined,
  yanked: false,
  size: undefined,
  uploadTime: undefined,
  coreMetadata: undefined,
  gpgSig: undefined,
  provenance: undefined,
};

/** A page without files. */
export const EMPTY_PAGE: ProjectPage = {
  apiVersion: { major: 1, minor: 4 },
  name: 'demo',
  versions: undefined,
  files: [],
  status: { marker: 'active', reason: undefined },
  namespaces: undefined,
  alternateLocations: [],
  tracks: [],
  baseUrl: undefined,
};

const PLAIN = { noNullPrototype: true } as const;
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const wild = fc.string({
  unit: fc.constantFrom(...'<>&"\' \n\t\r;#x2é=', 'amp;', '>=3.8', '</a>', '\u{1f600}', '-->'),
});
const digest = fc.stringMatching(/^(?:[0-9a-f]{2}){4}$/);
const hashes = fc
  .uniqueArray(fc.tuple(fc.constantFrom('sha256', 'sha512', 'md5', 'blake2b', '__proto__'), digest), {
    selector: ([name]) => name,
  })
  .map((pairs) => new Map(pairs));
const filename = fc.stringMatching(/^[a-z][a-z0-9_.+&<>"' -]{0,9}$/).map((stem) => `${stem}.whl`);
const time = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => parseUploadTime(date.toISOString()))
  .map((parsed) => (parsed.ok ? parsed.value : undefined));

/** Any file that a JSON page can tell. */
const anyFile: fc.Arbitrary<ProjectFile> = fc
  .record({
    filename,
    hashes,
    requiresPython: optional(wild),
    yanked: fc.oneof(
      fc.boolean(),
      wild.filter((text) => text !== ''),
    ),
    size: fc.nat(),
    uploadTime: time,
    coreMetadata: fc.oneof(
      optional(fc.boolean()),
      hashes.filter((found) => found.size > 0),
    ),
    gpgSig: optional(fc.boolean()),
    provenance: optional(fc.constant('https://files.example/p?a=1&lt=2')),
  })
  .chain((file) =>
    fc
      .constantFrom('https://files.example/a%2Fb/', '../../files/', './', '')
      .map((folder) => ({ ...file, url: folder + encodeURIComponent(file.filename) })),
  );

/** Any page that JSON can tell. */
export const anyPage: fc.Arbitrary<ProjectPage> = fc.record(
  {
    apiVersion: fc.record({ major: fc.constant(1), minor: fc.integer({ min: 1, max: 5 }) }, PLAIN),
    name: fc.constant('demo'),
    versions: fc.array(fc.string()),
    files: fc.array(anyFile, { maxLength: 4 }),
    status: fc.record(
      {
        marker: fc.constantFrom('active', 'archived', 'deprecated', 'on <holiday>'),
        reason: optional(wild),
      },
      PLAIN,
    ),
    namespaces: optional(
      fc.array(fc.record({ name: fc.constantFrom('de', 'demo').map(normalizeName), owned: fc.boolean() }, PLAIN)),
    ),
    alternateLocations: fc.array(wild, { maxLength: 2 }),
    tracks: fc.array(wild, { maxLength: 2 }),
    baseUrl: fc.constant(undefined),
  },
  PLAIN,
);
