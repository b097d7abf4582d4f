import { jsonText } from '../../base/text/neutral.ts';
import type { ReportFormat } from '../format.ts';

/** The report itself, as one JSON document. */
export const format: ReportFormat = {
  id: 'json',
  title: 'the whole report as one JSON document (schema `rind.report/1`)',
  render: jsonText,
};
