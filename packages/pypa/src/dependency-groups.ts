import { excerpt } from './excerpt.ts';
import { readForeign } from './foreign-data.ts';
import { isValidName, type NormalizedName, normalizeName } from './name.ts';
import { parseRequirement, type Requirement } from './requirement.ts';
import { err, ok, type Result, type TreeFault, type TreePath } from './result.ts';
import { isTable, typeName } from './tree-reader.ts';

/**
 * How many items a resolution may visit. Includes repeat what they include, so that thirty groups,
 * each including the next one twice, would make a thousand million requirements.
 */
export const MAX_GROUP_STEPS = 1_000_000;

/** How a requirement came in: a group, and the step that included it. */
export interface GroupStep {
  /** The group's name as the document writes it. */
  readonly group: string;
  /** Where the include stands, or the group itself when it was asked for by name. */
  readonly path: TreePath;
  /** The step whose group includes this one; undefined for a group asked for by name. */
  readonly from: GroupStep | undefined;
}

/** One requirement of a resolved group. */
export interface GroupRequirement {
  readonly requirement: Requirement;
  /** As written. */
  readonly text: string;
  /** Where it is written, from the `[dependency-groups]` table on. */
  readonly path: TreePath;
  /** The group that lists it, and by which includes that group was reached. */
  readonly via: GroupStep;
}

interface RequirementItem {
  readonly kind: 'requirement';
  readonly requirement: Requirement;
  readonly text: string;
  readonly path: TreePath;
}

interface IncludeItem {
  readonly kind: 'include';
  readonly name: NormalizedName;
  readonly path: TreePath;
}

interface Group {
  readonly written: string;
  readonly items: readonly (RequirementItem | IncludeItem)[];
}

/**
 * Resolves dependency groups to their requirements, in order: an include stands for the contents of
 * the group that it names. Nothing is deduplicated, so that a group reached twice counts twice.
 *
 * `table` is the `[dependency-groups]` table of a `pyproject.toml`; `names` are compared in normal
 * form. Only the groups that are reached are validated. Faults, with paths from the table on:
 * `wrong-type`, `duplicate-group`, `unknown-group`, `invalid-group-name`, `invalid-group-item`,
 * `include-cycle`, `too-many-requirements`, `unreadable-value` and those of requirements.
 *
 * Source: packaging.python.org, "Dependency Groups" (PEP 735).
 */
export function resolveDependencyGroups(
  table: unknown,
  names: readonly string[],
): Result<GroupRequirement[], TreeFault[]> {
  return readForeign(() => resolve(table, names), err);
}

function resolve(table: unknown, names: readonly string[]): Result<GroupRequirement[], TreeFault[]> {
  if (!isTable(table)) {
    return err([{ code: 'wrong-type', message: `expected a table, found ${typeName(table)}`, path: [] }]);
  }
  if (!Array.isArray(names)) {
    return err([{ code: 'wrong-type', message: 'the names of the groups asked for are no list', path: [] }]);
  }
  const faults: TreeFault[] = [];
  const written = indexByName(Object.keys(table), faults);
  if (faults.length > 0) return err(faults);
  const wanted = names.map(normalizeName);
  const groups = readReached(table, written, wanted, faults);
  const costs = new Map<NormalizedName, number>();
  for (const name of wanted) measure(name, groups, costs, faults);
  if (faults.length > 0) return err(faults);
  let total = 0;
  for (const name of wanted) total += costs.get(name) ?? 0;
  if (total > MAX_GROUP_STEPS) {
    const message = `the includes expand to more than ${MAX_GROUP_STEPS} items`;
    return err([{ code: 'too-many-requirements', message, path: [] }]);
  }
  return ok(wanted.flatMap((name) => expand(name, groups)));
}

/** The names in the way of an inclusion, from the group asked for to the one that lists the requirement. */
export function groupTrail(step: GroupStep): string[] {
  const trail: string[] = [];
  for (let at: GroupStep | undefined = step; at; at = at.from) trail.push(at.group);
  return trail.reverse();
}

function indexByName(keys: readonly string[], faults: TreeFault[]): Map<NormalizedName, string> {
  const written = new Map<NormalizedName, string>();
  for (const key of keys) {
    const name = normalizeName(key);
    const other = written.get(name);
    if (other === undefined) written.set(name, key);
    else {
      const message = `\`${excerpt(key)}\` and \`${excerpt(other)}\` name the same group: both mean \`${excerpt(name)}\``;
      faults.push({ code: 'duplicate-group', message, path: [key] });
    }
  }
  return written;
}

