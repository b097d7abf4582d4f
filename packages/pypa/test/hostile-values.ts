/** What no reader expects, and what every answer must keep to. */
import assert from 'node:assert/strict';
import { TomlDateTime } from '../src/toml-value.ts';

/** How much more than usual is tried: 1 in `npm test`, more by RIND_FUZZ_SCALE. */
export const SCALE = Math.max(1, Number(process.env['RIND_FUZZ_SCALE'] ?? 1));

function thrower(): never {
  throw new Error('code of the caller');
}

/** A proxy that throws at every touch. */
function bomb(target: object): object {
  return new Proxy(target, new Proxy({}, { get: () => thrower }));
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'a';
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
}

function cyclic(): unknown {
  const table: Record<string, unknown> = { name: 'a', version: '1' };
  const list: unknown[] = [table];
  for (const key of ['packages', 'files', 'tool', 'dependencies', 'self', 'include-group']) table[key] = list;
  list.push(list, table);
  return table;
}

const ODD_KEYS = '{"__proto__":{"name":"a"},"constructor":1,"toString":"x","hasOwnProperty":[],"":{},"0":1}';

/** Values that run no code of the caller's: each reader must find out by itself what is wrong with them. */
export const PLAIN: readonly unknown[] = [
  ...[undefined, null, true, 0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 10n, '', 'a', '\ud800', '\0'],
  ...[Symbol('a'), () => 'a', class A {}, [], [[]], [undefined], new Array(3), {}, Object.create(null), cyclic()],
  ...[new Date(0), new Map([['name', 'a']]), new Set(['a']), new WeakMap(), /a/, new Error('a'), Promise.resolve()],
  ...[
    new Uint8Array(3),
    new DataView(new ArrayBuffer(3)),
    new ArrayBuffer(3),
    Object('a'),
    Object(1),
    Object(Symbol()),
  ],
  ...[new TomlDateTime('1979-05-27', 'local-date'), { toString: thrower, valueOf: thrower, toJSON: thrower }],
  { [Symbol.toPrimitive]: thrower, [Symbol.iterator]: thrower },
  { length: 2, 0: 'a', 1: 'b' },
  JSON.parse(ODD_KEYS),
  nested(100_000, (inner) => [inner]),
  nested(100_000, (inner) => ({ a: inner })),
  Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i])),
];

/** Values whose code throws when they are looked at. */
export const TRAPPED: readonly unknown[] = [
  bomb({}),
  bomb([]),
  bomb(() => 'a'),
  revoked({}),
  revoked([]),
  Object.defineProperty({}, 'name', { get: thrower, enumerable: true }),
  Object.defineProperty(['a'], 0, { get: thrower, enumerable: true }),
  new Proxy({ name: 'a' }, { ownKeys: thrower }),
  new Proxy(['a'], { get: (list, key) => (key === 'length' ? 1 : key === '0' ? thrower() : Reflect.get(list, key)) }),
];

/** Long lists, by their length. */
export function longLists(length: number): unknown[] {
  return [new Array(length).fill('a'), new Array(length).fill({ name: 'a' }), Array.from({ length }, (_, i) => i)];
}

/** A place in a document and how to put something else there. */
export interface Place {
  readonly value: unknown;
  readonly put: (other: unknown) => unknown;
}

/** No sample is deeper; what is put into one may be. */
const DEEPEST = 12;
const MOST_PLACES = 500;

/** Every place of a document, itself first. */
export function placesOf(root: unknown): Place[] {
  const places: Place[] = [{ value: root, put: (other) => other }];
  const visit = (value: unknown, put: Place['put'], depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > DEEPEST || places.length > MOST_PLACES) return;
    for (const key of Object.keys(value)) {
      const inner: unknown = Reflect.get(value, key);
      const putInner = (other: unknown) => {
        const copy = Array.isArray(value) ? [...value] : { ...value };
        Object.defineProperty(copy, key, { value: other, enumerable: true, configurable: true, writable: true });
        return put(copy);
      };
      places.push({ value: inner, put: putInner });
      visit(inner, putInner, depth + 1);
    }
  };
  visit(root, (other) => other, 0);
  return places;
}

/** Long enough for any message with a few excerpts in it. */
const MESSAGE_LIMIT = 800;

function* faultsIn(answer: unknown): Generator<object> {
  if (typeof answer !== 'object' || answer === null) return;
  if (Array.isArray(answer)) {
    for (const item of answer) if (typeof item === 'object' && item !== null && 'message' in item) yield item;
    return;
  }
  if ('code' in answer && 'message' in answer) yield answer;
  for (const key of ['error', 'faults', 'warnings', 'wrong', 'defects', 'value', 'message']) {
    if (Object.hasOwn(answer, key)) yield* faultsIn(Reflect.get(answer, key));
  }
}

/** An answer's faults are well-formed and point into the input. The codes. */
export function judge(name: string, input: unknown, answer: unknown): string[] {
  const length = typeof input === 'string' ? input.length : ArrayBuffer.isView(input) ? input.byteLength : 0;
  const codes = new Set<string>();
  for (const fault of faultsIn(answer)) {
    const { code, message, offset, path } = { offset: 0, path: [], ...fault } as Record<string, unknown>;
    if (typeof code !== 'string' || typeof message !== 'string' || !Array.isArray(path)) {
      assert.fail(`${name}: no fault: ${JSON.stringify(fault)}`);
    }
    codes.add(code);
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(code)) assert.fail(`${name}: no code: ${code}`);
    if (message.length > MESSAGE_LIMIT) assert.fail(`${name}: too long a message: ${message.slice(0, 200)}…`);
    if (!Number.isInteger(offset) || Number(offset) < 0 || Number(offset) > length) {
      assert.fail(`${name}: ${code} points at ${offset} of ${length}`);
    }
  }
  return [...codes];
}
