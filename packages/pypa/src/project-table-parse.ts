import { parseDescriptionContentType } from './content-type.ts';
import { excerpt } from './excerpt.ts';
import { readForeign } from './foreign-data.ts';
import { parseGlobPattern } from './glob-pattern.ts';
import { parseLicenseExpression } from './license-expression.ts';
import { isValidName, type NormalizedName, normalizeName } from './name.ts';
import { PROJECT_KEYS, type ProjectKey } from './project-keys.data.ts';
import type {
  BuildSystem,
  ProjectExtra,
  ProjectLicense,
  ProjectReading,
  ProjectReadme,
  ProjectRequirement,
} from './project-table.ts';
import { readEntryPoints, readImportNames, readPeople, readScripts, readUrls } from './project-table-lists.ts';
import { parseRequirement } from './requirement.ts';
import { err, fault, ok, type Parsed, type Result, type TreeFault } from './result.ts';
import { parseSpecifierSet } from './specifier-set.ts';
import { isTable, TableReader, typeName } from './tree-reader.ts';
import { parseVersion } from './version.ts';

/**
 * Reads a `[project]` table that a TOML reader has parsed: all that can be read, and every fault
 * with its place.
 *
 * Faults: `wrong-type`, `missing-key`, `unknown-key`, `invalid-name`, `multiple-lines`,
 * `unknown-readme-suffix`, `exclusive-keys`, `invalid-person-name`, `invalid-email`, `label-too-long`,
 * `invalid-entry-point-group`, `invalid-entry-point-name`, `invalid-object-reference`,
 * `reserved-entry-point-group`, `invalid-extra`, `duplicate-extra`, `invalid-import-name`,
 * `ambiguous-import-name`, `missing-parent-name`, `empty-list`, `invalid-dynamic`,
 * `static-and-dynamic`, `conflicting-classifier`, `unreadable-value`, and those of versions, specifier sets, requirements,
 * license expressions, glob patterns and content types.
 *
 * Source: packaging.python.org, "`pyproject.toml` specification" (PEP 621, 639, 794, 808).
 */
export function parseProjectTable(table: unknown): ProjectReading {
  return readForeign(
    () => readProject(table),
    (faults) => ({ ...readProject({}), faults }),
  );
}

function readProject(table: unknown): ProjectReading {
  const faults: TreeFault[] = [];
  if (!isTable(table)) faults.push(notTable(table));
  const reader = new TableReader(isTable(table) ? table : {}, [], faults);
  for (const key of reader.keys()) {
    if (!isProjectKey(key)) reader.fault('unknown-key', `\`${excerpt(key)}\` is no key of \`[project]\``, key);
  }
  const name = isTable(table) ? reader.required('name', reader.parsed('name', parseProjectName)) : undefined;
  const dynamic = readDynamic(reader, isTable(table));
  const license = readLicense(reader);
  const classifiers = reader.strings('classifiers');
  checkLicenseClassifiers(reader, license, classifiers);
  return {
    project: {
      name,
      normalizedName: name === undefined ? undefined : normalizeName(name),
      version: reader.parsed('version', parseVersion),
      description: reader.parsed('description', parseSummary),
      readme: readReadme(reader),
      requiresPython: reader.parsed('requires-python', parseSpecifierSet),
      license,
      licenseFiles: reader.parsedList('license-files', parseGlobPattern),
      authors: readPeople(reader, 'authors'),
      maintainers: readPeople(reader, 'maintainers'),
      keywords: reader.strings('keywords'),
      classifiers,
      urls: readUrls(reader),
      scripts: readScripts(reader.child('scripts')),
      guiScripts: readScripts(reader.child('gui-scripts')),
      entryPoints: readEntryPoints(reader.child('entry-points')),
      dependencies: reader.parsedList('dependencies', parseProjectRequirement),
      optionalDependencies: readExtras(reader.child('optional-dependencies')),
      ...readImportNames(reader),
      dynamic,
    },
    faults,
  };
}

