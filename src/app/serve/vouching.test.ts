import assert from 'node:assert/strict';
import { test } from 'node:test';
import { err, ok } from '@rind/pypa';
import { standingFile } from './testing/standing.ts';
import { Vouching, type VouchingParts } from './vouching.ts';

const BODY = Buffer.from('{"version":1,"attestation_bundles":[]}');
const FILE = standingFile('demo-1.0.tar.gz', '1.0', { file: { provenance: 'https://index.example/p' } });

function vouching(fetch: VouchingParts['fetch']): Vouching {
  const kept = new Map<string, Uint8Array>();
  return new Vouching({
    fetch,
    now: () => 0,
    kept: {
      of: async (sha256, upstream) => kept.get(`${sha256} ${upstream}`),
      save: async (sha256, upstream, body) => void kept.set(`${sha256} ${upstream}`, body),
    },
  });
}

test('what an index vouches for is fetched once, and kept by the bytes of the file and apart for each index', async () => {
  let asked = 0;
  const parts = vouching(async () => {
    asked++;
    return asked < 3 ? ok(BODY) : err({ state: 'unavailable', why: 'down' });
  });
  const [one, other] = await Promise.all([parts.provenance(FILE), parts.provenance(FILE)]);
  assert.ok(one.answer === 'content' && other.answer === 'content' && asked === 1);
  assert.deepEqual(one.content, BODY);
  assert.equal((await parts.provenance(FILE)).answer, 'content');
  assert.equal((await parts.provenance({ ...FILE, upstream: 'other' })).answer, 'content');
  assert.equal(asked, 2);
  assert.equal((await parts.provenance({ ...FILE, sha256: 'ff' })).answer, 'later');
});

test('nobody is asked about files of which no index says that there is any', async () => {
  const parts = vouching(async () => assert.fail('asked'));
  for (const file of [{ ...FILE, upstream: '' }, { ...FILE, sha256: null }, standingFile('demo-1.0.tar.gz', '1.0')])
    assert.equal((await parts.provenance(file)).answer, 'absent');
  const gone = vouching(async () => err({ state: 'absent', why: '' }));
  assert.equal((await gone.provenance(FILE)).answer, 'absent');
});
