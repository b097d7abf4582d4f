import { posix } from 'node:path';
import type { InventoryFormat } from './format.ts';

/** A file that a format claims by its name. */
export interface Candidate {
  /** Relative to what paths are shown by, with forward slashes. */
  readonly path: string;
  readonly format: InventoryFormat;
}

/** The candidates of one folder by what they may say. */
export interface FolderCandidates {
  readonly folder: string;
  readonly locks: readonly Candidate[];
  readonly pins: readonly Candidate[];
  readonly manifests: readonly Candidate[];
  /** Files that speak of one script or one use: nothing gives way to them, nor they to anything. */
  readonly partial: readonly Candidate[];
}

/** Sorts candidates by folder and rank; folders from the top down, so that a workspace comes before its members. */
export function byFolder(candidates: readonly Candidate[]): FolderCandidates[] {
  const folders = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const folder = posix.dirname(candidate.path);
    const same = folders.get(folder);
    if (same) same.push(candidate);
    else folders.set(folder, [candidate]);
  }
  const topDown = [...folders].sort(([a], [b]) => depth(a) - depth(b) || (a < b ? -1 : 1));
  return topDown.map(([folder, all]) => {
    const isPartial = ({ path, format }: Candidate) => format.isPartial?.(posix.basename(path)) === true;
    const whole = all.filter((candidate) => !isPartial(candidate));
    const ranked = (rank: InventoryFormat['rank']) => whole.filter(({ format }) => format.rank === rank);
    return {
      folder,
      locks: ranked('lock'),
      pins: ranked('pins'),
      manifests: ranked('manifest'),
      partial: all.filter(isPartial),
    };
  });
}

function depth(folder: string): number {
  return folder === '.' ? 0 : folder.split('/').length;
}

/** Whether a folder is one of those that a lock speaks for. */
export function isCovered(folder: string, covered: ReadonlySet<string>): boolean {
  return covered.has(folder === '.' ? '' : folder) || covered.has(folder);
}
