import assert from 'node:assert/strict';
import { memorySource } from '../byte-source.ts';
import { inspectDistribution } from '../inspect.ts';
import { DEFAULT_INSPECTION_LIMITS, type Inspection, type InspectionLimits } from '../inspection.ts';

/** Inspects a file that was made for a test. */
export async function inspected(
  { filename, bytes }: { readonly filename: string; readonly bytes: Uint8Array },
  limits: Partial<InspectionLimits> = {},
): Promise<Inspection> {
  const inspection = await inspectDistribution(filename, memorySource(bytes), {
    ...DEFAULT_INSPECTION_LIMITS,
    ...limits,
  });
  assert.ok(inspection.ok, filename);
  return inspection.value;
}

/** The codes of its faults, each once, sorted. */
export function codesOf({ faults }: Pick<Inspection, 'faults'>): string[] {
  return [...new Set(faults.map(({ code }) => code))].sort();
}
