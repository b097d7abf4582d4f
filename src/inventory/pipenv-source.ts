import type { Location } from '../base/location.ts';
import { redactUrl } from '../base/secret.ts';
import type { ClientSetting } from './client-setting.ts';
import { asPipenvTable, type PipenvTable, textOf } from './pipenv-table.ts';

/** The indexes of a Pipfile or a Pipfile.lock. */
export interface PipenvSources {
  /** Addresses by name, in order. */
  readonly byName: ReadonlyMap<string, string>;
  readonly settings: readonly ClientSetting[];
}

/**
 * Reads the list of sources: the first is asked for whatever names no other. `${NAME}` stays as it is
 * written.
 */
export function readPipenvSources(list: unknown, placeOf: (container: object, key: number) => Location): PipenvSources {
  const byName = new Map<string, string>();
  const settings: ClientSetting[] = [];
  const sources: readonly unknown[] = Array.isArray(list) ? list : [];
  for (const [i, item] of sources.entries()) {
    const source = asPipenvTable(item);
    const url = textOf(source?.['url']);
    if (source === undefined || url === undefined) continue;
    const name = textOf(source['name']);
    const at = placeOf(sources, i);
    const kind = byName.size === 0 ? 'index' : 'extra-index';
    settings.push({ tool: 'pipenv', kind, value: redactUrl(url), ...(name === undefined ? {} : { name }), at });
    // Of two with one name Pipenv takes the first.
    if (!byName.has(name ?? url)) byName.set(name ?? url, url);
    const host = isVerified(source) ? undefined : hostOf(url);
    if (host !== undefined) settings.push({ tool: 'pipenv', kind: 'trusted-host', value: host, at });
  }
  return { byName, settings };
}

function isVerified({ verify_ssl: verified }: PipenvTable): boolean {
  return !(verified === false || (typeof verified === 'string' && verified.toLowerCase() === 'false'));
}

/** The host of an address, with its port. */
function hostOf(url: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\\]*)/i.exec(redactUrl(url))?.[1];
  return authority?.slice(authority.lastIndexOf('@') + 1);
}

/** What `requires` says of Python, as a specifier set. */
export function pipenvPython(requires: unknown): string | undefined {
  const table = asPipenvTable(requires);
  const full = textOf(table?.['python_full_version']);
  const short = textOf(table?.['python_version']);
  if (full !== undefined && /^[0-9][0-9a-z.]{0,30}$/.test(full)) return `==${full}`;
  return short !== undefined && /^[0-9]+(?:\.[0-9]+){0,2}$/.test(short) && short.length < 30
    ? `==${short}.*`
    : undefined;
}
