import { fault, ok, type Parsed } from '@rind/pypa';

/** Decodes UTF-8 strictly; a byte order mark is dropped. */
export function decodeText(bytes: Uint8Array): Parsed<string> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fault('encoding-invalid', 'is no valid UTF-8', 0);
  }
}
