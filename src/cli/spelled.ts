/** Flags that take a value, of those that may stand before the command. */
const WITH_VALUE = new Set(['--config', '--policy', '--data-dir', '--color', '--format', '--output', '--now']);

/** What people type out of habit, in the words of the commands. */
const HABITS: Readonly<Record<string, string>> = { '--version': 'version', '-V': 'version', help: '--help' };

/**
 * The arguments as the commands expect them: global flags may stand before the command (`rind -q audit`),
 * and are moved behind it.
 */
export function spelled(given: readonly string[]): string[] {
  const command = commandAt(given);
  const [first, ...others] =
    command <= 0 ? given : [given[command] ?? '', ...given.slice(0, command), ...given.slice(command + 1)];
  if (first === undefined) return [];
  return [(Object.hasOwn(HABITS, first) ? HABITS[first] : undefined) ?? first, ...others];
}

/** Where the command stands: the first word that is neither a flag nor the value of one; -1 when there is none. */
function commandAt(given: readonly string[]): number {
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? '';
    if (word === '--') return -1;
    if (!word.startsWith('-')) return at;
    if (WITH_VALUE.has(word)) at++;
  }
  return -1;
}
