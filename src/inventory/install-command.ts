import type { PipOptionName } from './pip-options.ts';
import type { RequirementEntry } from './requirement-entry.ts';
import type { CommandWord } from './shell-command.ts';

/** What one argument of an installing command says. */
export interface InstallArgument {
  readonly offset: number;
  /** A requirement, an include or an option; undefined where a part of it is put in by the shell. */
  readonly entry: RequirementEntry | undefined;
  readonly text: string;
}

/** What a command of a shell does as far as an inventory is concerned. */
export type InstallCommand =
  | { readonly kind: 'install'; readonly arguments: readonly InstallArgument[] }
  /** It installs something that is not read here: conda's, another tool's. */
  | { readonly kind: 'unread'; readonly tool: string; readonly offset: number };

/** Options of `pip install` and `uv pip install` whose value is the next word, and what they mean to us. */
const VALUED: ReadonlyMap<string, PipOptionName | 'requirement' | 'editable' | undefined> = new Map([
  ...(['-r', '--requirement', '--requirements'] as const).map((name) => [name, 'requirement'] as const),
  ...(['-c', '--constraint', '--constraints'] as const).map((name) => [name, 'constraint'] as const),
  ...(['-e', '--editable'] as const).map((name) => [name, 'editable'] as const),
  ...(['-i', '--index-url', '--pypi-url', '--default-index'] as const).map((name) => [name, 'index-url'] as const),
  ...(['--extra-index-url', '--index'] as const).map((name) => [name, 'extra-index-url'] as const),
  ...(['-f', '--find-links'] as const).map((name) => [name, 'find-links'] as const),
  ...(['--trusted-host', '--allow-insecure-host'] as const).map((name) => [name, 'trusted-host'] as const),
  ...[
    '-b -C -p -t --abi --build-constraint --build-constraints --cache-dir --cert --client-cert --config-settings',
    '--config-setting --exclude-newer --exists-action --fork-strategy --global-option --group --implementation',
    '--index-strategy --install-option --keyring-provider --link-mode --log --no-binary --no-build-isolation-package',
    '--only-binary --override --overrides --platform --prefix --prerelease --progress-bar --proxy --python',
    '--python-platform --python-version --refresh-package --reinstall-package --report --resolution --retries --root',
    '--root-user-action --src --target --timeout --torch-backend --upgrade-package --upgrade-strategy --uploaded-prior-to',
    '--use-deprecated --use-feature --extra -P',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [name, undefined] as const),
]);

const PIP = /^pip(?:[0-9.]*)$/;
const PYTHON = /^(?:.*\/)?(?:python[0-9.]*|py|\{sys\.executable\})$/;
/** Installers whose commands are not read, and the word that installs. */
const OTHERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...['conda', 'mamba', 'micromamba'].map((name) => [name, new Set(['install', 'create', 'update'])] as const),
  ['poetry', new Set(['add', 'install'])],
  ['pdm', new Set(['add', 'install', 'sync'])],
  ['pipenv', new Set(['install', 'sync'])],
  ['pipx', new Set(['install', 'inject'])],
  ['pixi', new Set(['add', 'install'])],
  ['easy_install', new Set([''])],
]);

/** Reads one command; undefined where it installs nothing that we know of. */
export function readInstallCommand(words: readonly CommandWord[]): InstallCommand | undefined {
  let at = 0;
  // `sudo`, `env` and settings of the environment stand before a command.
  while (/^(?:sudo|env|time|exec|command|-[EHn]|[A-Za-z_]\w*=.*)$/s.test(words[at]?.text ?? '')) at++;
  const first = words[at];
  if (first === undefined) return undefined;
  const text = (ahead: number) => words[at + ahead]?.text ?? '';
  if (PYTHON.test(first.text) && text(1) === '-m') at += 2;
  const name = text(0).replace(/^.*\//, '');
  if (name === 'uv' && text(1) === 'pip') at++;
  else if (name === 'uv' && (text(1) === 'add' || text(1) === 'sync')) return unread(`uv ${text(1)}`, first);
  else if (OTHERS.get(name)?.has(name === 'easy_install' ? '' : text(1)))
    return unread(name === 'easy_install' ? name : `${name} ${text(1)}`, first);
  else if (!PIP.test(name)) return undefined;
  // Options that pip takes before its command say nothing about what is installed.
  let next = at + 1;
  while (words[next]?.text.startsWith('-')) next += takesNext(words[next]?.text ?? '') ? 2 : 1;
  if (words[next]?.text === 'sync' && words[at - 1]?.text === 'uv') return includesOf(words.slice(next + 1));
  return words[next]?.text === 'install'
    ? { kind: 'install', arguments: readArguments(words.slice(next + 1)) }
    : undefined;
}

function unread(tool: string, { offset }: CommandWord): InstallCommand {
  return { kind: 'unread', tool, offset };
}

/** `uv pip sync FILE…`. */
function includesOf(words: readonly CommandWord[]): InstallCommand {
  const found = readArguments(words).map((argument) =>
    argument.entry?.kind === 'requirement'
      ? { ...argument, entry: { kind: 'include', as: 'requirements', reference: argument.text } as const }
      : argument,
  );
  return { kind: 'install', arguments: found };
}

function takesNext(word: string): boolean {
  return VALUED.has(word);
}

function readArguments(words: readonly CommandWord[]): InstallArgument[] {
  const found: InstallArgument[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) break;
    const option = optionOf(word.text);
    if (option === undefined) {
      const entry: RequirementEntry = { kind: 'requirement', text: word.text, offset: 0, editable: false, options: [] };
      found.push({ offset: word.offset, text: word.text, entry: word.isExpanded ? undefined : entry });
      continue;
    }
    if (!VALUED.has(option.name)) continue;
    const value = option.value ?? words[++i]?.text;
    const isExpanded = word.isExpanded || (option.value === undefined && words[i]?.isExpanded === true);
    const meaning = VALUED.get(option.name);
    if (value === undefined || meaning === undefined) continue;
    found.push({ offset: word.offset, text: value, entry: isExpanded ? undefined : entryOf(meaning, value) });
  }
  return found;
}

/** The option that a word is, and the value that it carries itself; undefined for a requirement. */
function optionOf(text: string): { name: string; value: string | undefined } | undefined {
  if (!text.startsWith('-') || text === '-') return undefined;
  if (text.startsWith('--')) {
    const equals = text.indexOf('=');
    return equals < 0
      ? { name: text, value: undefined }
      : { name: text.slice(0, equals), value: text.slice(equals + 1) };
  }
  // Short ones run together: the first that takes a value takes the rest of the word.
  for (let at = 1; at < text.length; at++) {
    const name = `-${text[at]}`;
    if (VALUED.has(name)) return { name, value: at + 1 < text.length ? text.slice(at + 1) : undefined };
  }
  return { name: text, value: undefined };
}

function entryOf(meaning: PipOptionName, value: string): RequirementEntry {
  if (meaning === 'requirement' || meaning === 'constraint') {
    return { kind: 'include', as: meaning === 'constraint' ? 'constraints' : 'requirements', reference: value };
  }
  return meaning === 'editable'
    ? { kind: 'requirement', text: value, offset: 0, editable: true, options: [] }
    : { kind: 'options', options: [{ name: meaning, value, offset: 0 }] };
}
