import {
  contains,
  formatMarker,
  formatSpecifierSet,
  isValidName,
  type NormalizedName,
  normalizeName,
  parseRequirement,
  type SpecifierSet,
  type TomlTable,
  type TomlValue,
  type Version,
} from '@rind/pypa';
import type { TextDocument } from '../base/text/document.ts';
import { MAX_ENTRIES } from './entry-limit.ts';
import { PIPFILE_SECTIONS, pipfileGroup } from './pipenv-group.ts';
import { readPlainRequirement } from './plain-bound.ts';
import { parsePoetryConstraint } from './poetry-constraint.ts';
import { asList, asTable, asTables, asText } from './toml-fields.ts';

/** One project that a manifest asks for from an index, as the tool of its lock reads it. */
export interface Demand {
  readonly name: NormalizedName;
  /** Its bounds where they are plain (`isPlainlyWithin`): most are fulfilled at first sight. */
  readonly plain?: string | undefined;
  /** Which versions it lets in. */
  readonly bounds: () => DemandBounds;
  /** The condition on Python or the platform, where there is one. */
  readonly marker?: string | undefined;
  /** `""`, `extra:NAME` or a group's name in normal form. */
  readonly group: string;
  /** Where it stands in the text of the manifest. */
  readonly offset: () => number;
}

/** Which versions a manifest lets in. */
export interface DemandBounds {
  /** As written; empty for any version. */
  readonly specifier: string;
  accepts(version: Version): boolean;
}

/** The tools whose locks are compared with a manifest. */
export type LockTool = 'uv' | 'poetry' | 'pdm' | 'pipenv';

/**
 * What a manifest asks for of indexes. Left out is whatever the tool takes from elsewhere, replaces or leaves
 * out itself, and what cannot be read: of that a lock may say anything.
 */
export function manifestDemands(document: TextDocument<TomlTable>, tool: LockTool): Demand[] {
  const demands = new Demands(document);
  if (tool === 'pipenv') demands.readPipfile();
  else {
    demands.readProject(tool);
    if (tool === 'uv') demands.readUv();
    if (tool === 'poetry') demands.readPoetry();
    if (tool === 'pdm') demands.readPdm();
  }
  return demands.finish();
}

class Demands {
  readonly #document: TextDocument<TomlTable>;
  readonly #root: TomlTable;
  readonly #tool: TomlTable;
  readonly #project: TomlTable;
  readonly #found: Demand[] = [];
  /** Projects that the tool replaces, leaves out or takes from elsewhere; and the project itself. */
  readonly #elsewhere = new Set<NormalizedName>();

