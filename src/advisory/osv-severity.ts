import type { SeverityVector, StatedSeverity } from './advisory.ts';
import { affectedName } from './osv-affected.ts';
import { fields, list } from './osv-fields.ts';

/**
 * What a record states of its severity: for all that it affects, then for each PyPI project of it.
 *
 * Source: OSV schema, `severity` and `affected[].severity`; `database_specific.severity` is the word of
 * GitHub's database, and others write the same key.
 */
export function statedSeverities(record: Readonly<Record<string, unknown>>): StatedSeverity[] {
  const own: StatedSeverity = {
    project: null,
    vectors: vectorsOf(record['severity']),
    word: wordOf(record['database_specific']),
  };
  const ofProjects = list(record['affected']).flatMap((item): StatedSeverity[] => {
    const entry = fields(item);
    const project = entry === undefined ? 'other' : affectedName(entry);
    if (entry === undefined || typeof project === 'string') return [];
    const word = wordOf(entry['ecosystem_specific']) ?? wordOf(entry['database_specific']);
    return [{ project: project.name, vectors: vectorsOf(entry['severity']), word }];
  });
  return [own, ...ofProjects].filter(({ vectors, word }) => vectors.length > 0 || word !== null);
}

function vectorsOf(value: unknown): SeverityVector[] {
  return list(value).flatMap((item) => {
    const entry = fields(item);
    const [type, score] = [entry?.['type'], entry?.['score']];
    return typeof type === 'string' && typeof score === 'string' ? [{ type, score }] : [];
  });
}

function wordOf(specific: unknown): string | null {
  const word = fields(specific)?.['severity'];
  return typeof word === 'string' ? word : null;
}
