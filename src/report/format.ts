import type { Report } from '../contract/report.ts';

/** How a report is shown. */
export interface RenderOptions {
  /** Whether escape sequences for color may be used; color never carries meaning alone. */
  readonly color: boolean;
}

/** One output format: a file of `formats/` exports one as `format`. */
export interface ReportFormat {
  /** The value of `--format`. */
  readonly id: string;
  readonly title: string;
  render(report: Report, options: RenderOptions): string;
}
