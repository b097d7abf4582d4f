/**
 * `npm run dead [-- --fix]`: files that nothing reaches, and exports that nothing but their own file
 * or a test uses. Types counted; a type lives where a living export of its file names it. The kernel's public surface is used by definition; what is built
 * ahead of its users stands under `ahead` in layers.json, with the reason. `--fix` drops the word
 * `export` where nothing outside uses the name; what is then unused, the compiler says.
 *
 * Exit: 0 nothing dead · 1 something is.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPlan } from './layers/plan.ts';
import { declaredNames, type Export, exportsOf } from './source/exports.ts';
import { type Graph, type Link, readGraph } from './source/graph.ts';
import { lineAt, type Node, type Source, walk } from './source/tree.ts';

/** Files that nothing in the code names: a tool of the host or a folder listing finds them. */
const ENTRIES =
  /^(?:src\/cli\/main\.ts|packages\/pypa\/src\/index\.ts|bench\/.*|packages\/pypa\/differential\/kinds\/.*|.*\.test\.ts|.*\.d\.ts)$/;
/** Files that are not code and start code. */
const STARTERS = ['package.json', 'rind', '.ci/run'];
/** Tests and what only they use: a use there keeps nothing else alive. */
const TEST = /(?:^|\/)test(?:ing)?\/|\.test\.ts$/;

/** A dead file (`name` undefined) or a dead export. */
export interface Dead {
  readonly path: string;
  readonly line: number;
  readonly name?: string;
  /** Whether tests use it all the same. */
  readonly tested: boolean;
}

/** What a run found. */
export interface DeadReport {
  /** In order of path and line. */
  readonly dead: readonly Dead[];
  /** Files that layers.json lists as built ahead, though nothing in them is unused any more. */
  readonly caughtUp: readonly string[];
}

/** Everything dead under a root, but what is built `ahead`. */
export function findDead(root: string, ahead: readonly string[] = []): DeadReport {
  const graph = readGraph(root);
  const all = findAll(graph, []);
  return {
    dead: ahead.length === 0 ? all : findAll(graph, ahead),
    caughtUp: ahead.filter((path) => !all.some((entry) => entry.path === path)),
  };
}

function findAll(graph: Graph, ahead: readonly string[]): Dead[] {
  const entries = [...entriesOf(graph), ...ahead];
  const alive = reach(graph, entries);
  const used = new Set<string>();
  const tested = new Set<string>();
  const exports = new Map([...graph.modules].map(([path, { source }]) => [path, exportsOf(source)]));
  for (const path of entries) use(graph, exports, path, '*', used);
  for (const [path, { links }] of graph.modules) {
    for (const link of links) {
      if (link.target.kind !== 'file' || link.form === 're-export') continue;
      const only = TEST.test(path) && !TEST.test(link.target.path);
      for (const name of link.names) use(graph, exports, link.target.path, name, only ? tested : used);
    }
  }
  const dead: Dead[] = [];
  for (const [path, { source }] of graph.modules) {
    if (!alive.has(path)) {
      dead.push({ path, line: 1, tested: false });
      continue;
    }
    const seen = new Set<string>();
    const named = typesNamedBy(source, (name) => used.has(`${path} ${name}`));
    for (const { name, offset } of exports.get(path) ?? []) {
      if (name === '*' || seen.has(name) || named.has(name) || used.has(`${path} ${name}`)) continue;
      seen.add(name);
      dead.push({ path, line: lineAt(source, offset), name, tested: tested.has(`${path} ${name}`) });
    }
  }
  return dead;
}

/**
 * The types of a file that its living exports name, directly or through each other: who takes a
 * function may want to write down what it takes and gives.
 */
