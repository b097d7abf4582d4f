/**
 * `node tools/fuzz/artifact.ts [--count N] [--seed S]`, part of `npm run fuzz`: mutations of wheels and source
 * distributions. None may throw, take long or say another thing the second time; what is sound must be what Rind's
 * readers in memory read as well, and must hold what RECORD says.
 */
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FAULT_PAGES } from '../../src/artifact/archive-faults.data.ts';
import { memorySource } from '../../src/artifact/byte-source.ts';
import { inspectDistribution } from '../../src/artifact/inspect.ts';
import { DEFAULT_INSPECTION_LIMITS, type Inspection, isSound } from '../../src/artifact/inspection.ts';
import { readTar } from '../../src/artifact/tar.ts';
import { type MadeFile, makeSdist, makeWheel, makeZipSdist } from '../../src/artifact/testing/distributions.ts';
import { paxRecord } from '../../src/artifact/testing/tarball.ts';
import { readZip } from '../../src/artifact/zip.ts';
import { drawsFrom } from '../testing/advisory-shapes.ts';
import { type Draw, drawn } from './draw.ts';

const CASES = 20_000;
const MOST_MILLISECONDS = 500;
const LIMITS = { ...DEFAULT_INSPECTION_LIMITS, maxTotalBytes: 8 << 20, maxTextBytes: 1 << 20 };

const files = {
  'demo/__init__.py': 'x = 1\n'.repeat(30),
  'demo/data': Buffer.alloc(2000, 'ab'),
  'demo.pth': 'import demo\n',
};
const long = `demo-1.0/${'x'.repeat(150)}`;
const SEEDS: readonly MadeFile[] = [
  makeWheel({ name: 'demo', version: '1.0', files, entryPoints: '[console_scripts]\na = demo:a\n' }),
  makeWheel({ name: 'demo', version: '1.0', files, defects: [{ end: { zip64: {}, comment: 'made by hand' } }] }),
  makeSdist({ name: 'demo', version: '1.0', files }),
  makeSdist({
    name: 'demo',
    version: '1.0',
    files,
    defects: [
      {
        members: (members) =>
          members.push(
            { name: 'pax', type: 'x', content: paxRecord('path', long) },
            { name: 'cut', content: 'y' },
            { name: 'l', type: 'L', content: `${long}2\0` },
            { name: 'cut' },
            { name: 'demo-1.0/link', type: '2', target: 'demo' },
            { name: 'demo-1.0/hard', type: '1', target: 'demo-1.0/demo/data' },
          ),
      },
    ],
  }),
  makeZipSdist({ name: 'demo', version: '1.0', files }),
];

/** Numbers that headers break on. */
const AWKWARD = [0, 1, 0x7f, 0x80, 0xff, 0x50, 0x4b, 0x2e, 0x2f, 0x5c];

function mutated(bytes: Buffer, draw: Draw): Buffer {
  let copy = Buffer.from(bytes);
  for (let edits = 1 + draw(4); edits > 0; edits--) {
    const at = draw(copy.length + 1);
    const length = draw(draw(4) === 0 ? 200 : 12);
    const piece = copy.subarray(at, at + length);
    const to = draw(copy.length + 1);
    const kind = draw(6);
    if (copy.length === 0) break;
    if (kind <= 1) copy[Math.min(at, copy.length - 1)] = draw(2) === 0 ? draw(256) : drawn(draw, AWKWARD);
    else if (kind === 2) copy = Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)]);
    else if (kind === 3) copy = Buffer.concat([copy.subarray(0, to), piece, copy.subarray(to)]);
    else if (kind === 4) piece.copy(copy, Math.min(to, copy.length));
    else copy.fill(drawn(draw, AWKWARD), at, Math.min(copy.length, at + length));
  }
  return copy;
}