  constructor(document: TextDocument<TomlTable>) {
    this.#document = document;
    this.#root = document.root;
    this.#tool = asTable(this.#root['tool']) ?? {};
    this.#project = asTable(this.#root['project']) ?? {};
    const own = asText(this.#project['name']) ?? asText(asTable(this.#tool['poetry'])?.['name']);
    if (own !== undefined) this.#elsewhere.add(normalizeName(own));
  }

  finish(): Demand[] {
    return this.#found.filter(({ name }) => !this.#elsewhere.has(name));
  }

  readProject(tool: LockTool): void {
    this.#requirements(this.#project, 'dependencies', '');
    const extras = asTable(this.#project['optional-dependencies']) ?? {};
    for (const extra of Object.keys(extras)) this.#requirements(extras, extra, `extra:${normalizeName(extra)}`);
    // Poetry reads these since 2.2 alone, and a lock does not say by which it was made for certain.
    if (tool === 'poetry') return;
    const groups = asTable(this.#root['dependency-groups']) ?? {};
    for (const group of Object.keys(groups)) this.#requirements(groups, group, normalizeName(group));
  }

  readUv(): void {
    const uv = asTable(this.#tool['uv']) ?? {};
    this.#requirements(uv, 'dev-dependencies', 'dev');
    for (const [name, source] of Object.entries(asTable(uv['sources']) ?? {})) {
      // An index of another name locks by the same names and versions; anything else is what it is.
      const all = Array.isArray(source) ? asTables(source) : [asTable(source) ?? {}];
      if (!all.every((one) => asText(one['index']) !== undefined)) this.#elsewhere.add(normalizeName(name));
    }
    for (const key of ['override-dependencies', 'exclude-dependencies']) this.#leaveOut(asList(uv[key]));
  }

  readPoetry(): void {
    const poetry = asTable(this.#tool['poetry']) ?? {};
    const main = asTable(poetry['dependencies']) ?? {};
    // Where the standard table lists the dependencies, Poetry's says where they come from.
    if (this.#project['dependencies'] === undefined) this.#constraints(main, '');
    else
      for (const [name, value] of Object.entries(main)) if (!isPlain(value)) this.#elsewhere.add(normalizeName(name));
    this.#constraints(asTable(poetry['dev-dependencies']) ?? {}, 'dev');
    for (const [group, table] of Object.entries(asTable(poetry['group']) ?? {}))
      this.#constraints(asTable(asTable(table)?.['dependencies']) ?? {}, normalizeName(group));
  }

  readPdm(): void {
    const pdm = asTable(this.#tool['pdm']) ?? {};
    const groups = asTable(pdm['dev-dependencies']) ?? {};
    for (const group of Object.keys(groups)) this.#requirements(groups, group, normalizeName(group));
    const resolution = asTable(pdm['resolution']) ?? {};
    for (const name of Object.keys(asTable(resolution['overrides']) ?? {})) this.#elsewhere.add(normalizeName(name));
    this.#leaveOut(asList(resolution['excludes']));
  }

  readPipfile(): void {
    for (const [section, value] of Object.entries(this.#root)) {
      const table = PIPFILE_SECTIONS.has(section) ? undefined : asTable(value);
      for (const [written, item] of Object.entries(table ?? {})) {
        // Pipenv locks for the machine at hand: of what is for others the lock may say anything.
        const entry = asTable(item);
        const keys = Object.keys(entry ?? {});
        const text = asText(item) ?? (entry === undefined ? undefined : (asText(entry['version']) ?? '*'));
        if (text === undefined || !keys.every((key) => PIPENV_PLAIN.has(key))) continue;
        const set = text.trim() === '*' ? '' : text;
        const parsed = parseRequirement(`x ${set}`);
        if (!parsed.ok || !isValidName(written)) continue;
        this.#add(written, {
          bounds: () => ({ specifier: set, accepts: (version) => contains(parsed.value.specifiers, version) }),
          group: pipfileGroup(section),
          offset: () => this.#offset(table ?? {}, written),
        });
      }
    }
  }

  #requirements(holder: TomlTable, key: string, group: string): void {
    const list = asList(holder[key]);
    for (const [index, item] of list.entries()) {
      if (typeof item !== 'string') continue;
      const offset = () => this.#document.spanOf(list, index)?.start ?? 0;
      const plain = readPlainRequirement(item);
      if (plain !== undefined) {
        this.#add(plain.name, { plain: plain.bounds, bounds: () => requirementBounds(item), group, offset });
        continue;
      }
      const parsed = parseRequirement(item);
      if (!parsed.ok) continue;
      const { name, url, specifiers, marker } = parsed.value;
      if (url !== undefined) this.#elsewhere.add(normalizeName(name));
      else
        this.#add(name, {
          bounds: () => boundsOf(specifiers),
          marker: marker === undefined ? undefined : formatMarker(marker),
          group,
          offset,
        });
    }
  }

  /** A table of Poetry's: several constraints of one project, and what comes from elsewhere, are passed over. */
  #constraints(table: TomlTable, group: string): void {
    for (const [written, item] of Object.entries(table)) {
      if (written === 'python') continue;
      const entry = asTable(item);
      const text = asText(item) ?? asText(entry?.['version']);
      const parsed = text === undefined ? undefined : parsePoetryConstraint(text);
      if (!isPlain(item) || !parsed?.ok || !isValidName(written)) this.#elsewhere.add(normalizeName(written));
      else
        this.#add(written, {
          bounds: () => ({
            specifier: text === '*' ? '' : (text ?? ''),
            accepts: (version) => parsed.value.alternatives.some((one) => contains(one, version)),
          }),
          marker: entry === undefined ? undefined : conditionOf(entry),
          group,
          offset: () => this.#offset(table, written),
        });
    }
  }

  #leaveOut(items: readonly TomlValue[]): void {
    for (const item of items) {
      const name = typeof item === 'string' ? /^\s*([A-Za-z0-9._-]{1,200})/.exec(item)?.[1] : undefined;
      if (name !== undefined) this.#elsewhere.add(normalizeName(name));
    }
  }

  #add(written: string, demand: Omit<Demand, 'name'>): void {
    if (this.#found.length < MAX_ENTRIES) this.#found.push({ name: normalizeName(written), ...demand });
  }

  #offset(table: object, key: string): number {
    return (this.#document.keySpanOf(table, key) ?? this.#document.spanOf(table, key))?.start ?? 0;
  }
}

function boundsOf(specifiers: SpecifierSet): DemandBounds {
  return { specifier: formatSpecifierSet(specifiers), accepts: (version) => contains(specifiers, version) };
}

/** Of a requirement that was plain at first sight, so that it can be read. */
function requirementBounds(text: string): DemandBounds {
  const parsed = parseRequirement(text);
  return parsed.ok ? boundsOf(parsed.value.specifiers) : { specifier: '', accepts: () => true };
}

const PIPENV_PLAIN: ReadonlySet<string> = new Set(['version', 'extras', 'index']);
const POETRY_PLAIN: ReadonlySet<string> = new Set([
  'version',
  'extras',
  'optional',
  'source',
  'markers',
  'python',
  'allow-prereleases',
]);

/** Whether an entry of Poetry's is one constraint on what an index has. */
function isPlain(item: TomlValue | undefined): boolean {
  const table = asTable(item);
  return typeof item === 'string' || (table !== undefined && Object.keys(table).every((key) => POETRY_PLAIN.has(key)));
}

/** A condition in Poetry's words; `?` for one that is not in markers. */
function conditionOf(entry: TomlTable): string | undefined {
  return entry['python'] === undefined ? asText(entry['markers']) : '?';
}
