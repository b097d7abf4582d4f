import { err, ok, type Result } from '@rind/pypa';
import { readPipConf } from '../../inventory/clients/pip-conf.ts';
import { type ClientSetup, configFolder, type Edited, netrcLines } from './edited.ts';
import { IniEdit } from './ini-edit.ts';

/** Commands with a section of their own, which beats `[global]`. */
const SECTIONS: ReadonlySet<string> = new Set(['global', 'install', 'wheel', 'download', 'lock']);
const OTHERS: ReadonlySet<string> = new Set(['extra-index-url', 'pypi-url', 'no-index']);

/** pip: `index-url` of `[global]`, and no index besides. Source: pip documentation, "Configuration". */
export const pipSetup: ClientSetup = {
  client: 'pip',
  owner: 'person',
  mayMake: true,
  file(where) {
    const name = where.platform === 'win32' ? 'pip.ini' : 'pip.conf';
    return `${configFolder(where)}/pip/${name}`;
  },
  edit(text, server): Result<Edited, string> {
    const edit = new IniEdit(text);
    const notes: string[] = [];
    const others = edit.find(
      (section, key) => SECTIONS.has(section) && (OTHERS.has(key) || (key === 'index-url' && section !== 'global')),
    );
    for (const other of others) {
      edit.comment(other);
      notes.push(`\`${other.key}\` of [${other.section}] is switched off: pip would ask elsewhere, too`);
    }
    for (const { section } of edit.find((own, key) => SECTIONS.has(own) && key === 'find-links'))
      notes.push(`\`find-links\` of [${section}] stays: what it finds does not come through the gateway`);
    const url = `${server}/simple/`;
    edit.set('global', 'index-url', url);
    const read = readPipConf({ path: 'pip.conf', text: edit.text }).settings;
    const indexes = read.filter(({ kind }) => kind === 'index' || kind === 'extra-index');
    return indexes.length === 1 && indexes[0]?.value === url
      ? ok({ text: edit.text, notes })
      : err('it would not be read as it is meant');
  },
  tokens: (host) => [...netrcLines(host), 'or in the keyring, with `pip --keyring-provider subprocess`'],
};
