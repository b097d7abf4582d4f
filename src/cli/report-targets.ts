import { didYouMean } from '../base/did-you-mean.ts';
import type { ReportFormat } from '../report/format.ts';
import { REPORT_FORMATS } from '../report/registry.generated.ts';
import type { CliContext } from './context.ts';
import type { ReportFlags } from './flags.ts';
import { printUsage } from './print.ts';

/** Where a report goes: one format to stdout, others to files. */
export interface ReportTargets {
  readonly stdout: ReportFormat;
  readonly files: readonly { readonly format: ReportFormat; readonly path: string }[];
}

/** The formats that the flags name; undefined, with a word on stderr, when one is not known. */
export function usableFormats(context: CliContext, flags: ReportFlags): ReportTargets | undefined {
  if (flags.json && flags.format !== undefined && flags.format !== 'json') {
    printUsage(
      context,
      '`--json` and `--format` name two formats for stdout',
      'write one of them to a file: `--output F=PATH`',
    );
    return undefined;
  }
  const stdout = knownFormat(context, flags.json ? 'json' : (flags.format ?? 'text'));
  if (stdout === undefined) return undefined;
  const files: { format: ReportFormat; path: string }[] = [];
  for (const output of flags.output ?? []) {
    const split = output.indexOf('=');
    if (split < 1 || split === output.length - 1) {
      printUsage(context, `\`--output ${output}\` names no format and path`, 'write it as --output json=report.json');
      return undefined;
    }
    const format = knownFormat(context, output.slice(0, split));
    if (format === undefined) return undefined;
    files.push({ format, path: output.slice(split + 1) });
  }
  return { stdout, files };
}

function knownFormat(context: CliContext, id: string): ReportFormat | undefined {
  const formats: readonly ReportFormat[] = REPORT_FORMATS;
  const found = formats.find((format) => format.id === id);
  if (found !== undefined) return found;
  const known = formats.map((format) => format.id);
  const near = didYouMean(id, known);
  printUsage(
    context,
    `there is no format \`${id}\``,
    near === undefined ? `formats: ${known.join(', ')}` : `did you mean \`${near}\`?`,
  );
  return undefined;
}
