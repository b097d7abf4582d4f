import type { Location } from '../../base/location.ts';
import type { ClientSetting } from '../client-setting.ts';
import type { SourceFile } from '../format.ts';
import { placesIn } from '../open-text.ts';
import { type ClientReading, clientSetting } from './client-file.ts';
import { parseIni } from './ini.ts';

/** Options of pip that say something about indexes and safety. */
const KINDS: ReadonlyMap<string, ClientSetting['kind']> = new Map([
  ['index-url', 'index'],
  ['pypi-url', 'index'],
  ['extra-index-url', 'extra-index'],
  ['find-links', 'find-links'],
  ['trusted-host', 'trusted-host'],
  ['uploaded-prior-to', 'cooldown'],
]);

/** Commands whose section decides what is installed; `global` stands for all. */
const SECTIONS: ReadonlySet<string> = new Set(['global', 'install', 'wheel', 'download', 'lock']);

/**
 * `pip.conf` and `pip.ini`. Source: pip documentation, "Configuration": several values stand on lines
 * of their own or beside each other, keys may be written with `_`.
 */
export function readPipConf(file: SourceFile): ClientReading {
  const place = placesIn(file);
  const settings = parseIni(file.text).flatMap(({ section, key, lines }): ClientSetting[] => {
    if (!SECTIONS.has(section)) return [];
    return lines.flatMap(({ text, offset }) => pipOption(key, text, (shift) => place(offset + shift)));
  });
  return { settings, problems: [] };
}

/** `PIP_INDEX_URL` and the like, of the environment that pip would run in. Source: pip documentation, "Environment Variables". */
export function readPipVariables(variables: Readonly<Record<string, string | undefined>>): ClientSetting[] {
  const names = Object.keys(variables)
    .filter((name) => name.startsWith('PIP_'))
    .sort();
  return names.flatMap((name) => {
    const key = name.slice('PIP_'.length).toLowerCase();
    const found = pipOption(key, variables[name] ?? '', () => ({ path: `$${name}`, line: 1, column: 1 }));
    return found.map((setting) => ({ ...setting, value: withoutPath(setting.value) }));
  });
}

/** An address of the environment down to its host: some indexes take a token as part of the path. */
function withoutPath(value: string): string {
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)[/?#].*$/is, '$1/…');
}

function pipOption(key: string, text: string, at: (shift: number) => Location): ClientSetting[] {
  const kind = KINDS.get(key.replaceAll('_', '-'));
  if (kind === undefined) return [];
  return [...text.matchAll(/\S+/g)]
    .slice(0, 100)
    .map(({ 0: value, index }) => clientSetting('pip', kind, value, at(index)));
}
