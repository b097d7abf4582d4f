import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Notice } from '../../evidence/notices.sql.ts';
import type { Asker } from './ask.ts';
import type { ExposureEvent } from './watching.ts';
import { WatchingExposures } from './watching-exposures.ts';

const DAY = Date.parse('2026-03-01T00:00:00Z');
const MONTH_BEFORE = '2026-02-01T00:00:00Z';
const reader: Asker = { principal: 'reader', address: '192.0.2.7', client: 'other', agent: '' };
const admin: Asker = { ...reader, principal: 'admin' };

function exposure(project: string, view: string): Notice {
  const event: ExposureEvent = {
    id: project,
    at: '2026-03-01T00:00:00Z',
    project,
    version: '1.0',
    filename: `${project}-1.0-py3-none-any.whl`,
    sha256: 'a'.repeat(64),
    view,
    verdict: 'deny',
    rule: 'known-malware',
    advisories: ['MAL-1'],
    summary: 'it steals',
    holders: [
      { principal: 'ann', address: '192.0.2.1', agent: 'pip/26.3', first: MONTH_BEFORE, last: MONTH_BEFORE, times: 1 },
    ],
    holders_total: 1,
    note: '',
  };
  return { id: project, kind: 'exposure', at: DAY, subject: event.sha256, body: JSON.stringify(event) };
}

const watching = new WatchingExposures({
  notices: { latest: async () => [exposure('public', ''), exposure('secret', 'team')] },
  readFault: (view, { principal }) =>
    view === '' || principal === 'admin'
      ? undefined
      : { answer: 'forbidden', authenticate: true, why: 'it is the team’s own' },
  mayKnowHolders: ({ principal }) => principal === 'admin',
  status: async () => ({ publicNames: [] }),
});

describe('exposures as somebody may see them', () => {
  it('tell a reader what was exposed and how often, and never who had it', async () => {
    const told = await watching.exposures(reader, 10);
    assert.ok(told.answer === 'exposures');
    assert.deepEqual(
      told.events.map(({ project, holders, holders_total }) => [project, holders, holders_total]),
      [['public', [], 1]],
    );
  });

  it('tell an administrator who had each file, in every view', async () => {
    const told = await watching.exposures(admin, 10);
    assert.ok(told.answer === 'exposures');
    assert.deepEqual(
      told.events.map(({ project, holders }) => [project, holders.map(({ principal }) => principal)]),
      [
        ['public', ['ann']],
        ['secret', ['ann']],
      ],
    );
  });
});
