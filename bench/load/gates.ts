/** What came of a measurement beside what was aimed at. */
export type GateVerdict = 'ok' | 'MISSED' | 'REGRESSION';

/**
 * How a figure of which less is better stands to its gate: met, missed, or so far off (twice the gate) that something
 * broke. A busy machine makes figures worse, and seldom twice as bad. What is no number was not measured: a regression.
 */
export function gateVerdict(figure: number, gate: number): GateVerdict {
  return figure <= gate ? 'ok' : figure <= 2 * gate ? 'MISSED' : 'REGRESSION';
}

/** The same for a figure of which more is better: below half of the gate something broke. */
export function floorVerdict(figure: number, gate: number): GateVerdict {
  return gateVerdict(1 / figure, 1 / gate);
}

const FROM_BEST: readonly GateVerdict[] = ['ok', 'MISSED', 'REGRESSION'];

/** The worst of several verdicts; `ok` of none. */
export function worstOf(verdicts: readonly GateVerdict[]): GateVerdict {
  return verdicts.reduce((worst, one) => (FROM_BEST.indexOf(one) > FROM_BEST.indexOf(worst) ? one : worst), 'ok');
}
