import { err, ok, type Result } from '@rind/pypa';
import { Composer, type CST, type Document, Lexer, type ParsedNode, Parser } from 'yaml';
import { type TextDocument, type TextLimits, type TextProblem, textDocument } from './document.ts';
import { Scanner } from './scanner.ts';
import { YamlReader, type YamlValue } from './yaml-value.ts';

/** Lexical tokens that a value may take before the text counts as holding too many values. */
const TOKENS_PER_VALUE = 8;

/** The library's reading: what is taken for all that is not plain block style. */
export function readWithLibrary(
  text: string,
  limits: Partial<TextLimits>,
): Result<TextDocument<YamlValue>, TextProblem> {
  const scanner = new Scanner(text, limits);
  const root = scanner.allowLength() ? readDocument(scanner) : undefined;
  if (root === undefined || scanner.problem !== undefined) {
    return err(scanner.problem ?? { code: 'yaml-syntax', message: 'this is no YAML', offset: 0 });
  }
  return ok(textDocument(text, root, scanner.spans));
}

function readDocument(scanner: Scanner): YamlValue | undefined {
  try {
    const tokens = lex(scanner);
    if (scanner.problem !== undefined) return undefined;
    const document = compose(scanner, tokens);
    if (scanner.problem !== undefined) return undefined;
    return document?.contents ? new YamlReader(scanner).value(document.contents, 0) : null;
  } catch (error) {
    // The library reports what it finds; a throw is a bug or its stack, and still only a bad file to us.
    const reason = error instanceof Error ? error.message : String(error);
    return scanner.fail('yaml-syntax', `this YAML could not be read: ${reason}`, 0);
  }
}

/** The syntax tree, made without recursion and watched while it grows. */
function lex(scanner: Scanner): CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const mostTokens = scanner.limits.maxValues * TOKENS_PER_VALUE;
  let seen = 0;
  let property = '';
  for (const lexeme of new Lexer().lex(scanner.text)) {
    // Properties of keys are refused anyway, so two of a kind in a row are always wrong. The library
    // would take quadratic time over a long run of them.
    const kind = lexeme.charAt(0);
    if ((kind === '&' || kind === '!') && kind === property) {
      scanner.fail('yaml-syntax', 'a value has two anchors or two tags', parser.offset);
    }
    if (lexeme.trim() !== '') property = kind;
    for (const token of parser.next(lexeme)) {
      if (token.type === 'error') scanner.fail('yaml-syntax', sentence(token.message), token.offset);
      tokens.push(token);
    }
    // The document and the value being read are on the stack too.
    if (parser.stack.length > scanner.limits.maxDepth + 2) {
      scanner.allowDepth(Number.POSITIVE_INFINITY, parser.offset);
    }
    if (++seen > mostTokens) {
      scanner.fail('too-many-values', `the text holds more than ${scanner.limits.maxValues} values`, parser.offset);
    }
    if (scanner.problem !== undefined) return [];
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function sentence(message: string): string {
  // The library repeats what it read.
  const short = message.length > 200 ? `${message.slice(0, 200).toWellFormed()}…` : message;
  return short.charAt(0).toLowerCase() + short.slice(1);
}

function compose(scanner: Scanner, tokens: CST.Token[]): Document.Parsed<ParsedNode> | undefined {
  const composer = new Composer<ParsedNode>({
    schema: 'core',
    version: '1.2',
    merge: false,
    resolveKnownTags: false,
    prettyErrors: false,
    strict: true,
    stringKeys: false,
    // The library compares each key with each other one; ours are looked up.
    uniqueKeys: false,
    logLevel: 'silent',
  });
  let only: Document.Parsed<ParsedNode> | undefined;
  for (const document of composer.compose(tokens, false, scanner.text.length)) {
    if (only !== undefined) {
      const message = 'the file holds more than one YAML document';
      return scanner.fail('yaml-documents', message, document.range[0]);
    }
    const [problem] = document.errors;
    if (problem !== undefined) {
      return scanner.fail('yaml-syntax', sentence(problem.message), Math.min(problem.pos[0], scanner.text.length));
    }
    only = document;
  }
  return only;
}
