import { type Problem, problem } from '../base/problem.ts';
import type { Target } from '../base/target.ts';
import type { ReportComponent } from '../contract/report.ts';

/** Indexes that a message names. */
const MOST_NAMED = 3;

/** One hint for all components of indexes that nobody declared: the lines to add. */
export function undeclaredIndexes(components: readonly ReportComponent[]): Problem[] {
  const urls = new Set(
    components.flatMap(({ reasons, source }) => (reasons.includes('unknown-index') ? (source.url ?? []) : [])),
  );
  if (urls.size === 0) return [];
  // On one line: a hint is neutral text, in which a line break would be shown and not made.
  const lines = [...urls].map(
    (url, i) => `{ name = "index-${i + 1}", url = ${JSON.stringify(url)}, mirrors = "pypi" }`,
  );
  // The lines to add name all of them.
  const rest = urls.size - MOST_NAMED;
  const named = [...urls].slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return [
    problem('index-undeclared', `it is not known whether ${count(urls.size)} PyPI: ${named}`, {
      hint: `where it does, add to rind.toml (without \`mirrors\` where it serves projects of your own): indexes = [${lines.join(', ')}]`,
    }),
  ];
}

function count(indexes: number): string {
  return indexes === 1 ? 'this index mirrors' : `these ${indexes} indexes mirror`;
}

/** Said where no source of advisories is at hand: nothing can be matched. */
export function noAdvisories(): Problem {
  return problem('no-advisories', 'there is no advisory data, so nothing can be said about vulnerabilities', {
    hint: 'run `rind sync`, or `rind sync --from PATH` with a folder or zip of OSV records, then audit again',
  });
}

/**
 * What the declared targets leave out is said: a target on which nothing is installed would otherwise make
 * a project look clean.
 */
export function leftOut(found: number, judged: number, targets: readonly Target[]): Problem[] {
  if (targets.length === 0 || judged === found) return [];
  const names = targets.slice(0, 5).map(({ name }) => `\`${name.slice(0, 100)}\``);
  const on = targets.length > 5 ? `${names.join(', ')} and ${targets.length - 5} more targets` : names.join(', ');
  const hint = 'declare where else the project is installed under `targets`; without any, everything is judged';
  return judged === 0
    ? [problem('targets-install-nothing', `none of the ${found} components found is installed on ${on}`, { hint })]
    : [
        problem('targets-leave-out', `${found - judged} of ${found} components are installed on none of ${on}`, {
          hint,
        }),
      ];
}
