import { posix } from 'node:path';
import { formatVersion, type NormalizedName, normalizeName, parseVersion } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { formatPurl, makePurl } from '../base/purl.ts';
import { redactUrl } from '../base/secret.ts';
import type { TextDocument } from '../base/text/document.ts';
import { type JsonObject, type JsonValue, parseJson } from '../base/text/json.ts';
import type { Component, ComponentSource } from './component.ts';
import { isCondaName } from './conda-package.ts';
import { startOf } from './folder-place.ts';
import type { SourceFile, SourceFolder } from './format.ts';
import { placesIn } from './open-text.ts';

/** The folder that makes a folder a conda environment. */
export const CONDA_FOLDER = 'conda-meta';

/** One package that conda installed, as its record says. */
export interface CondaRecord {
  /** conda's name. */
  readonly name: string;
  /** As written. */
  readonly version: string | null;
  readonly source: ComponentSource;
  readonly purl?: string;
  /** `algorithm:hex`, sorted. */
  readonly hashes: readonly string[];
  readonly license?: string;
  /** conda names, without what versions are asked of them. */
  readonly depends: readonly string[];
  /** The `.dist-info` and `.egg-info` entries that it installed, as they stand in the prefix. */
  readonly distributions: readonly string[];
  readonly isRequested: boolean;
  readonly at: Location;
}

const MAX_DEPTH = 50;
const MAX_VALUES = 800_000;
const DISTRIBUTION = /^(.*\/site-packages\/[^/]+\.(?:dist-info|egg-info))(?:\/(?:METADATA|PKG-INFO))?$/;
const HASHES = ['md5', 'sha256'] as const;

/**
 * Reads the records of a conda environment, `conda-meta/*.json`.
 *
 * Source: conda's documentation, "Conda environments", `PrefixRecord` of conda's models.
 */
export function readCondaRecords(folder: SourceFolder, problems: Problem[]): CondaRecord[] {
  return folder.list(CONDA_FOLDER).flatMap(({ name, kind }) => {
    if (kind !== 'file' || !name.endsWith('.json')) return [];
    const path = posix.join(CONDA_FOLDER, name);
    const file = folder.text(path);
    if (!file.ok) {
      problems.push(file.error);
      return [];
    }
    return readRecord(folder, path, file.value, problems) ?? [];
  });
}

function readRecord(
  folder: SourceFolder,
  path: string,
  file: SourceFile,
  problems: Problem[],
): CondaRecord | undefined {
  const place = placesIn(file);
  const json = parseJson(file.text, { maxDepth: MAX_DEPTH, maxValues: MAX_VALUES });
  if (!json.ok) {
    problems.push(
      problem('environment-invalid', `this is no valid JSON: ${json.error.message}`, { at: place(json.error.offset) }),
    );
    return undefined;
  }
  const { root } = json.value;
  const record = typeof root === 'object' && root !== null && !Array.isArray(root) ? root : undefined;
  const name = text(record?.['name']);
  if (record === undefined || name === undefined || !isCondaName(name)) {
    problems.push(
      problem('environment-invalid', 'the record does not say which package it is of', { at: startOf(folder, path) }),
    );
    return undefined;
  }
  const version = text(record['version']) ?? null;
  const channel = channelOf(record);
  const license = text(record['license']);
  const purl = purlOf(name, version, record);
  return {
    name,
    version,
    source: { kind: 'conda', ...(channel === undefined ? {} : { url: channel }) },
    ...(purl === undefined ? {} : { purl }),
    hashes: HASHES.flatMap((algorithm) => {
      const digest = text(record[algorithm]);
      return digest !== undefined && /^[0-9a-f]{32,64}$/i.test(digest) ? [`${algorithm}:${digest.toLowerCase()}`] : [];
    }),
    ...(license === undefined || license === '' ? {} : { license }),
    depends: texts(record['depends']).flatMap((depend) => /^[^\s=<>!~[]+/.exec(depend)?.[0] ?? []),
    distributions: texts(record['files']).flatMap((installed) => DISTRIBUTION.exec(installed)?.[1] ?? []),
    isRequested: isRequested(record),
    at: placeOf(json.value, record, place) ?? startOf(folder, path),
  };
}

function placeOf(
  document: TextDocument<JsonValue>,
  record: JsonObject,
  place: (offset: number) => Location,
): Location | undefined {
  const span = document.keySpanOf(record, 'version') ?? document.keySpanOf(record, 'name');
  return span === undefined ? undefined : place(span.start);
}

/** Source: purl-spec, type `conda`: build, channel, subdir and type are qualifiers. */
function purlOf(name: string, version: string | null, record: JsonObject): string | undefined {
  const build = text(record['build']);
  const channel = channelOf(record);
  const subdir = text(record['subdir']);
  const purl = makePurl({
    type: 'conda',
    name,
    version,
    qualifiers: new Map([
      ...(build === undefined ? [] : [['build', build] as const]),
      ...(channel === undefined ? [] : [['channel', channel.slice(channel.lastIndexOf('/') + 1)] as const]),
      ...(subdir === undefined ? [] : [['subdir', subdir] as const]),
    ]),
  });
  return purl.ok ? formatPurl(purl.value) : undefined;
}

/** The channel without its platform's folder, which records name as well: `https://host/conda-forge/linux-64`. */
function channelOf(record: JsonObject): string | undefined {
  const written = text(record['channel']);
  if (written === undefined) return undefined;
  const subdir = text(record['subdir']) ?? '';
  const channel = subdir !== '' && written.endsWith(`/${subdir}`) ? written.slice(0, -subdir.length - 1) : written;
  return redactUrl(channel.replace(/\/$/, ''));
}

/** A package of which Python knows no distribution, under conda's name. */
export function condaComponent(record: CondaRecord, requires: readonly NormalizedName[]): Component {
  const { name, version, source, purl, hashes, license, at } = record;
  const parsed = version === null ? undefined : parseVersion(version);
  return {
    name: normalizeName(name),
    version: parsed?.ok ? formatVersion(parsed.value) : version === null ? null : redactUrl(version),
    source,
    ...(purl === undefined ? {} : { purl }),
    ...(license === undefined ? {} : { license }),
    extras: [],
    groups: [''],
    hashes,
    locations: [at],
    reasons: version === null ? ['unknown-version'] : parsed?.ok ? [] : ['invalid-version'],
    requires,
  };
}

/** conda writes `None`, mamba nothing, for what came along. */
function isRequested(record: JsonObject): boolean {
  const spec = text(record['requested_spec']) ?? '';
  return (spec !== '' && spec !== 'None') || texts(record['requested_specs']).length > 0;
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
