/** Bytes of a name: what Linux gives a whole path is four times that, and no published file comes near. */
const LONGEST = 1024;
/** Folders of a name. */
const DEEPEST = 64;
const LEADS_OUT = /^\/|^[A-Za-z]:|[\\\0]|(?:^|\/)\.\.(?:\/|$)/;
const DOTS_AND_SPACES = /^\.[. ]+$/;
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/;
/** Marks that turn the direction of text: a name that people read is not the name that is written. */
const TURNS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const RESERVED = /^(?:aux|con|nul|prn|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?: *\..*)?$/i;
const REFUSED_BY_WINDOWS = /[<>:"|?*]/;

/** Whether the name of an archive's entry is relative, with forward slashes, and never goes up. */
export function staysInside(name: string): boolean {
  return name !== '' && !LEADS_OUT.test(name);
}

/**
 * Why no file may be called so, as the end of a sentence about it; undefined where one may. Source: PEP 721 and
 * PyPI's rules for archives, which both refuse most of it.
 */
export function unsafeName(name: string): string | undefined {
  if (!staysInside(name)) return 'leads out of the archive';
  if (CONTROL.test(name)) return 'holds a control character';
  if (name.length > LONGEST || Buffer.byteLength(name) > LONGEST) return `is longer than ${LONGEST} bytes`;
  const parts = name.split('/');
  // Windows takes dots and spaces at the end of a part away: `.. .` goes up there as `..` does.
  if (parts.some((part) => DOTS_AND_SPACES.test(part) && part.includes('.', 1))) return 'leads out of the archive';
  return parts.length > DEEPEST + 1 ? `is deeper than ${DEEPEST} folders` : undefined;
}

/** What is odd about a name that may be used, as the end of a sentence; undefined where nothing is. */
export function oddName(name: string): string | undefined {
  if (TURNS.test(name)) return 'holds marks that turn the direction of text';
  if (REFUSED_BY_WINDOWS.test(name)) return 'holds a character that Windows refuses';
  for (const part of name.split('/')) {
    if (RESERVED.test(part)) return 'is a device on Windows';
    if (/[. ]$/.test(part) && part !== '.') return 'has a part that ends in a dot or space, which Windows takes away';
  }
  return undefined;
}

/** The path that a file system makes of a name: without `.`, empty parts and a final `/`. */
export function plainPath(name: string): string {
  if (!/(?:^|\/)\.?(?:\/|$)/.test(name)) return name;
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** What names are on file systems that fold case and Unicode forms, as those of macOS and Windows. */
export function foldedPath(path: string): string {
  return /^[\x00-\x7f]*$/.test(path) ? path.toLowerCase() : path.normalize('NFKC').toLowerCase().normalize('NFC');
}

/** A name in a message: short. */
export function shownName(name: string): string {
  return name.length > 100 ? `${name.slice(0, 99)}…` : name;
}
