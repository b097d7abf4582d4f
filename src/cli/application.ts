import { type Application, buildApplication, buildRouteMap, type Command, type RouteMap } from '@stricli/core';
import type { CliContext } from './context.ts';
import { used } from './used.ts';

/** A command, or some under one name. */
type Called = Command<CliContext> | RouteMap<CliContext>;

/** Every command of `rind` by name, loaded when it is called: no command pays for the flags of the others. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Called }>>> = {
  allow: () => import('./commands/allow.ts'),
  audit: () => import('./commands/audit.ts'),
  backup: () => import('./commands/backup.ts'),
  check: () => import('./commands/check.ts'),
  claim: () => import('./commands/claim.ts'),
  config: () => import('./commands/config.ts'),
  completion: () => import('./commands/completion.ts'),
  deny: () => import('./commands/deny.ts'),
  doctor: () => import('./commands/doctor.ts'),
  downloads: () => import('./commands/downloads.ts'),
  explain: () => import('./commands/explain.ts'),
  hold: () => import('./commands/hold.ts'),
  holds: () => import('./commands/holds.ts'),
  inventory: () => import('./commands/inventory.ts'),
  log: () => import('./commands/log.ts'),
  replay: () => import('./commands/replay.ts'),
  restore: () => import('./commands/restore.ts'),
  serve: () => import('./commands/serve.ts'),
  setup: () => import('./commands/setup.ts'),
  sync: () => import('./commands/sync.ts'),
  token: () => import('./commands/token.ts'),
  version: () => import('./commands/version.ts'),
  waive: () => import('./commands/waive.ts'),
};

/** `rind` with the one command that is called; with all of them where it is none of them. */
export async function applicationFor(called?: string): Promise<Application<CliContext>> {
  const isOne = called !== undefined && Object.hasOwn(COMMANDS, called);
  if (isOne) used.add(called);
  const names = isOne ? [called] : Object.keys(COMMANDS);
  const commands: Record<string, Called> = {};
  for (const name of names) {
    const loaded = await COMMANDS[name]?.();
    if (loaded !== undefined) commands[name] = loaded.command;
  }
  const routes = buildRouteMap({
    routes: commands,
    docs: { brief: 'secures the supply chain of Python projects' },
  });
  return buildApplication(routes, {
    name: 'rind',
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { caseStyle: 'convert-camel-to-kebab', disableAnsiColor: true, onlyRequiredInUsageLine: true },
  });
}
