import { type NormalizedName, normalizeName, ok, type Result } from '@rind/pypa';
import type { Problem } from '../../../base/problem.ts';
import type { Pace } from '../../../platform/pace.ts';
import type { Denial, Forbidden } from '../answers.ts';
import type { Client, FileAsk } from '../ask.ts';
import { Serving } from '../serving.ts';
import type { NoStanding, Standing, StandingFile } from '../standing.ts';
import { askerOf, standingFile } from './fake-files.ts';
import { AT_ONCE as INSTANT } from './standing.ts';
import { standingOf } from './standing-of.ts';

/** The project of all of it. */
const DEMO: NormalizedName = normalizeName('demo');
/** Its file. */
export const WHEEL = 'demo-1.0-py3-none-any.whl';
/** What its file is. */
export const SHA: string = 'a'.repeat(64);

/** A gateway's serving, with all it works with in a test's hands. */
export class ServingHouse {
  standing: Standing | NoStanding = standingOf(standingFile(WHEEL));
  /** What is known of the file without asking how its project stands. */
  known: StandingFile | undefined;
  /** What judging a file does. */
  judge: (file: StandingFile) => Promise<Result<string, Problem>> = async () => ok(SHA);
  blobs: Set<string> = new Set([SHA]);
  sidecar: Uint8Array | undefined;
  /** Why a file is refused whose bytes came wrong again. */
  changed: Denial | undefined;
  fault: Forbidden | undefined;
  dryRun = false;
  isBusy = false;
  /** Milliseconds that the file has been on its way. */
  underWay = 0;
  /** Whether the log has no room. */
  full = false;
  /** What happened, in order. */
  readonly events: string[] = [];
  /** How long was to be waited at most, since it was last asked. Unit: milliseconds. */
  waits: number[] = [];
  /** Milliseconds. */
  passed = 0;

  get serving(): Serving {
    this.waits = [];
    const { events } = this;
    return new Serving({
      projects: {
        file: () => this.known,
        standing: () => {
          events.push('standing');
          return this.standing;
        },
      },
      artifacts: {
        isBusy: this.isBusy,
        underWay: () => this.underWay,
        judge: (_name, file) => {
          events.push(`judge ${file.file.filename}`);
          return this.judge(file);
        },
      },
      changedBytes: {
        isRefused: () => this.changed !== undefined,
        refused: async (_view, _name, file) => this.changed && { ...file, denial: this.changed },
      },
      sidecars: {
        of: async () => this.sidecar && { sha256: 'c'.repeat(64), content: this.sidecar },
      },
      blobs: {
        open: async (sha256) =>
          this.blobs.has(sha256) ? { size: 10, read: async () => 0, close: async () => {} } : undefined,
      },
      ledger: {
        served: async (_name, file) => {
          if (this.full) throw new Error('no room');
          events.push(`served ${file.file.filename}`);
        },
        refused: async (_name, file) => void events.push(`refused ${file.file.filename}`),
        page: () => void events.push('page'),
        note: async () => {},
      },
      mayRead: () => this.fault,
      metadata: async () => Buffer.from('own metadata'),
      names: async () => ['demo'],
      provenance: async () => ({ answer: 'content', content: Buffer.from('vouched'), sha256: '' }),
      dryRun: this.dryRun,
      patienceMs: { pip: 12, uv: 26, pdm: 150, poetry: 12, pipenv: 12, other: 12 },
      pace: this.#pace,
    });
  }

  /** A pace whose waits are over as soon as something was to take longer than there is time. */
  get #pace(): Pace {
    return {
      elapsed: () => this.passed,
      within: (promise, milliseconds) => {
        this.waits.push(milliseconds);
        return Promise.race([promise, new Promise<undefined>((resolve) => setTimeout(resolve, 20, undefined))]);
      },
      inSlices: INSTANT.inSlices,
      after: () => () => {},
    };
  }
}

/** A question for a file. */
export const ask = (filename: string = WHEEL, client: Client = 'pip'): FileAsk => ({
  view: '',
  name: DEMO,
  filename,
  asker: askerOf(client),
});
