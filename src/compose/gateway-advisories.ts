import { copyFileSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { storeFile } from '../advisory/open-stored.fs.ts';
import { openStore } from '../advisory/read-store.sql.ts';
import type { AdvisoryStore } from '../advisory/store.ts';
import type { AdmittingAdvisories } from '../app/jobs/admit-advisories.ts';
import type { AdvisoryHold } from '../evidence/advisory-hold.sql.ts';
import { makeFolder } from '../platform/folders.fs.ts';

/** What {@link GatewayAdvisories} works with. */
export interface GatewayAdvisoriesParts {
  /** Where synchronised advisories lie. */
  readonly dataFolder: string;
  /** Where the gateway keeps those that are in force. */
  readonly folder: string;
  readonly admitting: Pick<AdmittingAdvisories, 'admit' | 'isReleased'>;
  /** Told of what cannot be read: the last good state stays in force. */
  failed(error: unknown): void;
}

/**
 * The advisories that are in force at a gateway. Whoever synchronises them replaces their file whole; another file is
 * another state. The one in force is kept by a name of the gateway's own, so that it is there after a restart, too,
 * while a newer one waits for a person.
 */
export class GatewayAdvisories {
  readonly #parts: GatewayAdvisoriesParts;
  #stamp = '';
  #store: AdvisoryStore | undefined;
  /** What is in force for every project. */
  #base: AdvisoryStore | undefined;
  #hold: AdvisoryHold | undefined;

  constructor(parts: GatewayAdvisoriesParts) {
    this.#parts = parts;
    makeFolder(parts.folder, 0o700);
    const kept = statSync(this.#inForce, { throwIfNoEntry: false });
    // One that an older Rind wrote is no reason to wait: the advisories at hand are taken as they are.
    const opened = kept === undefined ? undefined : openStore(this.#inForce);
    if (opened?.ok === true) this.#base = opened.value;
    this.#store = this.#base;
  }

  get store(): AdvisoryStore | undefined {
    return this.#store;
  }

  /** What waits for a person. */
  get hold(): AdvisoryHold | undefined {
    return this.#hold;
  }

  /** Looks for another state, and for a person's word; whether other advisories are in force than before. */
  async look(): Promise<boolean> {
    const { dataFolder, admitting } = this.#parts;
    const file = storeFile(dataFolder);
    const stamp = stampOf(file);
    const isReleased = this.#hold !== undefined && (await admitting.isReleased(this.#hold));
    if (stamp === this.#stamp && !isReleased) return false;
    if (stamp === '')
      return this.#unreadable('the synchronised advisories are gone; those before stay in force', stamp);
    const candidate = path.join(this.#parts.folder, `candidate-${process.pid}.db`);
    try {
      sameFile(file, candidate);
      const opened = openStore(candidate);
      if (!opened.ok) return this.#unreadable(opened.error.message, stamp);
      const { store, isWhole, hold } = await admitting.admit(this.#base, opened.value);
      if (isWhole) {
        renameSync(candidate, this.#inForce);
        this.#base = opened.value;
      }
      this.#store = store;
      this.#hold = hold;
      this.#stamp = stamp;
      return true;
    } finally {
      rmSync(candidate, { force: true });
    }
  }

  get #inForce(): string {
    return inForceFile(this.#parts.folder);
  }

  #unreadable(why: string, stamp: string): false {
    this.#stamp = stamp;
    this.#parts.failed(new Error(why));
    return false;
  }
}

/** Where a gateway keeps the advisories that are in force, below the folder that it keeps them in. */
export function inForceFile(folder: string): string {
  return path.join(folder, 'in-force.db');
}

/** The same content by another name: nobody changes a file of advisories, so that a link does. */
function sameFile(file: string, other: string): void {
  rmSync(other, { force: true });
  try {
    linkSync(file, other);
  } catch (error) {
    // Another file system, or one without links.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw error;
    copyFileSync(file, other);
  }
}

/** Without the time of the last change to its names: linking changes that. */
function stampOf(file: string): string {
  const facts = statSync(file, { throwIfNoEntry: false });
  return facts === undefined ? '' : `${facts.ino} ${facts.size} ${facts.mtimeMs}`;
}
