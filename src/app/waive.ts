import { didYouMean } from '../base/did-you-mean.ts';
import { type Problem, problem } from '../base/problem.ts';
import { RULES } from '../policy/registry.generated.ts';

/** Why nothing can be waived by this id; undefined for the id of an advisory or of a rule. */
export function checkWaivedId(id: string): Problem | undefined {
  const rules = RULES.map((rule): string => rule.id);
  const answering = RULES.find((rule) => rule.id === id && 'answers' in rule);
  if (answering !== undefined)
    return problem('waiver-invalid', `\`${id}\` finds many flaws: a waiver names one of them`, {
      hint: 'take the id of the advisory from the report',
    });
  if (rules.includes(id) || /^[A-Za-z][A-Za-z0-9]*-[A-Za-z0-9._-]*\d[A-Za-z0-9._-]*$/.test(id)) return undefined;
  if (/^GHSA(?:-[a-z0-9]{4}){3}$/i.test(id)) return undefined;
  const near = didYouMean(id, rules);
  return problem('waiver-invalid', `\`${id.slice(0, 100)}\` is neither the id of an advisory nor of a rule`, {
    hint:
      near === undefined
        ? 'take the id from the report: CVE-2024-1234, PYSEC-2024-1, unpinned'
        : `did you mean \`${near}\`?`,
  });
}
