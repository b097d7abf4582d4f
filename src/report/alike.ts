import type { Doubt } from './doubt.ts';

/** Other literals that are named; of more, only how many. */
const MOST_NAMED = 12;

/** A message without what its literals are, by which messages that say the same are found. */
export function template(message: string): string {
  return message.replace(/`[^`]*`/g, '``');
}

/**
 * Doubts that differ in the first literal of what they say, an advisory's id, and are about the same components: one,
 * which names the other ids. A Python of today would have a paragraph of its own for each flaw of its grandparents.
 */
export function foldAlike(doubts: readonly Doubt[]): readonly Doubt[] {
  const groups = new Map<string, Doubt[]>();
  for (const [i, doubt] of doubts.entries()) {
    const { finding, why, hint, components } = doubt;
    const alike =
      finding === undefined || firstLiteral(why) === undefined
        ? i
        : [
            finding.rule,
            finding.level,
            finding.development,
            template(why),
            hint,
            ...components.map(({ id }) => id).sort(),
          ];
    const key = JSON.stringify(alike);
    const group = groups.get(key);
    if (group) group.push(doubt);
    else groups.set(key, [doubt]);
  }
  return [...groups.values()].flatMap(folded);
}

function folded([first, ...others]: readonly Doubt[]): readonly Doubt[] {
  if (first === undefined) return [];
  const ids = others.flatMap(({ why }) => firstLiteral(why) ?? []);
  if (ids.length === 0) return [first];
  const named = ids.slice(0, MOST_NAMED).map((id) => `\`${id}\``);
  const rest = ids.length - named.length;
  const same = `; the same of ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const { finding, why } = first;
  return [
    {
      ...first,
      why: `${why}${same}`,
      ...(finding === undefined ? {} : { finding: { ...finding, message: `${finding.message}${same}` } }),
    },
  ];
}

function firstLiteral(message: string): string | undefined {
  return /^`([^`]+)`/.exec(message)?.[1];
}
