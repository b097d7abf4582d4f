import { err, ok, type Result, type TreePath } from '@rind/pypa';
import type { ConfiguredRind } from './config.ts';
import type { ConfigFault } from './fault.ts';

/**
 * Checks the two keys that name another Rind: its address, and the key that it is believed by. Neither is anything
 * without the other: who is asked without a key is asked for nothing, and a key alone promises what nobody keeps.
 *
 * @param at the path of each key
 */
export function checkRind(
  { from, key }: { readonly from: string | undefined; readonly key: string | undefined },
  at: { readonly from: TreePath; readonly key: TreePath },
): Result<ConfiguredRind | undefined, ConfigFault> {
  if (from === undefined && key === undefined) return ok(undefined);
  const [asked, signs] = [at.from, at.key].map((path) => `\`${path.join('.')}\``);
  if (from === undefined) return err({ path: at.key, message: `${signs} is the key of nobody: ${asked} is missing` });
  const address = from.replace(/^rind\+(?=https?:\/\/)/, '');
  const hint = 'write `rind+https://HOST`';
  if (address === from || !URL.canParse(address))
    return err({ path: at.from, message: `${asked} is no address of another Rind`, hint });
  const { username, password, search, hash } = new URL(address);
  if (username !== '' || password !== '')
    return err({
      path: at.from,
      message: `${asked} holds a user or password: they stand in netrc, or in \`RIND_TOKEN\``,
    });
  if (search !== '' || hash !== '') return err({ path: at.from, message: `${asked} has a \`?\` or a \`#\``, hint });
  if (key === undefined) {
    const bring = `bring what \`rind log key\` prints there by another way than from it, and name it with ${signs}`;
    return err({ path: at.from, message: `nobody said which key signs what ${asked} hands out`, hint: bring });
  }
  return ok({ from, key });
}
