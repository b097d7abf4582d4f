import { pythonSplitLines } from '@rind/pypa';

/**
 * The requirements of an `.egg-info/requires.txt` as `Requires-Dist` would write them: a section `[extra]`,
 * `[:marker]` or `[extra:marker]` becomes a marker.
 *
 * Source: setuptools' documentation, "requires.txt"; `importlib.metadata`, `_convert_egg_info_reqs_to_simple_reqs`.
 */
export function eggRequirements(text: string): string[] {
  const requirements: string[] = [];
  let condition = '';
  for (const raw of pythonSplitLines(text)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[') && line.endsWith(']')) {
      condition = sectionCondition(line.slice(1, -1));
      continue;
    }
    const space = line.includes('@') ? ' ' : '';
    requirements.push(condition === '' ? line : `${line}${space}; ${condition}`);
  }
  return requirements;
}

function sectionCondition(section: string): string {
  const colon = section.indexOf(':');
  const extra = colon < 0 ? section : section.slice(0, colon);
  const marker = colon < 0 ? '' : section.slice(colon + 1);
  const conditions = [
    extra !== '' && marker !== '' ? `(${marker})` : marker,
    extra === '' ? '' : `extra == "${extra}"`,
  ];
  return conditions.filter((part) => part !== '').join(' and ');
}
