import { childrenOf, isTypeSyntax, type Node, type Source } from './tree.ts';

/** One use of a name as a value where no declaration of the file binds it: a global. */
export interface GlobalUse {
  readonly name: string;
  readonly node: Node;
  /** From the nearest upwards. */
  readonly parents: readonly Node[];
}

/**
 * Every use, as a value, of a name that the file does not bind itself. Types are no uses, and
 * `declare const process: …` binds nothing: it only claims that the global is there.
 */
export function globalUses(source: Source): GlobalUse[] {
  const found: GlobalUse[] = [];
  const parents: Node[] = [];

  const visit = (node: Node, scopes: readonly ReadonlySet<string>[]): void => {
    if (isTypeSyntax(node)) return;
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') {
      if (isUse(node, parents.at(-1)) && !scopes.some((scope) => scope.has(node.name)))
        found.push({ name: node.name, node, parents: parents.toReversed() });
      // Decorators and annotations of a binding may use values too, hence no return.
    }
    const own = bindingsOf(node);
    const inner = own.size > 0 ? [own, ...scopes] : scopes;
    parents.push(node);
    for (const [key, child] of childrenOf(node)) if (!isNameOnly(node, key)) visit(child, inner);
    parents.pop();
  };
  visit(source.program, []);
  return found;
}

/** Whether what a node holds under a key is a plain name (`x` in `a.x`, `{x: 1}`, `x:`), not a use. */
function isNameOnly(node: Node, key: string): boolean {
  switch (node.type) {
    case 'MemberExpression':
      return key === 'property' && !node.computed;
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return key === 'key' && !node.computed;
    case 'TSEnumMember':
      return key === 'id';
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return key === 'label';
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'MetaProperty':
    case 'JSXAttribute':
      return key !== 'value';
    case 'ExportNamedDeclaration':
      return key === 'specifiers' && (node.source !== null || node.exportKind === 'type');
    case 'ExportSpecifier':
      return key === 'exported' || node.exportKind === 'type';
    case 'JSXMemberExpression':
      return key === 'property';
    default:
      return false;
  }
}

/** Whether an identifier that a walk reaches is a use and no declaration of an ambient or JSX tag name. */
function isUse(node: Node, parent: Node | undefined): boolean {
  if (parent?.type === 'VariableDeclarator') return parent.id !== node;
  if (parent?.type === 'TSModuleDeclaration' || parent?.type === 'TSDeclareFunction') return false;
  if (parent?.type === 'ClassDeclaration' || parent?.type === 'TSEnumDeclaration') return parent.id !== node;
  if (node.type === 'JSXIdentifier') return parent?.type === 'JSXMemberExpression' || /^[A-Z]/.test(node.name);
  return true;
}

/** What a node binds for itself and everything below it. */
function bindingsOf(node: Node): Set<string> {
  const names = new Set<string>();
  switch (node.type) {
    case 'Program':
      collectBlock(node.body, names);
      for (const statement of node.body) collectVars(statement, names);
      break;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      if (node.type !== 'ArrowFunctionExpression') names.add('arguments');
      if (node.type === 'FunctionExpression' && node.id) names.add(node.id.name);
      for (const parameter of node.params) collectPattern(parameter, names);
      if (node.body) collectVars(node.body, names);
      break;
    case 'BlockStatement':
    case 'StaticBlock':
    case 'TSModuleBlock':
      collectBlock(node.body, names);
      if (node.type !== 'BlockStatement') for (const statement of node.body) collectVars(statement, names);
      break;
    case 'SwitchStatement':
      for (const { consequent } of node.cases) collectBlock(consequent, names);
      break;
    case 'ForStatement':
      if (node.init?.type === 'VariableDeclaration') collectDeclaration(node.init, names);
      break;
    case 'ForInStatement':
    case 'ForOfStatement':
      if (node.left.type === 'VariableDeclaration') collectDeclaration(node.left, names);
      break;
    case 'CatchClause':
      if (node.param) collectPattern(node.param, names);
      break;
    case 'ClassDeclaration':
    case 'ClassExpression':
      if (node.id) names.add(node.id.name);
      break;
    default:
  }
  return names;
}

function collectBlock(body: readonly Node[], names: Set<string>): void {
  for (const statement of body) {
    if (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') {
      if (statement.declaration) collectDeclaration(statement.declaration, names);
    } else collectDeclaration(statement, names);
  }
}

function collectDeclaration(node: Node, names: Set<string>): void {
  switch (node.type) {
    case 'VariableDeclaration':
      if (!node.declare) for (const { id } of node.declarations) collectPattern(id, names);
      break;
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
      if (!node.declare && node.id) names.add(node.id.name);
      break;
    case 'TSModuleDeclaration':
      if (!node.declare && node.id.type === 'Identifier') names.add(node.id.name);
      break;
    case 'TSImportEqualsDeclaration':
      names.add(node.id.name);
      break;
    case 'ImportDeclaration':
      for (const { local } of node.specifiers) names.add(local.name);
      break;
    default:
  }
}

/** `var` binds for its whole function, wherever it stands. */
function collectVars(node: Node, names: Set<string>): void {
  if (/Function/.test(node.type) || isTypeSyntax(node)) return;
  if (node.type === 'VariableDeclaration' && node.kind === 'var') collectDeclaration(node, names);
  for (const [, child] of childrenOf(node)) collectVars(child, names);
}

/** The names that a parameter or destructuring pattern binds. */
export function collectPattern(node: Node, names: Set<string>): void {
  switch (node.type) {
    case 'Identifier':
      names.add(node.name);
      break;
    case 'ObjectPattern':
      for (const property of node.properties) collectPattern(property, names);
      break;
    case 'Property':
      collectPattern(node.value, names);
      break;
    case 'ArrayPattern':
      for (const element of node.elements) if (element) collectPattern(element, names);
      break;
    case 'RestElement':
      collectPattern(node.argument, names);
      break;
    case 'AssignmentPattern':
      collectPattern(node.left, names);
      break;
    case 'TSParameterProperty':
      collectPattern(node.parameter, names);
      break;
    default:
  }
}
