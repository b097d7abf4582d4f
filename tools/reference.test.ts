/** Whatever people may write, ask or set stands in docs/reference: found here by other ways than the pages are made. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import type { RouteMap } from '@stricli/core';
import { applicationFor } from '../src/cli/application.ts';
import { configSchema } from '../src/contract/config-schema.ts';
import { openApiDocument } from '../src/contract/openapi.ts';
import { Metrics } from '../src/gateway/metrics.ts';
import { ROUTE_KINDS, routeOf } from '../src/gateway/route.ts';
import { MEASURES } from '../src/gateway/testing/measures.ts';
import { FRESHNESS, METRICS, ROUTES } from './docs-gateway.data.ts';

const ROOT = join(import.meta.dirname, '..');
const reference = (name: string): string => readFileSync(join(ROOT, 'docs/reference', name), 'utf8');

/** Every key of a schema, dotted: `indexes[].name`, `rules.ID.level`. */
function* keysOf(schema: unknown, prefix: string): Generator<string> {
  const { def } = Object(schema);
  const { shape, element, valueType, innerType } = Object(def);
  if (innerType !== undefined) yield* keysOf(innerType, prefix);
  else if (shape !== undefined)
    for (const [key, value] of Object.entries(shape)) yield* keysOf(value, prefix === '' ? key : `${prefix}.${key}`);
  else if (valueType !== undefined) yield* keysOf(valueType, `${prefix}.ID`);
  else if (Object(Object(element).def).shape !== undefined) yield* keysOf(element, `${prefix}[]`);
  else yield prefix;
}

it('every key of the configuration has a row of its own, with what it means', () => {
  const page = reference('configuration.md');
  const keys = [...keysOf(configSchema, '')];
  for (const known of ['server.reservations[].prefix', 'server.merges[].names', 'server.accel-location'])
    assert.ok(keys.includes(known), known);
  for (const key of keys) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${key}\` | `));
    assert.match(row ?? `no row of \`${key}\``, /^\| `[^`]+` \| [^|]+(?:\\\|[^|]+)* \| .{5,} \|$/);
  }
});

it('every operation of the OpenAPI document stands in the reference of the gateway', () => {
  const page = reference('gateway.md');
  const making = openApiDocument('0');
  let made = making.next();
  while (made.done !== true) made = making.next();
  const { paths } = made.value as { readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} /api/v1${path}`),
  );
  assert.ok(operations.includes('GET /api/v1/advisories'));
  for (const operation of operations) assert.ok(page.includes(`| \`${operation}\` | `), operation);
});

it('every kind of address that the gateway routes stands in its reference, and every one there is routed', () => {
  const kinds = new Set<string>();
  const written = ROUTES.flatMap(([addresses]) =>
    [...addresses.matchAll(/`(\/[^`]*)`/g)].map(([, address]) => address),
  );
  for (const address of written) {
    const asked = (address ?? '')
      .replace('@INSTANT', '@2026-01-01')
      .replace('NAME', 'demo')
      .replace('VERSION', '1.0')
      .replace('FILE', 'demo-1.0.tar.gz')
      .replace('/ID', '/0123456789abcdef')
      .replace('...', 'status');
    const { kind } = routeOf(asked).route;
    assert.ok(kind !== 'nothing' && kind !== 'refused' && kind !== 'redirect', `${address} is ${kind}`);
    kinds.add(kind);
  }
  // The stylesheet of our own pages is asked for by them alone.
  const others = new Set(['nothing', 'redirect', 'refused', 'style']);
  assert.deepEqual(
    ROUTE_KINDS.filter((kind) => !kinds.has(kind) && !others.has(kind)),
    [],
  );
});

/** Every command by its words, with its flags in the order of its own file. */
function* commandsOf(
  routes: RouteMap<never>,
  words: string,
): Generator<{ readonly words: string; readonly flags: readonly string[] }> {
  for (const { name, target } of routes.getAllEntries()) {
    const said = `${words} ${name.original}`;
    if ('getAllEntries' in target) yield* commandsOf(target, said);
    else {
      const flags = Object.entries<{ readonly hidden?: boolean }>(Object(Object(target.parameters).flags));
      yield { words: said, flags: flags.flatMap(([flag, { hidden = false }]) => (hidden ? [] : flag)) };
    }
  }
}

it('every flag of every command stands in its section', async () => {
  const sections = reference('commands.md').split('\n## ');
  const application = await applicationFor();
  const commands = [...commandsOf(application.root as never, 'rind')];
  assert.ok(commands.some(({ words, flags }) => words === 'rind sync' && flags.includes('key')));
  for (const { words, flags } of commands) {
    const section = sections.find((one) => one.startsWith(`\`${words}\`\n`));
    assert.ok(section !== undefined, words);
    for (const flag of flags) {
      const kebab = flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      assert.match(section, new RegExp(`\\s\\[?--(?:no-)?(?:\\[no-\\])?${kebab}[\\]\\s/.]`), `${words} --${kebab}`);
    }
  }
});

