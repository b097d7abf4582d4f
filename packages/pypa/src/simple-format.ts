import { asciiLower } from './python-text.ts';

/** A serialization of the Simple API, as a server sends it. `text-html` is the old name of `html-v1`. */
export type SimpleFormat = 'json-v1' | 'html-v1' | 'text-html';

/** The `Content-Type` of each serialization. Source: PEP 691, "Content-Types". */
export const SIMPLE_CONTENT_TYPES: Readonly<Record<SimpleFormat, string>> = {
  'json-v1': 'application/vnd.pypi.simple.v1+json',
  'html-v1': 'application/vnd.pypi.simple.v1+html',
  'text-html': 'text/html',
};

/** The `Accept` header of a client that understands all of them and prefers JSON. Source: PEP 691, "Version + Format Selection". */
export const SIMPLE_ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01';

const TYPES: ReadonlyMap<string, SimpleFormat> = new Map([
  ['application/vnd.pypi.simple.v1+json', 'json-v1'],
  ['application/vnd.pypi.simple.v1+html', 'html-v1'],
  ['application/vnd.pypi.simple.latest+json', 'json-v1'],
  ['application/vnd.pypi.simple.latest+html', 'html-v1'],
  ['text/html', 'text-html'],
]);

/** The serialization that a `Content-Type` header or a `format` parameter names; its parameters are ignored. */
export function simpleFormatOf(contentType: string): SimpleFormat | undefined {
  if (typeof contentType !== 'string') return undefined;
  const semicolon = contentType.indexOf(';');
  return TYPES.get(asciiLower(trim(semicolon < 0 ? contentType : contentType.slice(0, semicolon))));
}

/** How well a serialization is accepted. */
interface Acceptance {
  readonly quality: number;
  /** 3 by its own name, 2 by `type/*`, 1 by the wildcard for all. */
  readonly precision: number;
}

/** Old clients send no `Accept`, or the wildcard for all, and expect HTML; a client that names JSON understands it. */
const BY_WILDCARD: readonly SimpleFormat[] = ['text-html', 'html-v1', 'json-v1'];
const BY_NAME: readonly SimpleFormat[] = ['json-v1', 'html-v1', 'text-html'];

/**
 * Chooses what to send: the highest quality first, then what is named over what a wildcard covers,
 * then JSON, or HTML where only the wildcard for all speaks. No header means that anything will do.
 * Undefined: answer 406. Entries that cannot be read are ignored.
 *
 * Source: PEP 691, "Version + Format Selection"; RFC 9110, 12.5.1.
 */
export function negotiateSimpleFormat(accept: string | undefined): SimpleFormat | undefined {
  if (accept !== undefined && typeof accept !== 'string') return undefined;
  const accepted = new Map<SimpleFormat, Acceptance>();
  const offer = (format: SimpleFormat, precision: number, quality: number) => {
    const known = accepted.get(format);
    const better =
      known === undefined || precision > known.precision || (precision === known.precision && quality > known.quality);
    if (better) accepted.set(format, { quality, precision });
  };
  for (const entry of splitOutsideQuotes(accept ?? '*/*', ',')) {
    const [range = '', ...parameters] = splitOutsideQuotes(entry, ';');
    const quality = qualityOf(parameters);
    if (quality === undefined) continue;
    const type = asciiLower(trim(range));
    const named = TYPES.get(type);
    if (named !== undefined) offer(named, 3, quality);
    for (const format of BY_NAME) {
      if (type === '*/*') offer(format, 1, quality);
      else if (type.endsWith('/*') && SIMPLE_CONTENT_TYPES[format].startsWith(type.slice(0, -1)))
        offer(format, 2, quality);
    }
  }
  const best = [...accepted.values()].reduce(
    (top, next) =>
      next.quality > top.quality || (next.quality === top.quality && next.precision > top.precision) ? next : top,
    { quality: 0, precision: 0 },
  );
  if (best.quality === 0) return undefined;
  return (best.precision === 1 ? BY_WILDCARD : BY_NAME).find((format) => {
    const found = accepted.get(format);
    return found?.quality === best.quality && found.precision === best.precision;
  });
}

/** The weight in thousandths, or undefined when it cannot be read. */
function qualityOf(parameters: readonly string[]): number | undefined {
  for (const parameter of parameters) {
    const text = trim(parameter);
    if (asciiLower(text.slice(0, 2)) !== 'q=') continue;
    const weight = text.slice(2);
    return /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Math.round(Number(weight) * 1000) : undefined;
  }
  return 1000;
}

function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && (text[start] === ' ' || text[start] === '\t')) start++;
  while (end > start && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return text.slice(start, end);
}

/** Splits a header at a separator, but not within quoted strings. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text[at];
    if (quoted && unit === '\\') at++;
    else if (unit === '"') quoted = !quoted;
    else if (unit === separator && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
