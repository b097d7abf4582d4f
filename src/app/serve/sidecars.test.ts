import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import { err, normalizeName, ok } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import type { Sidecar } from '../../evidence/sidecars.sql.ts';
import { Sidecars } from './sidecars.ts';
import { listed, standingFile } from './testing/fake-files.ts';

const DEMO = normalizeName('demo');
const WHEEL = 'demo-1.0-py3-none-any.whl';
const CONTENT = Buffer.from('Metadata-Version: 2.1\n');
const SHA = hash('sha256', CONTENT);

class House {
  content: Uint8Array | undefined = CONTENT;
  asked = 0;
  readonly kept = new Map<string, Sidecar>();
  readonly sidecars = new Sidecars({
    upstreams: {
      metadata: async () => {
        this.asked++;
        return this.content === undefined ? err(problem('fetch-failed', 'no')) : ok(this.content);
      },
    },
    of: async (_, filename) => this.kept.get(filename),
    keep: async (_upstream, _project, filename, sidecar) => {
      const first = this.kept.get(filename) ?? sidecar;
      this.kept.set(filename, first);
      return first.sha256;
    },
  });

  of(stated: string | undefined, filename = WHEEL) {
    const coreMetadata = stated === undefined ? true : new Map([['sha256', stated]]);
    return this.sidecars.of(DEMO, standingFile(filename, { file: listed(filename, { coreMetadata }) }));
  }
}

describe('the metadata beside a wheel', () => {
  it('is passed on where it has the stated hash, and asked for once', async () => {
    const house = new House();
    const [one, other] = await Promise.all([house.of(SHA), house.of(SHA)]);
    assert.deepEqual(one, { sha256: SHA, content: CONTENT });
    assert.equal(one, other);
    await house.of(SHA);
    assert.equal(house.asked, 1);
    assert.equal(house.kept.get(WHEEL)?.sha256, SHA);
  });

  it('is not asked for where no hash is stated, nor for what is no wheel', async () => {
    const house = new House();
    assert.equal(await house.of(undefined), undefined);
    assert.equal(await house.of(SHA, 'demo-1.0.tar.gz'), undefined);
    assert.equal(house.asked, 0);
  });

  it('is nothing where it is another one, or cannot be had', async () => {
    const house = new House();
    house.content = Buffer.from('evil');
    assert.equal(await house.of(SHA), undefined);
    house.content = undefined;
    assert.equal(await house.of(SHA), undefined);
    assert.equal(house.kept.size, 0);
  });

  it('is nothing where another one was passed on before: the wheel has to show which is true', async () => {
    const house = new House();
    await house.of(SHA);
    house.content = Buffer.from('other');
    assert.equal(await house.of(hash('sha256', 'other')), undefined);
    assert.equal(house.asked, 1);
    assert.equal(house.kept.get(WHEEL)?.sha256, SHA);
  });
});
