import { gzipSync } from 'node:zlib';
import type { FolderFormat, Reading } from '../../src/inventory/format.ts';
import { redactedReading } from '../../src/inventory/redacted-reading.ts';
import type { Files } from '../../src/inventory/testing/installed-files.ts';
import { memoryFolder } from '../../src/inventory/testing/memory-folder.ts';
import { AWKWARD, PASSWORD, secretsOf } from './awkward.ts';
import { faultsOfReading } from './check-reading.ts';
import { FORMATS, faultsOfReport, reportOf } from './check-report.ts';
import { type Draw, drawn } from './draw.ts';
import { UNPACKED_TAR } from './folder-seeds.ts';
import { type FuzzKind, tried } from './kind.ts';
import { mutateText } from './mutate-text.ts';

/** What may stand in the name of a file; an address that lost its slashes is none, and hides no password. */
const NAME_PARTS: readonly string[] = AWKWARD.filter((text) => !text.includes(PASSWORD)).map((text) =>
  text.replaceAll('/', '_'),
);

/** The folder's own path, as reports show it. */
const PATH = 'env';
const RENDERED = 3;

/** A format of folders, tried out on mutations of the files, of their names, and of which there are. */
export function folderKind(format: FolderFormat, seed: Files): FuzzKind {
  return {
    name: `folder:${format.id}`,
    next(draw, serial) {
      const files = mutateFiles(seed, draw);
      return tried(shown(files), () => faultsOf(format, files, serial));
    },
  };
}

function mutateFiles(seed: Files, draw: Draw): Files {
  const files: Files = { ...seed };
  for (let times = 1 + draw(3); times > 0; times--) {
    const path = drawn(draw, Object.keys(files));
    const content = files[path] ?? '';
    const change = draw(8);
    if (change === 0 && Object.keys(files).length > 1) delete files[path];
    else if (change === 1) files[renamed(path, draw)] = content;
    else if (typeof content === 'string') files[path] = mutateText(content, draw);
    else if (path.endsWith('.gz') && draw(2) === 0) files[path] = gzipSync(mutateBytes(UNPACKED_TAR, draw));
    else files[path] = mutateBytes(content, draw);
  }
  return files;
}

function renamed(path: string, draw: Draw): string {
  const at = draw(path.length + 1);
  const name = path.slice(0, at) + drawn(draw, NAME_PARTS) + path.slice(at + draw(4));
  // No folder holds an empty name, nor these two.
  return name.split('/').some((part) => part === '' || part === '.' || part === '..') ? `${path}_` : name;
}

function mutateBytes(bytes: Uint8Array, draw: Draw): Uint8Array {
  const mutated = Buffer.from(bytes);
  for (let times = 1 + draw(4); times > 0; times--)
    mutated[draw(mutated.length)] = drawn(draw, [0, 1, 255, 48, draw(256)]);
  return draw(8) === 0 ? mutated.subarray(0, draw(mutated.length)) : mutated;
}

function shown(files: Files): string {
  return JSON.stringify(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? content : Buffer.from(content).toString('base64'),
    ]),
  );
}

function faultsOf(format: FolderFormat, files: Files, serial: number): string[] {
  const reading = readFolder(format, files);
  // A folder and an archive are places too, though they have no lines.
  const texts = Object.entries(files).flatMap(([path, content]): [string, string][] => {
    const text = typeof content === 'string' ? content : '';
    const folders = path
      .split('/')
      .map((_, i, parts) => [`${PATH}/${parts.slice(0, i).join('/')}`.replace(/\/$/, ''), ''] as const);
    return [...folders.map(([folder, none]): [string, string] => [folder, none]), [`${PATH}/${path}`, text]];
  });
  const faults = faultsOfReading(reading, new Map(texts), true);
  if (serial % RENDERED !== 0) return faults;
  const report = reportOf(reading, PATH, format.id);
  const secrets = secretsOf(texts.map(([, text]) => text));
  const turn = (serial / RENDERED) % FORMATS.length;
  for (const to of FORMATS.slice(turn, turn + 1)) faults.push(...faultsOfReport(report, to, secrets));
  if (JSON.stringify(reportOf(readFolder(format, files), PATH, format.id)) !== JSON.stringify(report))
    faults.push('a second time it says something else');
  return faults;
}

function readFolder(format: FolderFormat, files: Files): Reading {
  return redactedReading(format.read(memoryFolder(files, { path: PATH, root: '/repo' })));
}
