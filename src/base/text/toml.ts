import { err, ok, type Result, type TomlTable } from '@rind/pypa';
import { CLOSE_BRACKET, DOT, describeCode, OPEN_BRACKET } from './character.ts';
import { type TextDocument, type TextLimits, type TextProblem, textDocument } from './document.ts';
import { Scanner } from './scanner.ts';
import { endLine, skipBlank, skipSpace } from './toml-blank.ts';
import { tomlCharacters } from './toml-character.ts';
import { type ArrayMemory, type OpenTable, TomlTables } from './toml-table.ts';
import { tomlAssignment, tomlKeyPart } from './toml-value.ts';

/**
 * Reads TOML 1.1 (so all of 1.0 too), with the place of every value and key. Linear in the text; the
 * first problem ends it.
 *
 * Integers and floats are as {@link TomlValue} has them, dates stay as written. Tables inherit
 * nothing. A byte order mark is no TOML: `decodeText` takes it off.
 *
 * @param arrays where arrays are remembered, over several texts: such an array is the same object in all of them,
 * which nobody may change, and the document knows no places in it
 */
export function parseToml(
  text: string,
  limits?: Partial<TextLimits>,
  arrays?: ArrayMemory,
): Result<TextDocument<TomlTable>, TextProblem> {
  const scanner = new Scanner(text, limits);
  const tables = new TomlTables(scanner, undefined, arrays);
  if (scanner.allowLength() && tomlCharacters(scanner)) readLines(tables);
  if (scanner.problem !== undefined) return err(scanner.problem);
  tables.settle();
  return ok(textDocument(text, tables.root.table, scanner.spans));
}

function readLines(tables: TomlTables): void {
  const { scanner } = tables;
  const { text } = scanner;
  let owner: OpenTable | undefined = tables.root;
  for (skipBlank(scanner); scanner.pos < text.length; skipBlank(scanner)) {
    if (text.charCodeAt(scanner.pos) === OPEN_BRACKET) owner = header(tables);
    else if (owner !== undefined && !tomlAssignment(tables, owner)) return;
    if (owner === undefined || !endLine(scanner)) return;
  }
}

/** Reads `[a.b]` or `[[a.b]]` and gives the table that the lines below belong to. */
function header(tables: TomlTables): OpenTable | undefined {
  const { scanner } = tables;
  const { text } = scanner;
  const open = scanner.pos;
  const isArray = text.charCodeAt(open + 1) === OPEN_BRACKET;
  scanner.pos = open + (isArray ? 2 : 1);
  let holder: OpenTable = tables.root;
  for (;;) {
    skipSpace(scanner);
    const start = scanner.pos;
    const key = tomlKeyPart(tables);
    if (key === undefined) return undefined;
    const part = { key, start, end: scanner.pos };
    skipSpace(scanner);
    const code = text.charCodeAt(scanner.pos);
    if (code === DOT) {
      scanner.pos++;
      const next = holder.through(tables, part);
      if (next === undefined) return undefined;
      holder = next;
      continue;
    }
    if (code !== CLOSE_BRACKET || (isArray && text.charCodeAt(scanner.pos + 1) !== CLOSE_BRACKET)) {
      const closing = isArray ? ']]' : ']';
      return scanner.fail('toml-syntax', `expected \`${closing}\`, found ${describeCode(code)}`, scanner.pos);
    }
    scanner.pos += isArray ? 2 : 1;
    return isArray ? holder.append(tables, part, open, scanner.pos) : holder.define(tables, part, open, scanner.pos);
  }
}
