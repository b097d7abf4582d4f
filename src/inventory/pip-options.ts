import { fault, ok, type Parsed } from '@rind/pypa';
import { redactUrl } from '../base/secret.ts';
import type { ShellWord } from './shell-words.ts';

/** An option of pip's requirements files, by the name that Rind uses for all its spellings. */
export type PipOptionName =
  | 'index-url'
  | 'extra-index-url'
  | 'no-index'
  | 'constraint'
  | 'requirement'
  | 'editable'
  | 'find-links'
  | 'no-binary'
  | 'only-binary'
  | 'prefer-binary'
  | 'require-hashes'
  | 'no-require-hashes'
  | 'pre'
  | 'all-releases'
  | 'only-final'
  | 'trusted-host'
  | 'use-feature'
  | 'hash'
  | 'config-settings'
  | 'global-option'
  | 'install-option';

/** One option as a line gives it. */
export interface PipOption {
  readonly name: PipOptionName;
  /** Empty for a switch. */
  readonly value: string;
  /** Where the option's word begins, UTF-16 units. */
  readonly offset: number;
}

interface OptionShape {
  readonly name: PipOptionName;
  readonly takesValue: boolean;
}

const value = (name: PipOptionName): OptionShape => ({ name, takesValue: true });
const flag = (name: PipOptionName): OptionShape => ({ name, takesValue: false });

/**
 * Every long spelling. Source: `SUPPORTED_OPTIONS` and `SUPPORTED_OPTIONS_REQ` of pip 26.3's `req_file`.
 */
const LONG: ReadonlyMap<string, OptionShape> = new Map([
  ['--index-url', value('index-url')],
  ['--pypi-url', value('index-url')],
  ['--extra-index-url', value('extra-index-url')],
  ['--no-index', flag('no-index')],
  ['--constraint', value('constraint')],
  ['--requirement', value('requirement')],
  ['--editable', value('editable')],
  ['--find-links', value('find-links')],
  ['--no-binary', value('no-binary')],
  ['--only-binary', value('only-binary')],
  ['--prefer-binary', flag('prefer-binary')],
  ['--require-hashes', flag('require-hashes')],
  ['--no-require-hashes', flag('no-require-hashes')],
  ['--pre', flag('pre')],
  ['--all-releases', value('all-releases')],
  ['--only-final', value('only-final')],
  ['--trusted-host', value('trusted-host')],
  ['--use-feature', value('use-feature')],
  ['--hash', value('hash')],
  ['--config-settings', value('config-settings')],
]);

/** Gone from newer pips: taken when written out, so that they make no other abbreviation ambiguous. */
const FORMER: ReadonlyMap<string, OptionShape> = new Map([
  ['--global-option', value('global-option')],
  ['--install-option', value('install-option')],
]);

const SHORT: ReadonlyMap<string, OptionShape> = new Map([
  ['-i', value('index-url')],
  ['-c', value('constraint')],
  ['-r', value('requirement')],
  ['-e', value('editable')],
  ['-f', value('find-links')],
  ['-C', value('config-settings')],
]);

/** The algorithms that pip takes for `--hash`. */
const STRONG_HASHES: ReadonlySet<string> = new Set(['sha256', 'sha384', 'sha512']);

/**
 * Reads the options of one line as Python's `optparse` does for pip: values after a space or `=`,
 * short ones run together, long ones shortened to what is unique, other words passed over. Faults:
 * `unknown-option`, `ambiguous-option`, `missing-value`, `needless-value`, `invalid-value`.
 *
 * Source: Python's Library Reference, `optparse`; measured against pip 26.3.
 */
export function parsePipOptions(words: readonly ShellWord[]): Parsed<PipOption[]> {
  const options: PipOption[] = [];
  for (let i = 0; i < words.length; i++) {
    const { text, offset } = words[i] ?? { text: '', offset: 0 };
    if (text === '--') break;
    if (!text.startsWith('-') || text === '-') continue;
    const split = text.startsWith('--') ? splitLong(text) : { spelling: text.slice(0, 2), given: text.slice(2) };
    const shape = text.startsWith('--') ? longOption(split.spelling, offset) : shortOption(split.spelling, offset);
    if (!shape.ok) return shape;
    const { name, takesValue } = shape.value;
    let { given } = split;
    if (takesValue) {
      if (given === undefined || (given === '' && !text.startsWith('--'))) given = words[++i]?.text;
      if (given === undefined) return fault('missing-value', `\`${shown(split.spelling)}\` needs a value`, offset);
      const wrong = misfit(name, given);
      if (wrong !== undefined) return fault('invalid-value', wrong, offset);
    } else if (given !== undefined)
      return fault('needless-value', `\`${shown(split.spelling)}\` takes no value`, offset);
    options.push({ name, value: given ?? '', offset });
  }
  return ok(options);
}

function splitLong(text: string): { spelling: string; given: string | undefined } {
  const equals = text.indexOf('=');
  return equals < 0
    ? { spelling: text, given: undefined }
    : { spelling: text.slice(0, equals), given: text.slice(equals + 1) };
}

function longOption(spelling: string, offset: number): Parsed<OptionShape> {
  const exact = LONG.get(spelling) ?? FORMER.get(spelling);
  if (exact !== undefined) return ok(exact);
  const [first, ...others] = [...LONG].filter(([long]) => long.startsWith(spelling));
  if (first === undefined) return fault('unknown-option', `\`${shown(spelling)}\` is no option that pip knows`, offset);
  if (others.length === 0) return ok(first[1]);
  const names = [first, ...others].map(([long]) => `\`${long}\``);
  return fault('ambiguous-option', `\`${spelling}\` may mean ${names.join(' or ')}`, offset);
}

function shortOption(spelling: string, offset: number): Parsed<OptionShape> {
  const shape = SHORT.get(spelling);
  return shape === undefined
    ? fault('unknown-option', `\`${shown(spelling)}\` is no option that pip knows`, offset)
    : ok(shape);
}

/** Why a value is none for its option. */
function misfit(name: PipOptionName, given: string): string | undefined {
  if (name === 'hash') {
    const colon = given.indexOf(':');
    if (colon < 0) return '`--hash` takes `ALGORITHM:DIGEST`';
    if (!STRONG_HASHES.has(given.slice(0, colon)))
      return `\`${shown(given.slice(0, colon))}\` is no algorithm that pip takes: sha256, sha384 or sha512`;
  }
  if (name === 'config-settings' && !given.includes('=')) return '`--config-settings` takes `KEY=VALUE`';
  return undefined;
}

function shown(text: string): string {
  // Hidden before it is cut: half a password is one too.
  const harmless = redactUrl(text);
  return harmless.length > 80 ? `${harmless.slice(0, 80).toWellFormed()}…` : harmless;
}
