/** A Python that something is meant to run on. */
export interface DeclaredPython {
  /** Who says so, as messages name it: `pyproject.toml`, a target's name. */
  readonly origin: string;
  /** A specifier set: `>=3.10`, `==3.12.*`. */
  readonly specifier: string;
}
