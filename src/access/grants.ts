import type { Principal } from './token.ts';

/** What a gateway lets whom do. */
export interface AccessRules {
  /** Reading needs no token: the default where only this machine can reach the gateway. */
  readonly openReading: boolean;
}

/** What is known of a name that somebody wants to upload to. */
export interface NameFacts {
  /** Files of it were uploaded here before. */
  readonly isOurs: boolean;
  /** An administrator claimed it for uploads. */
  readonly isClaimed: boolean;
  /** The view that it belongs to may be uploaded to by prefix: reserved for the team. Source: PEP 752. */
  readonly isReserved: boolean;
  /** It was ever served from an upstream, asked for there, or stands in the list of known names. */
  readonly isKnownUpstream: boolean;
}

/** Yes, or why not; `authenticate` where a token could help. */
export type Grant =
  | { readonly may: true }
  | { readonly may: false; readonly authenticate: boolean; readonly why: string };

const YES: Grant = { may: true };

/** Whether a principal may read. */
export function mayRead({ scope }: Principal, { openReading }: AccessRules): Grant {
  if (openReading || scope !== null) return YES;
  return { may: false, authenticate: true, why: 'a token with the scope `read` is needed' };
}

/** Whether a principal may administer. */
export function mayAdminister({ scope }: Principal): Grant {
  if (scope === 'admin') return YES;
  return { may: false, authenticate: scope === null, why: 'a token with the scope `admin` is needed' };
}

/**
 * Whether a principal may upload to a name. A name that an upstream has, or may have, is uploaded to only after
 * an administrator claimed it: else whoever uploads first would own `requests` for everybody. A name that was claimed
 * is for tokens that were made for it, and for administrators: a token without a project is for names that nobody has.
 */
export function mayUpload({ scope, project }: Principal, name: string, facts: NameFacts): Grant {
  if (scope !== 'upload' && scope !== 'admin')
    return { may: false, authenticate: scope === null, why: 'a token with the scope `upload` is needed' };
  if (project !== null && project !== name)
    return { may: false, authenticate: false, why: `the token is for \`${project}\` alone` };
  if (facts.isClaimed || facts.isReserved) {
    if (project !== null || scope === 'admin') return YES;
    const why = `\`${name}\` was claimed: a token for it is needed (\`rind token create --scope upload --project ${name}\`)`;
    return { may: false, authenticate: false, why };
  }
  if (facts.isOurs) return YES;
  if (facts.isKnownUpstream) {
    const why = `an upstream has \`${name}\`, or was asked for it: an administrator has to claim the name first (\`rind claim ${name}\`)`;
    return { may: false, authenticate: false, why };
  }
  return YES;
}
