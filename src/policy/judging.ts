import type { SubjectLevel } from '../evidence/subject.ts';
import type { Rule } from './rule.ts';

/** What an audit judges: components, projects and the run. It sees no file of an index. */
export const AUDITED: readonly SubjectLevel[] = ['requirement', 'release', 'project', 'run'];

/** The rules that judge one of some levels. What no subject of a door can have is neither needed nor listed there. */
export function rulesJudging(rules: readonly Rule[], levels: readonly SubjectLevel[]): readonly Rule[] {
  return rules.filter((rule) => rule.levels.some((level) => levels.includes(level)));
}

/** What a gateway judges of one file, in the order in which it learns of it. */
export type FileLevel = 'release' | 'distribution' | 'artifact';

/**
 * The rules by which a gateway judges at a level. A rule that judges releases and distributions alike judges the file
 * there, not the release: the index says of each file what it is, and one file does not make the others young or yanked.
 */
export function gatewayRules(rules: readonly Rule[], level: FileLevel): readonly Rule[] {
  return rules.filter(
    ({ levels }) => levels.includes(level) && !(level === 'release' && levels.includes('distribution')),
  );
}
