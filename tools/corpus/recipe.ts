/** One run of a tool. `{index}` in arguments and environment stands for the address of the index. */
export interface Step {
  /** Name in tools.json; the recipe's own by default. */
  readonly tool?: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** One answer of a tool about its own lock: what a group or an extra brings in. */
export interface Listing {
  /** Its file, beside the lock. */
  readonly file: string;
  /** `""` for the project's own dependencies, a group's name, or `extra:NAME` (with what is the project's own). */
  readonly group: string;
  readonly step: Step;
}

/** How one project of the corpus is made. */
export interface Recipe {
  /** Folder under test/corpus/projects. */
  readonly name: string;
  /** Name in tools.json. */
  readonly tool: string;
  /** RFC 3339: nothing uploaded later is seen. */
  readonly instant: string;
  /** The project's own files, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly lockFile: string;
  readonly lock: Step;
  readonly listings: readonly Listing[];
  readonly env: Readonly<Record<string, string>>;
  /** Parts of the files that are there only so that the tool asks the loopback index; removed in the end. */
  readonly scaffold?: RegExp;
}
