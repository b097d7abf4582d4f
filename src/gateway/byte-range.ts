/** Bytes of a file: from the first to before the end. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What a `Range` asks for: all of the file, a part, or what it does not have. */
export type RangeAsk = ByteRange | 'whole' | 'unsatisfiable';

const ONE = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i;

/**
 * Reads a `Range` header for a file of so many bytes. Another unit, several ranges and what is no range ask for
 * the whole: a server may ignore the header, and many small ranges of one file are an attack more often than
 * a wish. Source: RFC 9110, 14.1.2, 14.2.
 */
export function readRange(header: string | undefined, size: number): RangeAsk {
  if (header === undefined || header.length > 100) return 'whole';
  const match = ONE.exec(header);
  if (match === null) return 'whole';
  const [from = '', to = ''] = [match[1], match[2]];
  if (from === '') {
    if (to === '') return 'whole';
    const length = Math.min(Number(to), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  const start = Number(from);
  const end = to === '' ? size : Math.min(Number(to) + 1, size);
  if (to !== '' && Number(to) < start) return 'whole';
  return start >= size ? 'unsatisfiable' : { start, end };
}
