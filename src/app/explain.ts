import { err, ok, type Result } from '@rind/pypa';
import { didYouMean } from '../base/did-you-mean.ts';
import { isProblemCode, PROBLEM_PAGES } from '../base/problem-codes.ts';
import { RULES } from '../policy/registry.generated.ts';

/** Why nothing can be explained. */
export interface ExplainFault {
  readonly message: string;
  readonly hint?: string;
}

/** The page of a rule (`rule:ID`) or a problem (`problem:CODE`) as text. */
export function explain(subject: string): Result<string, ExplainFault> {
  const split = subject.indexOf(':');
  const [kind, id] = [subject.slice(0, Math.max(0, split)), subject.slice(split + 1)];
  if (kind === 'rule') return explainRule(id);
  if (kind === 'problem') return explainProblem(id);
  // A bare name is what it is the name of.
  if (kind === '' && RULES.some((rule) => rule.id === subject)) return explainRule(subject);
  if (kind === '' && isProblemCode(subject)) return explainProblem(subject);
  return err({ message: `\`${subject}\` is nothing that can be explained`, hint: 'write rule:ID or problem:CODE' });
}

function explainRule(id: string): Result<string, ExplainFault> {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (rule === undefined)
    return unknown(
      'rule',
      id,
      RULES.map((known) => known.id),
    );
  return ok(
    [
      `${rule.id}: ${rule.title}`,
      '',
      rule.what,
      rule.why,
      '',
      `bad:  ${rule.bad}`,
      `good: ${rule.good}`,
      '',
      `unknown: ${rule.unknownMeans}`,
      `level: ${rule.defaultLevel}; unknown is treated as: ${rule.defaultUnknown}`,
    ].join('\n'),
  );
}

function explainProblem(code: string): Result<string, ExplainFault> {
  if (!isProblemCode(code)) return unknown('problem', code, Object.keys(PROBLEM_PAGES));
  const { title, why, next } = PROBLEM_PAGES[code];
  return ok([`${code}: ${title}`, '', why, '', `next: ${next}`].join('\n'));
}

function unknown(kind: string, id: string, known: readonly string[]): Result<string, ExplainFault> {
  const near = didYouMean(id, known);
  return err({
    message: `there is no ${kind} \`${id}\``,
    ...(near === undefined ? {} : { hint: `did you mean \`${kind}:${near}\`?` }),
  });
}
