/** The JSON Schema of the report, from `src/contract/report.ts`. */
import { EXIT } from '../../src/contract/exit.ts';
import { readSource } from '../source/tree.ts';
import { type JsonSchema, schemasOf } from './from-types.ts';

/** The schema of what `rind audit --json` and `rind inventory --json` print; `root` is where the repository stands. */
export function reportSchema(root: string): JsonSchema & { readonly $schema: string; readonly title: string } {
  const given = { ExitCode: { description: 'The exit code of the run.', enum: Object.values(EXIT) } };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'rind.report/1',
    description:
      'What `rind audit --json` (Report) and `rind inventory --json` (InventoryReport) print. Readers must let properties pass that they do not know: a later version of Rind may add some.',
    anyOf: [{ $ref: '#/$defs/Report' }, { $ref: '#/$defs/InventoryReport' }],
    $defs: schemasOf(readSource(root, 'src/contract/report.ts'), given),
  };
}
