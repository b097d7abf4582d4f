import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { httpClient } from '../platform/http.ts';
import { PACE } from '../platform/pace.ts';
import { type IndexClient, indexClient } from './index-client.http.ts';
import { fetchMetadata } from './metadata.http.ts';
import { readPage } from './page.ts';
import { NO_PAGE_STORE } from './page-store.ts';
import { backfilled } from './project-json.ts';
import { named, sha256 } from './testing/index-server.ts';
import { upstreamOf } from './upstream.ts';

const http = httpClient({ trusted: new Set(), variables: process.env, agent: 'rind/test', attempts: 2 });
const client: IndexClient = indexClient({ http, store: NO_PAGE_STORE, now: Date.now });
// Where tests run, a mirror at a private address may stand in for PyPI.
const made = upstreamOf({
  name: 'pypi',
  url: 'https://pypi.org/simple/',
  mirrors: 'pypi',
  trusted: true,
  privateFileHosts: ['files.pythonhosted.org'],
});
assert.ok(made.ok);
const pypi = made.value;
const patience = { attempts: 1, deadlineMs: 8000 };
const HTML = 'application/vnd.pypi.simple.v1+html';

describe('PyPI itself', () => {
  for (const project of ['six', 'iniconfig', 'idna'])
    it(`says the same of ${project} in HTML, by its JSON API, beside the wheel and inside it`, async (test) => {
      const name = named(project);
      const page = await client.page(pypi, name, patience);
      const html = await http.send({
        url: `${pypi.url}${project}/`,
        headers: { accept: HTML },
        trusted: pypi.privateOrigins,
        ...patience,
      });
      if (page.state === 'unavailable' || !html.ok) return test.skip('PyPI cannot be reached');
      assert.equal(page.state, 'found');
      const chunks: Uint8Array[] = [];
      for await (const chunk of html.value.content) chunks.push(chunk);
      const contentType = html.value.headers.get('content-type') ?? '';
      const source = { bytes: Buffer.concat(chunks), contentType, url: html.value.url };
      const read = await PACE.inSlices(readPage(source, name, pypi));
      assert.ok(read.ok && page.state === 'found');
      assert.deepEqual(page.page.problems, []);
      const told = ({ page: { files } }: { page: typeof page.page }) =>
        Array.from(
          files,
          ({ filename, url, hashes, requiresPython }) => `${filename} ${url} ${hashes.get('sha256')} ${requiresPython}`,
        );
      assert.deepEqual(told(read).toSorted(), told(page).toSorted());
      const facts = await client.projectFacts(pypi, name, patience);
      assert.ok(facts.state === 'found');
      const full = [...backfilled(read.page, facts.facts).files];
      assert.ok(full.length > 5 && full.every(({ size, uploadTime }) => size && uploadTime));
      const wheels = full.filter(({ distribution }) => distribution.kind === 'wheel');
      const age = (file: (typeof wheels)[number]) => file.uploadTime?.epochMilliseconds ?? 0;
      const wheel = wheels.toSorted((one, other) => age(other) - age(one))[0];
      assert.ok(wheel);
      const beside = await client.metadata(pypi, wheel, patience);
      const inside = await fetchMetadata(
        http,
        { ...pypi, mirrors: undefined },
        { ...wheel, coreMetadata: undefined },
        patience,
      );
      assert.ok(beside.state === 'known' && inside.state === 'known');
      assert.equal(inside.via, 'range');
      const { coreMetadata } = wheel;
      if (coreMetadata instanceof Map) assert.equal(sha256(inside.bytes), coreMetadata.get('sha256'));
      assert.equal(Buffer.compare(beside.bytes, inside.bytes), 0);
      return undefined;
    });

  it('has no such project', async (test) => {
    const answer = await client.page(pypi, named('rind-no-such-project-is-here'), patience);
    if (answer.state === 'unavailable') return test.skip('PyPI cannot be reached');
    assert.deepEqual(answer, { state: 'absent', status: 404 });
    return undefined;
  });
});
