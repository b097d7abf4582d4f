import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The Python that `npm run setup:oracle` prepared: newest `packaging`, nothing of ours. */
const ORACLE_PYTHON = `${ROOT}.cache/oracle/bin/python`;

/** Why the oracle cannot be asked here, or undefined when it can. In CI it is never missing. */
export function oracleMissing(): string | undefined {
  if (existsSync(ORACLE_PYTHON)) return undefined;
  if (process.env['CI']) throw new Error('the oracle is missing in CI: run `npm run setup:oracle`');
  return 'no oracle: run `npm run setup:oracle` (needs Python 3.11 or newer)';
}

/** A running Python process that answers batches of cases, in the order asked. */
export class Oracle {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: { resolve: (answers: unknown[]) => void; reject: (error: Error) => void }[] = [];

  constructor() {
    const serve = fileURLToPath(new URL('./oracle/serve.py', import.meta.url));
    this.#child = spawn(ORACLE_PYTHON, ['-X', 'utf8', serve], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const reply = JSON.parse(line) as { answers?: unknown[]; error?: string };
      const next = this.#waiting.shift();
      if (reply.answers) next?.resolve(reply.answers);
      else next?.reject(new Error(`oracle: ${reply.error}`));
    });
    this.#child.on('exit', (code) => {
      for (const next of this.#waiting.splice(0)) next.reject(new Error(`oracle ended with ${code}`));
    });
  }

  /** The oracle's answers to all cases under one operation. */
  ask(op: string, cases: readonly unknown[]): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${JSON.stringify({ op, cases })}\n`);
    });
  }

  close(): void {
    this.#child.stdin.end();
  }
}
