import type { AdvisoryDetails, StatedSeverity } from './advisory.ts';

/** Longer descriptions are not kept at hand. Unit: characters. */
const LONG = 16_000;

/**
 * Writes what reports show of a record, for {@link decodeDetails}. Where there is a summary, they show no
 * description; then only the record itself has it, packed.
 */
export function encodeDetails({ summary, details, published, severities, references }: AdvisoryDetails): string {
  const shown = details === '' || (summary === null && details.length <= LONG) ? details : null;
  const stated = severities.map(({ project, vectors, word }) => [
    project,
    vectors.flatMap(({ type, score }) => [type, score]),
    word,
  ]);
  return JSON.stringify([summary, shown, published, stated, references]);
}

/**
 * Reads what {@link encodeDetails} wrote: our own text, in a file of ours. Throws where it is something else.
 *
 * @param packed the description, asked for where it is not at hand
 */
export function decodeDetails(code: string, packed: () => string): AdvisoryDetails {
  const [summary, shown, published, stated, references]: Encoded = JSON.parse(code);
  return {
    summary,
    get details() {
      return shown ?? packed();
    },
    published,
    severities: stated.map(([project, vectors, word]) => ({ project, vectors: paired(vectors), word })),
    references,
  };
}

type Encoded = [
  summary: string | null,
  shown: string | null,
  published: string,
  stated: [project: StatedSeverity['project'], vectors: string[], word: string | null][],
  references: string[],
];

function paired(vectors: readonly string[]): StatedSeverity['vectors'] {
  return vectors.flatMap((type, i) => (i % 2 === 0 ? [{ type, score: vectors[i + 1] ?? '' }] : []));
}
