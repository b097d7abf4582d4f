import { trimEnd } from '../base/text/trim-end.ts';
import type { ComponentSource } from '../inventory/component.ts';

/** An index that the team has declared. */
export interface KnownIndex {
  /** What reports call it. */
  readonly name?: string;
  /** As written; `${NAME}` is never expanded. */
  readonly url: string;
  /** The index serves PyPI's own files. */
  readonly mirrors?: 'pypi';
}

/**
 * What a component's source makes of advisories that speak of PyPI's projects: `pypi` they hold;
 * `assumed` they hold if the index mirrors PyPI, which nobody said; `own` the team declared an index of
 * its own, which no public advisory is written about.
 */
export type Mirroring = 'pypi' | 'assumed' | 'own';

/** Whether a source serves what advisories about PyPI speak of. A file, a checkout and an installed file are by name what they are. */
export function mirroring({ kind, url }: ComponentSource, known: readonly KnownIndex[]): Mirroring {
  if ((kind !== 'index' && kind !== 'conda') || (kind === 'index' && url === undefined)) return 'pypi';
  if (url === undefined) return 'assumed';
  const own = comparable(url);
  const declared = known.find((index) => comparable(index.url) === own);
  if (declared === undefined) return 'assumed';
  return declared.mirrors === 'pypi' ? 'pypi' : 'own';
}

/**
 * An address without what does not tell indexes apart: credentials, the case of scheme and host, a slash at
 * the end. One that clients cut differently (`https://other\@host`, where some see the host `other`) is
 * like no other.
 */
function comparable(url: string): string {
  const [, scheme = '', host = '', path = '', query = ''] =
    /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#\\]*@)?([^/?#\\@]*)([^?#\\]*)(\?[^#\\]*)?(?:#[^\\]*)?$/i.exec(url) ?? [];
  return scheme === '' ? trimEnd(url, '/') : `${scheme}://${host}`.toLowerCase() + trimEnd(path, '/') + query;
}
