import { readVersion } from '@rind/pypa';
import type { Advisory } from './advisory.ts';

/** What one record of a flaw says of one release. */
export interface Statement {
  readonly advisory: Advisory;
  /** Undefined where it cannot be told. */
  readonly affected: boolean | undefined;
  /** The fixes that it names after the release, lowest first. */
  readonly fixed: readonly string[];
}

/** Records that a sentence names; the rest are counted. */
const MOST_NAMED = 3;

/**
 * Where the records of one flaw contradict each other about one release: which call it affected, and
 * which fix comes first after it. A sentence each; none where they agree. A record that names no fix
 * contradicts nobody: many only list versions.
 */
export function disagreementsOf(version: string, statements: readonly Statement[]): string[] {
  const affecting = statements.filter(({ affected }) => affected === true);
  const denying = statements.filter(({ affected }) => affected === false);
  const sentences: string[] = [];
  if (affecting.length > 0 && denying.length > 0) {
    const [call, deny] = [namesOf(affecting), namesOf(denying)];
    sentences.push(
      `${call} ${affecting.length === 1 ? 'calls' : 'call'} \`${version}\` affected, ${deny} ${denying.length === 1 ? 'does' : 'do'} not`,
    );
  }
  const byFix = new Map<string, { readonly text: string; readonly statements: Statement[] }>();
  for (const statement of affecting) {
    const [first] = statement.fixed;
    if (first === undefined) continue;
    const key = readVersion(first)?.key ?? first;
    const same = byFix.get(key);
    if (same === undefined) byFix.set(key, { text: first, statements: [statement] });
    else same.statements.push(statement);
  }
  if (byFix.size > 1) {
    const inOrder = [...byFix].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fix]) => fix);
    const named = inOrder
      .slice(0, MOST_NAMED)
      .map(({ text, statements: same }) => `\`${text}\` (${namesOf(same)})`)
      .join(', ');
    const more = inOrder.length > MOST_NAMED ? ` and ${inOrder.length - MOST_NAMED} more` : '';
    sentences.push(`the first fix after \`${version}\` is ${named}${more}: its records differ`);
  }
  return sentences;
}

function namesOf(statements: readonly Statement[]): string {
  const names = [...new Set(statements.map(({ advisory: { id, source } }) => `\`${id}\` of \`${source}\``))].sort();
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown;
}
