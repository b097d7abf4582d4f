import { parseSpec } from '../../policy/spec.ts';

/** What was meant by a text that is no SPEC; undefined where that cannot be told. */
export function meantSpec(text: string): string | undefined {
  const short = text.trim().slice(0, 200);
  const guesses = [
    /^[0-9A-Fa-f]{64}$/.test(short) ? `sha256:${short.toLowerCase()}` : '',
    short.replace(/^sha256[=-]/i, 'sha256:').replace(/^SHA256:/i, 'sha256:'),
    // `requests=1.0`, `requests@1.0`, `requests 1.0`, `requests:1.0`, as other tools write it.
    short.replace(/^(?!sha256:)([A-Za-z0-9._-]+) ?[=@: ] ?(\d[A-Za-z0-9.!+*-]*)$/, '$1==$2'),
    // `acme*` for every name that begins with `acme-`.
    short.replace(/^([A-Za-z0-9._-]*[A-Za-z0-9])\*$/, '$1-*'),
  ];
  return guesses.find((guess) => guess !== '' && guess !== text && parseSpec(guess).ok);
}
