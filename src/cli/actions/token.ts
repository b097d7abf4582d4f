import { jsonText, neutralize } from '../../base/text/neutral.ts';
import { ID, MADE_TOKEN, TOKENS } from '../../contract/desk-values.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import { atDesk, list, refused } from '../desk.ts';
import type { DeskFlags } from '../desk-flags.ts';

/** Flags of `rind token create`. */
export interface TokenCreateFlags extends DeskFlags {
  readonly scope: 'read' | 'upload' | 'admin';
  readonly project?: string;
  readonly expires?: string;
}

/** What `rind token create` does: the token alone on stdout, so that it can be piped to where it is kept. */
export function tokenCreate(context: CliContext, flags: TokenCreateFlags): Promise<ExitCode> {
  const { scope, project, expires } = flags;
  const body = {
    scope,
    ...(project === undefined ? {} : { project }),
    ...(expires === undefined ? {} : { expires }),
  };
  return atDesk(
    context,
    flags,
    async (desk) => {
      const made = await desk.ask({ operation: 'createToken', body }, MADE_TOKEN);
      if (!made.ok) return refused(context, made.error);
      const { token, ...facts } = made.value;
      const { stdout, stderr } = context.process;
      stdout.write(flags.json ? `${jsonText({ token, ...facts })}\n` : `${token}\n`);
      const ends = facts.expires === null ? 'never ends' : `ends on ${facts.expires.slice(0, 10)}`;
      const of = facts.project === null ? '' : ` for \`${facts.project}\``;
      const line = `token \`${facts.id}\` may ${scope}${of} and ${ends}; it is not shown again`;
      if (!flags.quiet) stderr.write(`${neutralize(line)}\n`);
      return EXIT.clean;
    },
    true,
  );
}

/** What `rind token list` does. */
export function tokenList(context: CliContext, flags: DeskFlags): Promise<ExitCode> {
  return atDesk(context, flags, (desk) =>
    list(
      context,
      flags,
      desk,
      { operation: 'listTokens' },
      {
        key: 'tokens',
        reader: TOKENS,
        table: ({ id, scope, project, made, expires, expired }) => ({
          ID: id,
          SCOPE: scope,
          PROJECT: project ?? 'any',
          MADE: made.slice(0, 10),
          ENDS: expires === null ? 'never' : `${expires.slice(0, 10)}${expired ? ' (over)' : ''}`,
        }),
        none: 'there is no token',
      },
    ),
  );
}

/** What `rind token revoke` does. */
export function tokenRevoke(context: CliContext, flags: DeskFlags, id: string): Promise<ExitCode> {
  return atDesk(context, flags, async (desk) => {
    const revoked = await desk.ask({ operation: 'revokeToken', parameters: { id } }, ID);
    if (!revoked.ok) return refused(context, revoked.error);
    const line = flags.json ? jsonText(revoked.value) : `token ${neutralize(revoked.value.id)} is revoked`;
    context.process.stdout.write(`${line}\n`);
    return EXIT.clean;
  });
}
