const LEVELS = ['H', 'L', 'N'];
const REQUIREMENTS = ['X', 'H', 'M', 'L'];
const REQUIREMENTS_2 = ['L', 'M', 'H', 'ND'];

type Possible = Readonly<Record<string, readonly string[]>>;

interface Drawn {
  readonly prefix: string;
  readonly mandatory: Possible;
  readonly optional: Possible;
}

const BASE_3 = {
  AV: [...'NALP'],
  AC: [...'LH'],
  PR: [...'NLH'],
  UI: [...'NR'],
  S: [...'UC'],
  C: LEVELS,
  I: LEVELS,
  A: LEVELS,
};
const OPTIONAL_3 = {
  E: [...'XHFPU'],
  RL: [...'XUWTO'],
  RC: [...'XCRU'],
  CR: REQUIREMENTS,
  IR: REQUIREMENTS,
  AR: REQUIREMENTS,
  ...modified(BASE_3),
};
const BASE_4 = {
  AV: [...'NALP'],
  AC: [...'LH'],
  AT: [...'NP'],
  PR: [...'NLH'],
  UI: [...'NPA'],
  VC: LEVELS,
  VI: LEVELS,
  VA: LEVELS,
  SC: LEVELS,
  SI: LEVELS,
  SA: LEVELS,
};

function modified(base: Possible): Possible {
  return Object.fromEntries(Object.entries(base).map(([metric, values]) => [`M${metric}`, ['X', ...values]]));
}

/** What a vector of each version may say, written apart from what reads it. */
export const CVSS_SHAPES: Readonly<Record<string, Drawn>> = {
  '2.0': {
    prefix: '',
    mandatory: { AV: [...'LAN'], AC: [...'HML'], Au: [...'MSN'], C: [...'NPC'], I: [...'NPC'], A: [...'NPC'] },
    optional: {
      E: ['U', 'POC', 'F', 'H', 'ND'],
      RL: ['OF', 'TF', 'W', 'U', 'ND'],
      RC: ['UC', 'UR', 'C', 'ND'],
      CDP: ['N', 'L', 'LM', 'MH', 'H', 'ND'],
      TD: ['N', 'L', 'M', 'H', 'ND'],
      CR: REQUIREMENTS_2,
      IR: REQUIREMENTS_2,
      AR: REQUIREMENTS_2,
    },
  },
  '3.0': { prefix: 'CVSS:3.0/', mandatory: BASE_3, optional: OPTIONAL_3 },
  '3.1': { prefix: 'CVSS:3.1/', mandatory: BASE_3, optional: OPTIONAL_3 },
  '4.0': {
    prefix: 'CVSS:4.0/',
    mandatory: BASE_4,
    optional: {
      E: [...'XAPU'],
      CR: REQUIREMENTS,
      IR: REQUIREMENTS,
      AR: REQUIREMENTS,
      ...modified(BASE_4),
      MSI: [...'XSHLN'],
      MSA: [...'XSHLN'],
      S: [...'XNP'],
      AU: [...'XNY'],
      R: [...'XAUI'],
      V: [...'XDC'],
      RE: [...'XLMH'],
      U: ['X', 'Clear', 'Green', 'Amber', 'Red'],
    },
  },
};

/** A vector: a third have base metrics only, a third some others, a third all. */
export function drawnVector({ prefix, mandatory, optional }: Drawn, draw: (below: number) => number): string {
  const share = draw(3);
  const others = Object.entries(optional).filter(() => share === 2 || (share === 1 && draw(4) === 0));
  const metrics = [...Object.entries(mandatory), ...others];
  return prefix + metrics.map(([metric, values]) => `${metric}:${values[draw(values.length)] ?? ''}`).join('/');
}
