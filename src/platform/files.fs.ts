import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { fileStart } from '../base/location.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { FileLimits } from './file-limits.ts';
import { makeFolder } from './folders.fs.ts';
import { lstatSync, noteUnseen, opendirSync, openReading, realpathSync, statSync } from './reads.fs.ts';

const { O_CREAT, O_EXCL, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** The operating system's word for a failure (`ENOENT`), or whatever else was thrown, as text. */
function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function unreadable(shown: string, error: unknown): Problem {
  const code = errorCode(error);
  const words: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ELOOP: 'symbolic links form a loop',
    ENAMETOOLONG: 'the name is too long',
    ENOTDIR: 'a part of the path is no folder',
  };
  return problem('file-unreadable', `cannot read \`${shown}\`: ${words[code] ?? code}`, { at: fileStart(shown) });
}

/**
 * Reads a regular file whole. Pipes, devices, sockets and folders are refused without being opened;
 * a file beyond the limit is refused before it is read, one that grows meanwhile is cut off by it.
 *
 * @param shown the path as people know it, for messages
 */
export function readFile(
  file: string,
  shown: string,
  limits: Pick<FileLimits, 'maxFileBytes'>,
): Result<Uint8Array, Problem> {
  let descriptor: number | undefined;
  try {
    if (!statSync(file).isFile()) return err(notRegular(shown));
    // Between the look and the opening a pipe may have taken the file's place: O_NONBLOCK keeps that from hanging.
    descriptor = openReading(file, O_RDONLY | O_NONBLOCK);
    const facts = fstatSync(descriptor);
    if (!facts.isFile()) return err(notRegular(shown));
    if (facts.size > limits.maxFileBytes) return err(tooLarge(shown, limits.maxFileBytes));
    return readDescriptor(descriptor, facts.size, shown, limits.maxFileBytes);
  } catch (error) {
    return err(unreadable(shown, error));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Milliseconds between two looks at a standard input that has nothing yet. */
const WAIT = 10;

/** All of standard input, up to the limit: what feeds it may never end. */
export function readStdin(shown: string, limits: Pick<FileLimits, 'maxFileBytes'>): Result<Uint8Array, Problem> {
  noteUnseen();
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    try {
      const read = readSync(0, chunk);
      if (read === 0) return ok(Buffer.concat(chunks));
      chunks.push(chunk.subarray(0, read));
      size += read;
      if (size > limits.maxFileBytes) return err(tooLarge(shown, limits.maxFileBytes));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EOF') return ok(Buffer.concat(chunks));
      if (code !== 'EAGAIN') return err(unreadable(shown, error));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT);
    }
  }
}

/** At most so many bytes from the beginning of a regular file; none where it cannot be read. */
export function readHead(file: string, most: number): Uint8Array {
  let descriptor: number | undefined;
  try {
    if (!statSync(file).isFile()) return new Uint8Array();
    descriptor = openReading(file, O_RDONLY | O_NONBLOCK);
    const buffer = Buffer.allocUnsafe(most);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, most, 0));
  } catch {
    return new Uint8Array();
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function tooLarge(shown: string, limit: number): Problem {
  return problem('file-too-large', `\`${shown}\` is larger than ${limit} bytes`, { at: fileStart(shown) });
}

function notRegular(shown: string): Problem {
  return problem('file-not-regular', `\`${shown}\` is no regular file`, { at: fileStart(shown) });
}

function readDescriptor(descriptor: number, size: number, shown: string, limit: number): Result<Uint8Array, Problem> {
  let buffer = Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (count === 0) return ok(buffer.subarray(0, length));
    length += count;
    if (length > limit) return err(tooLarge(shown, limit));
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafe(Math.min(limit + 1, buffer.length * 2));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
  }
}

/** What a path is, links followed; `missing` also when a link leads nowhere. */
export function kindOfPath(file: string): 'file' | 'folder' | 'other' | 'missing' {
  try {
    const facts = statSync(file);
    return facts.isFile() ? 'file' : facts.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' ? 'missing' : 'other';
  }
}

/** The path with every link resolved, or undefined when it leads nowhere. */
export function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/** Whether a path lies in a folder or is it; both with links resolved. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

/** Folders that hold no project of the team's own. */
const SKIPPED = new Set([
  'node_modules',
  '__pycache__',
  'site-packages',
  '.git',
  '.hg',
  '.svn',
  '.tox',
  '.nox',
  '.venv',
  'venv',
]);

