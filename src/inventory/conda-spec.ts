import { fault, formatSpecifierSet, ok, type Parsed, parseSpecifierSet } from '@rind/pypa';

/** What a match specification asks for. */
export interface MatchSpec {
  readonly name: string;
  /** As written, `conda-forge/linux-64` included; undefined where none is named. */
  readonly channel?: string;
  /** The one version that it lets in, as written. */
  readonly version?: string;
  /** What it asks for where that is no one version, as PEP 440 writes it; undefined where it cannot. */
  readonly specifier?: string;
  readonly build?: string;
  /** Of the file, where the specification names it. */
  readonly md5?: string;
  readonly sha256?: string;
  /** The file's own address, in place of all else. */
  readonly url?: string;
}

/** No specification is that long. */
const LONGEST = 2000;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*/;
/** A version without operators and wildcards. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._!+-]*$/;

/**
 * Reads a match specification: `name`, `name=1.2` (1.2 or any 1.2.x), `name==1.2.3`, `name 1.2.3`,
 * `name=1.2.3=build`, `name>=1,<2`, `channel::name`, `name[version='1.2.3',build=…]`. Problems:
 * `invalid-match-spec`, with the offset.
 *
 * Source: conda's documentation, "Package match specifications"; `MatchSpec` of conda.
 */
export function parseMatchSpec(text: string): Parsed<MatchSpec> {
  if (text.length > LONGEST) return fault('invalid-match-spec', `a specification holds up to ${LONGEST} characters`, 0);
  const comment = text.search(/\s#/);
  const whole = comment < 0 ? text : text.slice(0, comment);
  const indent = whole.length - whole.trimStart().length;
  const body = whole.trim();
  const bracket = body.endsWith(']') ? body.indexOf('[') : -1;
  const keys = bracket < 0 ? new Map<string, string>() : readKeys(body.slice(bracket + 1, -1));
  if (keys === undefined) return fault('invalid-match-spec', 'brackets hold `key=value` pairs', indent + bracket);
  const head = (bracket < 0 ? body : body.slice(0, bracket)).trim();
  if (/^[a-z][a-z0-9+.-]*:\/\/.*\.(?:conda|tar\.bz2)(?:#.*)?$/i.test(head)) return ok(fileSpec(head));
  const colons = head.lastIndexOf('::');
  // `channel::name`, and the old `channel:namespace:name`.
  const start = colons < 0 ? 0 : colons + 2;
  const bare = head.slice(start).trimStart();
  const name = NAME.exec(bare)?.[0];
  const rest = bare.slice(name?.length ?? 0);
  if (name === undefined || !/^(?:$|[\s=<>!~])/.test(rest)) {
    const message = name === undefined ? 'a name is missing' : `the name cannot go on with \`${rest.slice(0, 1)}\``;
    return fault('invalid-match-spec', message, indent + head.length - rest.length);
  }
  const [version, build] = splitBuild(rest.trim());
  const channel = keys.get('channel') ?? (colons < 0 ? undefined : head.slice(0, colons).trim());
  const asked = versionOf(keys.get('version') ?? version, keys.get('build') ?? build);
  if (asked === undefined)
    return fault(
      'invalid-match-spec',
      `the version \`${cut(version)}\` cannot be read`,
      indent + head.length - rest.length,
    );
  const [md5, sha256] = [keys.get('md5'), keys.get('sha256')];
  const asBuild = keys.get('build') ?? build;
  return ok({
    name,
    ...(channel === undefined || channel === '' ? {} : { channel }),
    ...asked,
    ...(asBuild === undefined ? {} : { build: asBuild }),
    ...(md5 === undefined ? {} : { md5 }),
    ...(sha256 === undefined ? {} : { sha256 }),
  });
}

function fileSpec(text: string): MatchSpec {
  const hash = text.indexOf('#');
  const url = hash < 0 ? text : text.slice(0, hash);
  return { name: url, url, ...digestOf(hash < 0 ? '' : text.slice(hash + 1)) };
}

/** The digest behind the `#` of an address: MD5 in bare digits, `sha256:` with a prefix. */
export function digestOf(anchor: string): { readonly md5?: string; readonly sha256?: string } {
  const [, sha256] = /^sha256[:=]([0-9a-f]{64})$/i.exec(anchor) ?? [];
  if (sha256 !== undefined) return { sha256 };
  const [, md5] = /^(?:md5[:=])?([0-9a-f]{32})$/i.exec(anchor) ?? [];
  return md5 === undefined ? {} : { md5 };
}

/** `key=value, key='value'`; values may hold commas inside quotes. */
function readKeys(text: string): Map<string, string> | undefined {
  const keys = new Map<string, string>();
  let at = 0;
  const pair = /\s*([a-z_0-9]{1,40})\s{0,40}=\s{0,40}(?:"([^"]*)"|'([^']*)'|([^,'"]*))\s*(?:,|$)/y;
  while (at < text.length) {
    pair.lastIndex = at;
    const found = pair.exec(text);
    if (found === null || found[0] === '') return undefined;
    const [, key = '', double, single, bare] = found;
    keys.set(key, (double ?? single ?? bare ?? '').trim());
    at = pair.lastIndex;
  }
  return keys;
}

/** The build follows the version after a blank or a single `=`; blanks inside a version (`>=1, <2`) are none. */
function splitBuild(rest: string): [version: string, build: string | undefined] {
  const tight = rest.replace(/\s+/g, ' ').replace(/ ?([,|<>!~=]=?) ?/g, '$1');
  const blank = tight.search(/\s/);
  if (blank >= 0) return [tight.slice(0, blank), tight.slice(blank).trim()];
  const equals = tight.lastIndexOf('=');
  if (equals > 0 && /[^=<>!~,|]/.test(tight.charAt(equals - 1)) && equals < tight.length - 1)
    return [tight.slice(0, equals), tight.slice(equals + 1)];
  return [tight, undefined];
}

/** The version asked for: one, a range, or none; undefined for what cannot be read. */
function versionOf(written: string, build: string | undefined): Pick<MatchSpec, 'version' | 'specifier'> | undefined {
  if (written === '' || written === '*' || written === '=*') return {};
  const exact = written.startsWith('==') ? written.slice(2) : written;
  if (PLAIN.test(exact)) return { version: exact };
  if (/^=[^=]/.test(written) && PLAIN.test(written.slice(1))) {
    // With a build the version is the whole one: `python=3.9.18=h955ad1f_0` is what an export writes.
    return build === undefined ? specifierOf(`==${written.slice(1)}.*`) : { version: written.slice(1) };
  }
  if (!/^[A-Za-z0-9._!+*,|<>=~()^$-]+$/.test(written)) return undefined;
  return specifierOf(written);
}

/** A range in PEP 440's words, where they are the same. `|` and regular expressions have none. */
function specifierOf(written: string): Pick<MatchSpec, 'specifier'> {
  const parts = written.split(',').map((part) => {
    if (/^=[^=]/.test(part)) return `==${part.slice(1).replace(/\.?\*$/, '')}.*`;
    return /^[0-9]/.test(part)
      ? `==${part.replace(/([^.])\*$/, '$1.*')}`
      : part.replace(/^([<>]=?|!=)(.*)\.\*$/, spread);
  });
  const parsed = parseSpecifierSet(parts.join(','));
  return parsed.ok ? { specifier: formatSpecifierSet(parsed.value) } : {};
}

/** `>=1.2.*` is `>=1.2` to conda; `!=1.2.*` means the same to both. */
function spread(whole: string, operator: string, version: string): string {
  return operator === '!=' ? whole : `${operator}${version}`;
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text;
}
