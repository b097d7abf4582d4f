import type { Report, ReportProblem } from '../contract/report.ts';

/** How a report is shown. */
export interface RenderOptions {
  /** Whether escape sequences for color may be used; color never carries meaning alone. */
  readonly color: boolean;
  /** Columns of the terminal; 80 when absent. Only the text format looks at it. */
  readonly width?: number;
  /** The line that a problem points to, drawn and neutral, where its reader kept it (`base/text/code-frame`). */
  readonly frame?: (problem: ReportProblem) => string | undefined;
}

/** One output format: a file of `formats/` exports one as `format`. */
export interface ReportFormat {
  /** The value of `--format`. */
  readonly id: string;
  readonly title: string;
  /** Of the instant of the report it shows nothing but ages in whole days: the same bytes may be said again. */
  readonly lasts?: true;
  render(report: Report, options: RenderOptions): string;
}
