/** How a page's bytes are packed. */
export type Coding = 'identity' | 'gzip' | 'zstd';

/** In the order of preference where a client likes them alike. */
const OFFERED = ['zstd', 'gzip'] as const;
const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;
/** Entries that are read: nobody needs more. */
const MOST_ENTRIES = 32;

/**
 * Chooses from an `Accept-Encoding` header: the best liked of zstd and gzip, and nothing packed where the
 * client does not name either. Without the header too: who does not say that it unpacks may not.
 * Source: RFC 9110, 12.5.3.
 */
export function chooseCoding(acceptEncoding: string | undefined): Coding {
  if (acceptEncoding === undefined) return 'identity';
  const weights = new Map<string, number>();
  for (const entry of acceptEncoding.split(',', MOST_ENTRIES)) {
    const [name = '', ...parameters] = entry.split(';', 4);
    const weight = weightOf(parameters);
    if (weight !== undefined) weights.set(name.trim().toLowerCase(), weight);
  }
  let chosen: Coding = 'identity';
  let best = weights.get('identity') ?? 0;
  for (const coding of OFFERED) {
    const alias = coding === 'gzip' ? weights.get('x-gzip') : undefined;
    const weight = weights.get(coding) ?? alias ?? weights.get('*') ?? 0;
    if (weight > 0 && (weight > best || (chosen === 'identity' && weight === best))) [chosen, best] = [coding, weight];
  }
  return chosen;
}

function weightOf(parameters: readonly string[]): number | undefined {
  for (const parameter of parameters) {
    const text = parameter.trim();
    if (text.slice(0, 2).toLowerCase() === 'q=') return WEIGHT.test(text.slice(2)) ? Number(text.slice(2)) : undefined;
  }
  return 1;
}
