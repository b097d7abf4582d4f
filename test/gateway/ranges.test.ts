/**
 * Ranges, as clients ask for them: pip reads metadata out of a wheel (`--use-feature=fast-deps`), and who was cut off
 * goes on where it was. Directly and through the gateway alike. By default with those that ask for ranges, and uv;
 * `RIND_SCENARIOS=all` for everybody who is cut off.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, describe, test } from 'node:test';
import type { Outcome } from '../clients/client.ts';
import { CLIENTS, clientNamed } from '../clients/clients.ts';
import { describeInstalled } from '../clients/installed.ts';
import { missingClient } from '../clients/missing.ts';
import { makeWheel } from '../servers/distribution.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { BehindTls, ownProject, shared, type Way } from './behind-tls.ts';
import { missingGateway } from './gateway.ts';

const ALL = process.env['RIND_SCENARIOS'] === 'all';
const NONE = missingGateway();
const WAYS: readonly Way[] = ['direct', 'through'];
/** Who goes on by a range; the others begin again, or give up. */
const RESUMES = ['pip-26.3', 'pipenv'];
const GIVES_UP = ['pip-23.2', 'pip-20.3', 'poetry'];
const QUICK = ['pip-26.3', 'uv'];
const ASKERS = CLIENTS.filter(({ install }) => install !== undefined);

const large = (name: string) => {
  const module = name.replaceAll('-', '_');
  const files = { [`${module}/__init__.py`]: '', [`${module}/data.txt`]: randomBytes(300_000).toString('hex') };
  return fileOf(makeWheel({ name, version: '1.0', files, requires: ['leaf'] }));
};

const house = shared(() =>
  BehindTls.start(
    projectOf('leaf', fileOf(makeWheel({ name: 'leaf', version: '1.0' }))),
    // No `.metadata`: who wants to know what it requires has to look inside.
    projectOf('lazy', withoutMetadata(large('lazy'))),
    ...ASKERS.map(({ name }) => projectOf(ownProject(name), large(ownProject(name)))),
  ),
);
after(() => house.close());

function withoutMetadata({ metadata: _, ...file }: ReturnType<typeof fileOf>) {
  return file;
}

const facts = (outcome: Outcome | undefined) => [outcome?.ok, describeInstalled(outcome?.installed ?? [])] as const;

describe('by ranges', { concurrency: 2 }, () => {
  const pip = clientNamed('pip-20.3');
  test('pip 20.3 reads what a wheel requires, and installs the same', {
    skip: NONE ?? missingClient(...pip.needs),
  }, async () => {
    const behind = await house.opened();
    const outcomes: Outcome[] = [];
    for (const way of WAYS) {
      const outcome = await pip.install?.(behind.order(way, 'lazy', { lazy: true }));
      assert.ok(outcome?.ok, outcome?.output);
      outcomes.push(outcome);
      const answered = behind.answered(way, 'lazy');
      if (way === 'direct') continue;
      const wheel = 'lazy-1.0-py3-none-any.whl';
      assert.equal(answered[1], `200 HEAD ${wheel}`);
      assert.equal(answered[2], `206 GET ${wheel}`);
      assert.equal(answered.at(-1), `200 GET ${wheel}`);
    }
    assert.deepEqual(facts(outcomes[1]), facts(outcomes[0]));
    assert.deepEqual(
      outcomes[1]?.installed.map(({ name }) => name),
      ['lazy', 'leaf'],
    );
  });

  for (const client of ASKERS.filter(({ name }) => ALL || QUICK.includes(name)))
    test(`${client.name} was cut off: it comes to the same as directly`, {
      skip: NONE ?? missingClient(...client.needs),
    }, async () => {
      const behind = await house.opened();
      const project = ownProject(client.name);
      const wheel = `${project.replaceAll('-', '_')}-1.0-py3-none-any.whl`;
      const outcomes: (Outcome | undefined)[] = [];
      for (const way of WAYS) {
        behind.cut(way, new RegExp(`/${wheel}$`), 100_000);
        outcomes.push(await client.install?.(behind.order(way, project)));
      }
      const [direct, through] = outcomes;
      assert.deepEqual(facts(through), facts(direct), `${direct?.output}\n${through?.output}`);
      assert.equal(through?.ok, !GIVES_UP.includes(client.name), through?.output);
      const answered = behind.answered('through', project).filter((line) => line.endsWith(`GET ${wheel}`));
      const second = RESUMES.includes(client.name) ? '206' : '200';
      const expected = GIVES_UP.includes(client.name) ? ['200'] : ['200', second];
      assert.deepEqual(
        answered.map((line) => line.slice(0, 3)),
        expected,
      );
    });
});
