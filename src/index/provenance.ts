import { decodeText } from '../base/text/bytes.ts';
import { parseJson } from '../base/text/json.ts';

const LIMITS = { maxDepth: 40, maxValues: 100_000 };

/** Why bytes are no provenance object; undefined for one. Source: PEP 740, "Provenance objects". */
export function provenanceFault(bytes: Uint8Array): string | undefined {
  const text = decodeText(bytes, { maxBytes: bytes.length });
  const read = text.ok ? parseJson(text.value.text, LIMITS) : undefined;
  if (read?.ok !== true) return 'holds no JSON';
  const { root } = read.value;
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return 'holds no object';
  if (root['version'] !== 1) return 'holds no provenance object of version 1';
  return Array.isArray(root['attestation_bundles']) ? undefined : 'holds no list of attestations';
}
