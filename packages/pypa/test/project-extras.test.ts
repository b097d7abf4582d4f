import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { formatMarker } from '../src/marker.ts';
import { expandExtras } from '../src/project-extras.ts';
import { parseProjectTable } from '../src/project-table-parse.ts';
import { shown } from './lock-document.ts';

function expand(extras: Record<string, readonly string[]>, ...names: string[]): string[] {
  const { project } = parseProjectTable({ name: 'My.Shop', version: '1', 'optional-dependencies': extras });
  const found = expandExtras(project, names);
  if (!found.ok) return shown(found.error);
  return found.value.map(({ text, extra, conditions }) =>
    [extra, text, ...conditions.map((marker) => formatMarker(marker))].join(' | '),
  );
}

// "`optional-dependencies`": a requirement may refer to other extras of the same project.
it('a reference to the project itself stands for the extras that it names', () => {
  const extras = { gui: ['tk'], cli: ['rich', 'my-shop[log]'], log: ['loguru'], all: ['my_shop[gui,CLI]', 'x'] };
  assert.deepEqual(
    expand(extras, 'All'),
    ['all | x', 'cli | rich', 'gui | tk', 'log | loguru'].sort((a, b) => order(a) - order(b)),
  );
  assert.deepEqual(expand(extras, 'log'), ['log | loguru']);
  function order(line: string): number {
    return ['all', 'cli', 'gui', 'log'].indexOf(line.split(' ')[0] ?? '');
  }
});
it('references in a circle end', () => {
  assert.deepEqual(expand({ a: ['my-shop[b]', 'x'], b: ['my-shop[a]', 'y'] }, 'a'), ['a | x', 'b | y']);
  assert.deepEqual(expand({ a: ['my-shop[a]', 'x'] }, 'a', 'A'), ['a | x']);
});
it('markers on the way are conditions of all that it leads to', () => {
  const extras = {
    a: ["my-shop[b]; os_name == 'nt'"],
    b: ["my-shop[c]; os_name == 'nt'", "my-shop[c]; python_version < '3.9'", 'y'],
    c: ['z'],
  };
  assert.deepEqual(expand(extras, 'a'), [
    'b | y | os_name == "nt"',
    'c | z | os_name == "nt"',
    'c | z | os_name == "nt" | python_version < "3.9"',
  ]);
  assert.deepEqual(expand(extras, 'a', 'c').length, 4);
});
it('a reference with a URL or without extras leads nowhere', () => {
  assert.deepEqual(expand({ a: ['my-shop[b] @ https://x.org/s.zip', 'my-shop', 'other[b]'] }, 'a'), [
    'a | my-shop[b] @ https://x.org/s.zip',
    'a | other[b]',
  ]);
});
it('an extra that is not there is told where it is named', () => {
  assert.deepEqual(expand({ A: ['my-shop[nope]'] }, 'a', 'b'), [
    'unknown-extra at ',
    'unknown-extra at optional-dependencies.A.0',
  ]);
  assert.deepEqual(expand({}, 'constructor'), ['unknown-extra at ']);
});
it('extras that multiply without end are refused', () => {
  const extras: Record<string, string[]> = {};
  for (let i = 0; i < 40; i++)
    extras[`e${i}`] = [`my-shop[e${i + 1}]; os_name == 'a${i}'`, `my-shop[e${i + 1}]; os_name == 'b${i}'`];
  assert.match(expand(extras, 'e0')[0] ?? '', /^too-many-extras/);
  const chain: Record<string, string[]> = {};
  for (let i = 0; i < 200; i++) chain[`e${i}`] = [`my-shop[e${i + 1}]; os_name == 'a${i}'`];
  assert.match(expand(chain, 'e0')[0] ?? '', /^too-many-extras/);
});
it('any graph of extras gives each reachable extra once', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(7), { maxLength: 4 }), { minLength: 8, maxLength: 8 }), (graph) => {
      const extras = Object.fromEntries(graph.map((to, i) => [`e${i}`, [`r${i}`, ...to.map((n) => `my-shop[e${n}]`)]]));
      const reached = new Set([0]);
      for (const from of reached) for (const to of graph[from] ?? []) reached.add(to);
      assert.deepEqual(expand(extras, 'e0').sort(), [...reached].map((i) => `e${i} | r${i}`).sort());
    }),
  );
});
