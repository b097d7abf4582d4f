import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Loaded into a gateway before anything else: its clocks are those of the machine, and so much beside. */
const PRELOAD = `
import { readFileSync } from 'node:fs';
const Machine = globalThis.Date;
const now = Machine.now.bind(Machine);
const elapsed = performance.now.bind(performance);
let [wall, passed] = [0, 0];
const look = () => {
  const read = readFileSync(new URL('clock', import.meta.url), 'utf8').split(' ').map(Number);
  if (read.length === 2 && read.every(Number.isFinite)) [wall, passed] = read;
};
look();
setInterval(look, 20).unref();
globalThis.Date = class extends Machine {
  constructor(...given) {
    if (given.length === 0) super(now() + wall + passed);
    else super(...given);
  }
  static now() {
    return now() + wall + passed;
  }
};
Object.defineProperty(performance, 'now', { value: () => elapsed() + passed });
`;

/** The clocks of a gateway that is a process of its own, in a test's hands. */
export class SetClock {
  /** What a gateway is to be started with. */
  readonly env: Readonly<Record<string, string>>;
  readonly #folder: string;
  #wall = 0;
  #passed = 0;

  constructor(folder: string) {
    this.#folder = folder;
    const file = join(folder, 'set-clock.mjs');
    writeFileSync(file, PRELOAD);
    this.#write();
    this.env = { NODE_OPTIONS: `--import=${pathToFileURL(file).href}` };
  }

  /** Somebody sets the clock: so far from the right time. */
  async set(milliseconds: number): Promise<void> {
    this.#wall = milliseconds;
    await this.#written();
  }

  /** Time goes by. */
  async pass(milliseconds: number): Promise<void> {
    this.#passed += milliseconds;
    await this.#written();
  }

  async #written(): Promise<void> {
    this.#write();
    // The gateway looks again within 20 ms, and at what decisions rest on within 500.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }

  #write(): void {
    const file = join(this.#folder, 'clock');
    writeFileSync(`${file}.new`, `${this.#wall} ${this.#passed}`);
    renameSync(`${file}.new`, file);
  }
}