/**
 * Reads a `[build-system]` table. Faults: `wrong-type`, `missing-key`, `unknown-key`,
 * `outside-project`, `unreadable-value` and those of requirements.
 *
 * Source: packaging.python.org, "`pyproject.toml` specification", "Declaring build system
 * dependencies" (PEP 518); PEP 517, "In-tree build backends".
 */
export function parseBuildSystem(table: unknown): Result<BuildSystem, TreeFault[]> {
  return readForeign(() => readBuildSystem(table), err);
}

function readBuildSystem(table: unknown): Result<BuildSystem, TreeFault[]> {
  if (!isTable(table)) return err([notTable(table)]);
  const reader = new TableReader(table, [], []);
  for (const key of reader.keys()) {
    if (key !== 'requires' && key !== 'build-backend' && key !== 'backend-path') {
      reader.fault('unknown-key', `\`${excerpt(key)}\` is no key of \`[build-system]\``, key);
    }
  }
  const requires = reader.required('requires', reader.parsedList('requires', parseProjectRequirement));
  const buildBackend = reader.string('build-backend');
  const backendPath = reader.parsedList('backend-path', parseFolder);
  if (reader.faults.length > 0 || requires === undefined) return err(reader.faults);
  return ok({ requires, buildBackend, backendPath });
}

/** A folder inside the project; both kinds of separator are looked at, since both kinds of system build. */
function parseFolder(text: string): Parsed<string> {
  const outside = /^[/\\]|^[A-Za-z]:/.test(text) || text.split(/[/\\]/).includes('..');
  return outside ? fault('outside-project', `\`${excerpt(text)}\` must be a folder inside the project`, 0) : ok(text);
}

function notTable(value: unknown): TreeFault {
  return { code: 'wrong-type', message: `expected a table, found ${typeName(value)}`, path: [] };
}

function isProjectKey(key: string): key is ProjectKey {
  return Object.hasOwn(PROJECT_KEYS, key);
}

function parseProjectName(text: string): Parsed<string> {
  if (isValidName(text)) return ok(text);
  const message = `\`${excerpt(text)}\` is no valid name: letters, digits, \`.\`, \`_\` and \`-\`, a letter or digit at both ends`;
  return fault('invalid-name', message, 0);
}

function parseSummary(text: string): Parsed<string> {
  const at = text.search(/[\r\n]/);
  return at < 0 ? ok(text) : fault('multiple-lines', 'the description must be a single line', at);
}

function parseProjectRequirement(text: string): Parsed<ProjectRequirement> {
  const parsed = parseRequirement(text);
  return parsed.ok ? ok({ requirement: parsed.value, text }) : parsed;
}

function readDynamic(reader: TableReader, isPresent: boolean): ProjectKey[] {
  const dynamic: ProjectKey[] = [];
  const named = reader.strings('dynamic') ?? [];
  for (const [i, key] of named.entries()) {
    if (!isProjectKey(key) || key === 'name' || key === 'dynamic') {
      reader.fault('invalid-dynamic', `\`${excerpt(key)}\` cannot be dynamic`, 'dynamic', i);
    } else if (reader.has(key) && !PROJECT_KEYS[key].extensible) {
      reader.fault('static-and-dynamic', `\`${key}\` cannot be both given and dynamic`, 'dynamic', i);
    } else dynamic.push(key);
  }
  if (isPresent && !reader.has('version') && !named.includes('version')) {
    reader.fault('missing-key', 'the key `version` is required, or `version` among `dynamic`', 'version');
  }
  return dynamic;
}

function readReadme(reader: TableReader): ProjectReadme | undefined {
  const value = reader.get('readme');
  if (typeof value !== 'string') return readReadmeTable(reader, value);
  const contentType = contentTypeOf(value);
  if (contentType !== undefined) return { kind: 'file', file: value, contentType };
  const message = `the type of \`${excerpt(value)}\` is unknown: use \`.md\`, \`.rst\` or \`.txt\`, or give \`content-type\``;
  reader.fault('unknown-readme-suffix', message, 'readme');
  return undefined;
}

