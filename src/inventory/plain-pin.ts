import { type NormalizedName, normalizeName } from '@rind/pypa';

/** What a line that is nothing but a pin says. */
export interface PlainPin {
  readonly name: NormalizedName;
  readonly version: string;
}

/** A version in numbers and dots, without needless zeros: it is its own normal form. */
const PIN =
  /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)==((?:0|[1-9][0-9]{0,14})(?:\.(?:0|[1-9][0-9]{0,14})){0,20})$/;

/**
 * Reads `name==1.2.3` at once, which most lines of most files are; undefined for any other line. A test holds it
 * to what `parseRequirementEntry` and `readReference` make of the same line.
 */
export function readPlainPin(line: string): PlainPin | undefined {
  const match = PIN.exec(line);
  if (match === null) return undefined;
  const [, name = '', version = ''] = match;
  return { name: normalizeName(name), version };
}
