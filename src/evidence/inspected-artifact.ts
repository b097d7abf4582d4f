import type { CheckedMetadata } from '@rind/pypa';
import { licenseOf } from '../inventory/distribution-facts.ts';

/** One thing that is wrong with an archive. */
export interface ArtifactFault {
  readonly code: string;
  readonly message: string;
  /** `fatal`: readers may see different things in it, or it leaves its bounds. `warning`: odd, and read alike by all. */
  readonly severity: 'fatal' | 'warning';
}

/** What an artifact's own METADATA or PKG-INFO says. */
export interface ArtifactMetadata {
  /** As written. */
  readonly name: string;
  /** As written. */
  readonly version: string;
  /** `Requires-Python` as written; null where there is none. */
  readonly requiresPython: string | null;
  /** The license expression, or the words of the older fields; null where it says none. */
  readonly license: string | null;
}

/** What looking into an archive came to, as far as rules judge it. */
export interface InspectedArtifact {
  readonly kind: 'wheel' | 'sdist';
  /** Of its structure: entries, headers, bounds, paths. */
  readonly faults: readonly ArtifactFault[];
  /** Of a wheel's RECORD against its files. */
  readonly recordFaults: readonly ArtifactFault[];
  /** Null where there is none or it cannot be read, which then is one of the faults. */
  readonly metadata: ArtifactMetadata | null;
  /** Lower-case hex of the bytes of METADATA; null where there is none. */
  readonly metadataSha256: string | null;
}

/** What whoever inspects a file says of it, as far as it is needed here. */
export interface ArtifactInspection {
  readonly kind: 'wheel' | 'sdist';
  readonly faults: readonly ArtifactFault[];
  readonly metadata: { readonly sha256: string; readonly fields: CheckedMetadata } | undefined;
}

/** That metadata names another release: told by what it says, for which there is a rule. */
const IDENTITY = 'filename-mismatch';

/** An inspection as rules judge it: small, and plain enough to be kept as JSON. */
export function inspectedArtifact({ kind, faults, metadata }: ArtifactInspection): InspectedArtifact {
  const isOfRecord = ({ code }: ArtifactFault) => code.startsWith('record-');
  return {
    kind,
    faults: faults
      .filter((fault) => !isOfRecord(fault) && (metadata === undefined || fault.code !== IDENTITY))
      .map(plain),
    recordFaults: faults.filter(isOfRecord).map(plain),
    metadata: metadata === undefined ? null : metadataOf(metadata.fields),
    metadataSha256: metadata?.sha256 ?? null,
  };
}

function plain({ code, message, severity }: ArtifactFault): ArtifactFault {
  return { code, message, severity };
}

function metadataOf({ metadata: { raw } }: CheckedMetadata): ArtifactMetadata {
  const license = licenseOf({
    expression: raw.texts.get('License-Expression'),
    license: raw.texts.get('License'),
    classifiers: raw.lists.get('Classifier') ?? [],
  });
  return {
    name: raw.texts.get('Name')?.trim() ?? '',
    version: raw.texts.get('Version')?.trim() ?? '',
    requiresPython: raw.texts.get('Requires-Python') ?? null,
    license: license ?? null,
  };
}
