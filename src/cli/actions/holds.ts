import { HOLDS } from '../../contract/desk-values.ts';
import type { ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import { atDesk, change, list } from '../desk.ts';
import type { DeskFlags } from '../desk-flags.ts';

/** Flags of `rind holds list`. */
export interface HoldListFlags extends DeskFlags {
  readonly view?: string;
}

/** Flags of `rind holds release` and `rind holds refuse`. */
export interface HoldEndFlags extends DeskFlags {
  readonly reason?: string;
  readonly sha256?: string;
  readonly wait: boolean;
}

/** What `rind holds list` does. */
export function holdsList(context: CliContext, flags: HoldListFlags): Promise<ExitCode> {
  const parameters = flags.view === undefined ? {} : { view: flags.view };
  return atDesk(context, flags, (desk) =>
    list(
      context,
      flags,
      desk,
      { operation: 'listHolds', parameters },
      {
        key: 'holds',
        reader: HOLDS,
        table: ({ id, view, filename, rule, since, times, summary }) => ({
          ID: id,
          FILE: filename,
          VIEW: view === '' ? '/simple/' : view,
          RULE: rule,
          SINCE: since,
          ASKED: String(times),
          WHY: summary,
        }),
        none: 'nothing waits',
      },
    ),
  );
}

/** What `rind holds release` and `rind holds refuse` do. */
export function holdsEnd(
  word: 'release' | 'refuse',
  context: CliContext,
  flags: HoldEndFlags,
  id: string,
): Promise<ExitCode> {
  const { reason, sha256, wait } = flags;
  const body = {
    ...(reason === undefined ? {} : { reason }),
    ...(sha256 === undefined ? {} : { sha256: sha256.replace(/^sha256:/, '') }),
    ...(wait ? { wait } : {}),
  };
  const ask = { operation: word === 'release' ? 'releaseHold' : 'refuseHold', parameters: { id }, body };
  return atDesk(context, flags, (desk) => change(context, desk, ask, `\`${id}\` is ${word}d`));
}
