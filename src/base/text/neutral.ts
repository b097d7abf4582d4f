/**
 * Text from outside, made safe for the place where it is printed. A name in a lock file may hold
 * terminal escapes, invisible or reordering characters, markup, or commands for a build runner.
 */

/**
 * Characters that act on a terminal or hide from a reader: C0, DEL, C1, soft hyphen, Arabic letter
 * mark, Mongolian separator, zero-width and joiner characters, line and paragraph separators, bidi
 * embeddings, overrides and isolates, invisible operators, byte order mark, interlinear marks, lone
 * surrogates, tag characters. Without `\p`, whose tables every run would wait for.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

/** Shows one character by its number: `\u{1b}`. */
function visible(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** For a terminal or a plain text, on one line: what acts or hides is shown as `\u{1b}`. */
export function neutralize(text: string): string {
  return text.replace(UNSAFE, visible);
}

/** A whole output whose parts are neutral: GitHub's runner finds no command in it, wherever it is run. */
export function neutralizeCommands(output: string): string {
  // The runner looks for `::` at the beginning of a line, blanks passed over, and for `##[` anywhere.
  return output.replace(/^([ \t]*)::/gm, '$1\\u{3a}:').replaceAll('##[', '#\\u{23}[');
}

/** What JSON does not escape by itself: all of {@link UNSAFE} but C0. */
const UNSAFE_IN_JSON = new RegExp(UNSAFE.source.replace('\\u0000-\\u001f', ''), UNSAFE.flags);

/** A value as indented JSON that equals it, but for halves of characters, and holds nothing that acts on a terminal or a GitHub runner. */
export function jsonText(value: unknown): string {
  const text = wellFormed(JSON.stringify(value, null, 2));
  return `${text.replaceAll('##[', '#\\u0023[').replace(UNSAFE_IN_JSON, escapedUnits)}\n`;
}

/** A value as JSON on one line that equals it, but for halves of characters, and holds nothing that acts on a terminal. */
export function jsonLine(value: unknown): string {
  return wellFormed(JSON.stringify(value)).replace(UNSAFE_IN_JSON, escapedUnits);
}

/**
 * Half a surrogate pair, which `JSON.stringify` escapes, is no character: strict readers refuse the whole document
 * (RFC 8259, section 8.2). It becomes U+FFFD. Every escape is looked at, for `\\ud800` is a backslash and four letters.
 */
function wellFormed(json: string): string {
  return json.includes('\\ud')
    ? json.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, (escaped) => (escaped.length > 2 ? '\\ufffd' : escaped))
    : json;
}

function escapedUnits(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    const unit = character.charCodeAt(i);
    return `\\u${unit.toString(16).padStart(4, '0')}`;
  }).join('');
}

/** As {@link neutralize}, but line feeds and tabs stay, for text of several lines. CR LF becomes LF. */
export function neutralizeLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(UNSAFE, (character) => (character === '\n' || character === '\t' ? character : visible(character)));
}

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** For HTML: element text and quoted attribute values. Not for script, style, URLs or unquoted attributes. */
export function neutralizeHtml(text: string): string {
  return neutralize(text).replace(/[&<>"'`]/g, (character) => HTML_ENTITIES[character] ?? '');
}

/** Characters that XML 1.0 allows nowhere, beside those that are unsafe everywhere. Source: XML 1.0 §2.2, Char. */
const NOT_IN_XML = /[\ufffe\uffff]/g;

/** For XML 1.0: element text and quoted attribute values. */
export function neutralizeXml(text: string): string {
  return neutralizeHtml(text).replace(NOT_IN_XML, visible);
}

/**
 * For running text in Markdown (CommonMark and GitHub's): every ASCII punctuation is escaped, so there
 * is no markup, no table cell and no automatic link; an empty comment keeps `@name` from notifying.
 */
export function neutralizeMarkdown(text: string): string {
  return neutralize(text)
    .replace(/[!-/:-@[-`{-~]/g, (character) => (character === '<' ? '&lt;' : `\\${character}`))
    .replaceAll('\\@', '\\@<!-- -->');
}

/** For Markdown as a code span, table cells included: links, mentions and markup do nothing in it. */
export function markdownCode(text: string): string {
  // A table ends its cell at a bar even in a code span, and takes `\\` before it for a backslash of its own.
  const safe = neutralize(text).replace(/(\\*)\|/g, (_, slashes: string) => (slashes ? `${slashes}\\u{7c}` : '\\|'));
  let longest = 0;
  for (const run of safe.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  const edge = safe === '' || /^[ `]|[ `]$/.test(safe) ? ' ' : '';
  return `${fence}${edge}${safe}${edge}${fence}`;
}

/** For the message of a GitHub workflow command (`::error::…`): lines stay, encoded as `%0A`. */
export function workflowMessage(text: string): string {
  return neutralizeLines(text).replaceAll('##[', '#\\u{23}[').replaceAll('%', '%25').replaceAll('\n', '%0A');
}

/** For a property of a GitHub workflow command (`::error file=…`). */
export function workflowProperty(text: string): string {
  return neutralize(text)
    .replaceAll('##[', '#\\u{23}[')
    .replaceAll('%', '%25')
    .replaceAll(':', '%3A')
    .replaceAll(',', '%2C');
}

/** For output that a GitHub runner reads line by line: `::` and `##[` cannot start a command. */
export function neutralizeWorkflowLog(text: string): string {
  return neutralizeLines(text).replaceAll('::', '\\u{3a}\\u{3a}').replaceAll('##[', '\\u{23}\\u{23}[');
}
