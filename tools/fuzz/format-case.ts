import { posix } from 'node:path';
import { err, ok } from '@rind/pypa';
import { problem } from '../../src/base/problem.ts';
import type { InventoryFormat, Reading, SourceFile, SourceTree } from '../../src/inventory/format.ts';
import { redactedReading } from '../../src/inventory/redacted-reading.ts';
import { secretsOf } from './awkward.ts';
import { faultsOfReading } from './check-reading.ts';
import { FORMATS, faultsOfReport, reportOf } from './check-report.ts';
import { type Draw, drawn } from './draw.ts';
import { type FuzzKind, tried } from './kind.ts';
import { mutateText } from './mutate-text.ts';
import { mutateTree } from './mutate-tree.ts';
import type { Seed } from './seeds.ts';
import { writeTree } from './tree.ts';

/** One mutated file, with those beside it. */
interface FormatCase {
  readonly file: SourceFile;
  readonly seed: Seed;
  readonly files: ReadonlyMap<string, string>;
}

/** CPU milliseconds that one file of this size may take: all of them are within a few tens of kilobytes. */
const MOST_MILLISECONDS = 200;
/** Every so many cases one report is rendered, each format in its turn. */
const RENDERED = 3;
/** Every so many cases all reports are rendered, and everything is done twice. */
const WHOLE = 48;
const MOST_INCLUDES = 20;

/** Draws a case: text and structure are changed by turns; the files beside it now and then. */
function drawCase(seeds: readonly Seed[], draw: Draw): FormatCase {
  const seed = drawn(draw, seeds);
  const structured = seed.tree !== undefined && draw(2) === 0;
  const changed = structured
    ? writeTree(mutateTree(seed.tree.tree, draw), seed.tree.dialect)
    : mutateText(seed.text, draw);
  const text = structured && draw(8) === 0 ? mutateText(changed, draw) : changed;
  const files = new Map(
    [...seed.beside].map(([name, other]) => [name, draw(4) === 0 ? mutateText(other, draw) : other]),
  );
  // What a file asks for that is not there is, half of the time, another of its kind.
  if (draw(2) === 0) files.set('*', mutateText(drawn(draw, seeds).text, draw));
  return { file: { path: seed.path, text }, seed, files };
}

/** What is wrong with how a format reads a case, and with the reports of it; empty when nothing is. */
function faultsOfCase(format: InventoryFormat, one: FormatCase, serial: number): string[] {
  const started = process.cpuUsage();
  const { reading, opened } = readCase(format, one);
  const took = milliseconds(started);
  const faults = faultsOfReading(reading, opened);
  if (took > MOST_MILLISECONDS && slowest(format, one) > MOST_MILLISECONDS)
    faults.push(`it took ${Math.round(took)} ms for ${one.file.text.length} characters`);
  if (serial % RENDERED !== 0) return faults;
  const report = reportOf(reading, one.file.path, format.id);
  const secrets = secretsOf(opened.values());
  const turn = (serial / RENDERED) % FORMATS.length;
  if (serial % WHOLE !== 0)
    return [...faults, ...FORMATS.slice(turn, turn + 1).flatMap((to) => faultsOfReport(report, to, secrets))];
  for (const to of FORMATS) faults.push(...faultsOfReport(report, to, secrets));
  const again = reportOf(readCase(format, one).reading, one.file.path, format.id);
  if (JSON.stringify(again) !== JSON.stringify(report)) faults.push('a second time it says something else');
  return faults;
}

/** The least that a file takes in three times: what else the machine does is no fault of the file. */
function slowest(format: InventoryFormat, one: FormatCase): number {
  let least = Number.POSITIVE_INFINITY;
  for (let times = 3; times > 0; times--) {
    const started = process.cpuUsage();
    readCase(format, one);
    least = Math.min(least, milliseconds(started));
  }
  return least;
}

/** CPU time of this process since a moment. */
function milliseconds(started: NodeJS.CpuUsage): number {
  return process.cpuUsage(started).user / 1000;
}

function readCase(
  format: InventoryFormat,
  { file, files }: FormatCase,
): { readonly reading: Reading; readonly opened: ReadonlyMap<string, string> } {
  const opened = new Map([[file.path, file.text]]);
  let includes = 0;
  const tree: SourceTree = {
    maxDepth: 200,
    include(from, reference) {
      const path = posix.join(posix.dirname(from.path), reference);
      if (++includes > MOST_INCLUDES)
        return err(problem('include-limit', `more than ${MOST_INCLUDES} files are included`));
      if (posix.isAbsolute(reference) || path.startsWith('..'))
        return err(problem('file-outside', 'it leads out of the repository', { at: { path, line: 1, column: 1 } }));
      const text = files.get(path) ?? files.get('*');
      if (text === undefined)
        return err(problem('file-unreadable', 'there is none', { at: { path, line: 1, column: 1 } }));
      opened.set(path, text);
      return ok({ path, text });
    },
  };
  return { reading: redactedReading(format.read(file, tree)), opened };
}

/** A format, tried out on mutations of its seeds. */
export function formatKind(format: InventoryFormat, seeds: readonly Seed[]): FuzzKind {
  return {
    name: `format:${format.id}`,
    next(draw, serial) {
      const one = drawCase(seeds, draw);
      return tried(one.file.text, () => faultsOfCase(format, one, serial));
    },
  };
}
