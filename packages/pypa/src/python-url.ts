import { excerpt } from './excerpt.ts';
import { fault, ok, type Parsed } from './result.ts';

/**
 * A URL taken apart as Python's `urllib.parse.urlsplit` does it, by which installers read and write
 * the URLs of `direct_url.json`: no percent-encoding, no defaults, empty parts and missing parts the
 * same. `url-reference.ts` has the reading of RFC 3986.
 *
 * Source: Python's Library Reference, `urllib.parse`, as of CPython 3.13.4 and later.
 */
export interface PythonUrl {
  /** In lower case, without `:`. Empty when there is none. */
  readonly scheme: string;
  /** User, host and port; empty when there is none. */
  readonly authority: string;
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  /** Without `#`. */
  readonly fragment: string;
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*$/;
/** Schemes whose URLs have an authority even when it is empty (`file:///x`). */
const HIERARCHICAL = new Set(
  '|ftp|http|gopher|nntp|telnet|imap|wais|file|mms|https|shttp|snews|prospero|rtsp|rtsps|rtspu|rsync|svn|svn+ssh|sftp|nfs|git|git+ssh|ws|wss|itms-services'.split(
    '|',
  ),
);

function isIpv6(host: string): boolean {
  const [address = '', zone, more] = host.split('%');
  if (more !== undefined || zone === '' || address.split('::').length > 2) return false;
  const isShort = address.includes('::');
  const tail = address.slice(address.lastIndexOf(':') + 1);
  const last = tail.includes('.') && tail !== address ? tail : '';
  if (last !== '' && !/^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/.test(last)) return false;
  const plain = last === '' ? address : `${address.slice(0, -last.length)}0:0`;
  const groups = plain.split('::').flatMap((side) => (side === '' ? [] : side.split(':')));
  return (
    groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) && (isShort ? groups.length < 8 : groups.length === 8)
  );
}

function hostFault(authority: string): string | undefined {
  const opens = authority.includes('[');
  if (opens !== authority.includes(']')) return '`[` and `]` of its host do not match';
  if (opens) {
    const [, host = '', rest] = /^\[([^\]]*)\](.*)$/s.exec(authority.slice(authority.lastIndexOf('@') + 1)) ?? [];
    if (rest === undefined || (rest !== '' && !rest.startsWith(':'))) return 'only a port may follow `]`';
    if (!/^v[0-9A-Fa-f]+\../.test(host) && !isIpv6(host)) return `\`${excerpt(host)}\` is no IPv6 address`;
  }
  if (/[^\x00-\x7f]/.test(authority)) {
    // One by one: no separator composes with what follows it, and whole texts can take quadratic time.
    for (const letter of new Set(authority.match(/[^\x00-\x7f]/gu))) {
      if (/[/?#@:]/.test(letter.normalize('NFKC'))) return 'its host holds letters that turn into separators';
    }
  }
  return undefined;
}

/**
 * Takes a URL apart. Control characters and spaces before it, tabs and line ends anywhere are left
 * out, as browsers do. Fault: `invalid-url` (brackets, or look-alikes of separators in the host).
 */
export function splitPythonUrl(text: string): Parsed<PythonUrl> {
  if (typeof text !== 'string') return fault('invalid-url', 'a URL is a text', 0);
  let rest = text.replace(/^[\x00-\x20]+/, '').replace(/[\t\r\n]+/g, '');
  let scheme = '';
  const colon = rest.indexOf(':');
  if (colon > 0 && SCHEME.test(rest.slice(0, colon))) {
    scheme = rest.slice(0, colon).toLowerCase();
    rest = rest.slice(colon + 1);
  }
  let authority = '';
  if (rest.startsWith('//')) {
    const end = rest.slice(2).search(/[/?#]/);
    authority = end < 0 ? rest.slice(2) : rest.slice(2, end + 2);
    rest = rest.slice(authority.length + 2);
    const wrong = hostFault(authority);
    if (wrong !== undefined) return fault('invalid-url', `this is no URL: ${wrong}`, 0);
  }
  const hash = rest.indexOf('#');
  const fragment = hash < 0 ? '' : rest.slice(hash + 1);
  if (hash >= 0) rest = rest.slice(0, hash);
  const mark = rest.indexOf('?');
  const query = mark < 0 ? '' : rest.slice(mark + 1);
  return ok({ scheme, authority, path: mark < 0 ? rest : rest.slice(0, mark), query, fragment });
}

/** The URL of its parts. Equal to what was split, but for empty parts. */
export function joinPythonUrl(parts: PythonUrl): string {
  const { scheme, authority, query, fragment } = parts;
  let url = parts.path;
  if (authority !== '') url = `//${authority}${url === '' || url.startsWith('/') ? '' : '/'}${url}`;
  else if (url.startsWith('//')) url = `//${url}`;
  else if (scheme !== '' && HIERARCHICAL.has(scheme) && (url === '' || url.startsWith('/'))) url = `//${url}`;
  if (scheme !== '') url = `${scheme}:${url}`;
  if (query !== '') url += `?${query}`;
  return fragment === '' ? url : `${url}#${fragment}`;
}

/** `${USER}` or `${USER}:${PASSWORD}`: names of environment variables, which give nothing away. */
const VARIABLES = /^\$\{[A-Za-z0-9_-]+\}(?::\$\{[A-Za-z0-9_-]+\})?$/;

/**
 * A URL without user and password, but for environment variables and the given harmless ones. What
 * cannot be taken apart loses everything before its last `@`.
 *
 * Source: PEP 610, "Specification" (security-sensitive authentication strings); default `git`, as in
 * `ssh://git@host`.
 */
export function withoutCredentials(url: string, harmless: readonly string[] = ['git']): string {
  const split = splitPythonUrl(url);
  if (!split.ok) return url.replace(/^([^/?#]*\/\/)?.*@/s, '$1');
  const parts = split.value;
  const at = parts.authority.lastIndexOf('@');
  if (at < 0) return joinPythonUrl(parts);
  const user = parts.authority.slice(0, at);
  if (harmless.includes(user) || VARIABLES.test(user)) return joinPythonUrl(parts);
  return joinPythonUrl({ ...parts, authority: parts.authority.slice(at + 1) });
}
