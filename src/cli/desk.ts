import { jsonText, neutralize } from '../base/text/neutral.ts';
import type { AdminAsk, AdminDesk, AdminFault } from '../compose/admin-ask.ts';
import { openDesk } from '../compose/admin-run.ts';
import { CHANGED, type ListReader } from '../contract/desk-values.ts';
import { EXIT, type ExitCode } from '../contract/exit.ts';
import type { CliContext } from './context.ts';
import type { DeskFlags } from './desk-flags.ts';
import { printProblem } from './print.ts';

/** Does something at the desk of the gateway that the flags name. */
export async function atDesk(
  context: CliContext,
  { config, data, server }: DeskFlags,
  work: (desk: AdminDesk) => Promise<ExitCode>,
  mayMake: boolean = false,
): Promise<ExitCode> {
  const opened = await openDesk(context.machine, context.version, {
    mayMake,
    ...(config === undefined ? {} : { config }),
    ...(data === undefined ? {} : { data }),
    ...(server === undefined ? {} : { server }),
  });
  if (!opened.ok) return refused(context, opened.error);
  try {
    return await work(opened.value);
  } finally {
    await opened.value.close();
  }
}

/** Prints why something was not done. */
export function refused(context: CliContext, { problem, isUsage }: AdminFault): ExitCode {
  printProblem(context, problem);
  return isUsage ? EXIT.usage : EXIT.undetermined;
}

/** Asks for a change and prints `{id, epoch}`; what else there is to know goes to stderr. */
export async function change(context: CliContext, desk: AdminDesk, ask: AdminAsk, said: string): Promise<ExitCode> {
  const answer = await desk.ask(ask, CHANGED);
  if (!answer.ok) return refused(context, answer.error);
  const { id, epoch, notes = [], in_force: inForce } = answer.value;
  context.process.stdout.write(`${JSON.stringify({ id, epoch })}\n`);
  const lines = [...notes.map((note) => `note: ${note}`), said];
  if (inForce === true) lines.push('every running gateway acts on it');
  if (inForce === false) lines.push('warning: it is said, and a running gateway has not taken it over in 30 seconds');
  context.process.stderr.write(`${lines.map(neutralize).join('\n')}\n`);
  return inForce === false ? EXIT.undetermined : EXIT.clean;
}

/** Entries that one question asks for. */
const AT_ONCE = '1000';
/** Questions for one list. */
const MOST_PAGES = 100;

/** Lists everything there is, as JSON or as a table. */
export async function list<T extends object>(
  context: CliContext,
  flags: DeskFlags,
  desk: AdminDesk,
  ask: AdminAsk,
  { key, reader, only = () => true, table, none }: Listing<T>,
): Promise<ExitCode> {
  const all: T[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const parameters = { ...ask.parameters, limit: AT_ONCE, ...(after === undefined ? {} : { after }) };
    const answer = await desk.ask({ ...ask, parameters }, reader);
    if (!answer.ok) return refused(context, answer.error);
    all.push(...answer.value.entries.filter(only));
    after = answer.value.next;
    if (after === undefined) break;
  }
  const { stdout } = context.process;
  if (flags.json) stdout.write(`${jsonText({ [key]: all })}\n`);
  else if (all.length === 0) stdout.write(`${none}\n`);
  else stdout.write(tableText(all.map(table)));
  return EXIT.clean;
}

/** How a list is read and shown. */
export interface Listing<T> {
  readonly key: string;
  readonly reader: ListReader<T>;
  /** Whether an entry is shown; all are without. */
  only?(entry: T): boolean;
  /** Cells by the title of their column, in order. */
  table(entry: T): Readonly<Record<string, string>>;
  /** What is said where there is nothing. */
  readonly none: string;
}

/** Longer cells are cut, but in the last column. */
const WIDEST = 60;

/** Rows under titles, each column as wide as its widest cell. */
export function tableText(rows: readonly Readonly<Record<string, string>>[]): string {
  const titles = Object.keys(rows[0] ?? {});
  const cells = [titles, ...rows.map((row) => titles.map((title) => row[title] ?? ''))].map((line) =>
    line.map((cell, i) => {
      const shown = neutralize(cell);
      return i < titles.length - 1 && shown.length > WIDEST ? `${shown.slice(0, WIDEST - 1)}…` : shown;
    }),
  );
  const widths = titles.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  return cells
    .map(
      (line) =>
        `${line
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
