import { splitPythonUrl } from './python-url.ts';
import { decodeUtf8Loosely } from './utf8.ts';

/** Schemes whose last path segment may carry parameters after `;` (RFC 2396). The empty one is "no scheme". */
const WITH_PARAMETERS: ReadonlySet<string> = new Set(
  '|ftp|hdl|prospero|http|imap|https|shttp|rtsp|rtsps|rtspu|sip|sips|mms|sftp|tel'.split('|'),
);

/**
 * The file name at the end of a URL, read as Python's `urllib.parse` reads it, since that is what
 * installers do. A URL parser by the WHATWG rules would resolve `..`, turn `\` into `/` and so see
 * other names.
 *
 * The last component of the path, percent-decoded as UTF-8 (U+FFFD for each maximal broken piece).
 * Empty when the path ends in `/`; undefined where {@link splitPythonUrl} refuses the URL.
 */
export function fileNameOfUrl(url: string): string | undefined {
  const split = splitPythonUrl(url);
  if (!split.ok) return undefined;
  const { scheme, path } = split.value;
  const segment = path.slice(path.lastIndexOf('/') + 1);
  const parameters = WITH_PARAMETERS.has(scheme) ? segment.indexOf(';') : -1;
  return percentDecode(parameters < 0 ? segment : segment.slice(0, parameters));
}

function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = new Uint8Array(run.length / 3);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(run.slice(3 * i + 1, 3 * i + 3), 16);
    return decodeUtf8Loosely(bytes);
  });
}
