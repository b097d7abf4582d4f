import { lazy } from '../base/lazy.ts';
import { type Metrics, type MetricValues, readMetrics } from './cvss-metrics.ts';
import { MACRO_VECTOR_SCORES } from './cvss4.data.ts';

const LEVEL = ['H', 'L', 'N'];
const REQUIREMENT = ['X', 'H', 'M', 'L'];

/** Values from the most severe to the least. Source: CVSS v4.0 specification, table 23, and 7 for severity distances. */
const BASE_VALUES: MetricValues = {
  AV: ['N', 'A', 'L', 'P'],
  AC: ['L', 'H'],
  AT: ['N', 'P'],
  PR: ['N', 'L', 'H'],
  UI: ['N', 'P', 'A'],
  VC: LEVEL,
  VI: LEVEL,
  VA: LEVEL,
  SC: LEVEL,
  SI: LEVEL,
  SA: LEVEL,
};
const values = lazy(
  (): MetricValues => ({
    ...BASE_VALUES,
    E: ['X', 'A', 'P', 'U'],
    CR: REQUIREMENT,
    IR: REQUIREMENT,
    AR: REQUIREMENT,
    ...Object.fromEntries(Object.entries(BASE_VALUES).map(([metric, values]) => [`M${metric}`, ['X', ...values]])),
    MSI: ['X', 'S', ...LEVEL],
    MSA: ['X', 'S', ...LEVEL],
    S: ['X', 'N', 'P'],
    AU: ['X', 'N', 'Y'],
    R: ['X', 'A', 'U', 'I'],
    V: ['X', 'D', 'C'],
    RE: ['X', 'L', 'M', 'H'],
    U: ['X', 'Clear', 'Green', 'Amber', 'Red'],
  }),
);
const MANDATORY = Object.keys(BASE_VALUES);

/** What a metric that is not defined counts as: the worst. Source: section 7, "Threat" and "Environmental". */
const WORST: Readonly<Record<string, string>> = { E: 'A', CR: 'H', IR: 'H', AR: 'H' };

/** The order of severity for distances; `S` (safety) stands above H, and only modified metrics have it. */
const ORDER: MetricValues = {
  ...BASE_VALUES,
  SC: ['S', ...LEVEL],
  SI: ['S', ...LEVEL],
  SA: ['S', ...LEVEL],
  CR: ['H', 'M', 'L'],
  IR: ['H', 'M', 'L'],
  AR: ['H', 'M', 'L'],
};

/**
 * The score of a CVSS 4.0 vector without its prefix, 0 to 10, by all metrics that it has: CVSS-B, -BT,
 * -BE or -BTE. Undefined when it is no such vector.
 *
 * Source: CVSS v4.0 specification, section 8.2 ("CVSS v4.0 Scoring using MacroVectors and Interpolation").
 */
export function scoreCvss4(vector: string): number | undefined {
  const metrics = readMetrics(vector, values(), MANDATORY);
  if (metrics === undefined) return undefined;
  const value = (metric: string) => effective(metrics, metric);
  if (['VC', 'VI', 'VA', 'SC', 'SI', 'SA'].every((metric) => value(metric) === 'N')) return 0;
  const own = macroVector(value);
  const top = scoreOf(own);
  if (top === undefined) return undefined;
  let total = 0;
  let lowers = 0;
  for (const step of steps(own)) {
    const next = step.next.flatMap((lower) => scoreOf({ ...own, ...lower }) ?? []);
    if (next.length === 0) continue;
    lowers++;
    total += ((top - Math.max(...next)) * distance(step.highest, value)) / step.depth;
  }
  const score = lowers === 0 ? top : top - total / lowers;
  return Math.round(Math.min(10, Math.max(0, score)) * 10 + 1e-5) / 10;
}

type ValueOf = (metric: string) => string;

function effective(metrics: Metrics, metric: string): string {
  const modified = metrics.get(`M${metric}`) ?? 'X';
  const value = modified === 'X' ? (metrics.get(metric) ?? 'X') : modified;
  return value === 'X' ? (WORST[metric] ?? value) : value;
}

/** The equivalence classes EQ1 to EQ6. Source: section 8.3, tables 24 to 30. */
interface MacroVector {
  readonly eq1: number;
  readonly eq2: number;
  readonly eq3: number;
  readonly eq4: number;
  readonly eq5: number;
  readonly eq6: number;
}

function macroVector(value: ValueOf): MacroVector {
  const open = ['AV', 'PR', 'UI'].filter((metric) => value(metric) === 'N').length;
  const high = (metric: string) => value(metric) === 'H';
  const safety = value('SI') === 'S' || value('SA') === 'S';
  return {
    eq1: open === 3 ? 0 : open > 0 && value('AV') !== 'P' ? 1 : 2,
    eq2: value('AC') === 'L' && value('AT') === 'N' ? 0 : 1,
    eq3: high('VC') && high('VI') ? 0 : ['VC', 'VI', 'VA'].some(high) ? 1 : 2,
    eq4: safety ? 0 : ['SC', 'SI', 'SA'].some(high) ? 1 : 2,
    eq5: ['A', 'P', 'U'].indexOf(value('E')),
    eq6: ['C', 'I', 'A'].some((of) => high(`V${of}`) && high(`${of}R`)) ? 0 : 1,
  };
}