/** Reads the wanted groups and all that they include. */
function readReached(
  table: Readonly<Record<string, unknown>>,
  written: ReadonlyMap<NormalizedName, string>,
  wanted: readonly NormalizedName[],
  faults: TreeFault[],
): Map<NormalizedName, Group> {
  const groups = new Map<NormalizedName, Group>();
  const queue: { name: NormalizedName; path: TreePath }[] = wanted.map((name) => ({ name, path: [] }));
  for (let i = 0; i < queue.length; i++) {
    const { name, path } = queue[i] ?? { name: normalizeName(''), path: [] };
    if (groups.has(name)) continue;
    const key = written.get(name);
    if (key === undefined) {
      faults.push({ code: 'unknown-group', message: `there is no group \`${excerpt(name)}\``, path });
      continue;
    }
    if (!isValidName(key)) {
      const message = `\`${excerpt(key)}\` is no valid group name: letters, digits, \`.\`, \`_\` and \`-\`, a letter or digit at both ends`;
      faults.push({ code: 'invalid-group-name', message, path: [key] });
    }
    const group = readGroup(key, table[key], faults);
    groups.set(name, group);
    for (const item of group.items) if (item.kind === 'include') queue.push(item);
  }
  return groups;
}

function readGroup(written: string, value: unknown, faults: TreeFault[]): Group {
  if (!Array.isArray(value)) {
    const message = `expected an array of requirements, found ${typeName(value)}`;
    faults.push({ code: 'wrong-type', message, path: [written] });
    return { written, items: [] };
  }
  const items: (RequirementItem | IncludeItem)[] = [];
  for (let i = 0; i < value.length; i++) {
    const item = readItem(value[i], [written, i], faults);
    if (item) items.push(item);
  }
  return { written, items };
}

function readItem(value: unknown, path: TreePath, faults: TreeFault[]): RequirementItem | IncludeItem | undefined {
  if (typeof value === 'string') {
    const parsed = parseRequirement(value);
    if (parsed.ok) return { kind: 'requirement', requirement: parsed.value, text: value, path };
    faults.push({ code: parsed.error.code, message: parsed.error.message, path });
    return undefined;
  }
  if (!isTable(value)) {
    const message = `expected a requirement or \`{include-group = "…"}\`, found ${typeName(value)}`;
    faults.push({ code: 'wrong-type', message, path });
    return undefined;
  }
  const keys = Object.keys(value);
  const name = value['include-group'];
  if (keys.length === 1 && keys[0] === 'include-group' && typeof name === 'string') {
    return { kind: 'include', name: normalizeName(name), path };
  }
  const message = 'a table among requirements has the one key `include-group`, whose value is a string';
  faults.push({ code: 'invalid-group-item', message, path });
  return undefined;
}

/** Adds the cost of a group and of all that it includes (items visited when expanded); tells cycles. */
function measure(
  root: NormalizedName,
  groups: ReadonlyMap<NormalizedName, Group>,
  costs: Map<NormalizedName, number>,
  faults: TreeFault[],
): void {
  /** The groups on the stack and their places there. */
  const open = new Map<NormalizedName, number>();
  const stack: { name: NormalizedName; group: Group; next: number; cost: number }[] = [];
  const enter = (name: NormalizedName): void => {
    const group = groups.get(name);
    if (!group) return;
    open.set(name, stack.length);
    stack.push({ name, group, next: 0, cost: 1 + group.items.length });
  };
  if (!costs.has(root)) enter(root);
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const item = frame.group.items[frame.next];
    if (!item) {
      costs.set(frame.name, frame.cost);
      open.delete(frame.name);
      stack.pop();
    } else if (item.kind === 'requirement') {
      frame.next++;
    } else if (open.has(item.name)) {
      const message = cycleMessage(stack, open.get(item.name) ?? 0);
      faults.push({ code: 'include-cycle', message, path: item.path });
      frame.next++;
    } else if (costs.has(item.name) || !groups.has(item.name)) {
      frame.cost = Math.min(frame.cost + (costs.get(item.name) ?? 0), MAX_GROUP_STEPS + 1);
      frame.next++;
    } else enter(item.name);
  }
}

/** Tells the cycle that starts at a place of the stack; of a long one the first four members and the last three. */
function cycleMessage(stack: readonly { readonly group: Group }[], start: number): string {
  const names = (from: number, to?: number) =>
    stack.slice(from, to).map(({ group }) => `\`${excerpt(group.written)}\``);
  const length = stack.length - start;
  const shown = length > 8 ? [...names(start, start + 4), '…', ...names(-3)] : names(start);
  const [first = ''] = shown;
  if (length === 1) return `the group ${first} includes itself`;
  return `the groups include each other: ${shown.join(' → ')} → ${first}`;
}

function expand(root: NormalizedName, groups: ReadonlyMap<NormalizedName, Group>): GroupRequirement[] {
  const requirements: GroupRequirement[] = [];
  const stack: { group: Group; next: number; via: GroupStep }[] = [];
  const enter = (name: NormalizedName, path: TreePath | undefined, from: GroupStep | undefined): void => {
    const group = groups.get(name);
    if (group) stack.push({ group, next: 0, via: { group: group.written, path: path ?? [group.written], from } });
  };
  enter(root, undefined, undefined);
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const item = frame.group.items[frame.next++];
    if (!item) stack.pop();
    else if (item.kind === 'include') enter(item.name, item.path, frame.via);
    else {
      requirements.push({ requirement: item.requirement, text: item.text, path: item.path, via: frame.via });
    }
  }
  return requirements;
}
