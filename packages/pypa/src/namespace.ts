import { readForeign } from './foreign-data.ts';
import { isNormalizedName, isValidName, type NormalizedName, normalizeName } from './name.ts';
import type { TreeFault } from './result.ts';

/** A namespace that a project stands in, as its index says. Source: PEP 752, "Project Detail". */
export interface NamespaceClaim {
  readonly name: NormalizedName;
  /** Whether the project's owner is an owner of the grant. */
  readonly owned: boolean;
}

/** One namespace, as `/namespace/<name>` tells it. Source: PEP 752, "Namespace Detail". */
export interface NamespaceDetail {
  readonly name: NormalizedName;
  readonly parent: NormalizedName | undefined;
  /** Direct children. */
  readonly children: readonly NormalizedName[];
  readonly owner: string | undefined;
}

/** What could be read of a namespace document, and what is wrong with the rest. */
export interface NamespaceReading<T> {
  readonly value: T | undefined;
  readonly faults: readonly TreeFault[];
}

/** Whether a project belongs to a namespace: its very name, or that name and a hyphen in front. PEP 752, "Semantics". */
export function matchesNamespace(project: NormalizedName, namespace: NormalizedName): boolean {
  return project.startsWith(namespace) && (project.length === namespace.length || project[namespace.length] === '-');
}

/** The longest of the namespaces that a project belongs to. */
export function closestNamespace(
  project: NormalizedName,
  namespaces: Iterable<NormalizedName>,
): NormalizedName | undefined {
  let closest: NormalizedName | undefined;
  for (const namespace of namespaces) {
    if (namespace.length > (closest?.length ?? 0) && matchesNamespace(project, namespace)) closest = namespace;
  }
  return closest;
}

/**
 * Whether a proposed namespace holds an existing one, so that only the owner of the existing one
 * may be granted it. PEP 752, "Semantics": both get a hyphen appended, and the existing one starts
 * with the proposed one.
 */
export function namespacesOverlap(proposed: NormalizedName, existing: NormalizedName): boolean {
  return `${existing}-`.startsWith(`${proposed}-`);
}

/** The granted namespace right above another one. PEP 752, "Namespace Detail": `parent`. */
export function parentNamespace(
  namespace: NormalizedName,
  granted: Iterable<NormalizedName>,
): NormalizedName | undefined {
  return closestNamespace(
    namespace,
    [...granted].filter((other) => other !== namespace),
  );
}

