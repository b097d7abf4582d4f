import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AWKWARD, Random } from '../differential/random.ts';
import { type Reader, TEXTS, TREES } from './hostile-readers.ts';
import { judge, PLAIN, placesOf, SCALE } from './hostile-values.ts';

const CASES = 20_000 * SCALE;
const seed = Number(process.env['RIND_FUZZ_SEED'] ?? (process.env['CI'] ? 20_261_122 : Date.now() % 2 ** 32));

function mutatedText(random: Random, sample: unknown): unknown {
  if (typeof sample === 'string') return random.mutate(sample, AWKWARD);
  if (!(sample instanceof Uint8Array)) return sample;
  const bytes = Uint8Array.from(sample);
  for (let edits = 1 + random.int(4); edits > 0; edits--) bytes[random.int(bytes.length)] = random.int(256);
  return bytes.subarray(0, random.chance(0.8) ? bytes.length : random.int(bytes.length));
}

function mutatedTree(random: Random, sample: unknown): unknown {
  let document = sample;
  for (let edits = 1 + random.int(3); edits > 0; edits--) {
    const places = placesOf(document);
    const { value, put } = random.pick(places);
    if (typeof value === 'string' && random.chance(0.7)) document = put(random.mutate(value, AWKWARD));
    else if (random.chance(0.5)) document = put(random.pick(places).value);
    else document = put(PLAIN[random.int(PLAIN.length)]);
  }
  return document;
}

function attack(readers: readonly Reader[], mutated: (random: Random, sample: unknown) => unknown): void {
  const random = new Random(seed);
  for (let i = 0; i < CASES / 2; i++) {
    const reader = random.pick(readers);
    const input = mutated(random, random.pick(reader.samples));
    let codes: string[];
    try {
      codes = judge(reader.name, input, reader.read(input as never));
    } catch (cause) {
      throw new Error(
        `${reader.name}, seed ${seed}, case ${i}: ${typeof input === 'string' ? JSON.stringify(input) : ''}`,
        {
          cause,
        },
      );
    }
    assert.ok(!codes.includes('unreadable-value'), `${reader.name} met a bug, seed ${seed}, case ${i}`);
  }
}

describe(`inputs with random edits are answered (seed ${seed})`, () => {
  it('texts and bytes', () => attack(TEXTS, mutatedText));
  it('documents', () => attack(TREES, mutatedTree));
});
