import { globSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import type { InventoryFormat } from '../../src/inventory/format.ts';
import { INVENTORY_FORMATS } from '../../src/inventory/registry.generated.ts';
import { childrenOf, type Node, readSource } from '../source/tree.ts';
import { readTree } from './tree.ts';
import { WRITTEN } from './written.data.ts';

/** A file that mutations begin with. */
export interface Seed {
  /** Where it comes from, for the report of a failure. */
  readonly origin: string;
  /** As the format sees it. */
  readonly path: string;
  readonly text: string;
  readonly tree: ReturnType<typeof readTree>;
  /** Files that stand beside it, by name. */
  readonly beside: ReadonlyMap<string, string>;
}

const ROOT = posix.join(import.meta.dirname.replaceAll('\\', '/'), '../..');
/** Folders of real files. */
const CASES = ['src/inventory/formats/cases/**', 'test/corpus/projects/**', 'test/inventory/**', 'examples/**'];
/** A seed of the length of a large lock would make every case dear; longer ones are cut to parts. */
const MOST_CHARACTERS = 8000;
const MOST_SEEDS = 48;
/** Other files beside one are given to a format that asks for them, up to this length. */
const MOST_BESIDE = 64 * 1024;

/** The seeds of every format, by its id. */
export function loadSeeds(): ReadonlyMap<string, readonly Seed[]> {
  const files = CASES.flatMap((glob) => globSync(glob, { cwd: ROOT }))
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => statSync(posix.join(ROOT, file)).isFile() && posix.basename(file) !== 'origin.json')
    .sort();
  const formats: readonly InventoryFormat[] = INVENTORY_FORMATS;
  const tests = testTexts();
  return new Map(
    formats.map((format) => {
      const real = files.filter((file) => isOf(format, file)).map((file) => seedOfFile(file, files));
      const texts = [...(WRITTEN[format.id] ?? []), ...tests.filter((text) => says(format, text))];
      const written = texts.map((text) => seedOfText(format, text));
      const all = [...real, ...written].filter(({ text }) => text !== '');
      return [format.id, spread(all)];
    }),
  );
}

function read(file: string): string {
  return readFileSync(posix.join(ROOT, file), 'utf8');
}

function isOf(format: InventoryFormat, file: string): boolean {
  const name = posix.basename(file);
  if (!format.matches(name, posix.basename(posix.dirname(file)))) return false;
  return format.sniff?.(read(file).slice(0, 8192)) ?? true;
}

function seedOfFile(file: string, files: readonly string[]): Seed {
  const folder = posix.dirname(file);
  const beside = files.filter((other) => other !== file && posix.dirname(other) === folder);
  const whole = read(file);
  const tree = readTree(whole);
  return {
    origin: file,
    path: posix.basename(file),
    text: whole.length > MOST_CHARACTERS ? partOf(whole) : whole,
    tree,
    beside: new Map(beside.map((other) => [posix.basename(other), read(other).slice(0, MOST_BESIDE)])),
  };
}

/** The beginning of a text, and its last whole part: where locks keep what speaks of all entries. */
function partOf(text: string): string {
  const half = MOST_CHARACTERS / 2;
  const end = text.indexOf('\n\n', text.length - half);
  return text.slice(0, text.lastIndexOf('\n', half) + 1) + text.slice(end < 0 ? text.length - half : end + 1);
}

function seedOfText(format: InventoryFormat, text: string): Seed {
  return { origin: `a test of ${format.id}`, path: 'f', text, tree: readTree(text), beside: new Map() };
}

/** Texts of several lines that stand in the tests of formats. */
function testTexts(): string[] {
  const texts = new Set<string>();
  const visit = (node: Node): void => {
    const text = textOf(node);
    if (text?.includes('\n') && text.length >= 30 && text.length <= MOST_CHARACTERS) texts.add(text);
    for (const [, child] of childrenOf(node)) visit(child);
  };
  for (const file of globSync('src/inventory/**/*.test.ts', { cwd: ROOT }).sort())
    visit(readSource(ROOT, file.replaceAll('\\', '/')).program);
  return [...texts];
}

/** A literal's text; what a template puts in is `x1`. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type !== 'TemplateLiteral') return undefined;
  return node.quasis.map(({ value }) => value.cooked ?? '').join('x1');
}

/** Whether a format reads something in a text, and more of it than it has to complain of. */
function says(format: InventoryFormat, text: string): boolean {
  if (format.sniff?.(text) === false) return false;
  const { components, problems } = format.read(
    { path: 'f', text },
    { maxDepth: 100, include: () => ({ ok: false, error: { code: 'file-unreadable', message: 'there is none' } }) },
  );
  return components.length > problems.length;
}

/** As many as are used, from all parts of the list. */
function spread(seeds: readonly Seed[]): Seed[] {
  const step = Math.max(1, seeds.length / MOST_SEEDS);
  return Array.from({ length: Math.min(seeds.length, MOST_SEEDS) }, (_, i) => seeds[Math.floor(i * step)]).filter(
    (seed) => seed !== undefined,
  );
}
