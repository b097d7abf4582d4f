/** The index as of an instant, with the clients that resolve by it. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientNamed } from '../clients/clients.ts';
import { missingClient } from '../clients/missing.ts';
import { makeWheel } from '../servers/distribution.ts';
import { Upstream } from '../servers/upstream.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { say } from './by-hand.ts';
import { Gateway, missingGateway } from './gateway.ts';

const skip = missingGateway() ?? missingClient('uv', 'pip-26.3');

test('uv and pip see the index as of an instant, under the policy of today', { skip }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'rind-as-of-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const wheel = (version: string, uploaded: string) => fileOf(makeWheel({ name: 'aged', version }), { uploaded });
  const old = [wheel('1.0', '2022-05-01T00:00:00Z'), wheel('1.1', '2023-05-01T00:00:00Z')];
  await using upstream = (await Upstream.start()).put(projectOf('aged', ...old, wheel('2.0', '2025-05-01T00:00:00Z')));
  await using gateway = await Gateway.start({
    folder: join(folder, 'gateway'),
    upstreams: [{ name: 'upstream', url: upstream.indexUrl, mirrors: 'pypi' }],
  });
  let runs = 0;
  const installs = async (indexUrl: string): Promise<string[][]> => {
    const found: string[][] = [];
    for (const name of ['uv', 'pip-26.3']) {
      const own = join(folder, `${runs++}`);
      mkdirSync(own);
      const order = { folder: own, cache: join(own, 'cache'), indexUrl, requirements: ['aged'] };
      const outcome = await clientNamed(name).install?.(order);
      found.push(outcome?.installed.map((one) => `${one.name} ${one.version}`) ?? []);
    }
    return found;
  };
  const then = `${gateway.indexUrl}@2024-01-02T12:00:00Z/`;
  assert.deepEqual(await installs(then), [['aged 1.1'], ['aged 1.1']]);
  assert.deepEqual(await installs(gateway.indexUrl), [['aged 2.0'], ['aged 2.0']]);
  for (const tail of ['', '.metadata']) {
    const newer = await fetch(`${then}aged/aged-2.0-py3-none-any.whl${tail}`);
    assert.equal(newer.status, 404, await newer.text());
  }
  await say(gateway.data, { word: 'deny', spec: 'aged==1.1', reason: 'it aged badly' });
  await sleep(1500);
  assert.deepEqual(await installs(then), [['aged 1.0'], ['aged 1.0']]);
});
