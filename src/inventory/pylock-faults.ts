import type { TomlTable, TreeFault } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { TextDocument } from '../base/text/document.ts';
import { type Place, placeAt } from './open-text.ts';

/** Places that are said of faults that are alike; how many there are is said of all. */
const MOST_LINES = 5;

/**
 * The faults of a pylock.toml as problems, in order. A tool that writes a key wrongly does so in each entry: what
 * is wrong with the same key in the same way, whatever the text is, is one problem, at the first place, which tells
 * the lines of the others.
 */
export function pylockProblems(
  faults: readonly TreeFault[],
  document: TextDocument<TomlTable>,
  place: Place,
): Problem[] {
  const alike = Map.groupBy(faults, ({ path, message }) =>
    JSON.stringify([path.filter((step) => typeof step !== 'number'), message.replace(/`[^`]*`/g, '``')]),
  );
  return Array.from(alike.values(), ([first, ...others]) => {
    if (first === undefined) throw new Error('a group has at least one of what it was made from');
    const at = (fault: TreeFault): Location => placeAt(document, place, fault.path);
    return problem('lock-invalid', `\`${shownPath(first)}\`: ${first.message}${more(others.map(at))}`, {
      at: at(first),
    });
  });
}

function shownPath({ path }: TreeFault): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
}

function more(places: readonly Location[]): string {
  if (places.length === 0) return '';
  const lines = [...new Set(places.map(({ line }) => line))];
  const said = lines.slice(0, MOST_LINES).join(', ');
  const rest = lines.length > MOST_LINES ? ', …' : '';
  return `; so ${places.length === 1 ? 'is one more' : `are ${places.length} more`}, in line${lines.length === 1 ? '' : 's'} ${said}${rest}`;
}
