import { CLAIMS } from '../../contract/desk-values.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import { atDesk, change, list } from '../desk.ts';
import type { DeskFlags } from '../desk-flags.ts';
import { printUsage } from '../print.ts';

/** Flags of `rind claim`. */
export interface ClaimFlags extends DeskFlags {
  readonly prefix: boolean;
  readonly list: boolean;
  readonly remove?: string;
}

/** What `rind claim` does. */
export async function claim(context: CliContext, flags: ClaimFlags, name?: string): Promise<ExitCode> {
  const { remove, prefix } = flags;
  const chosen = [name !== undefined, flags.list, remove !== undefined].filter(Boolean).length;
  if (chosen !== 1) {
    printUsage(context, '`rind claim` takes a NAME, `--list` or `--remove NAME`', 'rind claim acme --prefix');
    return EXIT.usage;
  }
  if (flags.list)
    return await atDesk(context, flags, (desk) =>
      list(
        context,
        flags,
        desk,
        { operation: 'listClaims' },
        {
          key: 'claims',
          reader: CLAIMS,
          table: (one) => ({ NAME: one.prefix ? `${one.name}, ${one.name}-*` : one.name, BY: one.by, SINCE: one.made }),
          none: 'nothing is claimed',
        },
      ),
    );
  const ask =
    remove === undefined
      ? { operation: 'addClaim', body: { name, ...(prefix ? { prefix } : {}) } }
      : { operation: 'removeClaim', parameters: { id: remove } };
  const said = remove === undefined ? `\`${name}\` is for uploads` : `\`${remove}\` is no longer claimed`;
  return await atDesk(context, flags, (desk) => change(context, desk, ask, said), remove === undefined);
}
