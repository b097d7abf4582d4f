import type { BomEntry } from './bom-component.ts';
import { type Bom, bomHash } from './bom-reading.ts';

/** A package as SPDX 2 describes it, whatever the serialisation. */
export interface SpdxPackage {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly purls: readonly string[];
  /** `OPERATING-SYSTEM`, `FILE`, …; SPDX 2.3 and later. */
  readonly purpose: string | undefined;
  readonly checksums: readonly (readonly [algorithm: string | undefined, digest: string | undefined])[];
  readonly concluded: string | undefined;
  readonly declared: string | undefined;
  readonly at: BomEntry['at'];
}

/** An arrow as SPDX 2 writes it. */
export interface SpdxRelationship {
  readonly from: string;
  readonly type: string;
  readonly to: string;
}

/** What the document itself is called. */
const DOCUMENT = 'SPDXRef-DOCUMENT';
const NOT_PACKAGES: ReadonlySet<string> = new Set(['OPERATING-SYSTEM', 'FILE', 'DEVICE', 'FIRMWARE']);
/** Arrows from what needs to what is needed. Source: SPDX 2.3, clause 11, "Relationship between SPDX elements". */
const FORWARD: ReadonlySet<string> = new Set(['DEPENDS_ON', 'CONTAINS', 'HAS_PREREQUISITE']);
/** Arrows the other way. */
const BACKWARD: ReadonlySet<string> = new Set([
  'DEPENDENCY_OF',
  'RUNTIME_DEPENDENCY_OF',
  'OPTIONAL_DEPENDENCY_OF',
  'PROVIDED_DEPENDENCY_OF',
  'BUILD_DEPENDENCY_OF',
  'DEV_DEPENDENCY_OF',
  'TEST_DEPENDENCY_OF',
  'CONTAINED_BY',
  'PREREQUISITE_FOR',
]);

/** One package as an entry of a bill of materials. */
export function spdxEntry(given: SpdxPackage): BomEntry {
  const { id, name, version, purls, purpose, checksums, at } = given;
  return {
    ref: id,
    name,
    version: said(version),
    // Several package URLs may stand there: the one of a Python ecosystem counts.
    purl: purls.find((purl) => /^pkg:\/*(?:pypi|conda|generic)\//i.test(purl)) ?? purls[0],
    ...(purpose !== undefined && NOT_PACKAGES.has(purpose) ? { notPackage: purpose.toLowerCase() } : {}),
    hashes: checksums.flatMap(([algorithm, digest]) => bomHash(algorithm, digest)),
    license: said(given.concluded) ?? said(given.declared),
    at,
  };
}

/** `NOASSERTION` and `NONE` say that nothing is said. */
function said(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === 'NOASSERTION' || text === 'NONE' ? undefined : text;
}

/**
 * Arrows by what needs what, and what the document is about: of what it describes, the only one, or those that
 * need something. A document that describes all of its packages is about none.
 */
export function spdxGraph(
  relationships: readonly SpdxRelationship[],
  describes: readonly string[],
): Pick<Bom, 'edges' | 'roots'> {
  const edges = new Map<string, string[]>();
  const described = new Set(describes);
  for (const { from, type, to } of relationships) {
    if (type === 'DESCRIBES' && from === DOCUMENT) described.add(to);
    else if (type === 'DESCRIBED_BY' && to === DOCUMENT) described.add(from);
    else if (FORWARD.has(type) && from !== DOCUMENT) append(edges, from, to);
    else if (BACKWARD.has(type) && to !== DOCUMENT) append(edges, to, from);
  }
  const roots = described.size === 1 ? described : new Set([...described].filter((ref) => edges.has(ref)));
  return { edges, roots };
}

function append(edges: Map<string, string[]>, from: string, to: string): void {
  const known = edges.get(from);
  if (known) known.push(to);
  else edges.set(from, [to]);
}
