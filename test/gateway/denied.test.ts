/**
 * What is denied before a client ever had it, and what is held and then released: what each client tells the person in
 * front of it is what the reference says (`SHOWN_BY`), and after the release it installs what there is directly. By
 * default what `revoked.test.ts` does not have: a range, and a pin that is held; `RIND_SCENARIOS=all` for all of it.
 */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SHOWN_BY, type Shown } from '../../tools/docs-gateway.data.ts';
import { type Client, type Order, type Outcome, saidBy } from '../clients/client.ts';
import { clientNamed } from '../clients/clients.ts';
import { describeInstalled } from '../clients/installed.ts';
import { missingClient } from '../clients/missing.ts';
import { makeWheel } from '../servers/distribution.ts';
import { fileOf, projectOf } from '../servers/upstream-file.ts';
import { BehindTls, shared } from './behind-tls.ts';
import { missingGateway } from './gateway.ts';

const ALL = process.env['RIND_SCENARIOS'] === 'all';
const NONE = missingGateway();
const WHY = 'it steals keys';

const PATTERNS: Readonly<Record<Exclude<Shown, 'none' | 'said'>, RegExp>> = {
  reason: /(?:denied|held) by ruling: [\s\S]*it steals keys[\s\S]*\/why\/[0-9a-f]{16}/,
  yanked: /yanked versions: 1\.1, 1\.2/,
  status: /403 Forbidden' for url '\S+\.whl'/,
  missing: /no matching distribution|doesn't match any versions|unable to find a resolution/i,
};

const wheels = (name: string, ...versions: readonly string[]) =>
  projectOf(name, ...versions.map((version) => fileOf(makeWheel({ name, version }))));

const house = shared(async () => {
  const behind = await BehindTls.start(
    wheels('tool', '1.0', '1.1', '1.2'),
    wheels('evil', '1.0'),
    wheels('young', '1.0', '1.1'),
  );
  for (const [word, spec] of [
    ['deny', 'tool>=1.1'],
    ['deny', 'evil'],
    ['hold', 'young==1.1'],
  ] as const) {
    const ran = behind.gateway.command(word, spec, '--reason', WHY, '--wait');
    assert.equal(ran.code, 0, ran.err);
  }
  return behind;
});
after(() => house.close());

/** Asks for it as far as a client goes without installing, where it can. */
function ask(client: Client, order: Order): Promise<Outcome> | undefined {
  return ['poetry', 'pdm', 'pipenv'].includes(client.name) ? client.lock?.(order) : client.install?.(order);
}

function assertShown(outcome: Outcome | undefined, shown: Shown, what: string): void {
  assert.equal(outcome?.ok, false, `${what} went well:\n${outcome?.output}`);
  assert.deepEqual(outcome?.installed, [], what);
  if (shown === 'none' || shown === 'said') throw new Error(`${what}: \`${shown}\` says nothing of an installation`);
  const said = saidBy(outcome);
  assert.match(said, PATTERNS[shown], what);
  if (shown !== 'reason') assert.doesNotMatch(said, PATTERNS.reason, `${what} tells more than the reference says`);
}

const CLIENTS = SHOWN_BY.filter(({ pinned }) => pinned !== 'none');

describe('what is refused', { concurrency: 2 }, () => {
  for (const { name, pinned, range, whole } of CLIENTS) {
    const client = clientNamed(name);
    test(`is told by ${name} as the reference says`, { skip: NONE ?? missingClient(...client.needs) }, async () => {
      const behind = await house.opened();
      const through = (requirement: string) => behind.order('through', requirement, { cache: name });
      assertShown(await ask(client, through('tool>1.0')), range, 'a range');
      assertShown(await ask(client, through('young==1.1')), pinned, 'a hold');
      if (!ALL) return;
      assertShown(await ask(client, through('tool==1.1')), pinned, 'a pin');
      assertShown(await ask(client, through('evil')), whole, 'a whole project');
    });
  }
});

describe('what was held', { concurrency: 2 }, () => {
  let released: Promise<Record<string, Record<string, string>>> | undefined;
  const release = async (behind: BehindTls): Promise<Record<string, Record<string, string>>> => {
    const listed = behind.gateway.command('holds', 'list');
    const [, id = ''] = /^([0-9a-f]{16}) +young-1\.1-py3-none-any\.whl/m.exec(listed.out) ?? [];
    const ran = behind.gateway.command('holds', 'release', id);
    assert.equal(ran.code, 0, `${listed.out}${ran.err}`);
    // A gateway looks for new words twice a second.
    await sleep(1500);
    return behind.reference('young==1.1');
  };
  for (const { name } of CLIENTS) {
    const client = clientNamed(name);
    const skip = NONE ?? missingClient('uv', ...client.needs);
    test(`is installed by ${name} once it is released, as directly, with the cache of before`, { skip }, async () => {
      const behind = await house.opened();
      released ??= release(behind);
      const reference = await released;
      const outcome = await client.install?.(behind.order('through', 'young==1.1', { cache: name }));
      assert.deepEqual(describeInstalled(outcome?.installed ?? []), reference, outcome?.output);
    });
  }
});
