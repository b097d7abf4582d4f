import { posix } from 'node:path';
import { type Problem, problem } from '../base/problem.ts';
import type { Target } from '../base/target.ts';
import type { ReportComponent } from '../contract/report.ts';

/** Indexes that a message names. */
const MOST_NAMED = 3;

/** Indexes whose lines are printed. */
const MOST_LINES = 50;

/** What declares indexes so far. */
export interface DeclaringFile {
  /** As reports name it; absent where nothing is configured. */
  readonly configuration?: string | undefined;
  /** The names that are taken. */
  readonly names: readonly string[];
}

/**
 * One hint for all components of indexes that nobody declared: the lines to add. They are tables with a header
 * of their own, which may stand at the end of any configuration.
 */
export function undeclaredIndexes(
  components: readonly ReportComponent[],
  { configuration = 'rind.toml', names }: DeclaringFile,
): Problem[] {
  const urls = new Set(
    components.flatMap(({ reasons, source }) => (reasons.includes('unknown-index') ? (source.url ?? []) : [])),
  );
  if (urls.size === 0) return [];
  // A rind.toml beside a pyproject.toml that configures Rind would replace all that it says.
  const header = posix.basename(configuration) === 'pyproject.toml' ? '[[tool.rind.indexes]]' : '[[indexes]]';
  const free = freeNames(names);
  const lines = [...urls].slice(0, MOST_LINES).flatMap((url) => {
    const { value } = free.next();
    return [header, `name = "${value}"`, `url = ${JSON.stringify(url)}`, 'mirrors = "pypi"'];
  });
  const rest = urls.size - MOST_NAMED;
  const named = [...urls].slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return [
    problem('index-undeclared', `it is not known whether ${count(urls.size)} PyPI: ${named}`, {
      hint: `where it does, add at the end of \`${configuration}\` (without \`mirrors\` where it serves projects of your own):`,
      lines,
    }),
  ];
}

function* freeNames(taken: readonly string[]): Generator<string, string> {
  for (let i = 1; ; i++) if (!taken.includes(`index-${i}`)) yield `index-${i}`;
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
