import type { EvidenceName } from '../evidence/evidence.ts';
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
 * One that judges a release by its lock alone has none here.
 */
export function gatewayRules(rules: readonly Rule[], level: FileLevel): readonly Rule[] {
  const known = byLevel.get(rules) ?? new Map<FileLevel, readonly Rule[]>();
  byLevel.set(rules, known);
  const judging = known.get(level) ?? rules.filter((rule) => isJudging(rule, level));
  known.set(level, judging);
  return judging;
}

/** The same list each time, so that whoever is given it can keep what follows from it. */
const byLevel = new WeakMap<readonly Rule[], Map<FileLevel, readonly Rule[]>>();

function isJudging({ levels, needs }: Rule, level: FileLevel): boolean {
  if (!levels.includes(level)) return false;
  if (level !== 'release') return true;
  const isOfLocks = needs.length > 0 && needs.every((need) => LOCK_EVIDENCE.includes(need));
  return !levels.includes('distribution') && (levels.includes('artifact') || !isOfLocks);
}

/** What a lock says and no index: a rule that judges a release by nothing else has nothing to judge at a gateway. */
const LOCK_EVIDENCE: readonly EvidenceName[] = ['declaration', 'python-support'];
