import { AWKWARD } from './awkward.ts';
import { type Draw, drawn } from './draw.ts';
import {
  type Container,
  copyTree,
  isContainer,
  isTable,
  type Slot,
  slotsOf,
  type Tree,
  type TreeTable,
} from './tree.ts';

/** Lists longer than this are thinned first: a case is small, whatever its seed. */
const MOST_ITEMS = 10;

/** A tree with one to four changes to its structure. */
export function mutateTree(tree: Container, draw: Draw): Container {
  const mutated = copyTree(tree);
  thin(mutated, draw);
  for (let times = 1 + draw(4); times > 0; times--) {
    const containers = containersOf(mutated);
    const container = drawn(draw, containers);
    const slots = slotsOf(container);
    if (slots.length > 0 && draw(3) > 0) changeValue(drawn(draw, slots), containers, draw);
    else if (Array.isArray(container)) changeList(container, draw);
    else changeTable(container, draw);
  }
  return mutated;
}

function thin(tree: Tree, draw: Draw): void {
  if (Array.isArray(tree)) while (tree.length > MOST_ITEMS) tree.splice(draw(tree.length), 1);
  else if (isTable(tree)) while (tree.pairs.length > 4 * MOST_ITEMS) tree.pairs.splice(draw(tree.pairs.length), 1);
  for (const { value } of slotsOf(tree)) thin(value, draw);
}

function containersOf(tree: Tree): Container[] {
  if (!isContainer(tree)) return [];
  return [tree, ...slotsOf(tree).flatMap(({ value }) => containersOf(value))];
}

/** Every text of the tree, and the key of every table: names that can be mixed up. */
function textsOf(containers: readonly Container[]): string[] {
  return containers.flatMap((one) => [
    ...slotsOf(one).flatMap(({ value }) => (typeof value === 'string' ? [value] : [])),
    ...(Array.isArray(one) ? [] : one.pairs.map(([key]) => key)),
  ]);
}

function changeValue(slot: Slot, containers: readonly Container[], draw: Draw): void {
  const texts = textsOf(containers);
  const change = draw(7);
  if (change === 0) slot.set(odd(draw));
  else if (change === 1) slot.set(otherType(slot.value));
  // Entries that depend on themselves or on one another, versions in place of names.
  else if (change <= 3 && texts.length > 0) slot.set(drawn(draw, texts));
  // A part of the document in a place where another belongs.
  else if (change === 4) slot.set(copyTree(drawn(draw, containers)));
  else if (typeof slot.value === 'string') slot.set(changedText(slot.value, draw));
  else slot.set(nested(slot.value, draw));
}

function odd(draw: Draw): Tree {
  const simple: readonly Tree[] = [null, true, false, 0, -1, 1.5, 1e308, 2n ** 70n, '', [], [[]], { pairs: [] }];
  return draw(2) === 0 ? drawn(draw, AWKWARD) : copyTree(drawn(draw, simple));
}

function otherType(value: Tree): Tree {
  if (typeof value === 'string') return Number(value) || [value];
  if (Array.isArray(value)) return value[0] ?? '';
  if (isTable(value)) return value.pairs.map(([key]) => key);
  return String(value);
}

function changedText(text: string, draw: Draw): string {
  const at = draw(text.length + 1);
  return text.slice(0, at) + drawn(draw, AWKWARD) + text.slice(at + draw(3));
}

function nested(value: Tree, draw: Draw): Tree {
  let inner = value;
  for (let depth = 1 + draw(draw(10) === 0 ? 300 : 3); depth > 0; depth--)
    inner = draw(2) === 0 ? [inner] : { pairs: [['a', inner]] };
  return inner;
}

function changeList(list: Tree[], draw: Draw): void {
  const at = draw(list.length + 1);
  const one = list[draw(list.length || 1)];
  const change = draw(4);
  if (change === 0) list.splice(at, 1);
  else if (change === 1 && one !== undefined) list.splice(at, 0, copyTree(one));
  else if (change === 2) list.reverse();
  else list.splice(at, 0, odd(draw));
}

function changeTable({ pairs }: TreeTable, draw: Draw): void {
  const at = draw(pairs.length + 1);
  const pair = pairs[draw(pairs.length || 1)];
  const change = draw(5);
  if (change <= 1) pairs.splice(at, 1);
  else if (change === 2 && pair !== undefined) pairs.splice(at, 0, copyPair(pair));
  else if (change === 3 && pair !== undefined) pair[0] = drawn(draw, AWKWARD);
  else pairs.splice(at, 0, [drawn(draw, AWKWARD), odd(draw)]);
}

function copyPair([key, value]: readonly [string, Tree]): [string, Tree] {
  return [key, copyTree(value)];
}
