import { err, ok, type Result } from '@rind/pypa';
import { type ArtifactFaultCode, FAULT_PAGES } from '../artifact/archive-faults.data.ts';
import { didYouMean } from '../base/did-you-mean.ts';
import { parameterDefault, parameterType } from '../base/parameter.ts';
import { isProblemCode, PROBLEM_PAGES, type ProblemCode } from '../base/problem-codes.ts';
import { RULES } from '../policy/registry.generated.ts';
import type { Rule } from '../policy/rule.ts';

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
  if (kind === '' && (isProblemCode(subject) || isFaultCode(subject))) return explainProblem(subject);
  return err({
    message: `\`${subject}\` is nothing that can be explained`,
    hint: 'write rule:ID, advisory:ID, why:ID, problem:CODE or NAME==VERSION',
  });
}

function explainRule(id: string): Result<string, ExplainFault> {
  const rule: Rule | undefined = RULES.find((candidate) => candidate.id === id);
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
      ...parameterLines(rule),
    ].join('\n'),
  );
}

function parameterLines({ id, parameters = {} }: Rule): string[] {
  const lines = Object.entries(parameters).map(([name, declaration]) => {
    return `  ${name} (${parameterType(declaration)}, default ${parameterDefault(declaration)}): ${declaration.what}`;
  });
  return lines.length === 0 ? [] : ['', `parameters, under \`rules.${id}\`:`, ...lines];
}

function explainProblem(code: string): Result<string, ExplainFault> {
  // One code may stand for a problem of what is installed and for a fault of a file: both are meant.
  const pages = [...(isProblemCode(code) ? [problemText(code)] : []), ...(isFaultCode(code) ? [faultText(code)] : [])];
  if (pages.length > 0) return ok(pages.join('\n\n'));
  return unknown('problem', code, [...Object.keys(PROBLEM_PAGES), ...Object.keys(FAULT_PAGES)]);
}

function problemText(code: ProblemCode): string {
  const { title, why, next } = PROBLEM_PAGES[code];
  return [`${code}: ${title}`, '', why, '', `next: ${next}`].join('\n');
}

function isFaultCode(code: string): code is ArtifactFaultCode {
  return Object.hasOwn(FAULT_PAGES, code);
}

/** What is wrong with a distribution file: found by inspecting it. */
function faultText(code: ArtifactFaultCode): string {
  const { title, why, severity } = FAULT_PAGES[code];
  const next =
    severity === 'fatal'
      ? 'do not install the file; tell its publisher, and take another release'
      : 'nothing is refused for it; tell its publisher';
  return [`${code}: ${title}`, '', why, '', `next: ${next}`].join('\n');
}

function unknown(kind: string, id: string, known: readonly string[]): Result<string, ExplainFault> {
  const near = didYouMean(id, known);
  return err({
    message: `there is no ${kind} \`${id}\``,
    ...(near === undefined ? {} : { hint: `did you mean \`${kind}:${near}\`?` }),
  });
}
