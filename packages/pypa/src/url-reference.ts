/** A URI reference in its five components; undefined where the delimiter is missing. Source: RFC 3986, 3. */
interface UrlReference {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

const COMPONENTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/** Splits any text into the components of a reference; nothing is decoded or checked. Source: RFC 3986, Appendix B. */
function splitReference(text: string): UrlReference {
  const [, scheme, authority, path = '', query, fragment] = COMPONENTS.exec(text) ?? [];
  return { scheme, authority, path, query, fragment };
}

/** Puts components together again. Source: RFC 3986, 5.3. */
function joinReference(reference: UrlReference): string {
  let text = reference.scheme === undefined ? '' : `${reference.scheme}:`;
  if (reference.authority !== undefined) text += `//${reference.authority}`;
  text += reference.path;
  if (reference.query !== undefined) text += `?${reference.query}`;
  return reference.fragment === undefined ? text : `${text}#${reference.fragment}`;
}

/** What a reference means on a page: the target of RFC 3986, 5.2, with strict reading of schemes. */
export function resolveUrl(base: string, reference: string): string {
  const ref = splitReference(reference);
  if (ref.scheme !== undefined) return joinReference({ ...ref, path: removeDotSegments(ref.path) });
  const from = splitReference(base);
  const { scheme } = from;
  if (ref.authority !== undefined) return joinReference({ ...ref, scheme, path: removeDotSegments(ref.path) });
  const { authority } = from;
  const { query, fragment } = ref;
  if (ref.path === '') {
    return joinReference({ scheme, authority, path: from.path, query: query ?? from.query, fragment });
  }
  if (ref.path.startsWith('/')) {
    return joinReference({ scheme, authority, path: removeDotSegments(ref.path), query, fragment });
  }
  const folder = authority !== undefined && from.path === '' ? '/' : from.path.slice(0, from.path.lastIndexOf('/') + 1);
  return joinReference({ scheme, authority, path: removeDotSegments(folder + ref.path), query, fragment });
}

/** Source: RFC 3986, 5.2.4. */
function removeDotSegments(path: string): string {
  if (!path.includes('/.') && !path.startsWith('.')) return path;
  const absolute = path.startsWith('/');
  const segments = (absolute ? path.slice(1) : path).split('/');
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  const last = segments.at(-1);
  if (last === '.' || last === '..') kept.push('');
  return (absolute ? '/' : '') + kept.join('/');
}
