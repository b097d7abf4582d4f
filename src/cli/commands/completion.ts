import { buildCommand } from '@stricli/core';
import { COMPLETION_SCRIPTS, type Shell } from '../completion-scripts.ts';
import type { CliContext } from '../context.ts';

function run(this: CliContext, _flags: Record<never, never>, shell: Shell): void {
  this.process.stdout.write(COMPLETION_SCRIPTS[shell]);
}

function parseShell(input: string): Shell {
  if (input === 'bash' || input === 'zsh' || input === 'fish') return input;
  throw new SyntaxError(`there is no script for \`${input}\`: write bash, zsh or fish`);
}

/** `rind completion`. */
export const command = buildCommand<Record<never, never>, [Shell], CliContext>({
  docs: {
    brief: 'print the script that completes commands and flags in a shell',
    customUsage: [
      { input: 'bash > ~/.local/share/bash-completion/completions/rind', brief: 'bash' },
      { input: 'zsh > ~/.zfunc/_rind', brief: 'zsh, with ~/.zfunc in fpath' },
      { input: 'fish > ~/.config/fish/completions/rind.fish', brief: 'fish' },
    ],
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'bash, zsh or fish',
          parse: parseShell,
          placeholder: 'SHELL',
          proposeCompletions: () => ['bash', 'zsh', 'fish'],
        },
      ],
    },
  },
  func: run,
});
