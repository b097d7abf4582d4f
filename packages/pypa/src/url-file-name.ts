/**
 * The file name at the end of a URL, read as Python's `urllib.parse` reads it, since that is what
 * installers do. A URL parser by the WHATWG rules would resolve `..`, turn `\` into `/` and so see
 * other names.
 */

/** Schemes whose last path segment may carry parameters after `;` (RFC 2396). The empty one is "no scheme". */
const WITH_PARAMETERS: ReadonlySet<string> = new Set(
  [
    '',
    'ftp',
    'hdl',
    'prospero',
    'http',
    'imap',
    'https',
    'shttp',
    'rtsp',
    'rtsps',
    'rtspu',
    'sip',
    'sips',
    'mms',
  ].concat(['sftp', 'tel']),
);

/**
 * The last component of a URL's path, percent-decoded. Empty when the path ends in `/`; undefined
 * when Python refuses the URL: unbalanced or unreadable brackets in the host, or a host whose
 * compatibility form holds a delimiter.
 */
export function fileNameOfUrl(url: string): string | undefined {
  let rest = url.replace(/^[\x00-\x20]+/, '').replace(/[\t\r\n]+/g, '');
  let scheme = '';
  const colon = rest.indexOf(':');
  if (colon > 0 && /^[A-Za-z][A-Za-z0-9+.-]*$/.test(rest.slice(0, colon))) {
    scheme = rest.slice(0, colon).toLowerCase();
    rest = rest.slice(colon + 1);
  }
  if (rest.startsWith('//')) {
    const end = rest.slice(2).search(/[/?#]/);
    const host = end < 0 ? rest.slice(2) : rest.slice(2, end + 2);
    if (!isReadableHost(host)) return undefined;
    rest = end < 0 ? '' : rest.slice(end + 2);
  }
  const path = before(before(rest, '#'), '?');
  const segment = path.slice(path.lastIndexOf('/') + 1);
  return percentDecode(WITH_PARAMETERS.has(scheme) ? before(segment, ';') : segment);
}

function before(text: string, delimiter: string): string {
  const at = text.indexOf(delimiter);
  return at < 0 ? text : text.slice(0, at);
}

function isReadableHost(host: string): boolean {
  const open = host.indexOf('[');
  if (open >= 0 !== host.includes(']')) return false;
  if (open >= 0 && !isBracketedAddress(before(host.slice(open + 1), ']'))) return false;
  if (/^[\x00-\x7f]*$/.test(host)) return true;
  const bare = host.replace(/[@:#?]+/g, '');
  const folded = bare.normalize('NFKC');
  return folded === bare || !/[/?#@:]/.test(folded);
}

function isBracketedAddress(text: string): boolean {
  if (text.startsWith('v')) return /^v[0-9a-fA-F]+\.[^\n]+$/.test(text);
  const [address = '', ...zones] = text.split('%');
  if (zones.length > 1 || zones[0] === '') return false;
  const parts = address.split(':');
  const last = parts.at(-1) ?? '';
  if (last.includes('.')) {
    if (parts.length < 3 || !/^(?:(?:0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])(?:\.(?!$)|$)){4}$/.test(last))
      return false;
    parts.splice(-1, 1, '0', '0');
  }
  if (parts.length < 3 || parts.length > 9) return false;
  const inner = parts.slice(1, -1).filter((part) => part === '').length;
  if (inner > 1 || !parts.every((part) => /^[0-9a-fA-F]{0,4}$/.test(part))) return false;
  const [first] = parts;
  if (inner === 0) return parts.length === 8 && first !== '' && parts.at(-1) !== '';
  if (first === '' && parts[1] !== '') return false;
  if (parts.at(-1) === '' && parts.at(-2) !== '') return false;
  return parts.filter((part) => part !== '').length < 8;
}

/** Percent-decoding as UTF-8; what is no UTF-8 becomes U+FFFD, one for each maximal broken piece. */
function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = Array.from({ length: run.length / 3 }, (_, i) =>
      Number.parseInt(run.slice(3 * i + 1, 3 * i + 3), 16),
    );
    return decodeUtf8(bytes);
  });
}

function decodeUtf8(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i++] ?? 0;
    const more = lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    let point = more === 1 ? lead & 0x1f : more === 2 ? lead & 0x0f : more === 3 ? lead & 0x07 : lead;
    let missing = Math.max(more, 0);
    // The first byte after the lead is bounded more tightly: no overlong forms, no surrogates, nothing past U+10FFFF.
    let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    for (; missing > 0; missing--) {
      const next = bytes[i];
      if (next === undefined || next < low || next > high) break;
      point = (point << 6) | (next & 0x3f);
      i++;
      low = 0x80;
      high = 0xbf;
    }
    text += more < 0 || missing > 0 ? '\ufffd' : String.fromCodePoint(point);
  }
  return text;
}
