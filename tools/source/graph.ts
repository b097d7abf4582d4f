import { existsSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { z } from 'zod';
import { isWithin, listCode } from './files.ts';
import { type Import, importsOf } from './imports.ts';
import { readSource, type Source } from './tree.ts';

/** Where an import leads. */
type Target =
  /** `via` is the workspace package whose name the import used. */
  | { readonly kind: 'file'; readonly path: string; readonly via?: string }
  | { readonly kind: 'module'; readonly name: string; readonly builtin: boolean }
  | { readonly kind: 'missing'; readonly hint: string }
  | { readonly kind: 'computed' };

/** An import and where it leads. */
export interface Link extends Import {
  readonly target: Target;
}

/** A code file and everything that it names. */
export interface Module {
  readonly source: Source;
  readonly links: readonly Link[];
}

/** A workspace package: its folder, its name, what it exports and declares. */
interface Workspace {
  /** Relative to the root; `''` is the root itself. */
  readonly folder: string;
  readonly name: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
}

/** The whole tree: what every rule reads. */
export interface Graph {
  readonly root: string;
  readonly modules: ReadonlyMap<string, Module>;
  readonly workspaces: readonly Workspace[];
}

const BUILTIN = new Set(builtinModules);

const manifest = z.object({
  name: z.string(),
  exports: z.record(z.string(), z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
  workspaces: z.array(z.string()).optional(),
});

/** Reads every code file under a root and finds where each of its imports leads. */
export function readGraph(root: string): Graph {
  const paths = listCode(root);
  const workspaces = readWorkspaces(root, paths);
  const modules = new Map<string, Module>();
  for (const path of paths) {
    const source = readSource(root, path);
    const links = importsOf(source).map((taken) => ({ ...taken, target: resolve(root, workspaces, path, taken) }));
    modules.set(path, { source, links });
  }
  return { root, modules, workspaces };
}

/** The workspace package that a file belongs to: the deepest one around it. */
export function workspaceOf(graph: Graph, path: string): Workspace | undefined {
  return graph.workspaces.find(({ folder }) => folder === '' || isWithin(path, folder));
}

function readWorkspaces(root: string, paths: readonly string[]): Workspace[] {
  const folders = new Set(['']);
  for (const path of paths) {
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) folders.add(folder);
  }
  return [...folders]
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort((left, right) => right.length - left.length)
    .map((folder) => {
      const read = manifest.parse(JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')));
      return {
        folder,
        name: read.name,
        exports: read.exports ?? {},
        dependencies: new Set(
          [read.dependencies, read.optionalDependencies, read.peerDependencies].flatMap((set) =>
            Object.keys(set ?? {}),
          ),
        ),
        devDependencies: new Set(Object.keys(read.devDependencies ?? {})),
      };
    });
}

function resolve(root: string, workspaces: readonly Workspace[], from: string, { specifier }: Import): Target {
  if (specifier === undefined) return { kind: 'computed' };
  if (specifier.startsWith('/') || /^[a-z]+:\/\//i.test(specifier))
    return { kind: 'missing', hint: 'write a relative path' };
  if (specifier.startsWith('.')) return resolveFile(root, posix.join(posix.dirname(from), specifier));
  const bare = specifier.startsWith('node:') ? specifier.slice(5) : specifier;
  if (BUILTIN.has(bare)) {
    return specifier.startsWith('node:')
      ? { kind: 'module', name: specifier, builtin: true }
      : { kind: 'missing', hint: `write \`node:${specifier}\`` };
  }
  if (specifier.startsWith('node:')) {
    return BUILTIN.has(specifier)
      ? { kind: 'module', name: specifier, builtin: true }
      : { kind: 'missing', hint: 'Node has no such module' };
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const home = workspaces.find((workspace) => workspace.folder !== '' && workspace.name === name);
  if (home === undefined) return { kind: 'module', name, builtin: false };
  const exported = home.exports[`.${specifier.slice(name.length)}`];
  return exported === undefined
    ? { kind: 'missing', hint: `\`${name}\` exports only ${Object.keys(home.exports).join(', ')}` }
    : resolveFile(root, posix.join(home.folder, exported), name);
}

function resolveFile(root: string, path: string, via?: string): Target {
  if (path.startsWith('..')) return { kind: 'missing', hint: 'the path leaves the repository' };
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats?.isFile()) return via === undefined ? { kind: 'file', path } : { kind: 'file', path, via };
  const near = [`${path}.ts`, path.replace(/\.js$/, '.ts'), `${path}/index.ts`].find((other) =>
    existsSync(join(root, other)),
  );
  return { kind: 'missing', hint: near === undefined ? 'no such file' : `write the ending: the file is \`${near}\`` };
}