it('every variable of ours that is read stands in the reference of the configuration', () => {
  const page = reference('configuration.md');
  const sources = globSync('src/**/*.{ts,cjs}', { cwd: ROOT }).filter((file) => !/\.test\.ts$|testing/.test(file));
  const variables = new Set<string>();
  // Of a family each rule has some: its beginning stands for all of them.
  for (const file of sources)
    for (const [, name] of readFileSync(join(ROOT, file), 'utf8').matchAll(/['`](RIND_[A-Z]+_?[A-Z_]*)\$?\{?/g))
      if (name !== undefined) variables.add(name.replace(/^(RIND_(?:RULES|ADVISORIES)_).+$/, '$1'));
  // It holds a digest of the program, which is built into it.
  variables.delete('RIND_BUILD');
  for (const known of ['RIND_TOKEN', 'RIND_SYNC_FROM', 'RIND_INDEX_']) assert.ok(variables.has(known), known);
  for (const name of variables) assert.ok(page.includes(`\`${name}`), name);
});

it('every metric has a row, and nothing else has one', () => {
  const sizes = { pageCacheBytes: 0, fileCacheBytes: 0, connections: 0 };
  const gauges = { ...sizes, undetermined: new Map(), measures: MEASURES };
  const told = [...new Metrics().render(gauges).matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name);
  const listed = METRICS.flatMap(([names]) => [...names.matchAll(/`([a-z0-9_]+)`/g)].map(([, name = '']) => name));
  assert.deepEqual(listed.sort(), told.sort());
});

it('how old an answer may be is what the code says', () => {
  const text = FRESHNESS.flat().join('\n');
  const constants = new Map<string, string>();
  for (const file of [
    'src/app/serve/projects.ts',
    'src/compose/gateway-upstreams.ts',
    'src/compose/gateway-grounds.ts',
  ])
    for (const [, name = '', value = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(
      /^const ([A-Z_]+) = ([\d_]+);$/gm,
    ))
      constants.set(name, value.replaceAll('_', ''));
  for (const [name, written] of [
    ['LISTED_FOR', 'older than 120 s'],
    ['YOUNG_ENOUGH', 'older than 120 s'],
    ['DECIDED_FOR', 'after 300 s where a version came into use since'],
    ['NOTHING_FOR', 'asked again after 10 s'],
    ['SILENT_FOR', 'asked again after 2 s'],
    ['STAND_IN', 'It is waited for 4 s'],
    ['LOOK_EVERY', 'each looks every 0.5 s'],
  ] as const) {
    assert.ok(text.includes(written), written);
    const [, seconds] = /([\d.]+) s/.exec(written) ?? [];
    assert.equal(Number(constants.get(name)) / 1000, Number(seconds), `${name}: say it in tools/docs-gateway.data.ts`);
  }
  const days = (file: string, name: string) => {
    const [, product = ''] =
      new RegExp(`^const ${name} = ([\\d_* ]+);$`, 'm').exec(readFileSync(join(ROOT, file), 'utf8')) ?? [];
    return product.split('*').reduce((all, part) => all * Number(part.replaceAll('_', '')), 1) / 86_400_000;
  };
  assert.equal(days('src/index/freshness.ts', 'LONGEST_FRESH'), 1);
  assert.equal(days('src/index/index-client.http.ts', 'MAX_STALE'), 30);
});
