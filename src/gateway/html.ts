import { neutralizeHtml } from '../base/text/neutral.ts';

/** Markup that was made by {@link html}: everything else is text. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What may stand in a page. Strings and numbers are text, whatever they hold; nothing stands for nothing. */
export type HtmlPart = string | number | Html | undefined | readonly HtmlPart[];

/**
 * Markup with parts. Text of others is escaped, and what acts on a terminal or hides is shown by its number: in element
 * text and in quoted attributes, the only places where a part may stand.
 */
export function html(pieces: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let markup = pieces[0] ?? '';
  for (const [i, part] of parts.entries()) markup += markupOf(part) + (pieces[i + 1] ?? '');
  return new Html(markup);
}

function markupOf(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string') return neutralizeHtml(part);
  if (typeof part === 'number') return String(part);
  return part.map(markupOf).join('');
}

/** As code. */
export function code(text: string): Html {
  return html`<code>${text}</code>`;
}

/** Prose in which code stands in backticks. */
export function prose(text: string): readonly HtmlPart[] {
  const parts = text.split('`');
  return parts.map((part, i) => {
    if (i % 2 === 0) return part;
    return i < parts.length - 1 ? code(part) : `\`${part}`;
  });
}
