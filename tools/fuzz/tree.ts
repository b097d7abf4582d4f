import { TomlDateTime } from '@rind/pypa';
import { parseJson } from '../../src/base/text/json.ts';
import { parseToml } from '../../src/base/text/toml.ts';
import { parseYaml } from '../../src/base/text/yaml.ts';

/** How a tree is written. */
export type Dialect = 'json' | 'toml' | 'yaml';

/** A value of any dialect. Tables are lists of pairs, so that a key may stand twice. */
export type Tree = null | boolean | number | bigint | string | Tree[] | TreeTable;

/** A table. */
export interface TreeTable {
  readonly pairs: [key: string, value: Tree][];
}

/** A text as the tree that it writes, if it does. */
export function readTree(text: string): { readonly dialect: Dialect; readonly tree: Container } | undefined {
  for (const [dialect, parse] of [
    ['json', parseJson],
    ['toml', parseToml],
    ['yaml', parseYaml],
  ] as const) {
    const parsed = parse(text);
    if (!parsed.ok) continue;
    const tree = treeOf(parsed.value.root);
    if (isContainer(tree) && slotsOf(tree).length > 0) return { dialect, tree };
  }
  return undefined;
}

/** What holds values. */
export type Container = Tree[] | TreeTable;

/** Where a value hangs. */
export interface Slot {
  readonly value: Tree;
  set(value: Tree): void;
}

/** The values that a tree holds itself. */
export function slotsOf(tree: Tree): Slot[] {
  if (Array.isArray(tree)) return tree.map((value, i) => ({ value, set: (other) => (tree[i] = other) }));
  if (!isTable(tree)) return [];
  return tree.pairs.map((pair) => ({ value: pair[1], set: (other) => (pair[1] = other) }));
}

/** Whether a value holds others. */
export function isContainer(tree: Tree | undefined): tree is Container {
  return Array.isArray(tree) || isTable(tree);
}

/** Whether a value is a table. */
export function isTable(tree: Tree | undefined): tree is TreeTable {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree);
}

function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(treeOf);
  if (typeof value !== 'object' || value === null) return isScalar(value) ? value : null;
  if (value instanceof TomlDateTime) return value.text;
  return { pairs: Object.entries(value).map(([key, inner]) => [key, treeOf(inner)]) };
}

function isScalar(value: unknown): value is null | boolean | number | bigint | string {
  return value === null || ['boolean', 'number', 'bigint', 'string'].includes(typeof value);
}

/** A tree of its own, that shares nothing. */
export function copyTree<T extends Tree>(tree: T): T {
  return structuredClone(tree);
}

/** Writes a tree. Not always a document of the dialect: keys may stand twice, and TOML has no null. */
export function writeTree(tree: Container, dialect: Dialect): string {
  if (dialect === 'json') return `${flow(tree, ': ')}\n`;
  return dialect === 'toml' && isTable(tree) ? tomlTable(tree, '') : yamlBlock(tree, '');
}

/** As JSON writes it, with what stands between key and value; TOML's inline form is the same but for that. */
function flow(tree: Tree, between: string): string {
  if (Array.isArray(tree)) return `[${tree.map((one) => flow(one, between)).join(', ')}]`;
  if (isTable(tree)) {
    return `{${tree.pairs.map(([key, one]) => `${JSON.stringify(key)}${between}${flow(one, between)}`).join(', ')}}`;
  }
  return typeof tree === 'string' ? JSON.stringify(tree) : String(tree);
}

function tomlTable({ pairs }: TreeTable, path: string): string {
  const heads: string[] = [];
  const lines = pairs.flatMap(([key, value]) => {
    const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
    if (isTable(value)) heads.push(`\n[${path}${name}]\n${tomlTable(value, `${path}${name}.`)}`);
    else if (Array.isArray(value) && value.length > 0 && value.every(isTable))
      heads.push(...value.map((one) => `\n[[${path}${name}]]\n${tomlTable(one, `${path}${name}.`)}`));
    else return [`${name} = ${flow(value, ' = ')}\n`];
    return [];
  });
  return lines.join('') + heads.join('');
}

function yamlBlock(tree: Tree, indent: string): string {
  if (isTable(tree) && tree.pairs.length > 0)
    return tree.pairs.map(([key, value]) => `${indent}${JSON.stringify(key)}:${yamlInner(value, indent)}`).join('');
  if (Array.isArray(tree) && tree.length > 0) return tree.map((one) => `${indent}-${yamlInner(one, indent)}`).join('');
  return `${indent}${flow(tree, ': ')}\n`;
}

function yamlInner(tree: Tree, indent: string): string {
  const isBlock = (isTable(tree) && tree.pairs.length > 0) || (Array.isArray(tree) && tree.length > 0);
  return isBlock ? `\n${yamlBlock(tree, `${indent}  `)}` : ` ${flow(tree, ': ')}\n`;
}
