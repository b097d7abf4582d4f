import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ExposureEvent } from '../app/serve/watching.ts';
import { WatchingExposures } from '../app/serve/watching-exposures.ts';
import { renderExposureFeed } from './exposure-feed.ts';

const EVENT: ExposureEvent = {
  id: '00112233aabbccdd',
  at: '2026-01-02T03:04:05Z',
  project: 'demo',
  version: '1.0',
  filename: 'demo-1.0-py3-none-any.whl',
  sha256: 'ab'.repeat(32),
  view: '',
  verdict: 'deny',
  rule: 'known-malware',
  advisories: ['MAL-2026-1'],
  summary: 'it is bad',
  holders: [
    {
      principal: 'ci',
      address: '10.0.0.7',
      agent: 'uv/0.13',
      first: '2026-01-01T00:00:00Z',
      last: '2026-01-01T00:00:00Z',
      times: 1,
    },
  ],
  holders_total: 1,
  note: 'look on the machines',
};

describe('the feed of exposures', () => {
  it('has an entry for each, with who has the file', () => {
    const feed = renderExposureFeed([EVENT]);
    assert.match(feed, /^<\?xml version="1\.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom">/);
    assert.match(feed, /<id>urn:rind:event:00112233aabbccdd<\/id>\n<title>demo 1\.0 is denied: MAL-2026-1<\/title>/);
    assert.match(feed, /- ci at 10\.0\.0\.7 \(uv\/0\.13\): 1 time, /);
    assert.match(feed, /look on the machines<\/content>/);
  });

  it('of nothing has no entry', () => {
    assert.doesNotMatch(renderExposureFeed([]), /<entry>/);
  });

  it('is no way into XML for what an attacker wrote', () => {
    const evil = '</content><entry>]]>&#0;\u0000\u001b[31m"';
    const feed = renderExposureFeed([{ ...EVENT, project: evil, summary: evil, holders: [] }]);
    assert.equal(feed.split('<entry>').length, 2);
    assert.doesNotMatch(feed, /[\u0000-\u0008\u000e-\u001f]/);
  });
});

describe('who may know of exposures', () => {
  const asker = { principal: 'anonymous', address: '', client: 'other', agent: '' } as const;
  const refused = { answer: 'forbidden', authenticate: true, why: 'no' } as const;

  async function seen(mayKnow: boolean, secretViews: readonly string[]): Promise<unknown> {
    const watching = new WatchingExposures({
      notices: {
        latest: async () =>
          [EVENT, { ...EVENT, view: 'secret' }].map((event) => ({
            id: event.id,
            kind: 'exposure',
            at: 0,
            subject: '',
            body: JSON.stringify(event),
          })),
      },
      readFault: (view) => (secretViews.includes(view) ? refused : undefined),
      mayKnowHolders: () => mayKnow,
      status: async () => ({ publicNames: [] }),
    });
    const answer = await watching.exposures(asker, 10);
    if (answer.answer !== 'exposures') return answer.answer;
    return answer.events.map(({ view, holders, holders_total: total }) => [view, holders.length, total]);
  }

  it('is who may read: who has the files, administrators alone', async () => {
    assert.deepEqual(await seen(true, []), [
      ['', 1, 1],
      ['secret', 1, 1],
    ]);
    assert.deepEqual(await seen(false, ['secret']), [['', 0, 1]]);
    assert.deepEqual(await seen(false, ['', 'secret']), 'forbidden');
  });
});
