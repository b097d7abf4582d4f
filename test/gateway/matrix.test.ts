/** docs/clients.md: which client was seen to do what through the gateway, and by which test. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CLIENTS } from '../clients/clients.ts';
import { ROOT } from '../rind.ts';
import { cannotRun } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';

const page = readFileSync(join(ROOT, 'docs/clients.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.slice(2, -2).split(' | '));

test('every scenario has its row, with who runs it always, on demand, and who cannot', () => {
  const head = ['scenario', ...CLIENTS.map(({ name }) => name)];
  const wanted = SCENARIOS.map((scenario) => [
    scenario.name,
    ...CLIENTS.map((client) => {
      if (cannotRun(client, scenario) !== undefined) return '–';
      return scenario.quick?.includes(client.name) === true ? '●' : '○';
    }),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const at = rows.findIndex(([first]) => first === 'scenario');
  const found = rows.slice(at, at + wanted.length + 1).map(line);
  const right = [head, ...wanted].map(line);
  assert.deepEqual(found, right, `docs/clients.md should say:\n${right.join('\n')}`);
});

test('every other row names a test that there is', () => {
  const others = rows.filter(([, , file = '']) => /^`\S+\.test\.ts`$/.test(file));
  assert.ok(others.length >= 15, `${others.length}`);
  for (const [what = '', clients = '', file = '', title = ''] of others) {
    const source = readFileSync(join(ROOT, 'test/gateway', file.slice(1, -1)), 'utf8').replaceAll('\\', '');
    assert.ok(source.includes(title), `${what}: ${file} has no test called \`${title}\``);
    for (const client of clients.split(', '))
      assert.ok(
        client === 'all that install' || CLIENTS.some(({ name }) => name === client),
        `${what}: there is no client \`${client}\``,
      );
  }
});
