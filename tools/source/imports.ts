import { type Node, type Source, walk } from './tree.ts';

/** How one file names another. */
export interface Import {
  /** As written; undefined where it is computed and cannot be read. */
  readonly specifier: string | undefined;
  readonly form: 'import' | 're-export' | 'dynamic' | 'type' | 'require' | 'asset';
  /**
   * Whether nothing of it is left at run time. `import { type A }` is not such: under
   * `verbatimModuleSyntax` the module is still loaded.
   */
  readonly typeOnly: boolean;
  /** What is taken: outside names; `*` for all, `default`; empty for a bare `import './x.ts'`. */
  readonly names: readonly string[];
  readonly offset: number;
}

/** Every way in which a file reaches another: static, dynamic, re-exported, in types, by `require`, as an asset. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  walk(source.program, (node) => {
    const taken = importAt(node);
    if (taken) found.push(taken);
    return undefined;
  });
  for (const comment of source.comments) {
    const specifier = /^\/\s*<reference\s+path=["']([^"']+)["']/.exec(comment.value)?.[1];
    if (specifier === undefined) continue;
    found.push({
      specifier: specifier.startsWith('.') ? specifier : `./${specifier}`,
      form: 'type',
      typeOnly: true,
      names: ['*'],
      offset: comment.start,
    });
  }
  return found;
}

function importAt(node: Node): Import | undefined {
  const offset = 'start' in node ? node.start : 0;
  switch (node.type) {
    case 'ImportDeclaration': {
      const names = node.specifiers.map((specifier) => {
        if (specifier.type === 'ImportSpecifier') return nameOf(specifier.imported);
        return specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*';
      });
      return { specifier: node.source.value, form: 'import', typeOnly: node.importKind === 'type', names, offset };
    }
    case 'ExportNamedDeclaration':
      if (node.source === null) return undefined;
      return {
        specifier: node.source.value,
        form: 're-export',
        typeOnly: node.exportKind === 'type',
        names: node.specifiers.map(({ local }) => nameOf(local)),
        offset,
      };
    case 'ExportAllDeclaration':
      return {
        specifier: node.source.value,
        form: 're-export',
        typeOnly: node.exportKind === 'type',
        names: ['*'],
        offset,
      };
    case 'ImportExpression':
      return { specifier: literal(node.source), form: 'dynamic', typeOnly: false, names: ['*'], offset };
    case 'TSImportType': {
      const names = [node.qualifier?.type === 'Identifier' ? node.qualifier.name : '*'];
      return { specifier: node.source.value, form: 'type', typeOnly: true, names, offset };
    }
    case 'TSImportEqualsDeclaration':
      if (node.moduleReference.type !== 'TSExternalModuleReference') return undefined;
      return {
        specifier: node.moduleReference.expression.value,
        form: 'require',
        typeOnly: node.importKind === 'type',
        names: ['*'],
        offset,
      };
    case 'CallExpression':
      if (isRequire(node.callee))
        return { specifier: literal(node.arguments[0]), form: 'require', typeOnly: false, names: ['*'], offset };
      return undefined;
    case 'NewExpression': {
      const specifier = assetUrl(node.callee, node.arguments);
      return specifier === undefined ? undefined : { specifier, form: 'asset', typeOnly: false, names: ['*'], offset };
    }
    default:
      return undefined;
  }
}

/** `require(x)` and `import.meta.resolve(x)`. */
function isRequire(callee: Node): boolean {
  if (callee.type === 'Identifier') return callee.name === 'require';
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'MetaProperty' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'resolve'
  );
}

/** `new URL('./worker.ts', import.meta.url)` reaches a code file as surely as an import does. */
function assetUrl(callee: Node, [path, base]: readonly Node[]): string | undefined {
  if (callee.type !== 'Identifier' || callee.name !== 'URL') return undefined;
  if (base?.type !== 'MemberExpression' || base.object.type !== 'MetaProperty') return undefined;
  const specifier = literal(path);
  return specifier !== undefined && /^\.{1,2}\/.*\.[cm]?[jt]sx?$/.test(specifier) ? specifier : undefined;
}

function literal(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The text of a name in an import or export list, where it may be quoted. */
export function nameOf(name: Node): string {
  if (name.type === 'Identifier') return name.name;
  return name.type === 'Literal' ? String(name.value) : '';
}
