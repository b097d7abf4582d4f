import type { Reason } from '../../policy/decide.ts';
import { countingReasons, denialOf } from '../../policy/denial.ts';
import { RULES } from '../../policy/registry.generated.ts';
import type { Standing, StandingFile } from '../serve/standing.ts';
import type { AffectedFile } from './judge-served.ts';

/** Files that are looked at between two pauses. */
const AT_ONCE = 32;

/**
 * By which an index takes a file back, or other bytes appear under its name. A yank counts where policy refuses what is
 * yanked; that a file is young is no news to whoever has it.
 */
const TAKES_BACK: ReadonlySet<string> = new Set(['first-seen-hash', 'removed-upstream', 'yanked']);

/**
 * The files of a project that are refused now because of what an index says of them today, each as often as there are
 * such rules. Pure. With pauses: drive it to its end.
 */
export function* withdrawnFiles(view: string, { files }: Standing): Generator<void, AffectedFile[], void> {
  const withdrawn: AffectedFile[] = [];
  for (let at = 0; at < files.denied.length; at++) {
    if (at % AT_ONCE === AT_ONCE - 1) yield;
    const file = files.denied.at(at);
    if (file !== undefined) withdrawn.push(...affectedBy(view, file));
  }
  return withdrawn;
}

function affectedBy(view: string, { file, version, sha256, decision }: StandingFile): AffectedFile[] {
  if (sha256 === null) return [];
  const affected: AffectedFile[] = [];
  for (const reason of countingReasons(decision).filter(isTakenBack)) {
    const { rule } = reason;
    // A release and its file may each have failed by the same rule.
    if (affected.some((one) => one.rule === rule)) continue;
    const verdict = reason.level === 'deny' ? 'deny' : 'hold';
    const summary = denialOf({ verdict, reasons: [reason] }, RULES)?.summary ?? '';
    const served = { version, filename: file.filename, sha256, view };
    affected.push({ file: served, verdict, rule, advisories: [], summary });
  }
  return affected;
}

function isTakenBack({ rule, outcome }: Reason): boolean {
  if (outcome.outcome !== 'fail') return false;
  // A project that nobody looks after any more was not taken back. Source: PEP 792.
  return TAKES_BACK.has(rule) || (rule === 'project-status' && outcome.key === 'quarantined');
}
