import { homedir } from 'node:os';
import { run, type StricliProcess } from '@stricli/core';
import { EXIT } from '../contract/exit.ts';
import { application } from './application.ts';
import type { CliContext } from './context.ts';
import { VERSION } from './version.ts';

const shell: StricliProcess = { stdout: process.stdout, stderr: process.stderr, env: process.env };

const context: CliContext = {
  process: shell,
  machine: {
    variables: process.env,
    platform: process.platform,
    home: homedir(),
    cwd: process.cwd(),
    now: () => Date.now(),
  },
  terminal: {
    color: process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
    width: process.stdout.columns ?? 80,
  },
  interactive: process.stderr.isTTY === true,
  version: VERSION,
};

// A reader that ends early (`rind audit | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await run(application, process.argv.slice(2), context);

// The library's own codes are negative: a command that threw is our bug, the others are usage.
const COMMAND_FAILED = -1;
const code = Number(shell.exitCode ?? EXIT.clean);
process.exitCode = code >= 0 ? code : code === COMMAND_FAILED ? EXIT.bug : EXIT.usage;
