/** When a command ends with which code; 2 and 70 mean the same everywhere, and stand only where 2 needs a word more. */
interface Exits {
  readonly 0: string;
  readonly 1?: string;
  readonly 2?: string;
  readonly 3?: string;
}

const RULING: Exits = {
  0: 'it is said, taken back or listed',
  2: 'no `--reason`, no such id',
  3: 'the gateway cannot be reached; with `--wait`, one of them does not act on it yet',
};
const HOLD_END: Exits = { ...RULING, 0: 'it is released, or refused', 2: 'no hold of that id' };
const REPORT: Exits = {
  0: 'all is known, and nothing is denied or held',
  1: 'something is denied or held',
  3: 'something is undetermined, or cannot be read',
};

/** By the command as it is typed. */
const EXITS: Readonly<Record<string, Exits>> = {
  'rind allow': RULING,
  'rind audit': REPORT,
  'rind backup': {
    0: 'it is whole',
    1: 'files of the gateway are damaged: the backup lacks them, and names them',
    2: 'the folder is not empty',
    3: 'it cannot be read or written',
  },
  'rind check': REPORT,
  'rind claim': {
    0: 'it is claimed, given back or listed',
    2: 'no name of a project, or not claimed',
    3: 'the gateway cannot be reached',
  },
  'rind completion': { 0: 'it is printed' },
  'rind config show': { 0: 'it is printed' },
  'rind deny': RULING,
  'rind doctor': {
    0: 'everything goes through the gateway',
    1: 'something goes round it',
    3: 'the gateway does not answer',
  },
  'rind downloads': { 0: 'also where nobody had it', 3: 'the gateway cannot be reached' },
  'rind explain': { 0: 'it is explained', 2: 'there is no such thing' },
  'rind hold': RULING,
  'rind holds list': { 0: 'also where nothing waits', 3: 'the gateway cannot be reached' },
  'rind holds refuse': HOLD_END,
  'rind holds release': HOLD_END,
  'rind inventory': { 0: 'all is read', 3: 'something cannot be read' },
  'rind log key': { 0: 'they are printed', 3: 'there is no log, or it cannot be read' },
  'rind log show': { 0: 'it is printed', 3: 'there is no log, or it cannot be read' },
  'rind log verify': {
    0: 'it is whole',
    1: 'it was edited, cut off, reordered or forked',
    2: '`--key` holds no public key',
    3: 'there is no log, or it does not say enough',
  },
  'rind replay': {
    0: 'it would have been allowed',
    1: 'it would have been denied or held',
    2: 'neither `--at`, nor `--from` with `--to`',
    3: 'no policy of then is kept, or the project is not known here',
  },
  'rind restore': {
    0: 'the folder goes on from the backup',
    1: 'the backup is damaged, or none',
    2: 'the folder is not empty',
    3: 'it cannot be read or written',
  },
  'rind serve': { 0: 'it was told to end, and has', 3: 'it cannot listen or open its folder' },
  'rind setup': { 0: 'it is printed, or written', 2: 'the file of the client cannot be read' },
  'rind sync': { 0: 'every source is up to date', 3: 'a source cannot be fetched; with `--check`, there is an update' },
  'rind token create': { 0: 'the token is printed', 3: 'the gateway cannot be reached' },
  'rind token list': { 0: 'also where there is none', 3: 'the gateway cannot be reached' },
  'rind token revoke': { 0: 'it no longer holds', 2: 'no token of that id', 3: 'the gateway cannot be reached' },
  'rind version': { 0: 'it is printed' },
  'rind waive': { 0: 'the waiver is written', 2: 'something is missing, or the file cannot be edited' },
};

/** Rows of what each code of each command means. Throws where a command has none, or none has the command. */
export function exitRows(routes: readonly string[]): readonly string[] {
  const left = Object.keys(EXITS).filter((route) => !routes.includes(route));
  if (left.length > 0) throw new Error(`tools/docs-exits.ts names commands that are not there: ${left.join(', ')}`);
  return routes.map((route) => {
    const exits = EXITS[route];
    if (exits === undefined) throw new Error(`tools/docs-exits.ts does not say how \`${route}\` ends`);
    const cells = [exits[0], exits[1], exits[2], exits[3]].map((text) => text ?? '');
    return `| \`${route}\` | ${cells.join(' | ')} |`;
  });
}
