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
