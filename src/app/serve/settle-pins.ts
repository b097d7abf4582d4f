import type { ProjectFile } from '@rind/pypa';
import type { Sequence } from '../../base/sequence.ts';
import type { Pin } from '../../evidence/pins.sql.ts';

/** Files that are looked at between two pauses. */
const AT_ONCE = 32;

/** A file as it is pinned. */
export interface ListedFile {
  readonly filename: string;
  readonly sha256: string | null;
}

/**
 * What a page lists beside what is remembered: every name, what is new and counts as remembered from now on, and what
 * nobody was asked about yet.
 */
export function* sorted(
  files: Sequence<ProjectFile>,
  pins: Map<string, Pin>,
  now: number,
): Generator<void, { names: ReadonlySet<string>; fresh: ListedFile[]; undated: ListedFile[] }, void> {
  const names = new Set<string>();
  const fresh: ListedFile[] = [];
  const undated: ListedFile[] = [];
  for (let at = 0; at < files.length; at++) {
    if (at % AT_ONCE === AT_ONCE - 1) yield;
    const file = files.at(at);
    if (file === undefined) continue;
    const { filename, hashes, uploadTime } = file;
    names.add(filename);
    const pin = pins.get(filename);
    const listed = { filename, sha256: pin === undefined ? (hashes.get('sha256') ?? null) : pin.sha256 };
    if (pin === undefined) {
      fresh.push(listed);
      pins.set(filename, { ...listed, firstSeen: now, gone: null, uploaded: null });
    }
    if (uploadTime === undefined && (pin === undefined || pin.uploaded === null)) undated.push(listed);
  }
  return { names, fresh, undated };
}

/** What is remembered beside what a page lists: what is back on it, what went, and all that is not on it. */
export function* settled(
  pins: ReadonlyMap<string, Pin>,
  names: ReadonlySet<string>,
  observedAt: number,
): Generator<void, { back: string[]; gone: string[]; missing: Pin[] }, void> {
  const back: string[] = [];
  const gone: string[] = [];
  const missing: Pin[] = [];
  let count = 0;
  for (const pin of pins.values()) {
    if (++count % (4 * AT_ONCE) === 0) yield;
    const isListed = names.has(pin.filename);
    if (isListed && pin.gone !== null) back.push(pin.filename);
    if (!isListed && pin.gone === null) gone.push(pin.filename);
    if (!isListed) missing.push({ ...pin, gone: pin.gone ?? observedAt });
  }
  return { back, gone, missing };
}
