import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { SourceState } from '../advisory/source-state.sql.ts';
import { joinPlaces, rindPlace } from './rind-place.ts';
import { wantedSources } from './sync-source.ts';

const [FIRST, NEXT, OTHER] = ['aa', 'bb', 'cc'].map((pair) => pair.repeat(32));
const RIND = 'https://central.example';
const FROM = `rind+${RIND}`;
const machine = { cwd: '/nowhere', now: () => 0, variables: {}, platform: 'linux' as const, home: '/nowhere' };

/** A source as a store keeps it. */
function state(name: string, origin: SourceState['origin'], more: Partial<SourceState> = {}): SourceState {
  const counts = { total: 1, records: 1, projects: 1, damaged: 0 };
  const facts = { kind: 'osv', byName: false, newest: '', digest: '', documents: [], problems: [] } as const;
  return { name, origin, ...counts, ...facts, ...more };
}

const taken = (key: string | undefined, pin?: string, at = 1) =>
  state('osv', { url: FROM, rind: { key: key ?? '', at, sha256: '', ...(pin === undefined ? {} : { pin }) } });

function pinned(key: string | undefined, states: readonly SourceState[]) {
  const place = rindPlace(machine, { from: FROM, key, isPinned: true }, states);
  assert.ok(place.ok);
  return place.value;
}

it('a pinned key is believed where nothing came from there yet', () => {
  assert.deepEqual(pinned(FIRST, []), { rind: RIND, keys: [FIRST], names: undefined, pin: FIRST });
});

it('a key that took over from the pinned one is believed alone: whoever finds the old one may not sign any longer', () => {
  assert.deepEqual(pinned(FIRST, [taken(NEXT, FIRST)]).keys, [NEXT]);
});

it('another pin is believed again, whatever was believed before', () => {
  assert.deepEqual(pinned(OTHER, [taken(NEXT, FIRST)]).keys, [OTHER]);
  assert.deepEqual(pinned(OTHER, [taken(NEXT)]).keys, [OTHER]);
});

it('the same key written otherwise is the same pin', () => {
  const base64 = Buffer.from(FIRST ?? '', 'hex').toString('base64');
  for (const written of [`ed25519:${FIRST}`, FIRST?.toUpperCase(), base64])
    assert.deepEqual(pinned(written, [taken(NEXT, FIRST)]).keys, [NEXT]);
});

it('what is named and what is remembered of one gateway is asked for at once, under the keys of the first', () => {
  const named = pinned(FIRST, []);
  const joined = joinPlaces([named, { rind: RIND, keys: [OTHER ?? ''], names: ['osv'] }]);
  assert.deepEqual(joined, [named]);
});

/** The names and places that are asked. */
function asked(states: readonly SourceState[], source?: string, variables: Record<string, string> = {}) {
  const declared = pinned(FIRST, states);
  const choice = source === undefined ? {} : { source };
  const wanted = wantedSources({ ...machine, variables }, choice, states, declared);
  if (!wanted.ok) return wanted.error.code;
  return wanted.value.map(({ name, from }) => {
    if ('rind' in from) return `${name} at ${from.rind}${from.names ? ` (${from.names})` : ''}`;
    return 'url' in from ? `${name} at ${from.url}` : name;
  });
}

it('where another Rind is declared no public place is asked, and what was named by hand is', () => {
  const mirrored = state('own', { url: 'https://mirror.example/own.zip' });
  const others = state('theirs', { url: 'rind+https://two.example', rind: { key: OTHER ?? '', at: 1, sha256: '' } });
  const byFile = state('brought', {});
  const fromPublic = state('epss', { url: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz' });
  const variables = { RIND_KEV_URL: 'https://mirror.example/kev.json' };
  assert.deepEqual(asked([mirrored, others, byFile, fromPublic, taken(FIRST, FIRST)], undefined, variables), [
    `rind at ${RIND}`,
    `osv at ${RIND} (osv)`,
    'kev at https://mirror.example/kev.json',
    'own at https://mirror.example/own.zip',
    'theirs at https://two.example (theirs)',
  ]);
});

it('a source that is asked for by its name comes from the declared Rind, unless it was named elsewhere by hand', () => {
  const mirrored = state('own', { url: 'https://mirror.example/own.zip' });
  for (const name of ['osv', 'psf', 'epss', 'never-heard-of'])
    assert.deepEqual(asked([mirrored], name), [`${name} at ${RIND} (${name})`]);
  assert.deepEqual(asked([mirrored], 'own'), ['own at https://mirror.example/own.zip']);
  assert.equal(
    asked([state('asked', { url: 'osv+https://a.example' }, { byName: true })], 'asked'),
    'sync-unsupported',
  );
});
