import type { TreeFault } from './result.ts';

/**
 * Reads a document that was handed in parsed. Plain data never throws; an accessor or a proxy is code
 * of the caller's and may: then `refuse` makes the answer of one fault, `unreadable-value`. Not part
 * of the public surface.
 */
export function readForeign<T>(read: () => T, refuse: (faults: TreeFault[]) => T): T {
  try {
    return read();
  } catch {
    const message = 'reading the document fails: it must be plain data, without accessors and proxies';
    return refuse([{ code: 'unreadable-value', message, path: [] }]);
  }
}
