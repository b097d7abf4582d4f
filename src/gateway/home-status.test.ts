import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusOverview } from '../app/serve/overview.ts';
import { renderStatus } from './home-status.ts';
import { STATUS } from './testing/status.ts';

const DAY = 86_400_000;
const EVIL = '"><script>alert(1)</script>\'`\u001b[31m\u202e';

test('the status says where advisories are not whole, and what becomes of files then', () => {
  for (const [isWhole, found] of [
    [true, false],
    [false, true],
  ] as const)
    for (const part of ['Not whole', 'nobody can tell'])
      assert.equal(renderStatus({ ...STATUS, isWhole }, '', 0).includes(part), found, `${part} ${isWhole}`);
});

test('the status says which upstream is silent, how old the advisories are, and that a dry run refuses nothing', () => {
  const page = renderStatus(STATUS, '/simple/', 10 * DAY);
  for (const part of ['does not answer', 'timed out', '8 days', '12,345', '<code>abcdef</code>'])
    assert.ok(page.includes(part), part);
  assert.doesNotMatch(page, /Dry run|waiting for a person/);
  const dry = renderStatus({ ...STATUS, dryRun: true, advisories: undefined, waiting: 2, upstreams: [] }, '', 0);
  for (const part of ['Dry run', 'no advisories', 'nobody can tell', '2 files', 'only what was uploaded'])
    assert.ok(dry.includes(part), part);
});

test('the status says whose advisories these are, how old that state is, and that fetching fails', () => {
  const of = (sync: Partial<StatusOverview['sync']>) =>
    renderStatus({ ...STATUS, sync: { ...STATUS.sync, ...sync } }, '', 10 * DAY);
  assert.doesNotMatch(of({}), /come from|fetche[sd] (?:none|[1-9])|failed/);
  const from = 'https://central.example';
  assert.match(of({ from }), /the Rind at <code>https:\/\/central\.example<\/code>: nothing of it was taken over yet/);
  assert.match(of({ from, stateAt: 7 * DAY }), /its state taken over here is <time[^>]*>3 days ago/);
  assert.match(of({ fetches: false }), /fetches none by itself/);
  assert.match(of({ last: { at: 10 * DAY - 3_600_000, ok: true, why: '' } }), /last fetched <time[^>]*>1 hour ago/);
  const failed = of({ from, last: { at: 10 * DAY - 7_200_000, ok: false, why: `cannot fetch \`${EVIL}\`` } });
  assert.match(
    failed,
    /class="note">They come from.*<strong>Fetching them failed<\/strong> <time[^>]*>2 hours ago.*cannot fetch/,
  );
  assert.doesNotMatch(failed, /<script|\u001b/);
  const alone = of({ last: { at: 10 * DAY, ok: false, why: 'no way' } });
  assert.match(alone, /class="note"><strong>Fetching them failed/, 'of public places, too');
});
