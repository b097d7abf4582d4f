/** CPython's repository, as {@link repositoryKey} names it. */
export const CPYTHON_REPOSITORY = 'github.com/python/cpython';

const LONGEST = 500;
const ADDRESS = /^(?:git\+)?(?:https?|git|ssh):\/\/(?:[^/@]*@)?([^/?#]+)\/([^?#]+)/i;

/**
 * One name for a repository, however its address is written: host and path in lower case, without
 * scheme, credentials, `.git` and slashes at the end. Undefined for what is no address.
 */
export function repositoryKey(address: string): string | undefined {
  if (address.length > LONGEST) return undefined;
  const match = ADDRESS.exec(address);
  if (match === null) return undefined;
  let path = (match[2] ?? '').toLowerCase();
  while (path.endsWith('/')) path = path.slice(0, -1);
  if (path.endsWith('.git')) path = path.slice(0, -'.git'.length);
  return path === '' ? undefined : `${(match[1] ?? '').toLowerCase()}/${path}`;
}
