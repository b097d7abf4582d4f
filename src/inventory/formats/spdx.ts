import type { Location } from '../../base/location.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { JsonObject } from '../../base/text/json.ts';
import type { BomEntry } from '../bom-component.ts';
import { readBom } from '../bom-reading.ts';
import { MAX_ENTRIES } from '../entry-limit.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { readLockVersion } from '../lock-version.ts';
import { placesIn } from '../open-text.ts';
import { unreadable } from '../reading.ts';
import { type SpdxPackage, type SpdxRelationship, spdxEntry, spdxGraph } from '../spdx-package.ts';
import { readSpdxTags } from '../spdx-tag-value.ts';
import { readSpdx3 } from '../spdx3.ts';
import { asArray, asObject, openStructured, type StructuredFile } from '../structured-file.ts';

/** SPDX documents: JSON and tag-value of SPDX 2, JSON-LD of SPDX 3. */
export const format: InventoryFormat = {
  id: 'spdx',
  title: 'SPDX documents: `*.spdx.json`, `*.spdx`, `bom.json`, `sbom*.json`',
  rank: 'pins',
  matches: (fileName) =>
    /^(?:.*\.spdx(?:\.json|3\.json|\.jsonld)?|(?:.*[-_.])?s?bom\.json|sbom.*\.json|(?:.*[-_.])?spdx(?:[-_.].*)?\.json)$/i.test(
      fileName,
    ),
  sniff: (head) =>
    /"spdxVersion"\s{0,20}:|"SPDXID"\s{0,20}:|https:\/\/spdx\.org\/rdf\/|(?:^|\n)\ufeff?SPDXVersion:[ \t]{0,20}SPDX-/.test(
      head,
    ),
  editing: 'Never: it says what was found elsewhere.',
  read,
};

/** Source: SPDX 2.2 and 2.3, SPDX 3.0. */
function read(file: SourceFile, tree: SourceTree): Reading {
  if (!/^\ufeff?\s{0,1000}\{/.test(file.text)) return readTags(file);
  const opened = openStructured(file, tree, 'JSON');
  if (!opened.ok) return unreadable(opened.error);
  const json = opened.value;
  const { root } = json;
  if (root['@context'] !== undefined && root['spdxVersion'] === undefined) return readSpdx3(file, json);
  const checked = checkVersion(json.text(root, 'spdxVersion'), json.at(root, 'spdxVersion'));
  if (checked.fatal) return unreadable(checked.problem);
  const problems: Problem[] = checked.problem === undefined ? [] : [checked.problem];
  const listed = root['packages'];
  if (listed !== undefined && !Array.isArray(listed))
    problems.push(problem('lock-invalid', '`packages` is no list', { at: json.at(root, 'packages') }));
  const list = asArray(listed);
  const entries: BomEntry[] = [];
  for (const [i, item] of list.entries()) {
    // One more than is read, so that the reading says that it was cut off.
    if (entries.length + problems.length > MAX_ENTRIES) break;
    const object = asObject(item);
    const at = json.at(list, i);
    if (object === undefined) problems.push(problem('lock-invalid', 'a package is no object', { at }));
    else entries.push(spdxEntry(readPackage(object, json, at)));
  }
  const describes = asArray(root['documentDescribes']).filter((ref) => typeof ref === 'string');
  return readBom(file, { entries, ...spdxGraph(relationshipsOf(root, json), describes), problems });
}

function readTags(file: SourceFile): Reading {
  const place = placesIn(file);
  const tags = readSpdxTags(file.text, place);
  const checked = checkVersion(tags.version, place(tags.versionAt));
  if (checked.fatal) return unreadable(checked.problem);
  const problems: Problem[] = checked.problem === undefined ? [] : [checked.problem];
  const entries = tags.packages.slice(0, MAX_ENTRIES + 1).map(spdxEntry);
  return readBom(file, { entries, ...spdxGraph(tags.relationships, []), problems });
}

function checkVersion(
  written: string | undefined,
  at: Location,
):
  | { readonly fatal: true; readonly problem: Problem }
  | { readonly fatal: false; readonly problem: Problem | undefined } {
  const version = readLockVersion(written?.replace(/^SPDX-/, ''), {
    what: 'the SPDX version',
    oldest: [2, 0],
    newest: [2, 3],
    at,
  });
  return version.numbers === undefined
    ? { fatal: true, problem: version.problem }
    : { fatal: false, problem: version.problem };
}

function readPackage(object: JsonObject, json: StructuredFile, at: Location): SpdxPackage {
  const text = (key: string) => json.text(object, key);
  return {
    id: text('SPDXID'),
    name: text('name'),
    version: text('versionInfo'),
    purls: asArray(object['externalRefs']).flatMap((item) => {
      const reference = asObject(item);
      const locator = reference?.['referenceType'] === 'purl' ? reference['referenceLocator'] : undefined;
      return typeof locator === 'string' ? [locator] : [];
    }),
    purpose: text('primaryPackagePurpose')?.replaceAll('_', '-'),
    checksums: asArray(object['checksums']).map((item) => {
      const checksum = asObject(item);
      return [json.text(checksum, 'algorithm'), json.text(checksum, 'checksumValue')] as const;
    }),
    concluded: text('licenseConcluded'),
    declared: text('licenseDeclared'),
    at,
  };
}

function relationshipsOf(root: JsonObject, json: StructuredFile): SpdxRelationship[] {
  return asArray(root['relationships']).flatMap((item) => {
    const relationship = asObject(item);
    const from = json.text(relationship, 'spdxElementId');
    const type = json.text(relationship, 'relationshipType');
    const to = json.text(relationship, 'relatedSpdxElement');
    return from === undefined || type === undefined || to === undefined ? [] : [{ from, type, to }];
  });
}
