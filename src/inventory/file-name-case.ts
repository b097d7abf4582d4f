import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { InventoryFormat } from './format.ts';

/** What some disks pass over in a name: HFS+ compares without them. Source: Apple, Technical Note TN1150. */
const PASSED_OVER = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
/** How the names that are looked for end, which most files do not. */
const MAY_BE_KNOWN = /(?:\.(?:lock|toml|ya?ml|cfg|py)|pipfile)$/;

/**
 * A file that no format takes by its name, though some disks take it for one that a format would: names differ by
 * case alone. There its tool uses it, so it is said; here it is another file, so it is not read.
 *
 * @param shown the file's path, whose name is compared
 */
export function misspelledName(
  shown: string,
  folder: string,
  formats: readonly InventoryFormat[],
): Problem | undefined {
  const name = shown.slice(shown.lastIndexOf('/') + 1);
  // By way of the upper case: it makes one letter of those that have several lower ones.
  const folded = name.replace(PASSED_OVER, '').toUpperCase().toLowerCase();
  if (!MAY_BE_KNOWN.test(folded) || formats.some(({ matches }) => matches(name, folder))) return undefined;
  const spellings = [folded, folded.slice(0, 1).toUpperCase() + folded.slice(1)];
  // A name that says too little to tell the format is no name that a tool looks for.
  const known = spellings.find(
    (spelling) =>
      spelling !== name && formats.some(({ matches, sniff }) => sniff === undefined && matches(spelling, folder)),
  );
  if (known === undefined) return undefined;
  const message = `\`${shown}\` is not read, but a disk that does not tell upper from lower case takes it for \`${known}\``;
  return problem('file-name-case', message, { at: fileStart(shown), hint: `call it \`${known}\`, or remove it` });
}
