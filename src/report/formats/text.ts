import { neutralizeCommands } from '../../base/text/neutral.ts';
import type { ReportFormat } from '../format.ts';
import { outline } from '../outline.ts';
import { loosenedText, notRunText, problemsText, summaryText } from '../text-close.ts';
import { doubtText, entryText, runText } from '../text-entry.ts';
import { TextLayout } from '../text-layout.ts';

/** For people: what to do, worst first, then what cannot be told, then what is settled. */
export const format: ReportFormat = {
  id: 'text',
  title: 'for people, grouped by what to do',
  lasts: true,
  render(report, options) {
    const layout = new TextLayout(options);
    const { run, projects, failing, development, doubts, known, waived } = outline(report);
    const blocks = [
      ...run.map((finding) => runText(finding, layout)),
      ...failing.map((entry) => entryText(entry, layout)),
      ...(development.length === 0 ? [] : [layout.paint.bold('used in development only:')]),
      ...development.map((entry) => entryText(entry, layout)),
      ...projects.map((finding) => runText(finding, layout)),
      ...doubts.map((doubt) => doubtText(doubt, layout)),
      ...problemsText(report.problems, layout, options.frame),
      ...known.map((entry) => entryText(entry, layout)),
      ...waived.map((entry) => entryText(entry, layout)),
      ...notRunText(report, layout),
      ...loosenedText(report, layout),
      summaryText(report, layout),
    ];
    return neutralizeCommands(`${blocks.join('\n\n')}\n`);
  },
};
