import { excerpt } from './excerpt.ts';
import { type ImportName, parseImportName } from './metadata-values.ts';
import { parseObjectReference } from './object-reference.ts';
import type { ProjectPerson } from './project-table.ts';
import { isPythonWord } from './python-identifier.ts';
import { isPythonSpace } from './python-text.ts';
import { ok, type Parsed } from './result.ts';
import type { TableReader } from './tree-reader.ts';

/** The parts of a `[project]` table with many entries. Not part of the public surface. */

/** Labels of `Project-URL` are limited. Source: Core metadata specifications, "Project-URL". Unit: code points. */
const LABEL_LIMIT = 32;

/** "`authors`/`maintainers`". */
export function readPeople(reader: TableReader, key: string): ProjectPerson[] | undefined {
  return reader.tables(key)?.map((table) => {
    for (const other of table.keys()) {
      if (other !== 'name' && other !== 'email') table.fault('unknown-key', 'only `name` and `email` are known', other);
    }
    if (!table.has('name') && !table.has('email')) table.fault('missing-key', '`name` or `email` is required');
    const name = table.string('name');
    if (name !== undefined && !isPersonName(name)) {
      table.fault('invalid-person-name', 'a name is not empty and holds neither commas nor control characters', 'name');
    }
    const email = table.string('email');
    if (email !== undefined && !isEmailAddress(email)) {
      table.fault('invalid-email', `\`${excerpt(email)}\` is no email address`, 'email');
    }
    return { name, email };
  });
}

function isPersonName(name: string): boolean {
  return /^[^,\x00-\x1f\x7f]+$/.test(name);
}

/** RFC 822 addresses without comments and routes: `word@domain`, the word perhaps in quotes. */
function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 0 || !isAtoms(domain)) return false;
  return isAtoms(local) || isQuoted(local);
}

/** Not by a pattern: the engine's stack would overflow on millions of characters. */
function isQuoted(text: string): boolean {
  const end = text.length - 1;
  if (end < 2 || !text.startsWith('"') || !text.endsWith('"') || /[\x00-\x1f\x7f]/.test(text)) return false;
  let at = 1;
  while (at < end && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at === end;
}

function isAtoms(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isPythonSpace(code) || code < 0x20 || code === 0x7f || '@<>()[],;:\\"'.includes(text.charAt(i))) return false;
  }
  return text.split('.').every((atom) => atom !== '');
}

/** "`urls`". */
export function readUrls(reader: TableReader): Map<string, string> | undefined {
  const table = reader.child('urls');
  if (!table) return undefined;
  const urls = new Map<string, string>();
  for (const label of table.keys()) {
    if (label.length > LABEL_LIMIT && [...label].length > LABEL_LIMIT) {
      table.fault('label-too-long', `a label has at most ${LABEL_LIMIT} characters`, label);
    }
    const url = table.string(label);
    if (url !== undefined) urls.set(label, url);
  }
  return urls;
}

/** "Entry points": `[project.scripts]`, `[project.gui-scripts]` and one group of the others. */
export function readScripts(table: TableReader | undefined): Map<string, string> | undefined {
  if (!table) return undefined;
  const scripts = new Map<string, string>();
  for (const name of table.keys()) {
    if (!isEntryPointName(name)) {
      const message = `\`${excerpt(name)}\` is no entry point name: no \`=\`, no line ends, no \`[\` first, no space around`;
      table.fault('invalid-entry-point-name', message, name);
    }
    const reference = table.string(name);
    if (reference === undefined) continue;
    const parsed = parseObjectReference(reference);
    const found = parsed.ok ? parsed.value.faults[0] : parsed.error;
    if (found) table.fault(found.code, found.message, name);
    if (parsed.ok) scripts.set(name, reference);
  }
  return scripts;
}

function isEntryPointName(name: string): boolean {
  if (name === '' || name.startsWith('[') || /[=\r\n]/.test(name)) return false;
  return !isPythonSpace(name.charCodeAt(0)) && !isPythonSpace(name.charCodeAt(name.length - 1));
}

/** "Entry points": `[project.entry-points]`, one level of groups. */
export function readEntryPoints(table: TableReader | undefined): Map<string, Map<string, string>> | undefined {
  if (!table) return undefined;
  const groups = new Map<string, Map<string, string>>();
  for (const group of table.keys()) {
    if (group === 'console_scripts' || group === 'gui_scripts') {
      const instead = group === 'gui_scripts' ? '[project.gui-scripts]' : '[project.scripts]';
      table.fault('reserved-entry-point-group', `use \`${instead}\` for \`${group}\``, group);
    } else if (!isGroupName(group)) {
      const message = `\`${excerpt(group)}\` is no group name: letters, digits and \`_\`, joined by single dots`;
      table.fault('invalid-entry-point-group', message, group);
    }
    const scripts = readScripts(table.child(group));
    if (scripts) groups.set(group, scripts);
  }
  return groups;
}

function isGroupName(group: string): boolean {
  return group
    .split('.')
    .every((word) => word !== '' && [...word].every((one) => isPythonWord(one.codePointAt(0) ?? 0)));
}

/** An empty text among `import-names` is allowed and names nothing. */
function parseImportNameOrNone(text: string): Parsed<ImportName> {
  return text === '' ? ok({ name: '', isPrivate: false }) : parseImportName(text);
}

/** "`import-names`" and "`import-namespaces`". */
export function readImportNames(reader: TableReader): {
  importNames: ImportName[] | undefined;
  importNamespaces: ImportName[] | undefined;
} {
  const importNames = reader.parsedList('import-names', parseImportNameOrNone);
  const importNamespaces = reader.parsedList('import-namespaces', parseImportName);
  if (importNamespaces?.length === 0) {
    reader.fault('empty-list', '`import-namespaces` cannot be empty: leave it out', 'import-namespaces');
  }
  const alone = new Set(importNames?.map((entry) => entry.name));
  const shared = new Set(importNamespaces?.map((entry) => entry.name));
  for (const [key, list] of [
    ['import-names', importNames],
    ['import-namespaces', importNamespaces],
  ] as const) {
    for (const [i, { name }] of (list ?? []).entries()) {
      if (key === 'import-names' && shared.has(name)) {
        const message = `\`${excerpt(name)}\` stands in \`import-names\` and in \`import-namespaces\``;
        reader.fault('ambiguous-import-name', message, key, i);
      }
      const parent = name.slice(0, Math.max(name.lastIndexOf('.'), 0));
      if (parent === '' || alone.has(parent) || shared.has(parent)) continue;
      const message = `\`${excerpt(parent)}\`, which holds \`${excerpt(name)}\`, must be listed too`;
      reader.fault('missing-parent-name', message, key, i);
    }
  }
  return { importNames, importNamespaces };
}
