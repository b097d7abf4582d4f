import type { FlagParametersForType } from '@stricli/core';
import { parseDate, parseInstant } from '../base/instant.ts';
import type { CliContext } from './context.ts';

/** Flags that every command takes. */
export interface GlobalFlags {
  readonly config?: string;
  readonly dataDir?: string;
  readonly offline: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly exitZero: boolean;
}

/** Flags of commands that read project files. */
export interface LimitFlags {
  readonly maxFileSize?: number;
  readonly maxDepth?: number;
  readonly maxIncludes?: number;
  readonly maxEntrySize?: number;
}

/** Flags of commands that print a report. */
export interface ReportFlags {
  readonly format?: string;
  readonly json: boolean;
  readonly output?: readonly string[];
  readonly now?: number;
}

const text = (input: string): string => input;

/** A number of bytes: digits, with `k`, `M` or `G` (1024 each) after them if wanted. */
function parseBytes(input: string): number {
  const match = /^(\d{1,12})([kMG]?)B?$/.exec(input);
  const scale = { '': 1, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match?.[2] ?? ''];
  if (match === null || scale === undefined) throw new SyntaxError(`\`${input}\` is no size: write 1000, 64M or 1G`);
  return Number(match[1]) * scale;
}

/** A whole number, zero or more. */
function parseCount(input: string): number {
  if (!/^\d{1,9}$/.test(input)) throw new SyntaxError(`\`${input}\` is no whole number`);
  return Number(input);
}

/** An RFC 3339 instant or date, as epoch milliseconds. */
export function parseNow(input: string): number {
  const value = input.includes('T') ? parseInstant(input) : parseDate(input);
  if (!value.ok) throw new SyntaxError(`\`${input}\` is no instant: write 2026-01-31 or 2026-01-31T12:00:00Z`);
  return value.value;
}

export const globalFlags: FlagParametersForType<GlobalFlags, CliContext> = {
  config: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'FILE',
    brief: 'configuration file to use; nothing is searched then',
  },
  dataDir: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'DIR',
    brief: "where synchronised data lives (RIND_DATA_DIR; default: the platform's data folder)",
  },
  offline: { kind: 'boolean', default: false, withNegated: false, brief: 'use no network' },
  quiet: { kind: 'boolean', default: false, withNegated: false, brief: 'print no progress and no hints on stderr' },
  verbose: { kind: 'boolean', default: false, withNegated: false, brief: 'say more on stderr' },
  color: { kind: 'enum', values: ['auto', 'always', 'never'], default: 'auto', brief: 'when to color the output' },
  exitZero: { kind: 'boolean', default: false, withNegated: false, brief: 'turn exit codes 1 and 3 into 0' },
};

export const limitFlags: FlagParametersForType<LimitFlags, CliContext> = {
  maxFileSize: {
    kind: 'parsed',
    parse: parseBytes,
    optional: true,
    placeholder: 'SIZE',
    brief: 'largest file that is read (default 64M)',
  },
  maxDepth: {
    kind: 'parsed',
    parse: parseCount,
    optional: true,
    placeholder: 'N',
    brief: 'deepest nesting of TOML, JSON and YAML (default 200)',
  },
  maxIncludes: {
    kind: 'parsed',
    parse: parseCount,
    optional: true,
    placeholder: 'N',
    brief: 'most includes of requirements files (default 1000)',
  },
  maxEntrySize: {
    kind: 'parsed',
    parse: parseBytes,
    optional: true,
    placeholder: 'SIZE',
    brief: 'largest archive entry, unpacked (default 16M)',
  },
};

/** Loaded when somebody completes a flag, and by no run that only parses one. */
async function reportFormats(): Promise<readonly string[]> {
  const { REPORT_FORMATS } = await import('../report/registry.generated.ts');
  return REPORT_FORMATS.map(({ id }) => id);
}

export const reportFlags: FlagParametersForType<ReportFlags, CliContext> = {
  format: {
    kind: 'parsed',
    parse: text,
    optional: true,
    placeholder: 'F',
    brief: 'format of the report on stdout (default text)',
    proposeCompletions: reportFormats,
  },
  json: { kind: 'boolean', default: false, withNegated: false, brief: 'the same as --format json' },
  output: {
    kind: 'parsed',
    parse: text,
    optional: true,
    variadic: true,
    placeholder: 'F=PATH',
    brief: 'also write the report in format F to PATH; repeatable',
    proposeCompletions: async () => (await reportFormats()).map((id) => `${id}=`),
  },
  now: { kind: 'parsed', parse: parseNow, optional: true, placeholder: 'INSTANT', brief: 'decide as of then' },
};

/** The files and folders that a command looks at. */
export const pathParameters = {
  kind: 'array',
  parameter: {
    brief: 'files and folders; the current folder when none is given',
    parse: text,
    placeholder: 'PATH',
  },
} as const;
