/** The members of a JSON object; undefined for any other value. */
export function fields(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The items of a JSON array; none for any other value. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts among the items of a JSON array. */
export function texts(value: unknown): string[] {
  return list(value).filter((item) => typeof item === 'string');
}

/** Whether a member is missing; many producers write `null` for that. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
