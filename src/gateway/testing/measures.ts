import type { Measures } from '../../app/serve/measuring.ts';

/** Everything that can be measured, with something to tell. */
export const MEASURES: Measures = {
  upstreams: [
    {
      name: 'pypi',
      isUp: true,
      outcomes: new Map([
        ['2xx', 3],
        ['timeout', 1],
      ]),
      ends: [0.1, 1],
      latencies: [2, 1, 1],
      seconds: 31.5,
      bytes: 1000,
      broken: 1,
      stale: 2,
    },
    {
      name: 'a "b"\\\n\u001b[31mé',
      isUp: undefined,
      outcomes: new Map(),
      ends: [0.1, 1],
      latencies: [0, 0, 0],
      seconds: 0,
      bytes: 0,
      broken: 0,
      stale: 0,
    },
  ],
  holds: 2,
  exposures: 5,
  events: 1,
  advisories: [
    { name: 'osv', records: 20, newest: 1_700_000_000_000, checked: 1_700_000_001_500 },
    { name: 'own', records: 1, newest: undefined, checked: undefined },
  ],
  isWhole: false,
  sync: { at: 1_700_000_002_000, ok: false },
  stored: { bytes: 10, budget: 100 },
  room: 1e12,
};
