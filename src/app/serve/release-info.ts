import { type MetadataListName, type MetadataTextName, parseMetadata, type RawMetadata } from '@rind/pypa';
import type { JsonObject, JsonValue } from '../../base/text/json.ts';

/** What `info` of the JSON API says of a release, by the API's own keys. Source: PyPI, "JSON API". */
export type ReleaseInfo = Readonly<Record<string, InfoValue>>;

/** A value of {@link ReleaseInfo}. */
export type InfoValue =
  | string
  | null
  | boolean
  | readonly string[]
  | ReadonlyMap<string, string>
  | { readonly [key: string]: number };

const TEXTS: readonly (readonly [string, MetadataTextName])[] = [
  ['author', 'Author'],
  ['author_email', 'Author-email'],
  ['description', 'Description'],
  ['description_content_type', 'Description-Content-Type'],
  ['download_url', 'Download-URL'],
  ['home_page', 'Home-page'],
  ['license', 'License'],
  ['license_expression', 'License-Expression'],
  ['maintainer', 'Maintainer'],
  ['maintainer_email', 'Maintainer-email'],
  ['name', 'Name'],
  ['requires_python', 'Requires-Python'],
  ['summary', 'Summary'],
];
const LISTS: readonly (readonly [string, MetadataListName])[] = [
  ['classifiers', 'Classifier'],
  ['dynamic', 'Dynamic'],
  ['license_files', 'License-File'],
  ['provides_extra', 'Provides-Extra'],
  ['requires_dist', 'Requires-Dist'],
];
/** Longer ones are cut: a description is seldom longer, and no tool of this API reads it. */
const MOST_TEXT = 256 * 1024;
const MOST_LISTED = 2000;

/** What a release's own metadata says. */
export function infoOfMetadata(bytes: Uint8Array): ReleaseInfo {
  const raw: RawMetadata = parseMetadata(bytes);
  const info: Record<string, InfoValue> = {};
  for (const [key, field] of TEXTS) info[key] = raw.texts.get(field)?.slice(0, MOST_TEXT) ?? null;
  for (const [key, field] of LISTS) info[key] = raw.lists.get(field)?.slice(0, MOST_LISTED) ?? null;
  return {
    ...info,
    classifiers: raw.lists.get('Classifier')?.slice(0, MOST_LISTED) ?? [],
    keywords: raw.keywords?.join(',') ?? null,
    platform: raw.lists.get('Platform')?.[0] ?? null,
    project_urls: raw.projectUrls ?? null,
  };
}

/** What an index says of a release: only what metadata could say, and only values of its kinds. */
export function infoOfIndex(said: JsonObject): ReleaseInfo {
  const info: Record<string, InfoValue> = {};
  for (const key of [...TEXTS.map(([name]) => name), 'keywords', 'platform']) info[key] = textOf(said[key]);
  for (const [key] of LISTS) info[key] = textsOf(said[key]);
  const urls = said['project_urls'];
  return {
    ...info,
    classifiers: textsOf(said['classifiers']) ?? [],
    project_urls: isObject(urls)
      ? new Map(Object.entries(urls).flatMap(([name, url]) => (typeof url === 'string' ? [[name, url] as const] : [])))
      : null,
  };
}

/** What can be said of a release of which nothing is known but its files. */
export function infoOfNothing(requiresPython: string | undefined): ReleaseInfo {
  const none = Object.fromEntries([...TEXTS, ...LISTS].map(([key]) => [key, null]));
  return {
    ...none,
    classifiers: [],
    keywords: null,
    platform: null,
    project_urls: null,
    requires_python: requiresPython ?? null,
  };
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value.slice(0, MOST_TEXT) : null;
}

function textsOf(value: JsonValue | undefined): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  return value.slice(0, MOST_LISTED).filter((entry) => typeof entry === 'string');
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