function scoreOf({ eq1, eq2, eq3, eq4, eq5, eq6 }: MacroVector): number | undefined {
  return MACRO_VECTOR_SCORES[`${eq1}${eq2}${eq3}${eq4}${eq5}${eq6}`];
}

/** One direction in which a MacroVector has a lower neighbour. */
interface Step {
  /** What the neighbours have instead; the one with the highest score counts. */
  readonly next: readonly Partial<MacroVector>[];
  /** The vectors of the highest severity in this class: its metrics in pairs. */
  readonly highest: readonly string[];
  /** Steps of severity from the highest vector of the class to beyond its lowest. Source: table 31, "max severity". */
  readonly depth: number;
}

/** Source: section 8.2 and tables 24 to 31. EQ5 has one vector a class, so its distance is always 0. */
function steps({ eq1, eq2, eq3, eq4, eq5, eq6 }: MacroVector): Step[] {
  const impact = EQ3_EQ6[`${eq3}${eq6}`] ?? { highest: [], depth: 1 };
  // EQ3 and EQ6 are one class: from 00 a step leads to 01 or 10, from 11 and 01 to a lower EQ3.
  const lowerImpact =
    eq3 === 0 && eq6 === 0 ? [{ eq6: 1 }, { eq3: 1 }] : [eq3 === 1 && eq6 === 0 ? { eq6: 1 } : { eq3: eq3 + 1 }];
  return [
    { next: [{ eq1: eq1 + 1 }], ...(EQ1[eq1] ?? impact) },
    { next: [{ eq2: eq2 + 1 }], ...(EQ2[eq2] ?? impact) },
    { next: lowerImpact, ...impact },
    { next: [{ eq4: eq4 + 1 }], ...(EQ4[eq4] ?? impact) },
    { next: [{ eq5: eq5 + 1 }], highest: [''], depth: 1 },
  ];
}

type Class = Omit<Step, 'next'>;

const EQ1: readonly Class[] = [
  { highest: ['AV:N/PR:N/UI:N'], depth: 1 },
  { highest: ['AV:A/PR:N/UI:N', 'AV:N/PR:L/UI:N', 'AV:N/PR:N/UI:P'], depth: 4 },
  { highest: ['AV:P/PR:N/UI:N', 'AV:A/PR:L/UI:P'], depth: 5 },
];
const EQ2: readonly Class[] = [
  { highest: ['AC:L/AT:N'], depth: 1 },
  { highest: ['AC:H/AT:N', 'AC:L/AT:P'], depth: 2 },
];
const EQ3_EQ6: Readonly<Record<string, Class>> = {
  '00': { highest: ['VC:H/VI:H/VA:H/CR:H/IR:H/AR:H'], depth: 7 },
  '01': { highest: ['VC:H/VI:H/VA:L/CR:M/IR:M/AR:H', 'VC:H/VI:H/VA:H/CR:M/IR:M/AR:M'], depth: 6 },
  '10': { highest: ['VC:L/VI:H/VA:H/CR:H/IR:H/AR:H', 'VC:H/VI:L/VA:H/CR:H/IR:H/AR:H'], depth: 8 },
  '11': {
    highest: [
      'VC:L/VI:H/VA:L/CR:H/IR:M/AR:H',
      'VC:L/VI:H/VA:H/CR:H/IR:M/AR:M',
      'VC:H/VI:L/VA:H/CR:M/IR:H/AR:M',
      'VC:H/VI:L/VA:L/CR:M/IR:H/AR:H',
      'VC:L/VI:L/VA:H/CR:H/IR:H/AR:M',
    ],
    depth: 8,
  },
  '21': { highest: ['VC:L/VI:L/VA:L/CR:H/IR:H/AR:H'], depth: 10 },
};
const EQ4: readonly Class[] = [
  { highest: ['SC:H/SI:S/SA:S'], depth: 6 },
  { highest: ['SC:H/SI:H/SA:H'], depth: 5 },
  { highest: ['SC:L/SI:L/SA:L'], depth: 4 },
];

/** Steps of severity below the first of the highest vectors that is nowhere less severe. */
function distance(highest: readonly string[], value: ValueOf): number {
  for (const vector of highest) {
    const distances = vector === '' ? [] : vector.split('/').map((pair) => below(pair, value));
    if (distances.every((steps) => steps >= 0)) return distances.reduce((sum, steps) => sum + steps, 0);
  }
  return 0;
}

function below(pair: string, value: ValueOf): number {
  const [metric = '', highest = ''] = pair.split(':');
  const order = ORDER[metric] ?? [];
  return order.indexOf(value(metric)) - order.indexOf(highest);
}
