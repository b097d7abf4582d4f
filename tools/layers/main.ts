/**
 * `npm run layers [-- ROOT]`: checks the walls of the house, as drawn in `layers.json`.
 *
 * Exit: 0 every wall stands · 1 breaches, each printed with why and what next.
 */
import { checkHouse } from './check.ts';
import { formatOutcome, formatViolation } from './report.ts';

const outcome = checkHouse(process.argv[2] ?? '.');
for (const violation of outcome.violations) console.error(`${formatViolation(violation)}\n`);
if (outcome.violations.length > 0) {
  console.error(formatOutcome(outcome));
  process.exitCode = 1;
} else console.log(formatOutcome(outcome));
