import { nameOf } from './imports.ts';
import { collectPattern } from './references.ts';
import type { Node, Source } from './tree.ts';

/** A name that a file offers to others. */
export interface Export {
  /** `default`, or `*` for `export * from`. */
  readonly name: string;
  /** Where it only passes on another file's: that import's specifier and the name there. */
  readonly from?: { readonly specifier: string; readonly name: string };
  readonly offset: number;
}

/** Every name that a file exports, its own and those that it passes on. */
export function exportsOf({ program }: Source): Export[] {
  return program.body.flatMap((statement): Export[] => {
    const offset = statement.start;
    switch (statement.type) {
      case 'ExportAllDeclaration': {
        const name = statement.exported === null ? '*' : nameOf(statement.exported);
        return [{ name, from: { specifier: statement.source.value, name: '*' }, offset }];
      }
      case 'ExportDefaultDeclaration':
        return [{ name: 'default', offset }];
      case 'ExportNamedDeclaration': {
        if (statement.declaration !== null)
          return declaredNames(statement.declaration).map((name) => ({ name, offset }));
        const specifier = statement.source?.value;
        return statement.specifiers.map(({ exported, local, start }) =>
          specifier === undefined
            ? { name: nameOf(exported), offset: start }
            : { name: nameOf(exported), from: { specifier, name: nameOf(local) }, offset: start },
        );
      }
      default:
        return [];
    }
  });
}

/** The names that a declaration statement makes. */
export function declaredNames(node: Node): string[] {
  switch (node.type) {
    case 'VariableDeclaration': {
      const names = new Set<string>();
      for (const { id } of node.declarations) collectPattern(id, names);
      return [...names];
    }
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSEnumDeclaration':
    case 'TSModuleDeclaration':
      return node.id?.type === 'Identifier' ? [node.id.name] : [];
    default:
      return [];
  }
}
