import { neutralize } from '../base/text/neutral.ts';
import type { ReportComponent } from '../contract/report.ts';
import type { TextLayout } from './text-layout.ts';
import { pinText } from './words.ts';

/** Components that are named. */
const MAX_NAMED = 40;
/** Files that are named: a project of many scripts has one of each. */
const MAX_FILES = 12;

/** Components by the file that pins them first, each with its line: a file's name is said once. */
export function namedByFile(components: readonly ReportComponent[], layout: TextLayout): string[] {
  const byFile = new Map<string, string[]>();
  let left = components.length;
  for (const component of components.slice(0, MAX_NAMED)) {
    const [at] = component.locations;
    const path = at?.path ?? '';
    const same = byFile.get(path);
    if (same === undefined && byFile.size === MAX_FILES) continue;
    left -= 1;
    const pin = neutralize(pinText(component));
    const placed = at === undefined ? pin : `${pin} (line ${at.line})`;
    if (same) same.push(placed);
    else byFile.set(path, [placed]);
  }
  return [
    ...[...byFile].map(([path, names]) =>
      layout.line(2, `${path === '' ? '' : `${neutralize(path)}: `}${names.join(', ')}`),
    ),
    ...(left === 0 ? [] : [`  and ${left} more: \`--json\` lists all`]),
  ];
}
