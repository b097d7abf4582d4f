import { err, ok, type Result } from '@rind/pypa';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import { parseJson } from '../base/text/json.ts';
import { LineIndex } from '../base/text/position.ts';
import { readCsaf } from './vex-csaf.ts';
import { readCycloneDxVex } from './vex-cyclonedx.ts';
import { readOpenVex } from './vex-openvex.ts';
import { member, text as textOf, VexReader, type VexReading } from './vex-statement.ts';

/** A VEX document, as text. */
export interface VexFile {
  /** Relative to the repository root. */
  readonly path: string;
  readonly text: string;
}

/** Reads a VEX document: OpenVEX, CSAF or CycloneDX, in JSON. */
export function readVex({ path, text }: VexFile, maxDepth: number): Result<VexReading, Problem> {
  const parsed = parseJson(text, { maxDepth, maxValues: 1_000_000 });
  if (!parsed.ok) {
    const { message, offset } = parsed.error;
    const at = { path, ...new LineIndex(text).positionAt(offset) };
    return err(problem('text-invalid', `\`${path}\` is no valid JSON: ${message}`, { at }));
  }
  const { root } = parsed.value;
  const known = [
    { format: 'OpenVEX', is: textOf(member(root, '@context')).startsWith('https://openvex.dev/'), read: readOpenVex },
    { format: 'CSAF', is: textOf(member(member(root, 'document'), 'csaf_version')) === '2.0', read: readCsaf },
    { format: 'CycloneDX', is: member(root, 'bomFormat') === 'CycloneDX', read: readCycloneDxVex },
  ].find(({ is }) => is);
  if (known === undefined) {
    const message = `\`${path}\` is no VEX document that is known: OpenVEX, CSAF 2.0 or CycloneDX`;
    return err(problem('format-unsupported', message, { at: fileStart(path) }));
  }
  const reader = new VexReader(known.format, path, parsed.value);
  known.read(root, reader);
  return ok(reader.finish());
}
