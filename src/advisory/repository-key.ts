import { trimEnd } from '../base/text/trim-end.ts';

/**
 * A repository's address in one spelling, so that `git+https://GitHub.com/python/cpython.git` is found
 * under `https://github.com/python/cpython`: no `git+`, user, query, fragment, final slash or `.git`; host in lower
 * case. What is no address stays as it is.
 */
export function repositoryKey(url: string): string {
  const match = /^(?:git\+)?([a-z][a-z0-9+.-]{0,20}):\/\/(?:[^/?#@]{0,500}@)?([^/?#@]{1,300})(\/[^?#]{0,2000})?/i.exec(
    url,
  );
  if (match === null) return url;
  const path = trimEnd(match[3] ?? '', '/');
  const bare = path.endsWith('.git') ? path.slice(0, -'.git'.length) : path;
  return `${(match[1] ?? '').toLowerCase()}://${(match[2] ?? '').toLowerCase()}${trimEnd(bare, '/')}`;
}
