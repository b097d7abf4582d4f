/** Source files as syntax trees: what every checker of the house reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Comment, type Node, type Program, parseSync, visitorKeys } from 'oxc-parser';

export type { Node };

/** One parsed code file. */
export interface Source {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  /** The parser's own complaints: message and offset. */
  readonly faults: readonly { readonly message: string; readonly offset: number }[];
  /** Offsets at which lines start. */
  readonly lineStarts: readonly number[];
}

/** Reads and parses one file. */
export function readSource(root: string, path: string): Source {
  return parseSource(path, readFileSync(join(root, path), 'utf8'));
}

/** Parses a text; `path` tells the dialect by its ending. */
export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text, { preserveParens: false });
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return {
    path,
    text,
    program,
    comments,
    faults: errors.map(({ message, labels }) => ({ message, offset: labels[0]?.start ?? 0 })),
    lineStarts,
  };
}

/** The line of an offset, counted from 1. */
export function lineAt(source: Source, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length;
  while (low + 1 < high) {
    const middle = (low + high) >>> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** How many lines a file has; a last line end starts no further line. */
export function countLines(source: Source): number {
  return source.lineStarts.length - (source.text === '' || source.text.endsWith('\n') ? 1 : 0);
}

/** The children of a node, in source order, each with the key that holds it. */
export function* childrenOf(node: Node): Generator<readonly [key: string, child: Node]> {
  for (const key of visitorKeys[node.type] ?? []) {
    const value: unknown = Reflect.get(node, key);
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield [key, item];
    } else if (isNode(value)) yield [key, value];
  }
}

/** Calls `visit` on a node and all below it, parents first; stops descending where it says false. */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined) => boolean | undefined): void {
  const step = (current: Node, parent: Node | undefined): void => {
    if (visit(current, parent) === false) return;
    for (const [, child] of childrenOf(current)) step(child, current);
  };
  step(node, undefined);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Whether a node is one of the types' own language: nothing of it is there when the program runs. */
export function isTypeSyntax(node: Node): boolean {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'TSEnumDeclaration':
    case 'TSEnumBody':
    case 'TSEnumMember':
    case 'TSModuleDeclaration':
    case 'TSModuleBlock':
    case 'TSExportAssignment':
    case 'TSImportEqualsDeclaration':
    case 'TSExternalModuleReference':
    case 'TSParameterProperty':
      return false;
    default:
      return node.type.startsWith('TS');
  }
}
