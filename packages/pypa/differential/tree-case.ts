import { TomlDateTime, type TomlDateTimeKind, type TomlValue } from '../src/toml-value.ts';
import { AWKWARD, type Random } from './random.ts';

/**
 * TOML documents as JSON, for kinds whose cases are documents: a date or time is `{"$": "its text"}`.
 * `oracle/tree.py` reads the same form.
 */
export type TreeCase = string | number | boolean | TreeCase[] | { [key: string]: TreeCase };

function dateTimeKind(text: string): TomlDateTimeKind {
  if (!text.includes('-') || text.indexOf('-') > 4) return 'local-time';
  if (text.length === 10) return 'local-date';
  return /(?:[Zz]|[+-]\d\d:\d\d)$/.test(text) ? 'offset-date-time' : 'local-date-time';
}

/** The document that a TOML reader would give. */
export function fromTree(tree: TreeCase): TomlValue {
  if (typeof tree !== 'object') return tree;
  if (Array.isArray(tree)) return tree.map(fromTree);
  const text = tree['$'];
  if (typeof text === 'string') return new TomlDateTime(text, dateTimeKind(text));
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, fromTree(value)]));
}

/** A value of any type, mostly one that does not belong where it is put. */
function oddValue(random: Random): TreeCase {
  return random.pick<TreeCase>([
    '',
    'x',
    '1.0',
    'é\u0000\n"\\',
    0,
    -1,
    7,
    1.5,
    true,
    false,
    [],
    [''],
    ['a', 1],
    [[]],
    [{}],
    {},
    { a: 1 },
    { name: 'a' },
    { $: '2024-01-02T03:04:05Z' },
    { $: '2024-01-02T03:04:05.678901+02:00' },
    { $: '2024-01-02 03:04:05' },
    { $: '2024-01-02' },
    { $: '03:04:05' },
  ]);
}

const KEYS = ['', 'name', 'version', 'x', '__proto__', 'constructor', 'a.b', 'url', 'path', 'é', '1', 'hashes', 'type'];

/** Changes one place of a document: a text, a type, a key, a repetition, a loss. The tree itself is changed. */
export function mutateTree(random: Random, tree: TreeCase): void {
  if (typeof tree !== 'object' || (!Array.isArray(tree) && '$' in tree)) return;
  const keys = Object.keys(tree);
  const key = keys.length === 0 ? undefined : random.pick(keys);
  const child = key === undefined ? undefined : Reflect.get(tree, key);
  if (key !== undefined && typeof child === 'object' && random.chance(0.8)) {
    mutateTree(random, child as TreeCase);
    return;
  }
  const edit = random.int(6);
  if (key === undefined || edit === 0) add(random, tree);
  else if (edit === 1) remove(tree, key);
  else if (edit === 2 && Array.isArray(tree)) tree.push(structuredClone(child as TreeCase));
  else if (edit <= 3 && !Array.isArray(tree)) rename(random, tree, key);
  else if (typeof child === 'string' && random.chance(0.8)) put(tree, key, random.mutate(child, AWKWARD));
  else put(tree, key, oddValue(random));
}

/** Own properties also for `__proto__`. */
function put(tree: TreeCase[] | { [key: string]: TreeCase }, key: string, value: TreeCase): void {
  Object.defineProperty(tree, key, { value, enumerable: true, configurable: true, writable: true });
}

function add(random: Random, tree: TreeCase[] | { [key: string]: TreeCase }): void {
  put(tree, Array.isArray(tree) ? String(tree.length) : random.pick(KEYS), oddValue(random));
}

function remove(tree: TreeCase[] | { [key: string]: TreeCase }, key: string): void {
  if (Array.isArray(tree)) tree.splice(Number(key), 1);
  else delete tree[key];
}

function rename(random: Random, tree: { [key: string]: TreeCase }, key: string): void {
  const value = Reflect.get(tree, key) as TreeCase;
  delete tree[key];
  put(tree, random.chance(0.5) ? random.pick(KEYS) : random.mutate(key, AWKWARD), value);
}
