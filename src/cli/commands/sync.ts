import { buildCommand } from '@stricli/core';
import { isWarning } from '../../base/problem-codes.ts';
import { neutralize } from '../../base/text/neutral.ts';
import type { SyncOutcome } from '../../compose/sync-run.ts';
import { EXIT, type ExitCode, worstExit } from '../../contract/exit.ts';
import { type CliContext, logOf } from '../context.ts';
import { exits } from '../exits.ts';
import { type GlobalFlags, globalFlags, type LimitFlags, limitFlags } from '../flags.ts';
import { printProblem } from '../print.ts';

interface SyncFlags extends GlobalFlags, LimitFlags {
  readonly from?: string;
  readonly source?: string;
  readonly for?: readonly string[];
  readonly key?: string;
  readonly check: boolean;
  readonly force: boolean;
}

async function sync(context: CliContext, flags: SyncFlags): Promise<ExitCode> {
  const log = logOf(context, flags);
  // Loaded here: other commands need no network.
  const { runSync } = await import('../../compose/sync-run.ts');
  const outcomes = await runSync(context.machine, log, context.version, flags);
  if (!outcomes.ok) {
    printProblem(context, outcomes.error);
    return outcomes.error.code === 'config-invalid' ? EXIT.usage : EXIT.undetermined;
  }
  const exit = worstExit(outcomes.value.map((outcome) => printOutcome(context, outcome, log.warn)));
  const isCutOff = outcomes.value.every(({ result }) => !result.ok && result.error.code === 'fetch-failed');
  if (isCutOff && flags.from === undefined && !flags.quiet && outcomes.value.length > 0)
    context.process.stderr.write(
      "hint: nothing could be fetched from here: `rind sync --source osv --from all.zip` loads OSV's PyPI/all.zip that was fetched elsewhere, and `HTTPS_PROXY` names a proxy\n",
    );
  return exit;
}

function printOutcome(context: CliContext, { name, result }: SyncOutcome, warn: (text: string) => void): ExitCode {
  const { stdout } = context.process;
  if (!result.ok) {
    printProblem(context, result.error);
    return EXIT.undetermined;
  }
  if (typeof result.value === 'string') {
    const isNew = result.value === 'update';
    stdout.write(`${neutralize(name)}: ${isNew ? 'there is an update' : 'up to date'}\n`);
    return isNew ? EXIT.undetermined : EXIT.clean;
  }
  const { state, change } = result.value;
  for (const problem of state.problems) warn(neutralize(problem.message));
  const what = { osv: 'records', epss: 'scores', kev: 'exploited flaws' }[state.kind];
  const age = `newest of ${neutralize(state.newest) || 'no known day'}`;
  stdout.write(`${neutralize(name)}: ${state.records} ${what}, ${age}${change === 'none' ? ', nothing new' : ''}\n`);
  // What could not be read is not matched against, so no later audit can be whole.
  return state.problems.every(({ code }) => isWarning(code)) ? EXIT.clean : EXIT.undetermined;
}

/** `rind sync`. */
export const command = buildCommand<SyncFlags, [], CliContext>({
  docs: {
    brief: 'load or refresh advisories and other feeds',
    customUsage: [
      {
        input: '',
        brief: "OSV's records of PyPI, CPython's, EPSS's scores, CISA's exploited flaws: what changed since",
      },
      { input: '--check', brief: 'only ask whether there is something new: exit 0 when not, else 3' },
      { input: '--source osv', brief: 'one source only' },
      { input: '--from all.zip', brief: "OSV's PyPI/all.zip, downloaded before" },
      { input: '--from https://mirror.example/PyPI/all.zip --source osv', brief: 'from a mirror, from now on' },
      {
        input: '--from osv+https://api.osv.dev --for .',
        brief: 'only what this project takes from PyPI, by name: the names are sent, those of other indexes are not',
      },
      {
        input: '--from pypi+https://pypi.org --for uv.lock',
        brief: 'what PyPI says of each pinned release: names and versions are sent',
      },
      {
        input: '--from rind+https://pypi.example --key rind-log.pub',
        brief: 'all that a gateway of ours holds, signed; its key as `rind log key` prints it there',
      },
    ],
  },
  parameters: {
    flags: {
      ...globalFlags,
      ...limitFlags,
      from: {
        kind: 'parsed',
        parse: (path: string) => path,
        optional: true,
        placeholder: 'PATH|URL',
        brief:
          'a folder or zip of OSV records, the address of a zip, a service by name (osv+https://…, pypi+https://…), or another Rind: rind+https://…',
      },
      source: {
        kind: 'parsed',
        parse: (name: string) => name,
        optional: true,
        placeholder: 'NAME',
        brief: "the source to refresh; with --from, the name to keep it under (default: the file's)",
      },
      for: {
        kind: 'parsed',
        parse: (path: string) => path,
        optional: true,
        variadic: true,
        placeholder: 'PATH',
        brief: 'with a service by name: ask about what these files and folders take from PyPI, and send no other name',
      },
      key: {
        kind: 'parsed',
        parse: (key: string) => key,
        optional: true,
        placeholder: 'KEY|FILE',
        brief: 'with rind+https://…: the public key of that gateway, or a file of rind log key; remembered',
      },
      check: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'ask whether there is an update, and download nothing',
      },
      force: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'take over what looks damaged, much smaller or older than what is there',
      },
    },
    aliases: { q: 'quiet', v: 'verbose' },
  },
  func: exits(async () => sync),
});
