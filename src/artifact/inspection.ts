import type { CheckedMetadata, NormalizedName, Version } from '@rind/pypa';
import type { InspectionFault } from './inspection-fault.ts';
import type { NativeLibrary } from './native-library.ts';
import type { StartupFile } from './startup-file.ts';
import type { WheelFile } from './wheel-file.ts';

/** What inspecting a file may cost. Passing a limit is a fault of the file. */
export interface InspectionLimits {
  /** Entries of the archive. */
  readonly maxEntries: number;
  /** Bytes of one entry, unpacked. */
  readonly maxEntryBytes: number;
  /** Bytes of all entries, unpacked. */
  readonly maxTotalBytes: number;
  /** Times its own size that a file may unpack to, where that is more than {@link FREE_BYTES}. */
  readonly maxRatio: number;
  /** Bytes of METADATA, PKG-INFO, RECORD and the other files that are read whole, each. */
  readonly maxTextBytes: number;
}

/** Unpacked bytes below which a file may be packed as tightly as it likes. Source: PyPI's rule, the same number. */
export const FREE_BYTES: number = 64 * 1024 * 1024;

/**
 * The defaults of {@link InspectionLimits}. The largest published wheels have 5 GB unpacked and 40,000 entries; the
 * ratio is PyPI's own.
 */
export const DEFAULT_INSPECTION_LIMITS: InspectionLimits = {
  maxEntries: 100_000,
  maxEntryBytes: 8 * 1024 ** 3,
  maxTotalBytes: 16 * 1024 ** 3,
  maxRatio: 50,
  maxTextBytes: 16 * 1024 * 1024,
};

/** METADATA or PKG-INFO as it stands in a file. */
export interface InspectedMetadata {
  /** The file in the archive: `demo-1.0.dist-info/METADATA`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Of {@link InspectedMetadata.bytes}, hexadecimal: what an index states in `core-metadata`. */
  readonly sha256: string;
  readonly fields: CheckedMetadata;
}

/** What only wheels have. */
export interface WheelFacts {
  readonly wheel: WheelFile | undefined;
  /** Names of commands that installers make. */
  readonly consoleScripts: readonly string[];
  readonly guiScripts: readonly string[];
  /** Files that run when Python starts. */
  readonly startupFiles: readonly StartupFile[];
  /** Top-level names under which its code is imported, sorted. */
  readonly importNames: readonly string[];
  /** Software that it says is inside it. PEP 770, sorted. */
  readonly sboms: readonly string[];
}

/** What only source distributions have. */
export interface SdistFacts {
  /** The one folder at its top; undefined where there is none. */
  readonly folder: string | undefined;
  readonly hasPyproject: boolean;
  readonly hasSetupPy: boolean;
}

/** What a distribution file is made of, and what is wrong with it. */
export interface Inspection {
  readonly kind: 'wheel' | 'sdist';
  /** By the name of the file. */
  readonly name: NormalizedName;
  readonly version: Version;
  readonly faults: readonly InspectionFault[];
  /** Undefined where there is none that can be read. */
  readonly metadata: InspectedMetadata | undefined;
  /** Files, links included. */
  readonly files: number;
  /** Bytes of all files, unpacked. */
  readonly totalBytes: number;
  readonly nativeLibraries: readonly NativeLibrary[];
  /** License files that the metadata names and that are there, as they stand in the archive. PEP 639. */
  readonly licenseFiles: readonly string[];
  readonly wheel?: WheelFacts;
  readonly sdist?: SdistFacts;
}

/** Whether nothing fatal was found. */
export function isSound(inspection: Pick<Inspection, 'faults'>): boolean {
  return inspection.faults.every(({ severity }) => severity !== 'fatal');
}
