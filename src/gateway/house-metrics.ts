import type { Measures, UpstreamMeasures } from '../app/serve/measuring.ts';
import type { Exposition, FamilyType } from './exposition.ts';

/** Writes what the house measures. Labels are names of the configuration, and words of a fixed list. */
export function writeMeasures(out: Exposition, measures: Measures): void {
  writeUpstreams(out, measures.upstreams);
  writeAdvisories(out, measures);
  const { events, exposures, holds, room, stored } = measures;
  out
    .single('rind_holds_waiting', 'gauge', 'Files that wait for a person.', holds)
    .single('rind_exposures_total', 'counter', 'Files refused after they went out, of which was told.', exposures)
    .single('rind_events_waiting', 'gauge', 'Events that wait to be sent to the webhook.', events)
    .single('rind_stored_bytes', 'gauge', 'Stored files, as of the last sweep.', stored?.bytes)
    .single('rind_stored_budget_bytes', 'gauge', 'What stored files may take.', stored?.budget)
    .single('rind_free_bytes', 'gauge', 'Room that is left where data lies.', room);
}

function writeUpstreams(out: Exposition, upstreams: readonly UpstreamMeasures[]): void {
  const each = (name: string, type: FamilyType, help: string, of: (one: UpstreamMeasures) => number | undefined) => {
    out.family(name, type, help);
    for (const one of upstreams) {
      const value = of(one);
      if (value !== undefined) out.sample({ upstream: one.name }, value);
    }
  };
  const up = 'Whether it answered when it was last asked for a page.';
  each('rind_upstream_up', 'gauge', up, ({ isUp }) => (isUp === undefined ? undefined : Number(isUp)));
  out.family('rind_upstream_requests_total', 'counter', 'Questions to an upstream, by what became of them.');
  for (const { name, outcomes } of upstreams)
    for (const [outcome, count] of outcomes) out.sample({ upstream: name, outcome }, count);
  const head = 'Until the head of the answer was there, or none came.';
  out.family('rind_upstream_request_duration_seconds', 'histogram', head);
  for (const { name, ends, latencies, seconds } of upstreams)
    out.histogram({ upstream: name }, ends, latencies, seconds);
  const received = 'Bytes of contents that came from an upstream.';
  each('rind_upstream_received_bytes_total', 'counter', received, ({ bytes }) => bytes);
  each('rind_upstream_broken_total', 'counter', 'Contents that broke off on their way.', ({ broken }) => broken);
  const stale = 'Pages that stood in while an upstream said nothing.';
  each('rind_upstream_stale_answers_total', 'counter', stale, (one) => one.stale);
}

function writeAdvisories(out: Exposition, { advisories, isWhole, sync }: Measures): void {
  const each = (name: string, help: string, of: (one: Measures['advisories'][number]) => number | undefined) => {
    out.family(name, 'gauge', help);
    for (const one of advisories) {
      const value = of(one);
      if (value !== undefined) out.sample({ source: one.name }, value);
    }
  };
  each('rind_advisories_records', 'Records of a source of advisories.', ({ records }) => records);
  const newest = 'When the newest record of a source was changed.';
  each('rind_advisories_newest_timestamp_seconds', newest, (one) => secondsOf(one.newest));
  const checked = 'When a source was last found to be all that its origin has.';
  each('rind_advisories_checked_timestamp_seconds', checked, (one) => secondsOf(one.checked));
  const synced = 'When the gateway last tried to fetch advisories.';
  out
    .single('rind_advisories_whole', 'gauge', 'Whether every source of advisories could be read.', Number(isWhole))
    .single('rind_advisories_sync_timestamp_seconds', 'gauge', synced, secondsOf(sync?.at))
    .single('rind_advisories_sync_ok', 'gauge', 'Whether that went well.', sync && Number(sync.ok));
}

function secondsOf(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
