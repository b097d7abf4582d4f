import type { Location } from '../../base/location.ts';
import { redactUrl } from '../../base/secret.ts';
import { type DoctorFinding, isGateway } from './finding.ts';

/** A file that names what is installed, and maybe where from. */
export interface LockText {
  readonly path: string;
  readonly text: string;
}

/** Files whose addresses are where an installer goes; in others an address may be anything. */
const LOCKS: ReadonlySet<string> = new Set(['uv.lock', 'poetry.lock', 'pdm.lock', 'Pipfile.lock']);

/** Whether addresses in a file are those that an installer asks. */
export function isLockName(name: string): boolean {
  return (
    LOCKS.has(name) ||
    /^pylock(?:\..{1,100})?\.toml$/.test(name) ||
    /^[\w.-]{0,100}requirements[\w.-]{0,100}\.txt$/.test(name)
  );
}

/** Hosts that are told apart in one file. */
const MOST_HOSTS = 20;

/** The hosts that a lock sends an installer to past the gateway, each with its first place. Linear in the text. */
export function judgeLock({ path, text }: LockText, server: string): readonly DoctorFinding[] {
  const hosts = new Map<string, { count: number; at: Location }>();
  for (const [index, line] of text.split('\n').entries()) {
    // Options of pip are settings: they are looked at as such.
    if (/^\s*(?:#|-i\b|-f\b|--(?:extra-)?index-url\b|--find-links\b|--trusted-host\b)/.test(line)) continue;
    for (const match of line.matchAll(/\bhttps?:\/\/[^\s"'<>,;{}()[\]]{1,2000}/g)) {
      const [url] = match;
      if (isGateway(url, server) || !URL.canParse(url)) continue;
      const { origin } = new URL(url);
      const known = hosts.get(origin);
      if (known !== undefined) known.count++;
      else if (hosts.size < MOST_HOSTS)
        hosts.set(origin, {
          count: 1,
          at: { path, line: index + 1, column: [...line.slice(0, match.index)].length + 1 },
        });
    }
  }
  const found = [...hosts].map(
    ([origin, { count, at }]): DoctorFinding => ({
      level: 'fail',
      id: 'lock-elsewhere',
      message: `\`${path}\` leads to \`${redactUrl(origin).slice(0, 100)}\` (${count} ${count === 1 ? 'address' : 'addresses'})`,
      why: 'an installer that goes by the lock asks there, whatever its configuration says',
      next: 'lock again with the gateway as the index',
      at,
    }),
  );
  return path.split('/').at(-1) === 'uv.lock' ? [...found, warmCache(path)] : found;
}

/** Measured with uv 0.13: the one way on which no index can take anything back. */
function warmCache(path: string): DoctorFinding {
  return {
    level: 'note',
    id: 'warm-cache',
    message: '`uv sync --frozen` with a warm cache asks no index at all',
    why: 'what is denied after it was installed once is installed again, and the gateway does not hear of it',
    next: 'let builds begin with an empty cache, or run `uv cache clean NAME` after a denial',
    at: { path, line: 1, column: 1 },
  };
}
