import { type Problem, problem } from '../base/problem.ts';
import type { JsonObject } from '../base/text/json.ts';
import type { BomEntry } from './bom-component.ts';
import { bomHash, readBom } from './bom-reading.ts';
import { MAX_ENTRIES } from './entry-limit.ts';
import type { Reading, SourceFile } from './format.ts';
import { unreadable } from './reading.ts';
import { type SpdxRelationship, spdxGraph } from './spdx-package.ts';
import { asArray, asObject, type StructuredFile } from './structured-file.ts';

/** What SPDX 3 calls arrows, in the words of SPDX 2. */
const ARROWS: ReadonlyMap<string, string> = new Map([
  ['dependsOn', 'DEPENDS_ON'],
  ['contains', 'CONTAINS'],
  ['hasPrerequisite', 'HAS_PREREQUISITE'],
  ['hasOptionalDependency', 'DEPENDS_ON'],
  ['hasProvidedDependency', 'DEPENDS_ON'],
  ['describes', 'DESCRIBES'],
]);

/**
 * Reads SPDX 3 in JSON-LD, as its JSON schema writes it: one `@graph` of elements with `type` and `spdxId`.
 * Licenses, which are elements of their own, are not followed.
 *
 * Source: SPDX 3.0.1, "Serialization: JSON-LD"; profiles Core and Software.
 */
export function readSpdx3(file: SourceFile, json: StructuredFile): Reading {
  const { root } = json;
  const context = root['@context'];
  const version = typeof context === 'string' ? /^https:\/\/spdx\.org\/rdf\/(\d+)\./.exec(context)?.[1] : undefined;
  const graph = root['@graph'];
  if (version !== '3' || !Array.isArray(graph))
    return unreadable(
      problem('format-unsupported', 'of JSON-LD, only SPDX 3 with an `@graph` is read', {
        at: json.at(root, '@context'),
      }),
    );
  const problems: Problem[] = [];
  const entries: BomEntry[] = [];
  const relationships: SpdxRelationship[] = [];
  const describes: string[] = [];
  for (const [i, item] of graph.entries()) {
    if (entries.length + problems.length > MAX_ENTRIES) break;
    const element = asObject(item);
    const type = json.text(element, 'type') ?? json.text(element, '@type');
    if (element === undefined)
      problems.push(problem('lock-invalid', 'an element is no object', { at: json.at(graph, i) }));
    else if (type === 'software_Package') entries.push({ ...readPackage(element, json), at: json.at(graph, i) });
    else if (type === 'software_Sbom' || type === 'SpdxDocument') addRoots(element, describes);
    else if (type === 'Relationship' || type === 'LifecycleScopedRelationship')
      addRelationships(element, json, relationships);
  }
  // A document names its bills of materials, and these what they are about.
  const packages = new Set(entries.map(({ ref }) => ref));
  const subjects = describes.filter((ref) => packages.has(ref));
  return readBom(file, { entries, ...spdxGraph(relationships, subjects), problems });
}

function addRoots(element: JsonObject, describes: string[]): void {
  for (const ref of asArray(element['rootElement'])) if (typeof ref === 'string') describes.push(ref);
}

function addRelationships(element: JsonObject, json: StructuredFile, relationships: SpdxRelationship[]): void {
  const from = json.text(element, 'from');
  const type = ARROWS.get(json.text(element, 'relationshipType') ?? '');
  if (from === undefined || type === undefined) return;
  for (const to of asArray(element['to'])) if (typeof to === 'string') relationships.push({ from, type, to });
}

function readPackage(element: JsonObject, json: StructuredFile): Omit<BomEntry, 'at'> {
  const text = (key: string) => json.text(element, key);
  const identified = asArray(element['externalIdentifier']).flatMap((item) => {
    const identifier = asObject(item);
    const isPurl = identifier?.['externalIdentifierType'] === 'packageUrl';
    return isPurl ? (json.text(identifier, 'identifier') ?? []) : [];
  });
  const purpose = text('software_primaryPurpose');
  return {
    ref: text('spdxId') ?? text('@id'),
    name: text('name'),
    version: text('software_packageVersion'),
    purl: text('software_packageUrl') ?? identified[0],
    ...(purpose !== undefined && ['operatingSystem', 'file', 'device', 'firmware'].includes(purpose)
      ? { notPackage: purpose }
      : {}),
    hashes: asArray(element['verifiedUsing']).flatMap((item) => {
      const hash = asObject(item);
      return bomHash(json.text(hash, 'algorithm'), json.text(hash, 'hashValue'));
    }),
    license: undefined,
  };
}