/** `.txt` is beyond the specification's two, as it allows. */
function contentTypeOf(file: string): string | undefined {
  const suffix = /\.(?:md|rst|txt)$/i.exec(file)?.[0]?.toLowerCase();
  return suffix === '.md' ? 'text/markdown' : suffix === '.rst' ? 'text/x-rst' : suffix && 'text/plain';
}

function readReadmeTable(reader: TableReader, value: unknown): ProjectReadme | undefined {
  if (value === undefined) return undefined;
  if (!isTable(value)) {
    reader.fault('wrong-type', `expected a string or a table, found ${typeName(value)}`, 'readme');
    return undefined;
  }
  const table = new TableReader(value, [...reader.path, 'readme'], reader.faults);
  const origin = readOrigin(table, ['content-type']);
  const contentType = table.required('content-type', table.parsed('content-type', keepContentType));
  return origin && contentType !== undefined ? { ...origin, contentType } : undefined;
}

/** The text is kept: a backend copies it to the metadata. */
function keepContentType(text: string): Parsed<string> {
  const parsed = parseDescriptionContentType(text);
  return parsed.ok ? ok(text) : parsed;
}

type Origin = { readonly kind: 'file'; readonly file: string } | { readonly kind: 'text'; readonly text: string };

/** Of `file` and `text` exactly one. */
function readOrigin(table: TableReader, others: readonly string[]): Origin | undefined {
  for (const key of table.keys()) {
    if (key === 'file' || key === 'text' || others.includes(key)) continue;
    table.fault('unknown-key', `\`${excerpt(key)}\` is no key of this table`, key);
  }
  const file = table.string('file');
  const text = table.string('text');
  if (table.has('file') === table.has('text')) {
    table.fault('exclusive-keys', 'of `file` and `text` exactly one is required');
    return undefined;
  }
  return file !== undefined ? { kind: 'file', file } : text !== undefined ? { kind: 'text', text } : undefined;
}

function readLicense(reader: TableReader): ProjectLicense | undefined {
  const value = reader.get('license');
  if (value === undefined) return undefined;
  if (typeof value === 'string') {
    const expression = reader.parsed('license', parseLicenseExpression);
    return expression && { kind: 'expression', expression };
  }
  if (isTable(value)) return readOrigin(new TableReader(value, [...reader.path, 'license'], reader.faults), []);
  reader.fault('wrong-type', `expected a string or a table, found ${typeName(value)}`, 'license');
  return undefined;
}

/** An expression says it all; indexes refuse a classifier beside it. */
function checkLicenseClassifiers(
  reader: TableReader,
  license: ProjectLicense | undefined,
  classifiers: readonly string[] | undefined,
): void {
  if (license?.kind !== 'expression') return;
  for (const [i, classifier] of (classifiers ?? []).entries()) {
    if (!classifier.startsWith('License ::')) continue;
    const message = `\`${excerpt(classifier)}\` cannot stand beside a license expression`;
    reader.fault('conflicting-classifier', message, 'classifiers', i);
  }
}

function readExtras(reader: TableReader | undefined): Map<NormalizedName, ProjectExtra> | undefined {
  if (!reader) return undefined;
  const extras = new Map<NormalizedName, ProjectExtra>();
  const seen = new Map<NormalizedName, string>();
  for (const written of reader.keys()) {
    const name = normalizeName(written);
    const other = seen.get(name);
    if (!isValidName(written)) {
      reader.fault('invalid-extra', `\`${excerpt(written)}\` is no valid name of an extra`, written);
    } else if (other !== undefined) {
      const message = `\`${excerpt(written)}\` and \`${excerpt(other)}\` name the same extra`;
      reader.fault('duplicate-extra', message, written);
    }
    const requirements = reader.parsedList(written, parseProjectRequirement);
    if (other === undefined) seen.set(name, written);
    if (requirements && other === undefined) extras.set(name, { written, requirements });
  }
  return extras;
}
