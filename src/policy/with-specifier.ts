import type { Evidence } from '../evidence/evidence.ts';
import type { ArtifactSubject, ComponentSubject } from '../evidence/subject.ts';
import type { Outcome } from './outcome.ts';
import { withValue } from './with-value.ts';

/** Judges by what versions are asked for, which only a requirement needs: anything else is one version. */
export function withSpecifier(
  subject: ComponentSubject | ArtifactSubject,
  declaration: Evidence['declaration'],
  judge: (specifier: string | undefined) => readonly Outcome[],
): readonly Outcome[] {
  if (subject.level === 'requirement')
    return withValue(declaration, 'declaration', ({ specifier }) => judge(specifier));
  const outcomes = judge(undefined);
  return outcomes.length === 0 ? [{ outcome: 'pass' }] : outcomes;
}
