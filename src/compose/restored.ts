import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatInstant } from '../base/instant.ts';

/** That a gateway goes on from a backup. */
export interface RestoredMark {
  /** Epoch milliseconds: the state that it goes on from. */
  readonly asOf: number;
  /** Epoch milliseconds at which it was restored. */
  readonly at: number;
  /** The version of the program that made the backup. */
  readonly version: string;
}

function markFile(folder: string): string {
  return path.join(folder, 'restored.json');
}

/** Marks a gateway as restored. */
export function markRestored(folder: string, mark: RestoredMark): void {
  writeFileSync(markFile(folder), `${JSON.stringify(mark)}\n`, { flush: true });
}

/** What a restored gateway says to whoever asks how it is; undefined for one that is not. */
export function restoredNote(folder: string): string | undefined {
  const file = markFile(folder);
  if (!existsSync(file)) return undefined;
  try {
    const mark: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isMark(mark))
      return `restored on ${formatInstant(mark.at)} from the state of ${formatInstant(mark.asOf)}: what was decided, uploaded or released in between is not known here`;
  } catch {
    // That it is there says enough.
  }
  return 'restored from an older state: what happened since is not known here';
}

function isMark(value: unknown): value is RestoredMark {
  return (
    typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    typeof value.at === 'number' &&
    'asOf' in value &&
    typeof value.asOf === 'number'
  );
}
