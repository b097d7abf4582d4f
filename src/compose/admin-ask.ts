import { err, ok, type Result } from '@rind/pypa';
import { type Problem, problem } from '../base/problem.ts';

/** Why something was not done. */
export interface AdminFault {
  readonly problem: Problem;
  /** Whether whoever asked can correct it; else it could not be done. */
  readonly isUsage: boolean;
}

/** Reads a value that came from a gateway. */
export interface ValueReader<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

/** What is asked of a gateway: an operation of `/api/v1`. */
export interface AdminAsk {
  readonly operation: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** A gateway's desk, wherever it stands. */
export interface AdminDesk {
  ask<T>(ask: AdminAsk, reader: ValueReader<T>): Promise<Result<T, AdminFault>>;
  close(): Promise<void>;
}

/** Whoever asked can correct it. */
export const usage = (found: Problem): Result<never, AdminFault> => err({ problem: found, isUsage: true });
/** It could not be done. */
export const failed = (found: Problem): Result<never, AdminFault> => err({ problem: found, isUsage: false });

/** A value as its schema reads it. */
export function readValue<T>(value: unknown, reader: ValueReader<T>): Result<T, AdminFault> {
  const read = reader.safeParse(value);
  if (read.success) return ok(read.data);
  return failed(problem('gateway-unreachable', 'the answer is none of a Rind gateway, or of another version'));
}
