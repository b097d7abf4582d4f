import { DOWNLOADS } from '../../contract/desk-values.ts';
import type { ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import { atDesk, list } from '../desk.ts';
import type { DeskFlags } from '../desk-flags.ts';
import { shortAgent } from '../short-agent.ts';

/** What `rind downloads` does. */
export function downloads(context: CliContext, flags: DeskFlags, spec: string): Promise<ExitCode> {
  return atDesk(context, flags, (desk) =>
    list(
      context,
      flags,
      desk,
      { operation: 'listDownloads', parameters: { spec } },
      {
        key: 'downloads',
        reader: DOWNLOADS,
        table: ({ filename, principal, address, last, times, agent }) => ({
          FILE: filename,
          WHO: principal,
          FROM: address,
          LAST: last,
          TIMES: String(times),
          CLIENT: shortAgent(agent),
        }),
        none: 'nobody downloaded it through this gateway',
      },
    ),
  );
}
