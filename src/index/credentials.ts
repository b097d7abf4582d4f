import { Secret } from '../base/secret.ts';
import type { NetrcEntry } from './netrc.ts';

/** Who asks an index. The password cannot be printed by accident. */
export interface Credentials {
  readonly username: Secret;
  readonly password: Secret;
}

/** Where credentials may lie. */
export interface CredentialSources {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly netrc: readonly NetrcEntry[];
}

/** An index, as far as finding its credentials needs it. */
export interface CredentialSubject {
  readonly name: string;
  /** As written: with a user, and a password, where it holds them. */
  readonly url: string;
  /** The beginning of the variables that hold them: `ACME` for `ACME_USERNAME` and `ACME_PASSWORD`. */
  readonly variable?: string;
}

/**
 * The credentials of an index, from the first place that has any: the variables that its configuration names,
 * `RIND_INDEX_<NAME>_USERNAME` and `…_PASSWORD`, uv's `UV_INDEX_<NAME>_USERNAME` and `…_PASSWORD`, the address
 * itself as pip takes it, netrc by host. A user alone has an empty password, a password alone the user `__token__`.
 *
 * netrc's `default` entry is not used: it would show a password meant for somewhere to every index there is.
 *
 * Source: uv, "Authentication" (names of variables: letters in capitals, all but letters and digits as `_`);
 * pip, "Authentication".
 */
export function credentialsFor(subject: CredentialSubject, sources: CredentialSources): Credentials | undefined {
  const { variables, netrc } = sources;
  const key = subject.name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  for (const prefix of [subject.variable, `RIND_INDEX_${key}`, `UV_INDEX_${key}`]) {
    if (prefix === undefined) continue;
    const found = pair(variables[`${prefix}_USERNAME`], variables[`${prefix}_PASSWORD`]);
    if (found !== undefined) return found;
  }
  if (!URL.canParse(subject.url)) return undefined;
  const url = new URL(subject.url);
  const written = pair(unescaped(url.username), unescaped(url.password));
  if (written !== undefined) return written;
  const entry = netrc.find(({ machine }) => machine === url.hostname);
  return entry === undefined ? undefined : { username: new Secret(entry.login), password: entry.password };
}

/** `Authorization` for credentials. Source: RFC 7617. */
export function authorization({ username, password }: Credentials): string {
  const bytes = new TextEncoder().encode(`${username.reveal()}:${password.reveal()}`);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `Basic ${btoa(binary)}`;
}

function pair(username: string | undefined, password: string | undefined): Credentials | undefined {
  const isSaid = (text: string | undefined): text is string => text !== undefined && text !== '';
  if (!isSaid(username) && !isSaid(password)) return undefined;
  return { username: new Secret(isSaid(username) ? username : '__token__'), password: new Secret(password ?? '') };
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
