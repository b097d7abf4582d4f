import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { trimEnd } from '../base/text/trim-end.ts';
import { DEFAULT_LISTEN } from './gateway-address.ts';

/** Where a gateway is asked that was not named. */
export const DEFAULT_SERVER: string = `http://${DEFAULT_LISTEN}`;

/** Whether only this machine can hear what is sent to a host. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** The address of a gateway, without a slash at its end; `…/simple/` is taken for the gateway that it belongs to. Problem: `admin-server-refused`. */
export function serverAddress(text: string): Result<string, Problem> {
  const refused = (message: string) =>
    err(problem('admin-server-refused', message, { hint: `write \`${DEFAULT_SERVER}\`` }));
  if (text.length > 2000 || !URL.canParse(text)) return refused('`--server` is no address');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return refused('a gateway is asked by `http://` or `https://`');
  if (url.username !== '' || url.password !== '')
    return refused('`--server` holds a user or password: the token stands in `RIND_TOKEN`');
  if (url.search !== '' || url.hash !== '') return refused('the address of a gateway has no `?` and no `#`');
  return ok(`${url.origin}${trimEnd(url.pathname, '/').replace(/\/simple$/, '')}`);
}
