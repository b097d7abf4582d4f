import { installedPath } from './startup-file.ts';

const MODULE = /^([\p{L}\p{Nl}_][\p{L}\p{Nl}\p{N}\p{Mn}\p{Mc}\p{Pc}_]*)(?:\.py[cd]?|\.[^/]*\.(?:so|pyd)|\.so)$/u;
const IDENTIFIER = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{N}\p{Mn}\p{Mc}\p{Pc}_]*$/u;
const CODE = /\.(?:pyi?|py[cd]|so)$/;

/**
 * The top-level name under which Python imports a file of a wheel: `demo` for `demo/core.py`, `_demo` for
 * `_demo.cpython-313-x86_64-linux-gnu.so`. Undefined for what cannot be imported.
 */
export function importName(path: string): string | undefined {
  const installed = installedPath(path);
  if (installed === undefined) return undefined;
  const slash = installed.indexOf('/');
  if (slash < 0) return MODULE.exec(installed)?.[1];
  const top = installed.slice(0, slash);
  return IDENTIFIER.test(top) && CODE.test(installed) ? top : undefined;
}
