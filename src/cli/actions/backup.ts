import { formatInstant } from '../../base/instant.ts';
import { jsonText, neutralize } from '../../base/text/neutral.ts';
import { runBackup } from '../../compose/backup-run.ts';
import { EXIT, type ExitCode } from '../../contract/exit.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem } from '../print.ts';

/** Flags of `rind backup`. */
export interface BackupFlags extends GlobalFlags {
  readonly data?: string;
  readonly json: boolean;
  readonly withKey: boolean;
  readonly copy: boolean;
  readonly rehash: boolean;
}

/** What `rind backup` does: exit 1 where files turned out to be damaged, 3 where nothing could be backed up. */
export async function backup(context: CliContext, flags: BackupFlags, to: string): Promise<ExitCode> {
  const made = await runBackup(context.machine, context.version, { ...flags, to });
  if (!made.ok) {
    printProblem(context, made.error);
    return made.error.code === 'backup-refused' ? EXIT.usage : EXIT.undetermined;
  }
  const { folder, asOf, blobs, key, damaged } = made.value;
  const { stdout, stderr } = context.process;
  if (flags.json) stdout.write(jsonText({ ...made.value, asOf: formatInstant(asOf) }));
  else {
    const what = `${blobs.files} files (${blobs.bytes} bytes), database and log`;
    const named = key
      ? 'with the private key of the log: keep it as you keep that'
      : 'without the private key of the log';
    stdout.write(`${neutralize(`\`${folder}\` holds the state of ${formatInstant(asOf)}: ${what}, ${named}`)}\n`);
  }
  for (const sha256 of damaged) stderr.write(`warning: sha256:${sha256} is damaged, and left out\n`);
  return damaged.length > 0 ? EXIT.denied : EXIT.clean;
}
