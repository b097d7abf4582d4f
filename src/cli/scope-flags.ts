import type { FlagParametersForType } from '@stricli/core';
import type { GroupChoice } from '../app/scopes.ts';
import type { CliContext } from './context.ts';

/** Flags that say which part of a project counts. */
export interface ScopeFlags {
  readonly all: boolean;
  readonly target?: readonly string[];
  readonly extra?: readonly string[];
  readonly group?: readonly string[];
  readonly noDev: boolean;
  readonly environment?: readonly string[];
}

const text = (input: string): string => input;

function names(placeholder: string, brief: string) {
  return { kind: 'parsed', parse: text, optional: true, variadic: true, placeholder, brief } as const;
}

export const scopeFlags: FlagParametersForType<ScopeFlags, CliContext> = {
  all: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'every source counts, not only the strongest of a project',
  },
  target: names('NAME', 'only this declared target; repeatable'),
  extra: names('NAME', "of extras and groups only this extra, beside the project's own dependencies; repeatable"),
  group: names('NAME', "of extras and groups only this group, beside the project's own dependencies; repeatable"),
  noDev: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'leave out what only development groups bring in',
  },
  environment: names('PYTHON', 'an installed environment: its folder or its Python, which is not run; repeatable'),
};

/** What the flags choose of extras and groups. */
export function choiceOf({ extra = [], group = [], noDev }: ScopeFlags): GroupChoice {
  return { extras: extra, groups: group, noDev };
}
