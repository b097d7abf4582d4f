import { formatInstant } from '../base/instant.ts';
import { isWarning } from '../base/problem-codes.ts';
import type { Target } from '../base/target.ts';
import { EXIT } from '../contract/exit.ts';
import type { InventoryReport } from '../contract/report.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { inReportOrder, reportComponent, reportProblem } from './report-parts.ts';
import { type GroupChoice, inScope, scopesOf } from './scopes.ts';

/** Reports what was found, undecided. Pure. */
export function listInventory(
  inventory: Inventory,
  targets: readonly Target[],
  choice: GroupChoice,
  now: number,
  version: string,
): InventoryReport {
  const failed = inventory.problems.some(({ code }) => !isWarning(code));
  return {
    schema: 'rind.report/1',
    tool: { name: 'rind', version },
    command: 'inventory',
    now: formatInstant(now),
    exit: failed ? EXIT.undetermined : EXIT.clean,
    inputs: inventory.inputs,
    targets: targets.map(({ name }) => name),
    components: inReportOrder(inScope(inventory, scopesOf(targets, choice)).components).map(
      ({ component, targets: names }) => reportComponent(component, names),
    ),
    problems: inventory.problems.map(reportProblem),
  };
}
