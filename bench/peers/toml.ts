/**
 * `node bench/peers/toml.ts`: reading a uv.lock of 2.1 MB with the place of every value, against
 * smol-toml, which gives no places. Alternating in one run; milliseconds of the first reading, the
 * best, and the median.
 */
import { parse } from 'smol-toml';
import { parseToml } from '../../src/base/text/toml.ts';
import { largeLock } from '../text.ts';

const ROUNDS = 40;

const text = Buffer.from(largeLock()).toString();
const readers: readonly [string, () => unknown][] = [
  ['ours, with places', () => parseToml(text)],
  ['smol-toml', () => parse(text)],
];
const times = readers.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++) {
  for (const [index, [, read]] of readers.entries()) {
    const started = performance.now();
    read();
    times[index]?.push(performance.now() - started);
  }
}
console.log(`a uv.lock of ${(text.length / 1e6).toFixed(1)} MB`.padEnd(26), '   first    best  median');
for (const [index, [name]] of readers.entries()) {
  const all = times[index] ?? [];
  const sorted = all.toSorted((one, other) => one - other);
  const cells = [all[0], sorted[0], sorted[ROUNDS / 2]].map((value = 0) => value.toFixed(1).padStart(8));
  console.log(name.padEnd(26), cells.join(''));
}
