import { fault, isValidName, normalizeName, ok, type Parsed } from '@rind/pypa';

/**
 * A package URL, in its canonical form: the type's own rules are applied, nothing is encoded.
 * Source: ECMA-427 (purl-spec).
 */
export interface Purl {
  readonly type: string;
  /** Segments joined by `/`; undefined when there are none. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly version: string | undefined;
  /** By key, sorted. */
  readonly qualifiers: ReadonlyMap<string, string>;
  /** Segments joined by `/`; undefined when there are none. */
  readonly subpath: string | undefined;
}

/** What a {@link Purl} is made from: only type and name must be there, empty texts count as missing. */
export interface PurlParts {
  readonly type: string;
  readonly name: string;
  readonly namespace?: string | null | undefined;
  readonly version?: string | null | undefined;
  readonly qualifiers?: Readonly<Record<string, string>> | ReadonlyMap<string, string> | null | undefined;
  readonly subpath?: string | null | undefined;
}

/** How strictly a package URL is read. */
interface PurlOptions {
  /** Take upper-case qualifier keys and lower-case them; the specification refuses them. Default false. */
  readonly foldQualifierKeys?: boolean;
}

/** What is peculiar to a type: which parts ignore case, and whether there may be a namespace. */
interface TypeRule {
  readonly lowerName?: boolean;
  readonly lowerNamespace?: boolean;
  readonly noNamespace?: boolean;
}

const TYPE_RULES: ReadonlyMap<string, TypeRule> = new Map([
  ['pypi', { noNamespace: true }],
  ['oci', { lowerName: true, noNamespace: true }],
  ['conda', { noNamespace: true }],
  ['apk', { lowerName: true, lowerNamespace: true }],
  ['deb', { lowerName: true, lowerNamespace: true }],
  ['rpm', { lowerNamespace: true }],
  ['github', { lowerName: true, lowerNamespace: true }],
  ['bitbucket', { lowerName: true, lowerNamespace: true }],
]);

const TYPE = /^[A-Za-z][A-Za-z0-9.-]*$/;
const QUALIFIER_KEY = /^[a-z][a-z0-9._-]*$/;

/** Reads a package URL. `pkg://type/…` is read as `pkg:type/…`. */
export function parsePurl(text: string, options: PurlOptions = {}): Parsed<Purl> {
  if (!/^pkg:/i.test(text)) return fault('invalid-purl', 'a package URL starts with `pkg:`', 0);
  const [beforeSubpath, subpath] = splitLast(text.slice(4), '#');
  const [path, query] = splitLast(beforeSubpath, '?');
  const bare = withoutSlashes(path);
  const slash = bare.indexOf('/');
  if (slash < 0) return fault('invalid-purl', 'a package URL names a type and, after a `/`, a name', 4);
  const [coordinates, version] = splitVersion(bare.slice(slash + 1));
  const segments = coordinates.split('/').filter((segment) => segment !== '');
  const qualifiers = parseQualifiers(query ?? '', options);
  if (!qualifiers.ok) return qualifiers;
  const decoded = decodeAll([...segments, version ?? '']);
  const subpathSegments = decodeAll((subpath ?? '').split('/'));
  if (decoded === undefined || subpathSegments === undefined) return encodingFault();
  const decodedVersion = decoded.pop();
  const name = decoded.pop() ?? '';
  if ([...decoded, name].some((segment) => segment.includes('/'))) {
    return fault('invalid-purl', 'an encoded `/` cannot stand in a name or namespace segment', 4);
  }
  if (subpathSegments.some((segment) => segment.includes('/'))) {
    return fault('invalid-purl', 'an encoded `/` cannot stand in a subpath segment', 4);
  }
  return makePurl({
    type: bare.slice(0, slash),
    namespace: decoded.join('/'),
    name,
    version: decodedVersion,
    qualifiers: qualifiers.value,
    subpath: subpathSegments.join('/'),
  });
}

