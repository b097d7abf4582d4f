import { homedir } from 'node:os';
import { run, type StricliProcess } from '@stricli/core';
import { neutralize, neutralizeCommands, neutralizeLines } from '../base/text/neutral.ts';
import { EXIT, type ExitCode, worstExit } from '../contract/exit.ts';
import { application } from './application.ts';
import { bugText } from './bug.ts';
import type { CliContext } from './context.ts';
import { spelled } from './spelled.ts';
import { VERSION } from './version.ts';

const verbose = process.argv.some((argument) => argument === '-v' || argument === '--verbose');
let failure: ExitCode = EXIT.clean;

// What is thrown outside a command, too, ends as a bug of ours and never as "denied", Node's own code 1.
process.on('uncaughtException', (error) => {
  process.stderr.write(bugText(error, verbose));
  process.exit(EXIT.bug);
});

// A reader that ends early (`rind audit | head`) is no failure of ours: the exit code stays the answer's.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    if (stream === process.stdout)
      process.stderr.write(`error: cannot write to stdout: ${neutralize(String(error.code))}\n`);
    failure = EXIT.undetermined;
    process.exitCode = exitCode();
  });
}

// Usage errors repeat what was typed, and a script may type names from outside.
const stderr = { write: (text: string) => process.stderr.write(neutralizeCommands(neutralizeLines(text))) };
const shell: StricliProcess = { stdout: process.stdout, stderr, env: process.env };

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
  process.stderr.write('error: the current folder is gone\nhint: change into a folder that exists\n');
  process.exitCode = EXIT.undetermined;
} else {
  const context: CliContext = {
    process: shell,
    stderr: process.stderr,
    machine: {
      variables: process.env,
      platform: process.platform,
      home: told(homedir) ?? '',
      cwd,
      now: () => Date.now(),
    },
    terminal: {
      color: process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
      ...(process.stdout.isTTY === true && process.stdout.columns > 0 ? { width: process.stdout.columns } : {}),
    },
    interactive: process.stderr.isTTY === true,
    version: VERSION,
  };
  // No `await` at the top: the bundle is CommonJS, which starts faster.
  const [first, ...others] = process.argv.slice(2);
  const ran =
    first === '__complete'
      ? import('./complete.ts').then(async ({ complete }) => {
          process.stdout.write(await complete(others, context));
        })
      : run(application, spelled(process.argv.slice(2)), context);
  void ran.then(() => {
    process.exitCode = exitCode();
  });
}
