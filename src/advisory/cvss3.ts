import { lazy } from '../base/lazy.ts';
import { type Metrics, type MetricWeights, readMetrics, valuesOf, weightOf } from './cvss-metrics.ts';

const ATTACK_VECTOR = { N: 0.85, A: 0.62, L: 0.55, P: 0.2 };
const ATTACK_COMPLEXITY = { L: 0.77, H: 0.44 };
/** With scope unchanged; {@link PRIVILEGES_CHANGED} else. */
const PRIVILEGES = { N: 0.85, L: 0.62, H: 0.27 };
const PRIVILEGES_CHANGED = { N: 0.85, L: 0.68, H: 0.5 };
const INTERACTION = { N: 0.85, R: 0.62 };
const IMPACT = { H: 0.56, L: 0.22, N: 0 };
const REQUIREMENT = { X: 1, H: 1.5, M: 1, L: 0.5 };
/** A modified metric that is not defined has the value of the one that it modifies. */
const UNDEFINED = { X: 1 };
const SCOPE = { U: 1, C: 1 };

/** Source: CVSS v3.1 specification, section 7.4; those of v3.0 are the same. */
const WEIGHTS: MetricWeights = {
  AV: ATTACK_VECTOR,
  AC: ATTACK_COMPLEXITY,
  PR: PRIVILEGES,
  UI: INTERACTION,
  S: SCOPE,
  C: IMPACT,
  I: IMPACT,
  A: IMPACT,
  E: { X: 1, H: 1, F: 0.97, P: 0.94, U: 0.91 },
  RL: { X: 1, U: 1, W: 0.97, T: 0.96, O: 0.95 },
  RC: { X: 1, C: 1, R: 0.96, U: 0.92 },
  CR: REQUIREMENT,
  IR: REQUIREMENT,
  AR: REQUIREMENT,
  MAV: { ...UNDEFINED, ...ATTACK_VECTOR },
  MAC: { ...UNDEFINED, ...ATTACK_COMPLEXITY },
  MPR: { ...UNDEFINED, ...PRIVILEGES },
  MUI: { ...UNDEFINED, ...INTERACTION },
  MS: { ...UNDEFINED, ...SCOPE },
  MC: { ...UNDEFINED, ...IMPACT },
  MI: { ...UNDEFINED, ...IMPACT },
  MA: { ...UNDEFINED, ...IMPACT },
};
const values = lazy(() => valuesOf(WEIGHTS));
const BASE = ['AV', 'AC', 'PR', 'UI', 'S', 'C', 'I', 'A'];
const TEMPORAL = ['E', 'RL', 'RC'];
const ENVIRONMENTAL = ['CR', 'IR', 'AR', ...BASE.map((metric) => `M${metric}`)];

/**
 * The score of a CVSS 3.0 or 3.1 vector without its prefix, 0 to 10: the base score, or the temporal or
 * environmental one where the vector has metrics of those groups. Undefined when it is no such vector.
 *
 * Source: CVSS v3.1 specification, section 7; CVSS v3.0 specification, section 8.
 */
export function scoreCvss3(minor: 0 | 1, vector: string): number | undefined {
  const metrics = readMetrics(vector, values(), BASE);
  if (metrics === undefined) return undefined;
  const modified = ENVIRONMENTAL.some((metric) => (metrics.get(metric) ?? 'X') !== 'X');
  const score = modified ? environmental(minor, metrics) : base(metrics);
  return roundedUp(TEMPORAL.reduce((product, metric) => product * weight(metrics, metric), score));
}

function weight(metrics: Metrics, metric: string, value: string = metrics.get(metric) ?? 'X'): number {
  return weightOf(WEIGHTS, metric, value);
}

function base(metrics: Metrics): number {
  const left = (1 - weight(metrics, 'C')) * (1 - weight(metrics, 'I')) * (1 - weight(metrics, 'A'));
  const changed = metrics.get('S') === 'C';
  const impact = changed ? 7.52 * (1 - left - 0.029) - 3.25 * (1 - left - 0.02) ** 15 : 6.42 * (1 - left);
  return combined(impact, exploitability(metrics, changed, ''), changed);
}

function environmental(minor: 0 | 1, metrics: Metrics): number {
  const part = (metric: string) =>
    1 - weight(metrics, metric, effective(metrics, metric)) * weight(metrics, `${metric}R`);
  const impactBase = Math.min(1 - part('C') * part('I') * part('A'), 0.915);
  const changed = effective(metrics, 'S') === 'C';
  // Version 3.1 changed this one formula, so that a higher requirement never lowers the score.
  const beyond = minor === 0 ? (impactBase - 0.02) ** 15 : (impactBase * 0.9731 - 0.02) ** 13;
  const impact = changed ? 7.52 * (impactBase - 0.029) - 3.25 * beyond : 6.42 * impactBase;
  return combined(impact, exploitability(metrics, changed, 'M'), changed);
}

/** The value of a modified metric, or of the one that it modifies. */
function effective(metrics: Metrics, metric: string): string {
  const modified = metrics.get(`M${metric}`) ?? 'X';
  return modified === 'X' ? (metrics.get(metric) ?? 'X') : modified;
}

function exploitability(metrics: Metrics, changed: boolean, prefix: '' | 'M'): number {
  const value = (metric: string) => (prefix === '' ? (metrics.get(metric) ?? 'X') : effective(metrics, metric));
  const privileges = weightOf({ PR: changed ? PRIVILEGES_CHANGED : PRIVILEGES }, 'PR', value('PR'));
  const [vector, complexity, interaction] = ['AV', 'AC', 'UI'].map((metric) => weight(metrics, metric, value(metric)));
  return 8.22 * (vector ?? 1) * (complexity ?? 1) * privileges * (interaction ?? 1);
}

function combined(impact: number, exploit: number, changed: boolean): number {
  // What binary fractions leave of a formula whose value is zero.
  if (impact <= 1e-9) return 0;
  return roundedUp(Math.min((changed ? 1.08 : 1) * (impact + exploit), 10));
}

/**
 * The least number with one decimal that is not below. Version 3.1 defines it on the first five decimals,
 * so that what binary fractions add does not count; version 3.0 means the same.
 */
function roundedUp(score: number): number {
  const parts = Math.round(score * 100_000);
  return parts % 10_000 === 0 ? parts / 100_000 : (Math.floor(parts / 10_000) + 1) / 10;
}
