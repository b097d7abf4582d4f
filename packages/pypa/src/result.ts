/**
 * Expected failures are values in this package: no parser throws, whatever its input.
 */

/** A value, or why there is none. */
export type Result<T, E> = Ok<T> | Err<E>;

/** The successful half of a {@link Result}. */
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

/** The failed half of a {@link Result}. */
export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

/** Wraps a value. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

/** Wraps a failure. */
export function err<E>(error: E): Err<E> {
  return { ok: false, error };
}

/**
 * What is wrong with a text, and where.
 *
 * `code` is stable and in kebab-case (`invalid-version`); `message` is for people, lower-case,
 * literals in backticks; `offset` counts UTF-16 code units from the start of the text that the
 * parser was given.
 */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

/** Where a value stands inside parsed TOML or JSON: keys and array positions from the root. */
export type TreePath = readonly (string | number)[];

/** What is wrong inside a document that was handed in parsed (TOML, JSON), and where. */
export interface TreeFault {
  readonly code: string;
  readonly message: string;
  readonly path: TreePath;
}

/** A parser's answer: the value, or the first fault that made it impossible. */
export type Parsed<T> = Result<T, Fault>;

/** Builds a failed {@link Parsed}. */
export function fault(code: string, message: string, offset: number): Err<Fault> {
  return { ok: false, error: { code, message, offset } };
}
