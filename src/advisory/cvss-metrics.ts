/** The values of a vector by metric. */
export type Metrics = ReadonlyMap<string, string>;

/** What a version of CVSS lets a vector say: the values of each metric. */
export type MetricValues = Readonly<Record<string, readonly string[]>>;

/** No vector of any version with every metric comes near. */
const LONGEST = 400;

/**
 * Reads `AV:N/AC:L/…`. Metrics may stand in any order; undefined when one is unknown, stands twice or
 * has a value that it cannot have, or when a mandatory one is missing.
 */
export function readMetrics(text: string, values: MetricValues, mandatory: readonly string[]): Metrics | undefined {
  if (text.length > LONGEST) return undefined;
  const metrics = new Map<string, string>();
  for (const field of text.split('/')) {
    const colon = field.indexOf(':');
    const metric = field.slice(0, Math.max(colon, 0));
    const value = field.slice(colon + 1);
    const possible = Object.hasOwn(values, metric) ? values[metric] : undefined;
    if (!possible?.includes(value) || metrics.has(metric)) return undefined;
    metrics.set(metric, value);
  }
  return mandatory.every((metric) => metrics.has(metric)) ? metrics : undefined;
}

/** The numbers that a version of CVSS gives the values of its metrics. */
export type MetricWeights = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The values that have a weight, by metric. */
export function valuesOf(weights: MetricWeights): MetricValues {
  return Object.fromEntries(Object.entries(weights).map(([metric, of]) => [metric, Object.keys(of)]));
}

/** The weight of a metric's value; 1 where it has none, which changes no product. */
export function weightOf(weights: MetricWeights, metric: string, value: string): number {
  return weights[metric]?.[value] ?? 1;
}
