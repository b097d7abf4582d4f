import {
  type Condition,
  conjoinMarkers,
  isValidName,
  normalizeName,
  parseMarker,
  parseRequirement,
  type Requirement,
} from '@rind/pypa';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../format.ts';
import { Manifest, shortened } from '../manifest.ts';
import { type Place, placesIn } from '../open-text.ts';
import { BUILD_GROUP } from '../project-tables.ts';
import { type PythonArgument, PythonLiterals, type PythonValue } from '../python-literal.ts';
import { type PythonToken, pythonTokens } from '../python-tokens.ts';

/** Longer files are no set-up scripts. UTF-16 units. */
const LONGEST = 2_000_000;

/** setuptools' script, read as text: literals and names bound once to literals. It is never run. */
export const format: InventoryFormat = {
  id: 'setup.py',
  title: 'setup.py (setuptools; what can be read without running it)',
  rank: 'manifest',
  matches: (fileName) => fileName === 'setup.py',
  // A module may have the name too.
  sniff: (head) => /\bsetup\s*\(|\bsetuptools\b|\bdistutils\b/.test(head),
  editing: 'By hand: a program is not edited.',
  read,
};

/** What a set-up script has that does not call `setup()` where it can be seen. */
const BUILDERS: ReadonlySet<string> = new Set([
  'setup',
  'setuptools',
  'distutils',
  'exec',
  'execfile',
  'runpy',
  'import_module',
]);

const LISTS: ReadonlyMap<string, string> = new Map([
  ['install_requires', ''],
  ['setup_requires', BUILD_GROUP],
  ['tests_require', 'tests'],
]);

/** Source: setuptools, "Keywords". */
function read(file: SourceFile, tree: SourceTree): Reading {
  const manifest = new Manifest(file, tree);
  const place = placesIn(file);
  const tokens = file.text.length > LONGEST ? undefined : pythonTokens(file.text);
  if (tokens === undefined) {
    manifest.say('setup-not-static', `\`${file.path}\` cannot be read as Python source`, place(0));
    return manifest.finish();
  }
  const literals = new PythonLiterals(tokens);
  let calls = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.text !== 'setup' || token.kind !== 'name' || tokens[i + 1]?.text !== '(') continue;
    const [owner, dot] = [tokens[i - 2]?.text, tokens[i - 1]?.text];
    if (dot === 'def' || (dot === '.' && owner !== 'setuptools' && owner !== 'core')) continue;
    const given = literals.arguments(i + 1);
    if (given === undefined) continue;
    calls++;
    new SetupCall(manifest, place).read(given);
  }
  if (calls === 0 && tokens.length > 1 && !isModule(tokens))
    manifest.say('setup-not-static', `no call of \`setup()\` is found in \`${file.path}\``, place(0));
  return manifest.finish();
}

/** Whether it only defines things: a module of a package may be called so too, and sets nothing up. */
function isModule(tokens: readonly PythonToken[]): boolean {
  const names = tokens.filter(({ kind }) => kind === 'name');
  const defines = names.some(({ text, isTopLevel }) => isTopLevel && text === 'class');
  return defines && !names.some(({ text }) => BUILDERS.has(text));
}

class SetupCall {
  readonly #manifest: Manifest;
  readonly #place: Place;

  constructor(manifest: Manifest, place: Place) {
    this.#manifest = manifest;
    this.#place = place;
  }

  read(given: readonly PythonArgument[]): void {
    const all = given.flatMap((argument) => this.#unpacked(argument));
    for (const { name, value } of all)
      if (name === 'name' && value.kind === 'string' && isValidName(value.text))
        this.#manifest.self = normalizeName(value.text);
    for (const { name, value } of all) {
      const group = LISTS.get(name ?? '');
      if (name !== undefined && group !== undefined) this.#list(name, value, group);
      else if (name === 'extras_require') this.#extras(value);
      else if (name === 'python_requires') this.#python(value);
    }
  }

  /** `**options` of a dict that can be read stand for its entries. */
  #unpacked({ name, value }: PythonArgument): PythonArgument[] {
    if (name !== '**') return [{ name, value }];
    if (value.kind !== 'dict') {
      this.#unknown('`**` arguments', value);
      return [];
    }
    return value.entries.flatMap(({ key, value: entry }) => {
      if (key.kind === 'string') return [{ name: key.text, value: entry }];
      this.#unknown('a name among `**` arguments', key);
      return [];
    });
  }

  #list(name: string, value: PythonValue, group: string, marker: Condition = true): void {
    if (value.kind === 'none') return;
    const items = value.kind === 'list' ? value.items : [value];
    for (const item of items) {
      if (item.kind === 'string') this.#texts(item, group, marker);
      else if (item.kind === 'list' && value.kind === 'list') this.#list(name, item, group, marker);
      else if (item.kind !== 'none') this.#unknown(`\`${name}\``, item);
    }
  }

  /** A text lists a requirement a line. */
  #texts(value: PythonValue & { kind: 'string' }, group: string, marker: Condition): void {
    let from = 0;
    for (const line of value.text.split('\n')) {
      const text = line.trim();
      const start = from + line.length - line.trimStart().length;
      from += line.length + 1;
      if (text === '' || text.startsWith('#')) continue;
      const place = (at: number) => this.#place(value.place(start + at));
      const parsed = parseRequirement(text);
      if (!parsed.ok) this.#manifest.say('requirement-invalid', parsed.error.message, place(parsed.error.offset));
      else this.#manifest.requirement(withMarker(parsed.value, marker), place(0), group);
    }
  }

  /** Keys are extras, with a marker after `:` where it has one; without a name it is the project's own. */
  #extras(value: PythonValue): void {
    if (value.kind === 'none') return;
    if (value.kind !== 'dict') {
      this.#unknown('`extras_require`', value);
      return;
    }
    for (const { key, value: list } of value.entries) {
      if (key.kind !== 'string') {
        this.#unknown('an extra of `extras_require`', key);
        continue;
      }
      const colon = key.text.indexOf(':');
      const written = (colon < 0 ? key.text : key.text.slice(0, colon)).trim();
      const parsed = colon < 0 ? undefined : parseMarker(key.text.slice(colon + 1));
      if (parsed?.ok === false)
        this.#manifest.say('requirement-invalid', parsed.error.message, this.#place(key.place(colon + 1)));
      const extra = written === '' ? '' : this.#manifest.groupName(written, this.#place(key.offset));
      const group = extra === undefined ? undefined : extra === '' ? '' : `extra:${extra}`;
      if (group !== undefined)
        this.#list(`extras_require[${shortened(written)}]`, list, group, parsed?.ok ? parsed.value : true);
    }
  }

  #python(value: PythonValue): void {
    if (value.kind === 'string') this.#manifest.requiresPython = value.text;
    else if (value.kind !== 'none') this.#unknown('`python_requires`', value);
  }

  #unknown(what: string, { offset }: PythonValue): void {
    const message = `${what} of \`setup()\` cannot be read without running the file, which is never done`;
    this.#manifest.say('setup-not-static', message, this.#place(offset));
  }
}

/** The requirement under one more condition. */
function withMarker(requirement: Requirement, condition: Condition): Requirement {
  const marker = conjoinMarkers(requirement.marker ?? true, condition);
  return typeof marker === 'boolean' ? requirement : { ...requirement, marker };
}
