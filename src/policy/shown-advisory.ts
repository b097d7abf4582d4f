const LONGEST = 160;
const LONGEST_SUMMARY = 500;
const MOST_REFERENCES = 10;
const LONGEST_REFERENCE = 500;

/** A summary as it is, but for one that would fill the report of every version that it affects. */
export function shownText(summary: string): string {
  return summary.length <= LONGEST_SUMMARY ? summary : `${summary.slice(0, LONGEST_SUMMARY)} …`;
}

/** The beginning of a description: its first sentence, cut at a word where it is long. */
export function firstSentence(details: string): string {
  const [near, far] = [3 * LONGEST, 20 * LONGEST];
  let line = onOneLine(details.slice(0, near));
  // Blanks took nearly all of it.
  if (line.length < 2 * LONGEST && details.length > near) line = onOneLine(details.slice(0, far));
  line = line.slice(0, 2 * LONGEST);
  const sentence = /^.*?[.!?](?= [A-Z]|$)/.exec(line)?.[0] ?? line;
  return sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST).replace(/ \S*$/, '')} …`;
}

function onOneLine(text: string): string {
  // A blank that is one already need not be put in its own place.
  return text.trim().replace(/ \s+|[^\S ]\s*/g, ' ');
}

/** The first few addresses of the web that records refer to, each once; nothing where there is none. */
export function shownReferences(references: readonly string[]): { readonly references?: readonly string[] } {
  const addresses = references.filter(
    (address) => address.length <= LONGEST_REFERENCE && /^https?:\/\/[^\s@]+$/.test(address),
  );
  const shown = [...new Set(addresses)].slice(0, MOST_REFERENCES);
  return shown.length === 0 ? {} : { references: shown };
}
