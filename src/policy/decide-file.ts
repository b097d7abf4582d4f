import { hash } from 'node:crypto';
import type { Basis, Decision, Reason, Verdict } from './decide.ts';
import type { FileLevel } from './judging.ts';
import type { Rule } from './rule.ts';

/** The decisions that one about a file is made of. */
export interface FileDecisions {
  /** About its release; about the release with this one file, where {@link bindsFiles} says so. */
  readonly release: Decision;
  /** About what its index says of it. */
  readonly distribution: Decision;
  /** About its bytes; absent until they are fetched. */
  readonly artifact?: Decision;
}

const STRICTNESS: Readonly<Record<Verdict, number>> = { allow: 0, hold: 1, deny: 2 };

/**
 * The one decision about a file: the strictest verdict of what it is part of, what is said of it and what is in it, for
 * every reason of the three, until the first of them may change. Pure. A reason that several give is told once; that a
 * rule was not run only where it was run at no level.
 */
export function decideFile(decisions: FileDecisions, rules: readonly Rule[]): Decision {
  const { release, distribution, artifact } = decisions;
  const parts = artifact === undefined ? [release, distribution] : [release, distribution, artifact];
  const levels: readonly FileLevel[] =
    artifact === undefined ? ['release', 'distribution'] : ['release', 'distribution', 'artifact'];
  const verdict = parts.reduce<Verdict>((a, b) => (STRICTNESS[b.verdict] > STRICTNESS[a] ? b.verdict : a), 'allow');
  const ends = parts.flatMap(({ validUntil }) => validUntil ?? []);
  return new DecidedFile(parts, verdict, united(parts, levels, rules), ends.length === 0 ? null : Math.min(...ends));
}

/**
 * A class, for every object literal that has a getter is of a kind of its own to the engine, which keeps that, and with
 * it all that the getter sees, until it looks through all of memory.
 */
class DecidedFile implements Decision {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly validUntil: number | null;
  readonly #parts: readonly Decision[];
  #id: string | undefined;

  constructor(parts: readonly Decision[], verdict: Verdict, reasons: readonly Reason[], validUntil: number | null) {
    this.verdict = verdict;
    this.reasons = reasons;
    this.validUntil = validUntil;
    this.#parts = parts;
  }

  get id(): string {
    this.#id ??= hash('sha256', JSON.stringify(this.#parts.map((part) => part.id))).slice(0, 16);
    return this.#id;
  }

  get basis(): Basis {
    const evidence = this.#parts.reduce((newest, { basis }) => (basis.evidence > newest ? basis.evidence : newest), '');
    return { policy: this.#parts[0]?.basis.policy ?? '', evidence };
  }
}

function united(parts: readonly Decision[], levels: readonly FileLevel[], rules: readonly Rule[]): readonly Reason[] {
  const reasons = new Map<string, Reason>();
  const idle = new Map<string, number>();
  for (const reason of parts.flatMap((part) => part.reasons)) {
    const { rule, outcome, waiver } = reason;
    if (outcome.outcome === 'not-run') idle.set(rule, (idle.get(rule) ?? 0) + 1);
    const key = JSON.stringify([rule, outcome.outcome, keyOf(reason), waiver === undefined]);
    if (!reasons.has(key)) reasons.set(key, reason);
  }
  return [...reasons.values()].filter(({ rule: id, outcome }) => {
    if (outcome.outcome !== 'not-run') return true;
    const judged = rules.find((rule) => rule.id === id)?.levels ?? [];
    // At the release, it gave way to the file.
    const counted = judged.includes('distribution') ? levels.filter((level) => level !== 'release') : levels;
    return (idle.get(id) ?? 0) >= counted.filter((level) => judged.includes(level)).length;
  });
}

/** What tells a reason from the others of its rule. */
function keyOf({ outcome }: Reason): string {
  switch (outcome.outcome) {
    case 'fail':
      return outcome.advisory?.id ?? outcome.key ?? outcome.message;
    case 'unknown':
      return outcome.key ?? outcome.message;
    case 'not-run':
      return outcome.reason;
    case 'pass':
      return '';
  }
}