function typesNamedBy({ program }: Source, lives: (name: string) => boolean): Set<string> {
  const types = new Map<string, Node>();
  const waiting: Node[] = [];
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : null;
    if (declaration === null) continue;
    const isType = declaration.type === 'TSInterfaceDeclaration' || declaration.type === 'TSTypeAliasDeclaration';
    if (isType) types.set(declaration.id.name, declaration);
    if (declaredNames(declaration).some(lives)) waiting.push(declaration);
  }
  const named = new Set<string>();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    walk(node, (inner) => {
      if (inner.type !== 'TSTypeReference' || inner.typeName.type !== 'Identifier') return undefined;
      const { name } = inner.typeName;
      const type = types.get(name);
      if (type !== undefined && !named.has(name)) {
        named.add(name);
        waiting.push(type);
      }
      return undefined;
    });
  }
  return named;
}

/** Marks an export as used, and what it passes on. */
function use(
  graph: Graph,
  exports: ReadonlyMap<string, readonly Export[]>,
  path: string,
  name: string,
  used: Set<string>,
): void {
  const mark = `${path} ${name}`;
  if (used.has(mark)) return;
  used.add(mark);
  for (const { name: own, from } of exports.get(path) ?? []) {
    if (own !== name && own !== '*' && name !== '*') continue;
    if (name === '*') used.add(`${path} ${own}`);
    if (from === undefined) continue;
    const target = graph.modules.get(path)?.links.find((link) => link.specifier === from.specifier)?.target;
    if (target?.kind !== 'file') continue;
    use(graph, exports, target.path, own === '*' ? name : from.name, used);
  }
}

function reach(graph: Graph, entries: readonly string[]): Set<string> {
  const alive = new Set(entries);
  const targets = (link: Link): string[] => (link.target.kind === 'file' ? [link.target.path] : []);
  for (const path of alive)
    for (const link of graph.modules.get(path)?.links ?? []) targets(link).forEach(alive.add, alive);
  return alive;
}

/** Entry points: by pattern, by name in what starts code, and by a path written out in code. */
function entriesOf({ root, modules }: Graph): string[] {
  const named = new Set<string>();
  for (const starter of STARTERS) {
    const text = existsSync(join(root, starter)) ? readFileSync(join(root, starter), 'utf8') : '';
    for (const [path] of text.matchAll(/[\w./-]+\.[cm]?[jt]s\b/g)) named.add(path);
  }
  for (const { source } of modules.values()) {
    if (TEST.test(source.path)) continue;
    walk(source.program, (node) => {
      if (node.type === 'Literal' && typeof node.value === 'string') named.add(node.value);
      return undefined;
    });
  }
  return [...modules.keys()].filter((path) => ENTRIES.test(path) || named.has(path));
}

/** Drops `export` at the given lines of a file. */
function unexport(text: string, lines: ReadonlySet<number>): string {
  return text
    .split('\n')
    .map((line, place) => (lines.has(place + 1) ? line.replace(/^export (?!default\b|\{)/, '') : line))
    .join('\n');
}

function format({ path, line, name, tested }: Dead): string {
  if (name === undefined)
    return `dead: ${path}:${line} nothing reaches this file\n  next: delete it, or import it where it is needed`;
  return tested
    ? `dead: ${path}:${line} nothing but a test uses \`${name}\`\n  next: delete it with its test, or use it`
    : `dead: ${path}:${line} nothing outside its file uses \`${name}\`\n  next: drop \`export\` (\`--fix\` does), or the whole`;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { fix: { type: 'boolean', default: false }, root: { type: 'string', default: '.' } },
  });
  const { dead, caughtUp } = findDead(
    values.root,
    readPlan(values.root).ahead.map(({ path }) => path),
  );
  for (const entry of dead) console.error(format(entry));
  for (const path of caughtUp)
    console.error(`dead: ${path} is no longer ahead of its users\n  next: strike it from \`ahead\` in layers.json`);
  if (dead.length + caughtUp.length === 0) console.log('dead: nothing is');
  else process.exitCode = 1;
  if (values.fix) {
    const lines = Map.groupBy(
      dead.filter(({ name, tested }) => name !== undefined && !tested),
      ({ path }) => path,
    );
    for (const [path, entries] of lines) {
      const file = join(values.root, path);
      writeFileSync(file, unexport(readFileSync(file, 'utf8'), new Set(entries.map(({ line }) => line))));
    }
  }
}
