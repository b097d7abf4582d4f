import { homedir } from 'node:os';
import { run, type StricliProcess } from '@stricli/core';
import { neutralize, neutralizeCommands, neutralizeLines } from '../base/text/neutral.ts';
import type { Lasting } from '../compose/lasting-run.ts';
import { EXIT, type ExitCode, worstExit } from '../contract/exit.ts';
import { answer } from './answer.ts';
import { applicationFor } from './application.ts';
import { bugText } from './bug.ts';
import type { CliContext } from './context.ts';
import { mayBeTerminal, Output } from './output.ts';
import { spelled } from './spelled.ts';
import { used } from './used.ts';
import { VERSION } from './version.ts';

const verbose = process.argv.some((argument) => argument === '-v' || argument === '--verbose');
let failure: ExitCode = EXIT.clean;
let lasting: Lasting | undefined;

// What is thrown outside a command, too, ends as a bug of ours and never as "denied", Node's own code 1.
process.on('uncaughtException', (error) => {
  rawErr.write(bugText(error, verbose));
  process.exit(EXIT.bug);
});

// A reader that ends early (`rind audit | head`) is no failure of ours: the exit code stays the answer's.
const rawErr = new Output(2, () => {});
const stdout = new Output(1, (code) => {
  lasting = undefined;
  if (code === 'EPIPE') return;
  rawErr.write(`error: cannot write to stdout: ${neutralize(code)}\n`);
  failure = EXIT.undetermined;
});

// Usage errors repeat what was typed, and a script may type names from outside.
const stderr = { write: (text: string) => rawErr.write(neutralizeCommands(neutralizeLines(text))) };
const shell: StricliProcess = { stdout, stderr, env: process.env };

function exitCode(): number {
  // The library's own codes are negative: a command that threw is our bug, the others are usage.
  const COMMAND_FAILED = -1;
  const code = Number(shell.exitCode ?? EXIT.clean);
  const known = Object.values(EXIT).find((exit) => exit === code);
  return worstExit([failure, known ?? (code === COMMAND_FAILED ? EXIT.bug : EXIT.usage)]);
}

/** What the system says, or nothing where it throws: without a home, or in a folder that was removed. */
function told(ask: () => string): string | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

const cwd = told(() => process.cwd());
if (cwd === undefined) {
  rawErr.write('error: the current folder is gone\nhint: change into a folder that exists\n');
  process.exitCode = EXIT.undetermined;
} else {
  const isTerminal = mayBeTerminal(1) && process.stdout.isTTY === true;
  const context: CliContext = {
    process: shell,
    stderr: rawErr,
    machine: {
      variables: process.env,
      platform: process.platform,
      home: told(homedir) ?? '',
      cwd,
      now: () => Date.now(),
    },
    terminal: {
      color: isTerminal && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
      ...(isTerminal && process.stdout.columns > 0 ? { width: process.stdout.columns } : {}),
    },
    lasts: (told) => {
      lasting = told;
    },
    interactive: mayBeTerminal(2) && process.stderr.isTTY === true,
    version: VERSION,
  };
  // No `await` at the top: the bundle is CommonJS, which starts faster.
  const [first, ...others] = process.argv.slice(2);
  const ran =
    first === '__complete'
      ? import('./complete.ts').then(async ({ complete }) => {
          stdout.write(await complete(others, context));
        })
      : runCommand(spelled(process.argv.slice(2)), context);
  void ran.then(() => {
    process.exitCode = exitCode();
    if (lasting !== undefined) answer.value = { ...lasting, out: stdout.said, err: rawErr.said };
  });
}

async function runCommand(given: string[], context: CliContext): Promise<void> {
  await run(await applicationFor(given[0]), given, context);
}

export { answer, used };
