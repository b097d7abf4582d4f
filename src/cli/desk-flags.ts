import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from './context.ts';
import { type GlobalFlags, globalFlags } from './flags.ts';

/** Flags of commands that administer a gateway. */
export interface DeskFlags extends GlobalFlags {
  readonly data?: string;
  readonly server?: string;
  readonly json: boolean;
}

const text = (input: string): string => input;

/** Where the gateway is, and how its answer is printed. */
export const deskFlags: FlagParametersForType<DeskFlags, CliContext> = {
  ...globalFlags,
  data: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'DIR',
    brief: "the gateway's folder, as `rind serve` has it",
  },
  server: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'URL',
    brief: "the gateway's address instead of its folder, with the token in RIND_TOKEN",
  },
  json: { kind: 'boolean', default: false, withNegated: false, brief: 'print JSON' },
};
