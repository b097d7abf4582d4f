/** METADATA against `packaging.metadata`. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseMetadata, readMetadata } from '@rind/pypa';
import { Random } from '../packages/pypa/differential/random.ts';
import type { Bench } from './main.ts';

const COUNT = 480;
const DISTRIBUTIONS = fileURLToPath(new URL('../.cache/oracle-distributions/', import.meta.url));

/** The METADATA of real distributions, where they are installed. */
function real(): string[] {
  try {
    const folders = readdirSync(DISTRIBUTIONS).filter((name) => name.endsWith('.dist-info'));
    return folders.map((name) => readFileSync(`${DISTRIBUTIONS}${name}/METADATA`, 'utf8'));
  } catch {
    return [];
  }
}

/** What a build backend writes today: some thirty headers and a description of a few kilobytes. */
function madeUp(random: Random): string {
  const word = () => random.pick(['fast', 'typed', 'client', 'for', 'the', 'index', 'and', 'größere', 'projects']);
  const sentence = (words: number) => random.list(words, words, word).join(' ');
  const name = () => `${word()}-${random.int(1000)}`;
  const lines = [
    'Metadata-Version: 2.4',
    `Name: project-${random.int(100_000)}`,
    `Version: ${random.list(3, 3, () => random.int(20)).join('.')}`,
    `Summary: ${sentence(8)}`,
    'Author-email: Someone <someone@example.org>',
    'License-Expression: MIT OR Apache-2.0',
    'License-File: LICENSE',
    'Requires-Python: >=3.10',
    'Description-Content-Type: text/markdown',
    ...random.list(2, 6, () => `Project-URL: ${name()}, https://example.org/${name()}`),
    ...random.list(6, 14, () => `Classifier: Topic :: ${sentence(3)}`),
    ...random.list(0, 3, () => `Provides-Extra: extra${random.int(1000)}`),
    ...random.list(
      3,
      12,
      () =>
        `Requires-Dist: dep${random.int(500)}>=${random.int(9)}.${random.int(9)}; python_version >= "3.1${random.int(5)}"`,
    ),
  ];
  return `${lines.join('\n')}\n\n${random.list(20, 80, () => `${sentence(14)}.\n`).join('')}`;
}

function documents(): string[] {
  const random = new Random(643);
  const known = real();
  return Array.from({ length: COUNT }, (_, i) => known[i] ?? madeUp(random));
}

const encode = (texts: string[]): Uint8Array[] => texts.map((text) => new TextEncoder().encode(text));

const parsing: Bench<string[], Uint8Array[]> = {
  name: `read the METADATA of ${COUNT} distributions`,
  gate: 5,
  setup: documents,
  prepare: encode,
  ours(files) {
    let fields = 0;
    for (const bytes of files) {
      const raw = parseMetadata(bytes);
      fields += raw.texts.size + raw.lists.size + raw.unread.size + (raw.keywords ? 1 : 0) + (raw.projectUrls ? 1 : 0);
    }
    return fields;
  },
  python: 'parse',
};

const checking: Bench<string[], Uint8Array[]> = {
  name: `read and judge the METADATA of ${COUNT} distributions`,
  gate: 5,
  setup: documents,
  prepare: encode,
  ours(files) {
    let right = 0;
    for (const bytes of files) {
      const { wrong } = readMetadata(bytes);
      if (wrong.every(({ severity }) => severity === 'warning')) right++;
    }
    return right;
  },
  python: 'check',
};

export const benches: readonly Bench[] = [parsing, checking];
