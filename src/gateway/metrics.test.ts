import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { Exposition } from './exposition.ts';
import { Metrics } from './metrics.ts';
import { MEASURES } from './testing/measures.ts';
import { type ReadFamily, readExposition } from './testing/read-exposition.ts';

const NOTHING = { pageCacheBytes: 0, fileCacheBytes: 0, connections: 0, undetermined: new Map(), measures: undefined };

/** Samples of a family as text, the value after its labels. */
function told(families: ReadonlyMap<string, ReadFamily>, name: string): string[] {
  return (families.get(name)?.samples ?? []).map(({ name: whole, labels, value }) =>
    [whole.slice(name.length), ...labels.values(), value].filter((part) => part !== '').join(' '),
  );
}

test('how long the event loop was kept from its work is told in seconds, without the time between two looks', async (t) => {
  const metrics = new Metrics();
  metrics.start();
  t.after(() => metrics.stop());
  await wait(50);
  for (const end = performance.now() + 200; performance.now() < end; );
  await wait(50);
  const text = metrics.render(NOTHING);
  const delay = Number(/^rind_event_loop_delay_max_seconds ([\d.]+)$/m.exec(text)?.[1]);
  // A machine with much else to do keeps it longer; nothing keeps it shorter, but for the look that was due meanwhile.
  assert.ok(delay >= 0.18 && delay < 20, `${delay} s`);
});

test('what the door counts is an exposition, empty and full', () => {
  const metrics = new Metrics();
  const empty = readExposition(metrics.render(NOTHING));
  assert.deepEqual(told(empty, 'rind_decisions_total'), ['allow 0', 'hold 0', 'deny 0']);
  assert.equal(empty.has('rind_upstream_up'), false, 'nobody measured');
  metrics.answered('file', 'pip', 200, 3, 1000);
  metrics.answered('file', 'uv', 206, 40_000, 10);
  metrics.answered('metadata', 'uv', 304, 0.1, 0);
  metrics.answered('project', 'uv', 200, 0.1, 100);
  metrics.answered('file', 'uv', 404, 0.1, 0);
  metrics.denied({ rule: 'ruling', verdict: 'hold' });
  metrics.denied({ rule: 'known-malware', verdict: 'deny' });
  metrics.denied({ rule: 'known-malware', verdict: 'deny' });
  const full = readExposition(metrics.render({ ...NOTHING, undetermined: new Map([['license', 2]]) }));
  assert.deepEqual(told(full, 'rind_decisions_total'), ['allow 3', 'hold 1', 'deny 2']);
  assert.deepEqual(told(full, 'rind_denials_total'), ['ruling 1', 'known-malware 2']);
  assert.deepEqual(told(full, 'rind_undetermined_total'), ['license 2']);
  const file = told(full, 'rind_request_duration_seconds').filter((row) => / file( |$)/.test(row));
  assert.deepEqual(
    [file.find((row) => row.includes('0.005')), file.find((row) => row.includes('30')), ...file.slice(-3)],
    ['_bucket file 0.005 2', '_bucket file 30 2', '_bucket file +Inf 3', '_sum file 40.0031', '_count file 3'],
  );
});

test('what the house measures is an exposition', () => {
  const all = readExposition(new Metrics().render({ ...NOTHING, measures: MEASURES }));
  const odd = 'a "b"\\\n\\u001b[31mé';
  for (const [name, rows] of [
    ['rind_upstream_up', ['pypi 1']],
    ['rind_upstream_requests_total', ['pypi 2xx 3', 'pypi timeout 1']],
    ['rind_upstream_received_bytes_total', ['pypi 1000', `${odd} 0`]],
    ['rind_upstream_broken_total', ['pypi 1', `${odd} 0`]],
    ['rind_upstream_stale_answers_total', ['pypi 2', `${odd} 0`]],
    [
      'rind_upstream_request_duration_seconds',
      ['_bucket pypi 0.1 2', '_bucket pypi 1 3', '_bucket pypi +Inf 4', '_sum pypi 31.5', '_count pypi 4'],
    ],
    ['rind_holds_waiting', ['2']],
    ['rind_exposures_total', ['5']],
    ['rind_events_waiting', ['1']],
    ['rind_advisories_records', ['osv 20', 'own 1']],
    ['rind_advisories_newest_timestamp_seconds', ['osv 1700000000']],
    ['rind_advisories_checked_timestamp_seconds', ['osv 1700000001.5']],
    ['rind_advisories_whole', ['0']],
    ['rind_advisories_sync_timestamp_seconds', ['1700000002']],
    ['rind_advisories_sync_ok', ['0']],
    ['rind_stored_bytes', ['10']],
    ['rind_stored_budget_bytes', ['100']],
    ['rind_free_bytes', ['1000000000000']],
  ] as const)
    assert.deepEqual(told(all, name), rows, name);
});

test('what is not known just now is left out, and nothing else with it', () => {
  const { advisories, upstreams } = MEASURES;
  const unknown = { holds: undefined, exposures: undefined, events: undefined, stored: undefined, room: undefined };
  const measures = { advisories, upstreams, isWhole: true, sync: undefined, ...unknown };
  const all = readExposition(new Metrics().render({ ...NOTHING, measures }));
  for (const name of ['rind_holds_waiting', 'rind_exposures_total', 'rind_free_bytes', 'rind_advisories_sync_ok'])
    assert.equal(all.has(name), false, name);
  assert.deepEqual(told(all, 'rind_advisories_whole'), ['1']);
});

// "label_value can be any sequence of UTF-8 characters, but the backslash, double-quote, and line feed characters have
// to be escaped." Source: Prometheus, "Exposition formats".
test('any value of a label comes back on its one line; what a terminal would obey is written out', () => {
  const characters = fc.string({
    unit: fc.constantFrom('a', '"', '\\', '\n', '\u001b', '\u0085', '}', ',', 'é', '😀'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(characters, (value) => {
      const text = new Exposition().family('x', 'gauge', 'y').sample({ a: value, b: 'c' }, 1).text();
      assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
      const [sample, ...more] = readExposition(text).get('x')?.samples ?? [];
      const written = value.replace(/[\u001b\u0085]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
      assert.deepEqual([sample?.labels.get('a'), sample?.labels.get('b'), more.length], [written, 'c', 0]);
    }),
  );
});
