import {
  formatVersion,
  isValidName,
  type MarkerEnvironment,
  parseDirectUrl,
  parseRequirement,
  parseVersion,
  type Requirement,
} from '@rind/pypa';
import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { type JsonObject, type JsonValue, parseJson } from '../../base/text/json.ts';
import { licenseOf } from '../distribution-facts.ts';
import { MAX_ENTRIES, tooManyEntries } from '../entry-limit.ts';
import { installedGraph } from '../environment-graph.ts';
import { interpreterComponent } from '../environment-interpreter.ts';
import { MarkerJudge } from '../environment-markers.ts';
import { directOrigin } from '../environment-origin.ts';
import type { InventoryFormat, Reading, SourceFile } from '../format.ts';
import { type InstalledDistribution, identify } from '../installed-distribution.ts';
import { type Place, placesIn } from '../open-text.ts';
import { unreadable } from '../reading.ts';

/** What `pip inspect` prints: an environment with metadata, origins and its markers. */
export const format: InventoryFormat = {
  id: 'pip-inspect',
  title: 'the output of `pip inspect`: `pip-inspect*.json`',
  rank: 'pins',
  matches: (fileName) => /^pip-inspect[^/]*\.json$/.test(fileName),
  editing: 'Never: it says what is installed.',
  read(file, { maxDepth }) {
    const place = placesIn(file);
    const json = parseJson(file.text, { maxDepth, maxBytes: Number.POSITIVE_INFINITY, maxValues: MAX_VALUES });
    if (!json.ok) {
      const message = `\`${file.path}\` is no valid JSON: ${json.error.message}`;
      return unreadable(problem('text-invalid', message, { at: place(json.error.offset) }));
    }
    const root = object(json.value.root);
    const installed = root?.['installed'];
    if (root === undefined || !Array.isArray(installed))
      return unreadable(problem('lock-invalid', '`installed` is no list', { at: place(0) }));
    if (root['version'] !== '1')
      return unreadable(
        problem('format-unsupported', 'only version `1` of the report of `pip inspect` is known', {
          at: place(json.value.spanOf(root, 'version')?.start ?? 0),
        }),
      );
    const at = (container: object, key: string | number) => place(json.value.spanOf(container, key)?.start ?? 0);
    return readReport(file, root, installed, at, place);
  },
};

const MAX_VALUES = 4_000_000;
const FIELDS = [
  'implementation_name',
  'implementation_version',
  'os_name',
  'platform_machine',
  'platform_python_implementation',
  'platform_release',
  'platform_system',
  'platform_version',
  'python_full_version',
  'python_version',
  'sys_platform',
] as const;

type At = (container: object, key: string | number) => Location;

/** Source: pip's documentation, "pip inspect JSON output". */
function readReport(file: SourceFile, root: JsonObject, installed: JsonValue[], at: At, place: Place): Reading {
  const problems: Problem[] = [];
  const distributions: InstalledDistribution[] = [];
  for (const [i, item] of installed.entries()) {
    if (distributions.length + problems.length >= MAX_ENTRIES) {
      problems.push(tooManyEntries(file.path));
      break;
    }
    const read = readInstalled(object(item), at(installed, i), problems);
    if (read !== undefined) distributions.push(read);
  }
  const environment = object(root['environment']);
  const markers: MarkerEnvironment = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = environment?.[field];
      return typeof value === 'string' ? [[field, value]] : [];
    }),
  );
  const { components, roots } = installedGraph(distributions, new MarkerJudge(markers));
  const python = interpreterComponent({
    implementation: markers.implementation_name,
    python: versionOf(markers.python_full_version),
    at: environment === undefined ? place(0) : at(root, 'environment'),
  });
  return {
    components: python === undefined ? components : [...components, python],
    roots: new Map([['', [...roots, ...(python === undefined ? [] : [python.name])].sort()]]),
    problems,
  };
}

/** A version of Python; that of a build from a checkout ends with a plus. */
function versionOf(written: string | undefined): string | undefined {
  const parsed = parseVersion(written?.replace(/\+$/, '') ?? '');
  return parsed.ok ? formatVersion(parsed.value) : undefined;
}

function readInstalled(
  item: JsonObject | undefined,
  at: Location,
  problems: Problem[],
): InstalledDistribution | undefined {
  const metadata = object(item?.['metadata']);
  const name = text(metadata?.['name']) ?? '';
  const version = text(metadata?.['version']);
  const known = { name: isValidName(name) ? name : undefined, version, requires: [], at, problems: [] };
  const identity = identify(known, { name, version }, at, problems);
  if (identity === undefined) return undefined;
  const direct = item?.['direct_url'];
  const parsed = direct === undefined ? undefined : parseDirectUrl(direct);
  const requiresPython = text(metadata?.['requires_python']);
  const classifiers = metadata?.['classifier'];
  const license = licenseOf({
    expression: text(metadata?.['license_expression']),
    license: text(metadata?.['license']),
    classifiers: Array.isArray(classifiers) ? classifiers.filter((item) => typeof item === 'string') : [],
  });
  if (parsed?.ok === false)
    problems.push(problem('lock-invalid', `\`direct_url\`: ${parsed.error[0]?.message ?? 'cannot be read'}`, { at }));
  return {
    ...identity,
    ...(parsed?.ok ? directOrigin(parsed.value, undefined) : { source: { kind: 'installed' } as const, hashes: [] }),
    at,
    requires: requirements(metadata?.['requires_dist'], at, problems),
    // uv's installations are all marked as asked for.
    isRequested: item?.['requested'] === true && text(item['installer']) !== 'uv',
    reasons: [...identity.reasons, ...(parsed?.ok === false ? ['unknown-source'] : [])],
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(license === undefined ? {} : { license }),
  };
}

function requirements(value: JsonValue | undefined, at: Location, problems: Problem[]): Requirement[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const parsed = typeof item === 'string' ? parseRequirement(item) : undefined;
    if (parsed?.ok) return [parsed.value];
    problems.push(
      problem('metadata-invalid', `\`requires_dist\`: ${parsed?.error.message ?? 'a requirement is a text'}`, { at }),
    );
    return [];
  });
}

function object(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