/** The granted namespaces right below another one, in the order given. PEP 752, "Namespace Detail": `children`. */
export function childNamespaces(namespace: NormalizedName, granted: Iterable<NormalizedName>): NormalizedName[] {
  const below = [...granted].filter((other) => other !== namespace && matchesNamespace(other, namespace));
  const all = new Set<string>(below);
  // Only as long as another one can a part of a name be another one.
  const lengths = new Set(below.map((other) => other.length));
  const isDirect = (other: string) => {
    for (let at = other.indexOf('-', namespace.length + 1); at >= 0; at = other.indexOf('-', at + 1)) {
      if (lengths.has(at) && all.has(other.slice(0, at))) return false;
    }
    return true;
  };
  return below.filter(isDirect);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(path: TreeFault['path'], message: string): TreeFault {
  return { code: 'invalid-namespace', message, path };
}

function nothing(faults: readonly TreeFault[]): NamespaceReading<never> {
  return { value: undefined, faults };
}

/** A valid name in normal form, or undefined. Indexes must send normal form; other spellings mean the same. */
function namespaceName(value: unknown): NormalizedName | undefined {
  if (typeof value !== 'string' || !isValidName(value)) return undefined;
  return isNormalizedName(value) ? value : normalizeName(value);
}

/**
 * Reads the `namespaces` of a project page: `null` is "in none". Fault: `invalid-namespace`, one
 * for each entry that is left out; the value is undefined when it is neither `null` nor a list.
 *
 * Source: PEP 752, "Project Detail".
 */
export function parseNamespaceClaims(input: unknown): NamespaceReading<readonly NamespaceClaim[]> {
  return readForeign(() => readClaims(input), nothing);
}

function readClaims(input: unknown): NamespaceReading<readonly NamespaceClaim[]> {
  if (input === null) return { value: [], faults: [] };
  if (!Array.isArray(input))
    return { value: undefined, faults: [wrong([], '`namespaces` is neither `null` nor a list')] };
  const faults: TreeFault[] = [];
  const value: NamespaceClaim[] = [];
  for (const [i, entry] of input.entries()) {
    const name = isRecord(entry) ? namespaceName(entry['name']) : undefined;
    const owned = isRecord(entry) ? entry['owned'] : undefined;
    if (name === undefined) faults.push(wrong([i, 'name'], 'a namespace has no valid `name`'));
    else if (typeof owned !== 'boolean') faults.push(wrong([i, 'owned'], '`owned` is neither `true` nor `false`'));
    else value.push({ name, owned });
  }
  return { value, faults };
}

/** Reads `/namespaces`: the reserved namespaces of an index. Fault: `invalid-namespace`. PEP 752, "Namespace List". */
export function parseNamespaceList(input: unknown): NamespaceReading<readonly NormalizedName[]> {
  return readForeign(() => readList(input), nothing);
}

function readList(input: unknown): NamespaceReading<readonly NormalizedName[]> {
  if (!Array.isArray(input)) return { value: undefined, faults: [wrong([], 'the list of namespaces is no list')] };
  const faults: TreeFault[] = [];
  const value: NormalizedName[] = [];
  for (const [i, entry] of input.entries()) {
    const name = isRecord(entry) ? namespaceName(entry['name']) : undefined;
    if (name === undefined) faults.push(wrong([i, 'name'], 'a namespace has no valid `name`'));
    else value.push(name);
  }
  return { value, faults };
}

/** The answer to `/namespaces`, to be written as JSON. */
export function formatNamespaceList(namespaces: readonly NormalizedName[]): { readonly name: NormalizedName }[] {
  return namespaces.map((name) => ({ name }));
}

/** Reads `/namespace/<name>`. Fault: `invalid-namespace`; a wrong child is left out. PEP 752, "Namespace Detail". */
export function parseNamespaceDetail(input: unknown): NamespaceReading<NamespaceDetail> {
  return readForeign(() => readDetail(input), nothing);
}

function readDetail(input: unknown): NamespaceReading<NamespaceDetail> {
  const name = isRecord(input) ? namespaceName(input['name']) : undefined;
  if (!isRecord(input) || name === undefined) {
    return { value: undefined, faults: [wrong(['name'], 'the namespace has no valid `name`')] };
  }
  const faults: TreeFault[] = [];
  const parent = namespaceName(input['parent']);
  if (parent === undefined && input['parent'] !== null)
    faults.push(wrong(['parent'], '`parent` is neither `null` nor a name'));
  const children: NormalizedName[] = [];
  const listed = Array.isArray(input['children']) ? input['children'] : undefined;
  if (listed === undefined) faults.push(wrong(['children'], '`children` is no list of names'));
  for (const [i, entry] of (listed ?? []).entries()) {
    const child = namespaceName(entry);
    if (child === undefined) faults.push(wrong(['children', i], 'a child is no valid name'));
    else children.push(child);
  }
  const owner = typeof input['owner'] === 'string' ? input['owner'] : undefined;
  return { value: { name, parent, children, owner }, faults };
}

/** The answer to `/namespace/<name>`, to be written as JSON. */
export function formatNamespaceDetail(detail: NamespaceDetail): Readonly<Record<string, unknown>> {
  const { name, parent = null, children, owner } = detail;
  return owner === undefined ? { name, parent, children } : { name, parent, children, owner };
}
