import { lazy } from '../base/lazy.ts';
import { type Metrics, type MetricWeights, readMetrics, valuesOf, weightOf } from './cvss-metrics.ts';

/** Source: CVSS v2.0 guide, section 3.2. */
const WEIGHTS: MetricWeights = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
  C: { N: 0, P: 0.275, C: 0.66 },
  I: { N: 0, P: 0.275, C: 0.66 },
  A: { N: 0, P: 0.275, C: 0.66 },
  E: { U: 0.85, POC: 0.9, F: 0.95, H: 1, ND: 1 },
  RL: { OF: 0.87, TF: 0.9, W: 0.95, U: 1, ND: 1 },
  RC: { UC: 0.9, UR: 0.95, C: 1, ND: 1 },
  CDP: { N: 0, L: 0.1, LM: 0.3, MH: 0.4, H: 0.5, ND: 0 },
  TD: { N: 0, L: 0.25, M: 0.75, H: 1, ND: 1 },
  CR: { L: 0.5, M: 1, H: 1.51, ND: 1 },
  IR: { L: 0.5, M: 1, H: 1.51, ND: 1 },
  AR: { L: 0.5, M: 1, H: 1.51, ND: 1 },
};
const values = lazy(() => valuesOf(WEIGHTS));
const BASE = ['AV', 'AC', 'Au', 'C', 'I', 'A'];
const TEMPORAL = ['E', 'RL', 'RC'];
const ENVIRONMENTAL = ['CDP', 'TD', 'CR', 'IR', 'AR'];

/**
 * The score of a CVSS 2.0 vector, 0 to 10: the base score, or the temporal or environmental one where
 * the vector has metrics of those groups. Undefined when it is no such vector.
 *
 * Source: CVSS v2.0 guide, section 3.2.
 */
export function scoreCvss2(vector: string): number | undefined {
  const metrics = readMetrics(vector, values(), BASE);
  if (metrics === undefined) return undefined;
  const says = (group: readonly string[]) => group.some((metric) => (metrics.get(metric) ?? 'ND') !== 'ND');
  const temporal = (base: number) => rounded(TEMPORAL.reduce((score, metric) => score * weight(metrics, metric), base));
  if (says(ENVIRONMENTAL)) {
    const requirements = { C: weight(metrics, 'CR'), I: weight(metrics, 'IR'), A: weight(metrics, 'AR') };
    const adjusted = temporal(base(metrics, requirements, 10));
    // An adjusted score may lie below zero; the guide cuts nothing off before the end.
    return Math.max(0, rounded((adjusted + (10 - adjusted) * weight(metrics, 'CDP')) * weight(metrics, 'TD')));
  }
  const score = base(metrics, { C: 1, I: 1, A: 1 }, Number.POSITIVE_INFINITY);
  return says(TEMPORAL) ? temporal(score) : score;
}

function weight(metrics: Metrics, metric: string): number {
  return weightOf(WEIGHTS, metric, metrics.get(metric) ?? 'ND');
}

interface Requirements {
  readonly C: number;
  readonly I: number;
  readonly A: number;
}

/** The guide caps the impact where requirements adjust it, and only there. */
function base(metrics: Metrics, requirements: Requirements, cap: number): number {
  const left =
    (1 - weight(metrics, 'C') * requirements.C) *
    (1 - weight(metrics, 'I') * requirements.I) *
    (1 - weight(metrics, 'A') * requirements.A);
  const impact = Math.min(cap, 10.41 * (1 - left));
  if (impact === 0) return 0;
  const exploitability = 20 * weight(metrics, 'AV') * weight(metrics, 'AC') * weight(metrics, 'Au');
  return rounded((0.6 * impact + 0.4 * exploitability - 1.5) * 1.176);
}

/** To one decimal, halves away from zero; what binary fractions add or lack is far below the tolerance. */
function rounded(score: number): number {
  return (Math.sign(score) * Math.floor(Math.abs(score) * 10 + 0.5 + 1e-9)) / 10;
}
