/**
 * `npm run saboteurs [-- --only NAME] [--sample N] [--seed S] [--root DIR] [--patience SECONDS]`:
 * breaks the house in one place at a time, in a copy, and expects the fast tests to fail. NAME is a
 * list (`version`) or one of it (`version#3`).
 *
 * Exit: 0 every saboteur was caught · 1 one survived or proves nothing.
 */
import { parseArgs } from 'node:util';
import { Copy } from './saboteur/copy.ts';
import { readSaboteurs, type Saboteur } from './saboteur/list.ts';
import { Baseline, tryOut, type Verdict } from './saboteur/trial.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '0' },
    root: { type: 'string', default: '.' },
    patience: { type: 'string', default: '120' },
  },
});

/** How many run at a time, each in a copy of its own. */
const SLOTS = 2;

/** A fair choice of `count` by a seed; the order stays. */
function sample(all: readonly Saboteur[], count: number, seed: number): Saboteur[] {
  let state = seed | 0;
  const drawn = all.map((saboteur, place) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 + place) | 0;
    return { saboteur, place, key: (Math.imul(state ^ (state >>> 13), 0x297a2d39) ^ (state >>> 16)) >>> 0 };
  });
  const chosen = drawn.toSorted((left, right) => left.key - right.key).slice(0, count);
  return chosen.sort((left, right) => left.place - right.place).map(({ saboteur }) => saboteur);
}

async function tryAll(root: string, saboteurs: readonly Saboteur[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const queue = saboteurs.values();
  using untouched = new Copy(root);
  const baseline = new Baseline(untouched.root, Number(values.patience));
  const work = async (): Promise<void> => {
    using copy = new Copy(root);
    for (const saboteur of queue) {
      const verdict = await tryOut(copy.root, saboteur, baseline);
      console.log(row(verdict));
      verdicts.push(verdict);
    }
  };
  await Promise.all(Array.from({ length: Math.min(SLOTS, saboteurs.length) }, work));
  return verdicts;
}

function row({ saboteur, outcome, by, seconds }: Verdict): string {
  const time = `${seconds.toFixed(1)} s`.padStart(7);
  return `${outcome.padEnd(8)} ${saboteur.id.padEnd(24)} ${time}  ${outcome === 'caught' ? `by: ${by}` : by}`;
}

const found = readSaboteurs(values.root).filter(
  ({ id, list }) => values.only === undefined || values.only === id || values.only === list,
);
const chosen = values.sample === undefined ? found : sample(found, Number(values.sample), Number(values.seed));
if (chosen.length === 0) {
  console.error(`saboteurs: none${values.only === undefined ? '' : ` named \`${values.only}\``}`);
  process.exit(values.only === undefined ? 0 : 1);
}

// An interrupted run still leaves by the front door, where copies remove themselves.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const started = performance.now();
const verdicts = await tryAll(values.root, chosen);
const missed = verdicts.filter(({ outcome }) => outcome !== 'caught');
for (const { saboteur, outcome, by } of missed) {
  console.error(
    outcome === 'wrong'
      ? `\nsaboteurs: ${saboteur.id} proves nothing: ${by}`
      : `\nsaboteurs: ${saboteur.id} survived: ${saboteur.file}\n  - ${saboteur.find}\n  + ${saboteur.replace}\n  why: ${saboteur.why}\n  next: write the test that notices`,
  );
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`saboteurs: ${verdicts.length - missed.length} of ${verdicts.length} caught, ${seconds} s`);
if (missed.length > 0) process.exitCode = 1;
