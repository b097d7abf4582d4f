import { createRequire } from 'node:module';
import type { Looks } from '../../platform/looks.ts';
import type { Answer } from '../answer.ts';

/** What a question is made of, beside the build. */
export interface RunFacts {
  readonly argv: readonly string[];
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly platform: string;
  readonly users: readonly unknown[];
  readonly cwd: string;
  readonly streams: readonly [columns: number, isInteractive: boolean];
}

/** `kept.cjs`, which is written for any Node, with its types. */
interface Kept {
  readonly VARIABLES: readonly string[];
  readonly FAMILIES: RegExp;
  questionOf(build: string, run: RunFacts): string | undefined;
  fileOf(folder: string, question: string): string;
  find(file: string, question: string, now: number): { code: number; out: Buffer; err: Buffer } | undefined;
  holds(looks: Looks): boolean;
  keep(file: string, question: string, answer: Answer, code: number): void;
}

export const kept: Kept = createRequire(import.meta.url)('../kept.cjs');
