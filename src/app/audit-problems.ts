import { type Problem, problem } from '../base/problem.ts';
import type { ReportComponent } from '../contract/report.ts';

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
  return [
    problem('index-undeclared', `it is not known whether ${count(urls.size)} PyPI: ${[...urls].join(', ')}`, {
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
