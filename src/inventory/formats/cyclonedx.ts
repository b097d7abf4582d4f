import { fileStart } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { JsonObject, JsonValue } from '../../base/text/json.ts';
import type { BomEntry } from '../bom-component.ts';
import { bomHash, readBom } from '../bom-reading.ts';
import { MAX_ENTRIES } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { readLockVersion } from '../lock-version.ts';
import { unreadable } from '../reading.ts';
import { asArray, asObject, openStructured, type StructuredFile } from '../structured-file.ts';

/** CycloneDX documents in JSON. */
export const format: InventoryFormat = {
  id: 'cyclonedx',
  title: 'CycloneDX documents: `*.cdx.json`, `bom.json`, `sbom*.json`',
  rank: 'pins',
  matches: (fileName) =>
    /^(?:.*\.cdx\.(?:json|xml)|(?:.*[-_.])?s?bom\.(?:json|xml)|sbom.*\.(?:json|xml)|(?:.*[-_.])?cyclonedx(?:[-_.].*)?\.(?:json|xml))$/i.test(
      fileName,
    ),
  // Some tools write `bomFormat` last: every component has a `bom-ref` then.
  sniff: (head) => /"bomFormat"\s{0,20}:\s{0,20}"CycloneDX"|"bom-ref"\s{0,20}:|cyclonedx\.org\/schema\/bom/.test(head),
  editing: 'Never: it says what was found elsewhere.',
  read,
};

/** Kinds of components that are no packages. Source: CycloneDX 1.6, `component.type`. */
const NOT_PACKAGES: ReadonlySet<string> = new Set([
  'cryptographic-asset',
  'data',
  'device',
  'device-driver',
  'file',
  'firmware',
  'machine-learning-model',
  'operating-system',
  'platform',
]);

/** Source: CycloneDX, JSON schemas 1.2 to 1.7. */
function read(file: SourceFile, tree: SourceTree): Reading {
  if (/^\ufeff?\s{0,1000}</.test(file.text)) {
    const message = `\`${file.path}\` is CycloneDX in XML, which is not read; JSON is`;
    const hint = 'convert it with `cyclonedx convert`, or have its tool write JSON';
    return unreadable(problem('format-unsupported', message, { at: fileStart(file.path), hint }));
  }
  const opened = openStructured(file, tree, 'JSON');
  if (!opened.ok) return unreadable(opened.error);
  const json = opened.value;
  const { root } = json;
  if (root['bomFormat'] !== 'CycloneDX')
    return unreadable(
      problem('format-unsupported', '`bomFormat` is not `CycloneDX`', { at: json.at(root, 'bomFormat') }),
    );
  const version = readLockVersion(json.text(root, 'specVersion'), {
    what: 'CycloneDX `specVersion`',
    oldest: [1, 2],
    newest: [1, 7],
    at: json.at(root, 'specVersion'),
  });
  if (version.numbers === undefined) return unreadable(version.problem);
  const problems: Problem[] = version.problem === undefined ? [] : [version.problem];
  const subject = asObject(asObject(root['metadata'])?.['component']);
  const entries: BomEntry[] = [];
  addComponents(root, 'components', json, entries, problems);
  if (subject !== undefined) addComponents(subject, 'components', json, entries, problems);
  const ref = subject === undefined ? undefined : json.text(subject, 'bom-ref');
  return readBom(file, { entries, edges: edgesOf(root), roots: new Set(ref === undefined ? [] : [ref]), problems });
}

/** Components, and what they are made of; deeper ones come after all that stand above them. */
function addComponents(
  holder: JsonObject,
  key: string,
  json: StructuredFile,
  entries: BomEntry[],
  problems: Problem[],
): void {
  const lists: JsonValue[] = [];
  const first = holder[key];
  if (Array.isArray(first)) lists.push(first);
  else if (first !== undefined && first !== null)
    problems.push(problem('lock-invalid', `\`${key}\` is no list`, { at: json.at(holder, key) }));
  for (const list of lists) {
    if (!Array.isArray(list)) continue;
    for (const [i, item] of list.entries()) {
      // One more than is read, so that the reading says that it was cut off.
      if (entries.length + problems.length > MAX_ENTRIES) return;
      const component = asObject(item);
      const at = json.at(list, i);
      if (component === undefined) problems.push(problem('lock-invalid', 'a component is no object', { at }));
      else {
        entries.push({ ...readComponent(component, json), at });
        if (Array.isArray(component['components'])) lists.push(component['components']);
      }
    }
  }
}

function readComponent(component: JsonObject, json: StructuredFile): Omit<BomEntry, 'at'> {
  const text = (key: string) => json.text(component, key);
  const type = text('type');
  return {
    ref: text('bom-ref') ?? text('purl'),
    name: text('name'),
    version: text('version'),
    purl: text('purl'),
    ...(type !== undefined && NOT_PACKAGES.has(type) ? { notPackage: type } : {}),
    hashes: [
      ...hashesOf(component, json),
      ...asArray(component['externalReferences']).flatMap((item) => {
        const reference = asObject(item);
        return reference?.['type'] === 'distribution' ? hashesOf(reference, json) : [];
      }),
    ],
    license: licenseOf(component, json),
  };
}

function hashesOf(holder: JsonObject, json: StructuredFile): string[] {
  return asArray(holder['hashes']).flatMap((item) => {
    const hash = asObject(item);
    return bomHash(json.text(hash, 'alg'), json.text(hash, 'content'));
  });
}

/** The one license, or the expression; of several nobody says how they go together. */
function licenseOf(component: JsonObject, json: StructuredFile): string | undefined {
  const choices = asArray(component['licenses']).map(asObject);
  const [only] = choices;
  if (only === undefined || choices.length > 1) return undefined;
  const license = asObject(only['license']);
  return json.text(only, 'expression') ?? json.text(license, 'id') ?? json.text(license, 'name')?.slice(0, 100);
}

function edgesOf(root: JsonObject): Map<string, string[]> {
  const edges = new Map<string, string[]>();
  for (const item of asArray(root['dependencies'])) {
    const dependency = asObject(item);
    const ref = dependency?.['ref'];
    if (typeof ref !== 'string') continue;
    const targets = asArray(dependency?.['dependsOn']).filter((target) => typeof target === 'string');
    const known = edges.get(ref) ?? [];
    edges.set(ref, known);
    for (const target of targets) known.push(target);
  }
  return edges;
}