/** Makes a package URL from parts that are not encoded, by the rules of its type. */
export function makePurl(parts: PurlParts): Parsed<Purl> {
  if (!TYPE.test(parts.type)) {
    return fault('invalid-purl', 'a type starts with an ASCII letter and holds letters, digits, `.` and `-`', 4);
  }
  const type = parts.type.toLowerCase();
  const rule = TYPE_RULES.get(type) ?? {};
  const name = normalName(type, rule, withoutSlashes(parts.name));
  if (name === undefined) return fault('invalid-purl', 'the name is missing, or is none that the type allows', 4);
  const joined = segmentsOf(parts.namespace).join('/');
  const namespace = rule.lowerNamespace ? joined.toLowerCase() : joined;
  if (namespace !== '' && rule.noNamespace) {
    return fault('invalid-purl', `a package URL of type \`${type}\` has no namespace`, 4);
  }
  const qualifiers = makeQualifiers(parts.qualifiers);
  if (!qualifiers.ok) return qualifiers;
  const subpath = segmentsOf(parts.subpath).filter((segment) => segment !== '.' && segment !== '..');
  return ok({
    type,
    namespace: namespace === '' ? undefined : namespace,
    name,
    version: parts.version ? parts.version : undefined,
    qualifiers: qualifiers.value,
    subpath: subpath.length === 0 ? undefined : subpath.join('/'),
  });
}

/** Writes the canonical text: what {@link parsePurl} reads back to the same parts. */
export function formatPurl(purl: Purl): string {
  let text = `pkg:${purl.type}/`;
  if (purl.namespace !== undefined) text += `${purl.namespace.split('/').map(encode).join('/')}/`;
  text += encode(purl.name);
  if (purl.version !== undefined) text += `@${encode(purl.version)}`;
  const pairs = Array.from(purl.qualifiers, ([key, value]) => `${key}=${encode(value)}`);
  if (pairs.length > 0) text += `?${pairs.join('&')}`;
  if (purl.subpath !== undefined) text += `#${purl.subpath.split('/').map(encode).join('/')}`;
  return text;
}

/** The package URL of a project on PyPI, or of one of its releases. */
export function pypiPurl(name: string, version?: string): Parsed<Purl> {
  return makePurl({ type: 'pypi', name, version });
}

/** PyPI names are in normal form (PEP 503), which a `pypi` package URL must carry. */
function normalName(type: string, rule: TypeRule, name: string): string | undefined {
  if (name === '') return undefined;
  if (type === 'pypi') return isValidName(name) ? normalizeName(name) : undefined;
  return rule.lowerName ? name.toLowerCase() : name;
}

function segmentsOf(path: string | null | undefined): string[] {
  return (path ?? '').split('/').filter((segment) => segment !== '');
}

/** At most one version: an `@` before the last `/` belongs to the namespace, as in `pkg:npm/@scope/name`. */
function splitVersion(path: string): [string, string | undefined] {
  const at = path.lastIndexOf('@');
  return at > path.lastIndexOf('/') ? [path.slice(0, at), path.slice(at + 1)] : [path, undefined];
}

function splitLast(text: string, mark: string): [string, string | undefined] {
  const at = text.lastIndexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function withoutSlashes(text: string): string {
  let start = 0;
  let end = text.length;
  while (text.charAt(start) === '/') start++;
  while (end > start && text.charAt(end - 1) === '/') end--;
  return text.slice(start, end);
}

function parseQualifiers(query: string, options: PurlOptions): Parsed<Map<string, string>> {
  const qualifiers = new Map<string, string>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals < 0) return fault('invalid-purl', 'a qualifier is written as `key=value`', 4);
    const written = pair.slice(0, equals);
    const key = options.foldQualifierKeys ? written.toLowerCase() : written;
    const value = decode(pair.slice(equals + 1));
    if (value === undefined) return encodingFault();
    if (qualifiers.has(key)) return fault('invalid-purl', `the qualifier \`${key}\` stands twice`, 4);
    qualifiers.set(key, value);
  }
  return ok(qualifiers);
}

function makeQualifiers(given: PurlParts['qualifiers']): Parsed<ReadonlyMap<string, string>> {
  const pairs: [string, string][] = given instanceof Map ? [...given] : Object.entries(given ?? {});
  for (const [key] of pairs) {
    if (QUALIFIER_KEY.test(key)) continue;
    const message =
      'a qualifier key starts with a lower-case letter and holds lower-case letters, digits, `.`, `-` and `_`';
    return fault('invalid-purl', message, 4);
  }
  const kept = pairs.filter(([, value]) => value !== '');
  kept.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return ok(new Map(kept));
}

function encodingFault(): Parsed<never> {
  return fault('invalid-purl', 'a `%` must start the two hexadecimal digits of a UTF-8 byte', 4);
}

function decodeAll(segments: readonly string[]): string[] | undefined {
  const decoded: string[] = [];
  for (const segment of segments) {
    const text = decode(segment);
    if (text === undefined) return undefined;
    decoded.push(text);
  }
  return decoded;
}

function decode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Percent-encodes all but unreserved characters and `:`. A lone surrogate, which has no UTF-8, becomes U+FFFD. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}
