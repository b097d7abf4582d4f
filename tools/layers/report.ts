import type { Outcome } from './check.ts';
import type { Violation } from './violation.ts';

/** A violation as a person reads it: what and where, why, what next. */
export function formatViolation({ rule, path, line, message, why, next }: Violation): string {
  return `layers: ${rule} ${path}:${line} ${message}\n  why: ${why}\n  next: ${next}`;
}

/** The closing line. */
export function formatOutcome({ violations, files, imports, rooms }: Outcome): string {
  const seen = `${files} files in ${rooms} rooms and the yard, ${imports} imports`;
  return violations.length === 0
    ? `layers: every wall stands: ${seen}`
    : `layers: ${violations.length} ${violations.length === 1 ? 'breach' : 'breaches'}: ${seen}`;
}
