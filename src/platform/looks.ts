import path from 'node:path';

/**
 * What stood at a path: `-:` nothing, `!CODE:` what the system answered, else the kind (`f` file, `d` folder, `l` link,
 * `o` other), device, inode, mode, size, mtime and ctime in nanoseconds, each followed by a colon. For a link, after
 * a `>`, the same of what it leads to. So less is said by the beginning of it: a folder of which only its place
 * mattered is the same as long as kind, device and inode are.
 */
export type State = string;

/** The state of a path at which there is nothing. */
export const MISSING: State = '-:';

/** A path that a run looked at. */
export interface Looked {
  readonly state: State;
  /** Whether the folder's entries were read. */
  listed: boolean;
  /** Changed too lately for its stamp to be believed; of a link, the link itself. */
  readonly young?: boolean;
  /** The same of what a link leads to. */
  readonly youngTarget?: boolean;
}

/** A folder, and what was looked at in it. */
type FolderLooks = readonly [
  folder: string,
  /** What its state must begin with. */
  needed: State,
  /** Its whole state, under which nothing was added to it; empty where it says too little. */
  whole: State,
  /** Which of the sets of names was looked for in it in vain; -1 for none. */
  missing: number,
  /** Name and needed state, in turn. */
  found: readonly string[],
];

/** All that an answer rests on, as it is kept. `src/cli/kept.cjs` compares it with the disk. */
export interface Looks {
  /** Paths, each with what it is when all links are resolved. */
  readonly real: readonly (readonly [file: string, real: string | null])[];
  readonly names: readonly (readonly string[])[];
  readonly folders: readonly FolderLooks[];
}

/** What is asked of the disk when a run is over. */
export interface Probes {
  /** The path with every link resolved; null where it leads nowhere. */
  readonly real: (file: string) => string | null;
  readonly look: (file: string) => Looked;
}

interface Folder {
  readonly missing: string[];
  readonly found: string[];
}

/**
 * Puts what a run looked at in order: by folder, so that an unchanged folder speaks for all that was missed in it.
 * Undefined where something changed too lately to be believed.
 */
export function orderLooks(looked: ReadonlyMap<string, Looked>, probes: Probes): Looks | undefined {
  const folders = foldersOf(looked, probes);
  const real: [string, string | null][] = [];
  const names: string[][] = [];
  const known = new Map<string, number>();
  const listed: FolderLooks[] = [];
  for (const [file, one] of looked) {
    if (isUnsure(one)) return undefined;
    const above = folders.get(path.dirname(file));
    if (folders.has(file) || above === undefined) continue;
    if (one.state === MISSING) above.missing.push(path.basename(file));
    else above.found.push(path.basename(file), neededOf(one));
    // What a path is without links follows from its folder, unless it is a link itself.
    if (isLink(one.state)) real.push([file, probes.real(file)]);
  }
  for (const [folder, { missing, found }] of folders) {
    const own = looked.get(folder);
    const one = own ?? probes.look(folder);
    if (
      one.state !== MISSING &&
      (isLink(one.state) || !folders.has(path.dirname(folder)) || folder === path.dirname(folder))
    )
      real.push([folder, probes.real(folder)]);
    const isSteady = one.young !== true && one.youngTarget !== true;
    const set = one.state === MISSING ? -1 : numberOf(missing.sort(), names, known);
    listed.push([
      folder,
      own === undefined ? kindOf(one.state) : neededOf(own),
      set >= 0 && isSteady ? one.state : '',
      set,
      found,
    ]);
  }
  return { real, names, folders: listed };
}

/** Every folder that something was looked for in; where it is missing itself, those above it down to it. */
function foldersOf(looked: ReadonlyMap<string, Looked>, { look }: Probes): Map<string, Folder> {
  const folders = new Map<string, Folder>();
  for (const file of looked.keys()) {
    for (let at = path.dirname(file); !folders.has(at); at = path.dirname(at)) {
      folders.set(at, { missing: [], found: [] });
      if ((looked.get(at) ?? look(at)).state !== MISSING) break;
    }
  }
  return folders;
}

function numberOf(missing: readonly string[], names: string[][], known: Map<string, number>): number {
  if (missing.length === 0) return -1;
  const key = missing.join('/');
  const number = known.get(key) ?? names.push([...missing]) - 1;
  known.set(key, number);
  return number;
}

function isLink(state: State): boolean {
  return state.startsWith('l:');
}

/** Whether only the place of a folder mattered: its times then change with every file in it. */
function isPlace({ state, listed }: Looked): boolean {
  return !listed && lastOf(state).startsWith('d:');
}

function lastOf(state: State): State {
  return state.slice(state.indexOf('>') + 1);
}

/** Whether something was looked into that may since have changed without looking different. */
function isUnsure(one: Looked): boolean {
  if (isLink(one.state)) return one.young === true || (one.youngTarget === true && !isPlace(one));
  return one.young === true && !isPlace(one);
}

function neededOf(one: Looked): State {
  return isPlace(one) ? cutAfter(one.state, 3) : one.state;
}

function kindOf(state: State): State {
  return state.startsWith('!') ? state : cutAfter(state, 1);
}

/** So many parts of the state, of a link those of what it leads to. */
function cutAfter(state: State, parts: number): State {
  const last = lastOf(state);
  return (
    state.slice(0, state.length - last.length) +
    last
      .split(':')
      .slice(0, parts)
      .map((part) => `${part}:`)
      .join('')
  );
}
