import type { Location } from '../../base/location.ts';
import { trimEnd } from '../../base/text/trim-end.ts';

/** Something that a doctor found: what, where, why, what next. */
export interface DoctorFinding {
  /** `fail`: something does not go through the gateway, or may not. `note`: to be known. */
  readonly level: 'fail' | 'note';
  /** Names what it is, for scripts. */
  readonly id:
    | 'other-index'
    | 'extra-index'
    | 'find-links'
    | 'named-index'
    | 'not-set-up'
    | 'lock-elsewhere'
    | 'other-repository'
    | 'trusted-host'
    | 'warm-cache'
    | 'advisories-fail'
    | 'unreadable';
  readonly message: string;
  readonly why: string;
  readonly next: string;
  readonly at?: Location;
}

/** Whether an address is the gateway's, or below it. */
export function isGateway(url: string, server: string): boolean {
  if (!URL.canParse(url)) return false;
  const [own, other] = [new URL(server), new URL(url)];
  const path = trimEnd(own.pathname, '/');
  return (
    own.origin === other.origin && (path === '' || other.pathname === path || other.pathname.startsWith(`${path}/`))
  );
}
