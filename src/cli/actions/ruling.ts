import { RULINGS } from '../../contract/desk-values.ts';
import type { ExitCode } from '../../contract/exit.ts';
import { EXIT } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import { atDesk, change, list } from '../desk.ts';
import type { DeskFlags } from '../desk-flags.ts';
import { printUsage } from '../print.ts';

/** Flags of `rind deny`, `rind allow` and `rind hold`. */
export interface RulingFlags extends DeskFlags {
  readonly reason?: string;
  /** What an allow lifts: ids of advisories, rules or decisions. */
  readonly for?: readonly string[];
  readonly expires?: string;
  readonly view?: string;
  readonly wait: boolean;
  readonly list: boolean;
  readonly remove?: string;
}

/** What a ruling says. */
export type Verdict = 'deny' | 'allow' | 'hold';

/** What `rind deny`, `rind allow` and `rind hold` do. */
export async function ruling(
  verdict: Verdict,
  context: CliContext,
  flags: RulingFlags,
  spec?: string,
): Promise<ExitCode> {
  const chosen = [spec !== undefined, flags.list, flags.remove !== undefined].filter(Boolean).length;
  const wrong = (message: string): ExitCode => {
    printUsage(
      context,
      message,
      `rind ${verdict} "name==1.0" --reason TEXT · rind ${verdict} --list · rind ${verdict} --remove ID`,
    );
    return EXIT.usage;
  };
  if (chosen !== 1) return wrong(`\`rind ${verdict}\` takes a SPEC, \`--list\` or \`--remove ID\``);
  const { remove, reason, expires, view, wait, for: named } = flags;
  if (flags.list) return await listRulings(verdict, context, flags);
  if (remove !== undefined) {
    const ask = { operation: 'removeRuling', parameters: { id: remove, ...(wait ? { wait: 'true' } : {}) } };
    return await atDesk(context, flags, (desk) => change(context, desk, ask, `\`${remove}\` holds no longer`));
  }
  if (reason === undefined || reason.trim() === '' || spec === undefined)
    return wrong('`--reason` is missing: everybody who is refused reads it');
  const body = {
    verdict,
    spec,
    reason,
    ...(named === undefined ? {} : { for: named }),
    ...(expires === undefined ? {} : { expires }),
    ...(view === undefined ? {} : { view }),
    ...(wait ? { wait } : {}),
  };
  const until = expires === undefined ? '' : ` until ${expires}`;
  const said = `\`${spec}\` is ${WORDS[verdict]}${until}${verdict === 'allow' ? extentOf(named) : ''}`;
  return await atDesk(context, flags, (desk) => change(context, desk, { operation: 'addRuling', body }, said));
}

/** How much an allow lifts: who thinks that it lifts more, finds out when a build fails. */
function extentOf(named: readonly string[] | undefined): string {
  return named === undefined
    ? ', save for known flaws and malware: those it has to name (`--for ID`, as `/why/ID` says)'
    : `, for ${named.map((id) => `\`${id}\``).join(', ')} and nothing else`;
}

const WORDS: Readonly<Record<Verdict, string>> = { deny: 'denied', allow: 'allowed', hold: 'held' };

function listRulings(verdict: Verdict, context: CliContext, flags: RulingFlags): Promise<ExitCode> {
  const parameters = flags.view === undefined ? {} : { view: flags.view };
  return atDesk(context, flags, (desk) =>
    list(
      context,
      flags,
      desk,
      { operation: 'listRulings', parameters },
      {
        key: 'rulings',
        reader: RULINGS,
        only: (one) => one.verdict === verdict,
        table: ({ id, spec, view, expires, expired, lifts, owner, reason }) => ({
          ID: id,
          SPEC: spec,
          VIEW: view === null ? 'all' : view === '' ? '/simple/' : view,
          ENDS: expires === null ? 'never' : `${expires.replace('T00:00:00Z', '')}${expired ? ' (over)' : ''}`,
          ...(verdict === 'allow' ? { FOR: lifts?.join(', ') ?? 'no flaw, no malware' } : {}),
          BY: owner,
          REASON: reason,
        }),
        none: `nothing is ${WORDS[verdict]}`,
      },
    ),
  );
}
