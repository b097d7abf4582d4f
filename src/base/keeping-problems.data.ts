/** The part of the catalogue of problems that is about the log and the backups of a gateway. */
export const KEEPING_PROBLEMS = {
  'backup-invalid': {
    title: 'a backup cannot be restored',
    why: 'It is not whole, or what lies there is not what was written: a backup ends with its list of files and digests, and every one of them has to fit. Nothing was restored.',
    next: 'Take another backup. `rind restore` names the first file that does not fit.',
  },
  'backup-refused': {
    title: 'a backup or restore would overwrite something',
    why: 'The folder that it would write to is not empty. Old and new state must never be mixed.',
    next: 'Name a folder that does not exist yet.',
  },
  'gateway-missing': {
    title: 'there is no gateway to ask',
    why: 'The folder holds neither the database nor the log of a gateway.',
    next: 'Name the folder that `rind serve --data` was given, or run it there first.',
  },
  'log-broken': {
    title: 'the log of a gateway cannot be continued',
    why: 'It is not what its chain or its signed heads say, or it cannot be written to. A gateway that cannot write down what it serves serves nothing.',
    next: 'Run `rind log verify` on the folder. Keep the log as it is for whoever looks into it, and restore a backup, or move the whole folder away and start with a new one.',
  },
  'log-key-invalid': {
    title: 'a file of public keys holds none',
    why: 'Each of its lines has to be a key as `rind log key` prints it.',
    next: 'Print the keys with `rind log key` where the gateway runs, and keep them elsewhere.',
  },
} as const;
