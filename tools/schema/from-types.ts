/**
 * A JSON Schema (draft 2020-12) from the types of one file: what outsiders read about the report is
 * made from the type that the code is checked against, so that the two cannot differ.
 *
 * It knows what `src/contract` uses: interfaces, aliases, literals, unions, arrays, `Omit` of an
 * interface. Anything else throws: a schema that leaves something out would be a false promise.
 */
import type { Node } from 'oxc-parser';
import type { Source } from '../source/tree.ts';

/** One schema; `true` allows anything. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

type Declared = Extract<Node, { type: 'TSInterfaceDeclaration' | 'TSTypeAliasDeclaration' }>;
type Member = Extract<Node, { type: 'TSPropertySignature' }>;

/** Schemas of all exported types of a file; `given` are those that it imports. */
export function schemasOf(source: Source, given: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  const made: Record<string, JsonSchema> = { ...given };
  for (const { declaration, start } of exportsOf(source)) {
    const schema =
      declaration.type === 'TSInterfaceDeclaration'
        ? objectSchema(source, declaration.body.body)
        : typeSchema(source, declaration.typeAnnotation);
    made[declaration.id.name] = { ...described(source, start), ...schema };
  }
  return made;
}

function exportsOf(source: Source): { readonly declaration: Declared; readonly start: number }[] {
  return source.program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration') return [];
    const { declaration, start } = node;
    return declaration?.type === 'TSInterfaceDeclaration' || declaration?.type === 'TSTypeAliasDeclaration'
      ? [{ declaration, start }]
      : [];
  });
}

/** The doc comment that ends right before an offset, in one line. */
function described(source: Source, start: number): { readonly description?: string } {
  const comment = source.comments.find(
    ({ type, value, end }) =>
      type === 'Block' && value.startsWith('*') && end <= start && source.text.slice(end, start).trim() === '',
  );
  const text = comment?.value
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text === undefined ? {} : { description: text };
}

function objectSchema(source: Source, members: readonly Node[]): JsonSchema {
  const named = members.map((member) => {
    if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier' || !member.typeAnnotation) {
      throw new Error(`${source.path}: a member is no plain property: ${source.text.slice(member.start, member.end)}`);
    }
    return { member, name: member.key.name, annotation: member.typeAnnotation.typeAnnotation };
  });
  return {
    type: 'object',
    properties: Object.fromEntries(
      named.map(({ member, name, annotation }) => [
        name,
        { ...described(source, member.start), ...typeSchema(source, annotation) },
      ]),
    ),
    required: named.filter(({ member }: { readonly member: Member }) => !member.optional).map(({ name }) => name),
  };
}

const KEYWORDS: ReadonlyMap<string, JsonSchema> = new Map([
  ['TSStringKeyword', { type: 'string' }],
  ['TSNumberKeyword', { type: 'number' }],
  ['TSBooleanKeyword', { type: 'boolean' }],
  ['TSNullKeyword', { type: 'null' }],
]);

function typeSchema(source: Source, node: Node): JsonSchema {
  const keyword = KEYWORDS.get(node.type);
  if (keyword !== undefined) return keyword;
  if (node.type === 'TSTypeOperator' && node.operator === 'readonly') return typeSchema(source, node.typeAnnotation);
  if (node.type === 'TSArrayType') return { type: 'array', items: typeSchema(source, node.elementType) };
  if (node.type === 'TSTypeLiteral') return objectSchema(source, node.members);
  if (node.type === 'TSLiteralType' && node.literal.type === 'Literal') return { const: node.literal.value };
  if (node.type === 'TSUnionType') return unionSchema(node.types.map((one) => typeSchema(source, one)));
  if (node.type === 'TSTypeReference') return referenceSchema(source, node);
  throw new Error(`${source.path}: no schema for ${source.text.slice(node.start, node.end)}`);
}

function unionSchema(schemas: readonly JsonSchema[]): JsonSchema {
  if (schemas.every((schema) => 'const' in schema)) return { enum: schemas.map((schema) => schema.const) };
  const types = schemas.flatMap(({ type, ...rest }) =>
    typeof type === 'string' && Object.keys(rest).length === 0 ? [type] : [],
  );
  return types.length === schemas.length ? { type: types } : { anyOf: schemas };
}

function referenceSchema(source: Source, node: Extract<Node, { type: 'TSTypeReference' }>): JsonSchema {
  const name = node.typeName.type === 'Identifier' ? node.typeName.name : '';
  if (name !== 'Omit') return { $ref: `#/$defs/${name}` };
  const [from, without] = node.typeArguments?.params ?? [];
  const whole = exportsOf(source).find(
    ({ declaration }) =>
      from?.type === 'TSTypeReference' &&
      from.typeName.type === 'Identifier' &&
      declaration.id.name === from.typeName.name,
  );
  if (whole?.declaration.type !== 'TSInterfaceDeclaration' || without === undefined) {
    throw new Error(`${source.path}: \`Omit\` of what is no interface here`);
  }
  const names = typeSchema(source, without);
  const left = new Set('const' in names ? [names.const] : (names.enum ?? []));
  const members = whole.declaration.body.body.filter(
    (member) =>
      !(member.type === 'TSPropertySignature' && member.key.type === 'Identifier' && left.has(member.key.name)),
  );
  return objectSchema(source, members);
}
