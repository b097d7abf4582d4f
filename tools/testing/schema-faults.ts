/** Checks a value by a schema that `tools/schema/from-types.ts` made, strictly: a property that is not declared is a fault. */
import type { JsonSchema } from '../schema/from-types.ts';

/** What is wrong with a value, a line each: where, and what. Empty when it is right. */
export function faultsOf(value: unknown, schema: JsonSchema, root: JsonSchema = schema, at: string = '$'): string[] {
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    return target === undefined ? [`${at}: no schema \`${schema.$ref}\``] : faultsOf(value, target, root, at);
  }
  if (schema.anyOf) {
    const all = schema.anyOf.map((one) => faultsOf(value, one, root, at));
    return all.some((faults) => faults.length === 0) ? [] : (all[0] ?? []);
  }
  if ('const' in schema) return value === schema.const ? [] : [`${at}: is not ${JSON.stringify(schema.const)}`];
  if (schema.enum) return schema.enum.includes(value) ? [] : [`${at}: is none of ${JSON.stringify(schema.enum)}`];
  const types = [schema.type ?? []].flat();
  const type = typeOf(value);
  const isWhole = types.includes('integer') && Number.isInteger(value);
  if (!types.includes(type) && !isWhole) return [`${at}: is ${type}, not ${types.join(' or ')}`];
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => (schema.items ? faultsOf(item, schema.items, root, `${at}[${i}]`) : []));
  }
  return typeof value === 'object' && value !== null ? objectFaults(value, schema, root, at) : [];
}

function objectFaults(
  value: object,
  { properties = {}, required = [] }: JsonSchema,
  root: JsonSchema,
  at: string,
): string[] {
  const missing = required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}: has no \`${name}\``);
  const others = Object.entries(value).flatMap(([name, item]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return own === undefined ? [`${at}: declares no \`${name}\``] : faultsOf(item, own, root, `${at}.${name}`);
  });
  return [...missing, ...others];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
