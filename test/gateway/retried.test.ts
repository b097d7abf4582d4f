/**
 * 503 with `Retry-After` is retried by stock clients, and what they come to is what there is directly: of a page whose
 * index is silent for a moment, and of a file of which damage came on the way.
 */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { saidBy } from '../clients/client.ts';
import { CLIENTS } from '../clients/clients.ts';
import { describeInstalled } from '../clients/installed.ts';
import { missingClient } from '../clients/missing.ts';
import { makeWheel } from '../servers/distribution.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { BehindTls, ownProject, shared } from './behind-tls.ts';
import { missingGateway } from './gateway.ts';

const NONE = missingGateway();
const ASKERS = CLIENTS.filter(({ install }) => install !== undefined);

const house = shared(() =>
  BehindTls.start(
    ...ASKERS.map(({ name }) => ownProject(name)).map((name) =>
      projectOf(name, fileOf(makeWheel({ name, version: '1.0' }))),
    ),
  ),
);
after(() => house.close());

// They wait more than they work.
describe('503', { concurrency: 4 }, () => {
  for (const client of ASKERS)
    test(`is retried by ${client.name}`, { skip: NONE ?? missingClient('uv', ...client.needs) }, async () => {
      const behind = await house.opened();
      const project = ownProject(client.name);
      const reference = await behind.reference(project);
      const wheel = `${project.replaceAll('-', '_')}-1.0-py3-none-any.whl`;
      const damage = { kind: 'replace', content: Buffer.alloc(500, 'x') } as const;
      behind.upstream.misbehave(new RegExp(`/${wheel}$`), damage, 1);
      const silent = behind.upstream.misbehave(`/simple/${project}/`, { kind: 'status', status: 500 });
      const answered = (what: string) => behind.answered('through', project).filter((line) => line.endsWith(what));
      // It answers again as soon as somebody was told that it does not.
      const mended = (async () => {
        while (answered('GET').length === 0) await sleep(20);
        silent.left = 0;
      })();
      let outcome = await client.install?.(behind.order('through', project));
      await mended;
      assert.equal(answered('GET')[0], '503 GET');
      if (client.name === 'pdm') {
        // It asks for a page once, and says nothing of why; nothing but asking it again helps.
        assert.deepEqual([outcome?.ok, answered('GET')], [false, ['503 GET']], outcome?.output);
        assert.match(saidBy(outcome ?? { output: '' }), /Unable to find candidates for \S+\. .*network condition/);
        await sleep(2500);
        outcome = await client.install?.(behind.order('through', project));
      }
      assert.ok(outcome?.ok, outcome?.output);
      assert.ok(answered('GET').includes('200 GET'));
      assert.deepEqual(answered(`GET ${wheel}`), [`503 GET ${wheel}`, `200 GET ${wheel}`]);
      assert.deepEqual(describeInstalled(outcome.installed), reference);
    });
});
