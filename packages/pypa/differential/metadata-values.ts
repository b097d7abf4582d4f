import { parseDescriptionContentType } from '../src/content-type.ts';
import { licenseFileFault, parseDynamicField, parseImportName } from '../src/metadata-values.ts';
import { parseName } from '../src/name.ts';
import { AWKWARD, type Random } from './random.ts';

/** Values of single fields, for the kinds of `metadata.ts`. */

const RIGHT: Readonly<Record<string, readonly string[]>> = {
  'Metadata-Version': ['2.6', '2.6', '2.6', '2.5'],
  Name: ['shop', 'Shop.Kit', 'a', 'x-_.y2'],
  Version: ['1.0', '2024.1', '1.0rc1+local', 'v1'],
  Dynamic: ['Platform', 'requires-dist', 'License-File', 'DESCRIPTION'],
  Summary: ['A shop.', '', 'Ünïcode'],
  'Description-Content-Type': ['text/markdown', 'text/x-rst; charset=UTF-8', 'text/markdown; variant=GFM'],
  Keywords: ['a,b', 'a, b , c', ''],
  'License-Expression': ['MIT', 'mit or apache-2.0', 'LicenseRef-x'],
  'License-File': ['LICENSE', 'licenses/MIT.txt'],
  'Requires-Dist': ['requests', 'a>=1,<2', "b[x]; python_version < '3.9'", 'c @ https://example.org/c.whl'],
  'Requires-Python': ['>=3.9', '>=3.8,!=3.9.*', ''],
  'Project-URL': ['Home, https://example.org', 'Docs,https://example.org/a,b', 'Source'],
  'Provides-Extra': ['test', 'Big_Extra'],
  'Import-Name': ['shop', 'shop._x ; private', 'shop.a;private'],
  'Import-Namespace': ['shops', 'zone.two; private'],
};
const WRONG: Readonly<Record<string, readonly string[]>> = {
  'Metadata-Version': ['1.0', '1.1', '1.2', '2.0', '2.1', '2.2', '2.3', '2.4', '2.7', '2.10', '3.0', '2.1 ', '', '1.3'],
  Name: ['', '-a', 'a b', 'ſhop', 'a\n b'],
  Version: ['', '1.0-x', 'one'],
  Dynamic: ['Name', 'version', 'Metadata-Version', 'x', ''],
  Summary: ['two\n  lines', 'a\u2028b'],
  'Description-Content-Type': ['text/html', 'text/plain; charset=latin-1', 'text/markdown; variant=gfm', ''],
  Keywords: [',,'],
  'License-Expression': ['', 'MIT AND', 'Nope-1.0', 'mit/x'],
  'License-File': ['', '../x', '/x', 'a\\b', 'a/*', 'a//b', './a', 'a/.', 'C:/x', 'C:x', 'a/'],
  'Requires-Dist': ['', 'a b', 'a>=', 'a; x == 1', 'a[b'],
  'Requires-Python': ['3.9', '>=x', '>=3.*'],
  'Project-URL': ['', 'Home, again', ',x'],
  'Provides-Extra': ['', 'a b', '.x', 'x\n'],
  'Import-Name': ['', 'class', 'a-b', 'a..b', 'a ; public', 'a;', 'a; private '],
  'Import-Namespace': ['', 'a.def', '1a', 'shop'],
};

/** A value for a field: right with `oddity` 0. */
export function fieldValue(random: Random, field: string, oddity: number): string {
  const odd = random.chance(oddity / 3);
  const text = random.pick((odd ? WRONG : RIGHT)[field] ?? ['plain text', 'some more, with commas', 'Größe']);
  return odd && random.chance(0.3) ? random.mutate(text, AWKWARD) : text;
}

/** Any text for a header, line ends of all kinds included. */
export function headerValueText(random: Random): string {
  return random.mutate(random.pick(Object.values(RIGHT).flat()), AWKWARD);
}

/** A content type: well-formed in most cases, with comments, quotes, odd white space. */
export function contentTypeText(random: Random): string {
  const gap = () => random.pick(['', '', '', '', ' ', '\t', ' (c)', '(a(b)\\))', ' \u001f', '\u00a0', ' \n']);
  const type = random.pick([
    'text/markdown',
    'text/markdown',
    'text/plain',
    'Text/X-RST',
    'text/html',
    'TEXT/mar\u212adown',
  ]);
  const parameters = random.list(0, 2, () => {
    const name = random.pick(['charset', 'variant', 'CHARSET', 'Variant', 'x', 'charset\u00a0', 'x*', 'charset*', '']);
    const value = random.pick([
      'UTF-8',
      'utf-8',
      'GFM',
      'CommonMark',
      '"UTF-8"',
      '"GFM"',
      '"a b\\"c"',
      '" =?x?q?a?="',
      "utf-8''UTF-8",
      '',
      '"\\ "',
      '""',
    ]);
    return `;${gap()}${name}${gap()}=${gap()}${value}${gap()}`;
  });
  const text = gap() + type + gap() + parameters.join('') + random.pick(['', '', '', ';', '; ', ';(c)', ';;']);
  return random.chance(0.15) ? random.mutate(text, `${AWKWARD}()"=;/*'%`) : text;
}

const KEYS = {
  summary: 'Summary',
  dynamic: 'Dynamic',
  provides_extra: 'Provides-Extra',
  license_files: 'License-File',
  import_names: 'Import-Name',
} as const;

function pathText(random: Random): string {
  return random
    .list(1, 4, () => random.pick(['a', 'LICENSE', '.', '..', 'b.txt', 'C:', '', '*', 'a\\b', 'x y', '.b', 'b:']))
    .join('/');
}

function importText(random: Random): string {
  const part = () =>
    random.pick(['a', '_b', 'shop2', 'class', 'match', 'é', '名前', '1x', '', 'ª', '·x', 'x·', 'None', 'none']);
  const option = () =>
    random.pick(['', '', '; private', ';private', ' \t;\u00a0private', ';', '; Private', ';private;', '; private ']);
  return random.list(1, 3, part).join('.') + option();
}

/** A field's key in packaging's spelling and a value for it. */
export function valueCase(random: Random): [string, string] {
  if (random.chance(0.5)) return ['description_content_type', contentTypeText(random)];
  const key = random.pick(Object.keys(KEYS) as (keyof typeof KEYS)[]);
  const made =
    key === 'license_files'
      ? pathText(random)
      : key === 'import_names'
        ? importText(random)
        : fieldValue(random, KEYS[key], 1);
  return [key, random.chance(0.2) ? random.mutate(made, `${AWKWARD}/.`) : made];
}

/** Our answer to {@link valueCase}. */
export function valueIsRight([key, text]: [string, string]): boolean {
  if (key === 'description_content_type') return parseDescriptionContentType(text).ok;
  if (key === 'dynamic') return parseDynamicField(text).ok;
  if (key === 'provides_extra') return parseName(text).ok;
  if (key === 'import_names') return parseImportName(text).ok;
  if (key === 'license_files') return licenseFileFault(text) === undefined;
  return !/[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/.test(text);
}
