import type { DoctorFinding } from '../../app/doctor/finding.ts';
import { jsonText, neutralize } from '../../base/text/neutral.ts';
import type { TakenAdvisories } from '../../compose/doctor-advisories.ts';
import { runDoctor } from '../../compose/doctor-run.ts';
import { EXIT, type ExitCode, worstExit } from '../../contract/exit.ts';
import { ageText } from '../../gateway/age.ts';
import type { CliContext } from '../context.ts';
import type { GlobalFlags } from '../flags.ts';
import { printProblem } from '../print.ts';

/** Flags of `rind doctor`. */
export interface DoctorFlags extends GlobalFlags {
  readonly server?: string;
  readonly json: boolean;
}

/** What `rind doctor` does: 1 where something does not go through the gateway, 3 where no gateway answers. */
export async function doctor(context: CliContext, flags: DoctorFlags, path?: string): Promise<ExitCode> {
  const { dataDir, server, offline } = flags;
  const answer = await runDoctor(context.machine, context.version, {
    offline,
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(server === undefined ? {} : { server }),
    ...(path === undefined ? {} : { path }),
  });
  if (!answer.ok) {
    printProblem(context, answer.error);
    return EXIT.usage;
  }
  const { gateway, version, gatewayProblem, advisories, ownAdvisories, findings, server: asked } = answer.value;
  const { stdout } = context.process;
  const failed = findings.some(({ level }) => level === 'fail');
  const exit = worstExit([
    failed ? EXIT.denied : EXIT.clean,
    gatewayProblem === undefined ? EXIT.clean : EXIT.undetermined,
  ]);
  if (flags.json) {
    const takes = { advisories: advisories ?? null, own_advisories: ownAdvisories ?? null };
    stdout.write(`${jsonText({ server: asked, gateway, version: version ?? null, ...takes, findings, exit })}\n`);
    return exit;
  }
  if (gateway === 'rind')
    stdout.write(`ok: a Rind gateway ${neutralize(version ?? '')} answers at ${neutralize(asked)}\n`);
  const now = context.machine.now();
  if (advisories !== undefined) stdout.write(`${takenText('the gateway', advisories, now)}\n`);
  if (ownAdvisories !== undefined) stdout.write(`${takenText('`rind sync` of this machine', ownAdvisories, now)}\n`);
  for (const finding of findings) stdout.write(`${textOf(finding)}\n`);
  if (!failed) stdout.write('ok: nothing that was looked at leads past the gateway\n');
  if (gatewayProblem !== undefined) printProblem(context, gatewayProblem);
  return exit;
}

/** Whose advisories somebody takes, and how old their state is. */
function takenText(who: string, { from, state }: TakenAdvisories, now: number): string {
  const at = state === null ? Number.NaN : Date.parse(state);
  const known = Number.isNaN(at)
    ? 'and has nothing of it yet'
    : `and has its state of ${state}, ${ageText(Math.max(0, now - at))} old`;
  return neutralize(`ok: ${who} takes advisories from ${from}, ${known}`);
}

function textOf({ level, id, message, why, next, at }: DoctorFinding): string {
  const lines = [`${level}: ${message} [${id}]`];
  if (at !== undefined) lines.push(`  --> ${at.path}${at.path.startsWith('$') ? '' : `:${at.line}:${at.column}`}`);
  lines.push(`  why: ${why}`, `  next: ${next}`);
  return lines.map(neutralize).join('\n');
}
