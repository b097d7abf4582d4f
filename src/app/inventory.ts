import { formatInstant } from '../base/instant.ts';
import { isWarning } from '../base/problem-codes.ts';
import { EXIT } from '../contract/exit.ts';
import type { InventoryReport } from '../contract/report.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { inReportOrder, reportComponent, reportProblem } from './report-parts.ts';

/** Reports what was found, undecided. Pure. */
export function listInventory(inventory: Inventory, now: number, version: string): InventoryReport {
  const failed = inventory.problems.some(({ code }) => !isWarning(code));
  return {
    schema: 'rind.report/1',
    tool: { name: 'rind', version },
    command: 'inventory',
    now: formatInstant(now),
    exit: failed ? EXIT.undetermined : EXIT.clean,
    inputs: inventory.inputs,
    targets: [],
    components: inReportOrder(inventory.components).map(reportComponent),
    problems: inventory.problems.map(reportProblem),
  };
}
