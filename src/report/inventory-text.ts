import { neutralize, neutralizeCommands } from '../base/text/neutral.ts';
import type { InventoryReport } from '../contract/report.ts';
import { count } from './count.ts';

/** What was found, a line each: name, version, who brings it in, where. */
export function inventoryText({ components, inputs, problems }: InventoryReport): string {
  const rows = components.map(({ name, version, groups, locations }) => {
    const who = groups.filter((group) => group !== '').join(', ');
    const at = locations[0];
    return [name, version ?? 'not pinned', who, at === undefined ? '' : `${at.path}:${at.line}`].map(neutralize);
  });
  const widths = [0, 1, 2].map((column) => rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const wrong = problems.map(({ code, message, at }) => {
    const place = at === undefined ? '' : ` --> ${neutralize(at.path)}:${at.line}:${at.column}`;
    return `problem ${neutralize(message)} (${code})${place}`;
  });
  const total = `${count(components.length, 'component')} in ${count(inputs.length, 'file')}`;
  return neutralizeCommands(`${[...lines, ...wrong, total].join('\n')}\n`);
}
