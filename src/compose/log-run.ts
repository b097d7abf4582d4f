import { existsSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';
import { entryOfLine, type LogEntry } from '../evidence/log-chain.ts';
import type { StatedHead } from '../evidence/log-head.ts';
import { keyAtHand, readKeyList, rotateKey } from '../evidence/log-key.fs.ts';
import { formatPublicKey, type KeyOrigin, readPublicKeys } from '../evidence/log-key.ts';
import { fileLines } from '../evidence/log-lines.fs.ts';
import { chainsOf, type LogVerdict, verifyLog } from '../evidence/log-verify.fs.ts';
import { SELECT_HEADS, witnessed } from '../evidence/log-witness.sql.ts';
import { segmentsOf } from '../evidence/log-writer.fs.ts';
import { readFile } from '../platform/files.fs.ts';
import { numberOf, openForReading, textOf } from '../platform/sqlite.ts';
import { databaseOf, gatewayPlace, logFolder, type PlaceRequest } from './gateway-place.ts';
import type { Machine } from './machine.ts';

/** Which log is verified, and by which keys. */
export interface LogVerifyRequest extends PlaceRequest {
  /** A file of public keys, as `rind log key` prints them. */
  readonly key?: string;
}

/** Verifies the log of a gateway, also while it runs. Problem: `gateway-missing`, `log-key-invalid`, `file-unreadable`. */
export async function runLogVerify(
  machine: Machine,
  { key, ...place }: LogVerifyRequest,
): Promise<Result<LogVerdict, Problem>> {
  const folder = await gatewayPlace(machine, place);
  if (!folder.ok) return folder;
  const named = key === undefined ? ok(undefined) : namedKeys(path.resolve(machine.cwd, key));
  if (!named.ok) return named;
  // The database first: what is written meanwhile then looks like more, and never like less.
  const witness = witnessOf(databaseOf(folder.value));
  return guarded(() => verifyLog(logFolder(folder.value), { named: named.value, witness }));
}

/** Which entries are shown. */
export interface LogShowRequest extends PlaceRequest {
  /** Normal name. */
  readonly project?: string;
  readonly event?: string;
  /** Epoch milliseconds: from then on. */
  readonly since?: number;
}

/** An entry, and the chain that it stands in. */
export interface ShownEntry {
  readonly chain: string;
  readonly entry: LogEntry;
}

/** The entries of a log that are asked for, chain by chain; nothing is verified. */
export async function runLogShow(
  machine: Machine,
  { project, event, since, ...place }: LogShowRequest,
): Promise<Result<Iterable<ShownEntry>, Problem>> {
  const folder = await gatewayPlace(machine, place);
  if (!folder.ok) return folder;
  return ok(
    shownEntries(
      logFolder(folder.value),
      ({ entry }) =>
        (project === undefined || entry['project'] === project) &&
        (event === undefined || entry.event === event) &&
        (since === undefined || entry.at >= since),
    ),
  );
}

function* shownEntries(folder: string, isAsked: (shown: ShownEntry) => boolean): Generator<ShownEntry> {
  for (const chain of chainsOf(folder))
    for (const segment of segmentsOf(path.join(folder, chain)))
      for (const { bytes, isWhole, isTooLong } of fileLines(path.join(folder, chain, segment))) {
        const entry = isWhole && !isTooLong ? entryOfLine(Buffer.from(bytes).toString('utf8')) : undefined;
        if (entry !== undefined && isAsked({ chain, entry })) yield { chain, entry };
      }
}

/** Whose keys are listed, and whether there is to be another. */
export interface LogKeysRequest extends PlaceRequest {
  readonly rotate: boolean;
}

/** A key as people compare it and `--key` reads it. */
export interface ShownKey {
  /** `ed25519:HEX`. */
  readonly key: string;
  readonly why: KeyOrigin;
  /** Epoch milliseconds since when it signs. */
  readonly at: number;
}

/** The public keys of a log, and whether the last one can still sign. */
export interface LogKeys {
  readonly keys: readonly ShownKey[];
  readonly canSign: boolean;
}

/** Lists the keys of a log; with `rotate`, another one signs from now on. */
export async function runLogKey(
  machine: Machine,
  { rotate, ...place }: LogKeysRequest,
): Promise<Result<LogKeys, Problem>> {
  const folder = await gatewayPlace(machine, place);
  if (!folder.ok) return folder;
  const log = logFolder(folder.value);
  return await guardedLater(async () => {
    if (rotate) await rotateKey(log, machine.now());
    const keys = readKeyList(log).keys.map(({ key, why, at }) => ({ key: formatPublicKey(key), why, at }));
    return { keys, canSign: keyAtHand(log) !== undefined };
  });
}

/** The last heads that a database has; undefined where it cannot be asked. */
function witnessOf(file: string): readonly StatedHead[] | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const database = openForReading(file);
    try {
      return database
        .prepare(SELECT_HEADS)
        .all()
        .map((row) => {
          const [text, number] = [
            (column: string) => textOf(row, column),
            (column: string) => numberOf(row, column) ?? 0,
          ];
          return witnessed({
            chain: text('chain'),
            seq: number('seq'),
            hash: text('hash'),
            at: number('at'),
            key: text('key'),
            prev: text('prev'),
          });
        });
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

function namedKeys(file: string): Result<readonly string[], Problem> {
  const read = readFile(file, file, { maxFileBytes: 1024 * 1024 });
  if (!read.ok) return read;
  const keys = readPublicKeys(new TextDecoder().decode(read.value));
  if (keys !== undefined) return ok(keys);
  return err(
    problem('log-key-invalid', `\`${file}\` holds no keys`, {
      hint: 'write a line for each as `rind log key` prints it: `ed25519:` and 64 hexadecimal digits',
    }),
  );
}

function guarded<T>(action: () => T): Result<T, Problem> {
  try {
    return ok(action());
  } catch (error) {
    return err(unreadable(error));
  }
}

async function guardedLater<T>(action: () => Promise<T>): Promise<Result<T, Problem>> {
  try {
    return ok(await action());
  } catch (error) {
    return err(unreadable(error));
  }
}

function unreadable(error: unknown): Problem {
  return problem('file-unreadable', 'the log cannot be read', {
    cause: error instanceof Error ? error.message : String(error),
  });
}