/** Of these the folder is what it is called only with this file in it; a project may be called so as well. */
const SKIPPED_WITH: ReadonlyMap<string, string> = new Map([
  ['.venv', 'pyvenv.cfg'],
  ['venv', 'pyvenv.cfg'],
]);

function isSkipped(folder: string): boolean {
  const name = path.basename(folder);
  const mark = SKIPPED_WITH.get(name);
  return SKIPPED.has(name) && (mark === undefined || kindOfPath(path.join(folder, mark)) === 'file');
}

/** Whether a walk from `home` passes over a folder, or over one above it. */
function isBelowSkipped(home: string, folder: string): boolean {
  for (let at = folder; at !== home && path.dirname(at) !== at; at = path.dirname(at)) if (isSkipped(at)) return true;
  return false;
}

/** What is below a folder, sorted, and what kept the walk from being whole. */
export interface Walk {
  /** Everything but folders, relative to the folder, with forward slashes. */
  readonly files: readonly string[];
  /** The folders that were visited, likewise. */
  readonly folders: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Lists files below a folder. Links to folders are not followed, so no loop can form; folders that
 * hold other people's code (`node_modules`, virtual environments, version control) are passed over.
 */
export function walkFolder(
  folder: string,
  shown: string,
  limits: Pick<FileLimits, 'maxWalkEntries' | 'maxWalkDepth'>,
): Walk {
  const files: string[] = [];
  const folders: string[] = [];
  const problems: Problem[] = [];
  let entries = 0;
  const visit = (relative: string, depth: number): boolean => {
    const name = relative === '' ? shown : path.posix.join(shown, relative);
    if (depth > limits.maxWalkDepth) {
      problems.push(problem('tree-limit', `\`${name}\` is nested deeper than ${limits.maxWalkDepth} folders`));
      return true;
    }
    let listed: Dirent[];
    try {
      listed = list(path.join(folder, relative), limits.maxWalkEntries - entries + 1);
    } catch (error) {
      problems.push(unreadable(name, error));
      return true;
    }
    listed.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of listed) {
      if (++entries > limits.maxWalkEntries) {
        problems.push(problem('tree-limit', `\`${shown}\` holds more than ${limits.maxWalkEntries} entries`));
        return false;
      }
      const child = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) {
        if (isSkipped(path.join(folder, child))) continue;
        folders.push(child);
        if (!visit(child, depth + 1)) return false;
      } else if (entry.isSymbolicLink() && leadsAway(path.join(folder, child))) {
        if (!SKIPPED.has(entry.name)) problems.push(notFollowed(path.posix.join(shown, child)));
      } else files.push(child);
    }
    return true;
  };
  const home = realPath(folder) ?? folder;
  /** A link to a folder that this walk does not see anyway. */
  const leadsAway = (link: string): boolean => {
    if (kindOfPath(link) !== 'folder') return false;
    const real = realPath(link) ?? link;
    return !isWithin(home, real) || isBelowSkipped(home, real);
  };
  visit('', 0);
  return { files, folders, problems };
}

function notFollowed(shown: string): Problem {
  return problem('link-not-followed', `\`${shown}\` is a link to a folder elsewhere, which was not looked at`, {
    at: fileStart(shown),
  });
}

/** The entries of a folder, no more than `most`: one of millions would fill the memory. */
function list(folder: string, most: number): Dirent[] {
  const entries: Dirent[] = [];
  const opened = opendirSync(folder, { bufferSize: 1024 });
  try {
    for (let entry = opened.readSync(); entry !== null && entries.length < most; entry = opened.readSync())
      entries.push(entry);
  } finally {
    opened.closeSync();
  }
  return entries;
}

/** The nearest folder at or above the given one that holds `.git`, else the given one. */
export function repositoryRoot(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    try {
      lstatSync(path.join(at, '.git'));
      return at;
    } catch {
      if (path.dirname(at) === at) return folder;
    }
  }
}

/** Writes a file so that a reader sees the whole old or the whole new content, also after a crash. */
export function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
  mode: number = 0o644,
): Result<void, Problem> {
  noteUnseen();
  const temporary = `${file}.${process.pid}.${Date.now().toString(36)}.tmp`;
  try {
    // Renaming over a device, as the superuser may, would replace it for everybody.
    if (!['file', 'missing'].includes(kindOfPath(file))) return err(notRegular(file));
    makeFolder(path.dirname(file));
    const descriptor = openSync(temporary, O_WRONLY | O_CREAT | O_EXCL, mode);
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
    return ok(undefined);
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // Never made, or renamed already.
    }
    return err(problem('file-unreadable', `cannot write \`${file}\`: ${errorCode(error)}`));
  }
}
