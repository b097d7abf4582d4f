import { fault, ok, type Parsed } from '@rind/pypa';
import { type PipOption, parsePipOptions } from './pip-options.ts';
import { splitShellWords } from './shell-words.ts';

/** What one logical line of a requirements file is, before its requirement is looked at. */
export type RequirementEntry =
  | {
      readonly kind: 'requirement';
      /** A dependency specifier, an address or a path, as written. */
      readonly text: string;
      /** Where it begins in the line, UTF-16 units. */
      readonly offset: number;
      readonly editable: boolean;
      /** Those that count for one requirement. */
      readonly options: readonly PipOption[];
    }
  | { readonly kind: 'include'; readonly as: 'requirements' | 'constraints'; readonly reference: string }
  | { readonly kind: 'options'; readonly options: readonly PipOption[] };

/**
 * Reads a line as pip does: what stands before the first word with a dash is the requirement, the
 * rest are options, and only those are read like a shell's words. Of several includes on one line the
 * first counts, `-r` before `-c`. Faults are those of shell words and options.
 *
 * Source: `break_args_options`, `ParsedLine` and `_parse_and_recurse` of pip's `req_file`.
 */
export function parseRequirementEntry(line: string): Parsed<RequirementEntry> {
  const cut = optionsStart(line);
  const words = splitShellWords(line.slice(cut));
  if (!words.ok) return fault(words.error.code, words.error.message, cut + words.error.offset);
  const parsed = parsePipOptions(words.value);
  if (!parsed.ok) return fault(parsed.error.code, parsed.error.message, cut + parsed.error.offset);
  const options = parsed.value.map((option) => ({ ...option, offset: cut + option.offset }));
  const first = (name: PipOption['name']) => options.find((option) => option.name === name);
  const text = line.slice(0, cut > 0 && cut < line.length ? cut - 1 : cut);
  if (text !== '') return ok({ kind: 'requirement', text, offset: 0, editable: false, options });
  const editable = first('editable');
  if (editable !== undefined)
    return ok({ kind: 'requirement', text: editable.value, offset: editable.offset, editable: true, options });
  const requirement = first('requirement');
  const include = requirement ?? first('constraint');
  if (include === undefined) return ok({ kind: 'options', options });
  const as = requirement === undefined ? 'constraints' : 'requirements';
  return ok({ kind: 'include', as, reference: include.value });
}

/** Where the first word begins that starts with a dash; words end at spaces only. */
function optionsStart(line: string): number {
  if (line.startsWith('-')) return 0;
  const at = line.indexOf(' -');
  return at < 0 ? line.length : at + 1;
}