/** Of a gzip file most mutations would end at its checksum: half of them are made inside. */
function drawCase(draw: Draw): MadeFile {
  const seed = drawn(draw, SEEDS);
  const inside = seed.filename.endsWith('.gz') && draw(4) !== 0;
  const bytes = inside ? gzipSync(mutated(gunzipSync(seed.bytes), draw), { level: 1 }) : mutated(seed.bytes, draw);
  return { ...seed, bytes };
}

async function inspect({ filename, bytes }: MadeFile): Promise<Inspection> {
  const inspection = await inspectDistribution(filename, memorySource(bytes), LIMITS);
  if (!inspection.ok) throw new Error(inspection.error.message);
  return inspection.value;
}

/** What is wrong with how a case is judged; empty when nothing is. */
async function faultsOf(one: MadeFile): Promise<string[]> {
  const faults: string[] = [];
  const started = performance.now();
  const inspection = await inspect(one);
  const took = performance.now() - started;
  if (took > MOST_MILLISECONDS) faults.push(`it took ${Math.round(took)} ms for ${one.bytes.length} bytes`);
  for (const { code, severity, message } of inspection.faults) {
    if (!Object.hasOwn(FAULT_PAGES, code) || FAULT_PAGES[code].severity !== severity)
      faults.push(`the code \`${code}\``);
    if (message.length > 1000) faults.push(`a message of ${message.length} characters: ${code}`);
  }
  if (JSON.stringify((await inspect(one)).faults) !== JSON.stringify(inspection.faults))
    faults.push('a second time it says something else');
  if (isSound(inspection)) faults.push(...faultsOfSound(one, inspection));
  return faults;
}

/** What is sound is read whole by the readers in memory, with as many files and bytes. */
function faultsOfSound({ filename, bytes }: MadeFile, { files: count, totalBytes }: Inspection): string[] {
  if (filename.endsWith('.gz')) {
    const entries = readTar(gunzipSync(bytes), { maxEntries: 1000 });
    return entries.ok && entries.value.length === count ? [] : ['the reader in memory reads something else'];
  }
  const entries = readZip(bytes, { maxEntryBytes: 1 << 20, maxTotalBytes: 8 << 20 });
  if (!entries.ok) return [`the reader in memory says ${entries.error.code}`];
  const contents = entries.value.map((entry) => entry.read());
  const total = contents.reduce((sum, content) => sum + (content.ok ? content.value.length : Number.NaN), 0);
  return entries.value.length === count && total === totalBytes ? [] : ['the reader in memory reads something else'];
}

/** Tries so many cases; how many had faults, and how many were sound. */
export async function fuzzArtifacts(
  count: number,
  seed: number,
): Promise<{ faulty: string[]; sound: number; codes: number }> {
  const draw = drawsFrom(seed);
  const faulty: string[] = [];
  const codes = new Set<string>();
  let sound = 0;
  for (let serial = 0; serial < count; serial++) {
    const one = drawCase(draw);
    let faults: string[];
    try {
      faults = await faultsOf(one);
      const inspection = await inspect(one);
      if (isSound(inspection)) sound++;
      for (const { code } of inspection.faults) codes.add(code);
    } catch (thrown) {
      faults = [thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)];
    }
    if (faults.length > 0)
      faulty.push(
        `case ${serial}, ${one.filename}: ${faults.join('; ').slice(0, 1000)}\n${one.bytes.toString('base64').slice(0, 4000)}`,
      );
  }
  return { faulty, sound, codes: codes.size };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' } } });
  const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
  const count = values.count === undefined ? CASES : Number(values.count);
  const started = performance.now();
  const { faulty, sound, codes } = await fuzzArtifacts(count, seed);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `artifact: ${count} cases, ${faulty.length} with faults, ${sound} sound, ${codes} codes, seed ${seed}, ${seconds} s`,
  );
  for (const one of faulty.slice(0, 3)) console.log(one);
  process.exitCode = faulty.length > 0 ? 1 : 0;
}
