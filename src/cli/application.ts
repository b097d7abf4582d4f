import { type Application, buildApplication, buildRouteMap } from '@stricli/core';
import { command as audit } from './commands/audit.ts';
import { command as check } from './commands/check.ts';
import { command as completion } from './commands/completion.ts';
import { command as explain } from './commands/explain.ts';
import { command as inventory } from './commands/inventory.ts';
import { command as sync } from './commands/sync.ts';
import { command as version } from './commands/version.ts';
import { command as waive } from './commands/waive.ts';
import type { CliContext } from './context.ts';

const routes = buildRouteMap({
  routes: { audit, check, completion, explain, inventory, sync, version, waive },
  docs: { brief: 'secures the supply chain of Python projects' },
});

/** Every command of `rind`, by name. */
export const application: Application<CliContext> = buildApplication(routes, {
  name: 'rind',
  scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
  documentation: { caseStyle: 'convert-camel-to-kebab', disableAnsiColor: true },
});
