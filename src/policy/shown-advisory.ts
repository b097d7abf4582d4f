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
  line = withoutIntroduction(line).slice(0, 2 * LONGEST);
  const sentence = /^.*?[.!?](?= [A-Z]|$)/.exec(line)?.[0] ?? line;
  return sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST).replace(/ \S*$/, '')} …`;
}

/** Many begin with what the project is, which whoever uses it knows: "Requests is a HTTP library.". */
function withoutIntroduction(line: string): string {
  const [whole = '', first = ''] = /^((\S{1,100}) .{1,300}?[.!?]) (?=[A-Z`]|\2 )/.exec(line) ?? [];
  const introduces = /^(?:The )?[\w.@/+-]+(?: \([^()]{1,80}\))?(?: [\w.-]+){0,2} is (?:an?|the|[a-z-]+ing) /.test(
    first,
  );
  return introduces && !FLAW.test(first) ? line.slice(whole.length) : line;
}

/** What an introduction does not speak of. */
const FLAW =
  /vulnerab|attack|flaw|inject|bypass|exploit|overflow|denial|DoS\b|CVE-|malicious|affected|disclos|leak|insecure|issue|bug\b|traversal|XSS|versions?\b|arbitrary|crash|possible|missing|improper/i;

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
