import type { StatusOverview } from '../../app/serve/overview.ts';

const DAY = 86_400_000;

/** How a gateway stands whose one upstream is silent, and whose advisories are of the third day of 1970. */
export const STATUS: StatusOverview = {
  answer: 'status',
  version: '0.1.0',
  dryRun: false,
  restored: undefined,
  isWhole: true,
  sync: { from: undefined, stateAt: undefined, fetches: true, last: undefined },
  views: [{ name: '', policy: 'sha256:abcdef', upstreams: ['pypi'] }],
  upstreams: [{ name: 'pypi', url: 'https://pypi.org/simple/', heard: { state: 'silent', at: 0, why: 'timed out' } }],
  advisories: [{ name: 'osv', records: 12345, newest: '1970-01-03T00:00:00Z', checked: 2 * DAY }],
  projects: 1,
  waiting: undefined,
};
