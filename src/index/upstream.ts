import { err, isNormalizedName, type NormalizedName, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import type { Credentials } from './credentials.ts';
import { type NamePattern, parseNamePattern } from './name-pattern.ts';

/** An index as configured. */
export interface UpstreamSettings {
  /** For people, and for the variables that hold its credentials. */
  readonly name: string;
  /** The root of its simple pages: `https://pypi.org/simple/`. A user and a password in it are not kept. */
  readonly url: string;
  /** It serves PyPI's own projects. */
  readonly mirrors?: 'pypi';
  /** `name` or `name-*`: projects that are taken from it and from no other. Without: any. */
  readonly names?: readonly string[];
  /** Where files may lie besides on its own host: `host`, `host:port` or an origin. */
  readonly fileHosts?: readonly string[];
  /**
   * Those of its file hosts that may be at private addresses, because whoever named them knows so: a mirror that
   * stands in for PyPI's. Only of an index that is trusted.
   */
  readonly privateFileHosts?: readonly string[];
  readonly credentials?: Credentials;
  /**
   * Whether the one who named it may send us to a private address, and to one without encryption: an operator or a
   * command line may, a file in a repository may not.
   */
  readonly trusted: boolean;
}

/** An index that may be asked. */
export interface Upstream {
  readonly name: string;
  /** Ends in `/`; without credentials. */
  readonly url: string;
  /** Its own host and port: the only place that sees its credentials. */
  readonly origin: string;
  readonly mirrors: 'pypi' | undefined;
  readonly names: readonly NamePattern[];
  /** Origins from which its files may come, its own included. */
  readonly fileOrigins: ReadonlySet<string>;
  readonly credentials: Credentials | undefined;
  /** Origins that may be at private addresses: its own and those named so, none of an index that is not trusted. */
  readonly privateOrigins: ReadonlySet<string>;
}

/** Where PyPI keeps its files. */
const PYPI_FILES = 'https://files.pythonhosted.org';
const PYPI_HOSTS: ReadonlySet<string> = new Set(['pypi.org', 'www.pypi.org']);

/** Checks the settings of an index. Problem: `index-invalid`. */
export function upstreamOf(settings: UpstreamSettings): Result<Upstream, Problem> {
  const { name, credentials, trusted, mirrors } = settings;
  const invalid = (why: string) => err(problem('index-invalid', `the index \`${name.slice(0, 60)}\` ${why}`));
  // What one reader takes for the host, another takes for a password.
  if (/[\x00-\x20\x7f\\]/.test(settings.url))
    return invalid('has an address with a blank, a backslash or a control character');
  if (settings.url.includes('${')) return invalid('has a variable in its address, which is never expanded');
  if (!URL.canParse(settings.url)) return invalid('has an address that cannot be read');
  const url = new URL(settings.url);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && trusted)) return invalid('has no `https` address');
  if (url.search !== '' || url.hash !== '') return invalid('has an address with a query or a fragment');
  [url.username, url.password] = ['', ''];
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  const names: NamePattern[] = [];
  for (const text of settings.names ?? []) {
    const pattern = parseNamePattern(text);
    if (pattern === undefined)
      return invalid(`is given for \`${text.slice(0, 60)}\`, which is neither \`name\` nor \`name-*\``);
    names.push(pattern);
  }
  const fileOrigins = new Set([url.origin]);
  if (mirrors === 'pypi' || PYPI_HOSTS.has(url.host)) fileOrigins.add(PYPI_FILES);
  const privateOrigins = new Set(trusted ? [url.origin] : []);
  const privateHosts = settings.privateFileHosts ?? [];
  if (privateHosts.length > 0 && !trusted) return invalid('may not name hosts at private addresses');
  for (const host of [...(settings.fileHosts ?? []), ...privateHosts]) {
    const origin = originOf(host);
    if (origin === undefined) return invalid(`has the file host \`${host.slice(0, 60)}\`, which is no host`);
    fileOrigins.add(origin);
    if (privateHosts.includes(host)) privateOrigins.add(origin);
  }
  return ok({ name, url: url.href, origin: url.origin, mirrors, names, fileOrigins, credentials, privateOrigins });
}

function originOf(host: string): string | undefined {
  const text = host.includes('://') ? host : `https://${host}`;
  if (/[\x00-\x20\x7f\\@?#*]/.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' && url.pathname === '/' ? url.origin : undefined;
}

/** Where the page of a project is; undefined for what is no name. */
export function pageUrlOf({ url }: Upstream, name: NormalizedName): string | undefined {
  return isNormalizedName(name) ? `${url}${name}/` : undefined;
}

/** Where the JSON API describes a project, beside the simple pages. */
export function projectJsonUrlOf({ url }: Upstream, name: NormalizedName): string | undefined {
  return isNormalizedName(name) ? new URL(`../pypi/${name}/json`, url).href : undefined;
}

/** Why a file may not be fetched from an address that a page of this index names; undefined when it may. */
export function fileUrlFault({ fileOrigins, origin }: Upstream, url: string): string | undefined {
  const parsed = /[\x00-\x20\x7f\\]/.test(url) ? null : URL.parse(url);
  if (parsed === null) return 'its address cannot be read';
  const { protocol, username, password, origin: of } = parsed;
  if (protocol !== 'https:' && !(protocol === 'http:' && of === origin)) return 'its address is no `https` one';
  if (username !== '' || password !== '') return 'its address holds a user or a password';
  return fileOrigins.has(of) ? undefined : `\`${of.slice(0, 100)}\` is no host that this index's files may come from`;
}
