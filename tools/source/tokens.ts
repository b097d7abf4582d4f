import { type Source, walk } from './tree.ts';

/** One token of a file: its text and where it starts. */
export interface Token {
  readonly text: string;
  readonly offset: number;
}

const WORD = /[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*/uy;
const SIGN = /=>|\?\?=?|\?\.(?!\d)|\.\.\.|[=!]==?|&&=?|\|\|=?|\*\*=?|<<=?|[+\-*/%&|^<>]=?|\+\+|--|[^\s]/uy;

/**
 * The tokens of a file, without comments and without its import and re-export lists, which say
 * where things are and nothing else. The syntax tree tells strings, templates, numbers and regular
 * expressions apart; what stands between them is words and signs.
 */
export function tokensOf(source: Source): Token[] {
  const { text } = source;
  const skipped = new Map<number, number>();
  const whole = new Map<number, number>();
  for (const { start, end } of source.comments) skipped.set(start, end);
  walk(source.program, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        skipped.set(node.start, node.end);
        return false;
      case 'ExportNamedDeclaration':
        if (node.source === null) return undefined;
        skipped.set(node.start, node.end);
        return false;
      case 'Literal':
      case 'TemplateElement':
      case 'JSXText':
        if (node.end > node.start) whole.set(node.start, node.end);
        return undefined;
      default:
        return undefined;
    }
  });
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const end = skipped.get(at);
    if (end !== undefined) at = end;
    else if (/\s/.test(text.charAt(at))) at++;
    else {
      const next = whole.get(at) ?? endOf(WORD, text, at) ?? endOf(SIGN, text, at) ?? at + 1;
      tokens.push({ text: text.slice(at, next), offset: at });
      at = next;
    }
  }
  return tokens;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
