/** `algorithm:digest`, in hexadecimal digits or Base64's letters for addresses. */
const HASH = /^[a-z][a-z0-9_-]{0,40}:[a-z0-9+=_-]{1,512}$/;

/** UTF-16 units of the lists that are remembered; beyond it everything is forgotten. */
const MAX_UNITS = 8_000_000;
/** So many lists that begin alike are compared with a new one. */
const MAX_VARIANTS = 20;

/** A list as files write it, and what is made of it. */
interface KnownList {
  readonly written: readonly string[];
  readonly sorted: readonly string[];
}

const known = new Map<string, KnownList[]>();
const made = new WeakSet<readonly string[]>();
let units = 0;

/**
 * The hashes of files, each once, in order. What is written in place of one and is none counts as missing.
 *
 * The locks of a folder list the same files a thousand times. What was made of a list before is handed out again:
 * it is a function of what is written, compared whole, and of nothing else.
 */
export function sortedHashes(hashes: readonly (string | undefined)[]): readonly string[] {
  const [first] = hashes;
  if (first === undefined || !isText(hashes)) return sorted(hashes);
  const alike = known.get(first);
  const same = alike?.find(({ written }) => isSame(written, hashes));
  if (same !== undefined) return same.sorted;
  // A text that is cut out of a file keeps all of the file in memory.
  const written: string[] = JSON.parse(JSON.stringify(hashes));
  const list = sorted(written);
  if (list.length > 0) made.add(list);
  keep(written, list, alike);
  return list;
}

/** Whether a list was made here: nothing in it is an address, and nothing of it is part of a larger text. */
export function isHashList(list: readonly string[]): boolean {
  return made.has(list);
}

function keep(written: readonly string[], list: readonly string[], alike: KnownList[] | undefined): void {
  if (alike !== undefined && alike.length >= MAX_VARIANTS) return;
  for (const text of written) units += text.length;
  if (units > MAX_UNITS) {
    known.clear();
    units = 0;
    return;
  }
  const one = { written, sorted: list };
  if (alike === undefined) known.set(written[0] ?? '', [one]);
  else alike.push(one);
}

function isText(hashes: readonly (string | undefined)[]): hashes is readonly string[] {
  return !hashes.includes(undefined);
}

function isSame(written: readonly string[], hashes: readonly string[]): boolean {
  if (written.length !== hashes.length) return false;
  for (let at = 0; at < written.length; at++) if (written[at] !== hashes[at]) return false;
  return true;
}

function sorted(hashes: readonly (string | undefined)[]): string[] {
  const found: string[] = [];
  for (const written of hashes) {
    const hash = written?.toLowerCase();
    if (hash !== undefined && HASH.test(hash)) found.push(hash);
  }
  found.sort();
  return found.some((hash, at) => hash === found[at - 1]) ? [...new Set(found)] : found;
}
