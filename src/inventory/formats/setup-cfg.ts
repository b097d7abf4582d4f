import { isValidName, normalizeName } from '@rind/pypa';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { type IniDocument, type IniLine, type IniOption, parseIni } from '../ini.ts';
import { Manifest } from '../manifest.ts';
import { placesIn } from '../open-text.ts';
import { BUILD_GROUP } from '../project-tables.ts';

/** setuptools' declarative configuration. */
export const format: InventoryFormat = {
  id: 'setup.cfg',
  title: 'setup.cfg (setuptools)',
  rank: 'manifest',
  matches: (fileName) => fileName === 'setup.cfg',
  editing: 'In place: the specifier of the line changes, everything else stays.',
  read,
};

/** Lists of requirements in `[options]`, and whom they are for. */
const LISTS: readonly (readonly [string, string])[] = [
  ['install_requires', ''],
  ['setup_requires', BUILD_GROUP],
  ['tests_require', 'tests'],
];

/** Source: setuptools, "Configuring setuptools using `setup.cfg` files"; `config/setupcfg` of setuptools 84. */
function read(file: SourceFile, tree: SourceTree): Reading {
  const place = placesIn(file);
  const manifest = new Manifest(file, tree);
  const ini = parseIni(file.text);
  for (const { message, offset } of ini.faults) manifest.say('manifest-invalid', message, place(offset));
  const name = textOf(option(ini, 'metadata', 'name'));
  if (name !== undefined && isValidName(name)) manifest.self = normalizeName(name);
  manifest.requiresPython = textOf(option(ini, 'options', 'python_requires'));
  const addList = (list: IniOption | undefined, group: string) => {
    const first = list?.lines.find(({ text }) => text !== '');
    if (list === undefined || first === undefined) return;
    if (list.lines[0] === first && first.text.startsWith('file:')) {
      const files = list.lines
        .map(({ text }) => text)
        .join('\n')
        .slice('file:'.length);
      for (const one of files.split(','))
        if (one.trim() !== '') manifest.linesOf(one.trim(), place(first.offset), group);
      return;
    }
    for (const { text, offset } of itemsOf(list.lines))
      if (!text.startsWith('#')) manifest.specifier(text, (at) => place(offset + at), group);
  };
  for (const [key, group] of LISTS) addList(option(ini, 'options', key), group);
  for (const [written, list] of ini.sections.get('options.extras_require') ?? []) {
    const extra = manifest.groupName(written, place(list.offset));
    if (extra !== undefined) addList(list, `extra:${extra}`);
  }
  return manifest.finish();
}

/** An option by its name; setuptools takes dashes and capitals for underscores and small letters. */
function option(ini: IniDocument, section: string, name: string): IniOption | undefined {
  const options = ini.sections.get(section);
  const spelled = [...(options?.keys() ?? [])].find((key) => key.replaceAll('-', '_').toLowerCase() === name);
  return spelled === undefined ? undefined : options?.get(spelled);
}

function textOf(found: IniOption | undefined): string | undefined {
  const text = found?.lines
    .map(({ text: line }) => line)
    .join('\n')
    .trim();
  return text === undefined || text === '' ? undefined : text;
}

/** A value of several lines is a list of lines; one of a single line is split at `;`, markers included. */
function itemsOf(lines: readonly IniLine[]): IniLine[] {
  const filled = lines.findLastIndex(({ text }) => text !== '');
  const kept = lines.slice(0, filled + 1);
  if (kept.length > 1) return kept.filter(({ text }) => text !== '');
  const items: IniLine[] = [];
  for (const { text, offset } of kept) {
    let at = 0;
    for (const part of text.split(';')) {
      const item = part.trim();
      if (item !== '') items.push({ text: item, offset: offset + at + part.length - part.trimStart().length });
      at += part.length + 1;
    }
  }
  return items;
}
