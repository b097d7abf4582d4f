/** One way in which a peer's answer about a file differs from Rind's. */
export interface Difference {
  /** The name of the project or hard case. */
  readonly question: string;
  readonly hard: boolean;
  readonly peer: string;
  readonly kind: 'misses' | 'adds' | 'fails';
  /** Name and version, or what a peer that fails says. */
  readonly release: string;
  /** How many flaws of it. */
  readonly count: number;
}

/** Why a peer differs, found by looking: at its code, or at what it says with its words turned up. */
interface Cause {
  readonly peer: string;
  /** Matches the question's name. */
  readonly question: RegExp;
  readonly kind: Difference['kind'];
  readonly why: string;
}

const CAUSES: readonly Cause[] = [
  {
    peer: 'osv-scanner',
    question: /^pipenv-.*-(?:service|shop)$/,
    kind: 'misses',
    why: 'reads the sections `default` and `develop` only, no category of its own name',
  },
  {
    peer: 'pysentry',
    question: /^pipenv-.*-(?:service|shop)$/,
    kind: 'misses',
    why: 'reads the sections `default` and `develop` only, no category of its own name',
  },
  {
    peer: 'osv-scanner',
    question: /^a range, no pin$/,
    kind: 'adds',
    why: 'takes the lower bound of a range for a pin; nobody knows what will be installed, and Rind says so',
  },
  {
    peer: 'osv-scanner',
    question: /^(?:a local version|another spelling)/,
    kind: 'misses',
    why: "a record's ranges count only up to the first that is not of the ecosystem, and these releases are not among the listed versions by that spelling",
  },
  {
    peer: 'osv-scanner',
    question: /^pinned by/,
    kind: 'misses',
    why: 'does not read constraints files; Rind takes an exact pin there for what will be installed',
  },
  {
    peer: 'osv-scanner',
    question: /^a wheel by its address$/,
    kind: 'fails',
    why: 'leaves out requirements with an address, and a file with nothing else is an error to it; the name of the wheel says name and version',
  },
  {
    peer: 'osv-scanner',
    question: /^the project is called/,
    kind: 'adds',
    why: "takes the project itself, `source = { editable = '.' }`, for the release of PyPI that has its name",
  },
  {
    peer: 'pip-audit',
    question: /^(?:a range|no version|pinned by)/,
    kind: 'fails',
    why: 'refuses the whole file for one requirement without a pin (without `--no-deps` it would install to find out)',
  },
  {
    peer: 'pip-audit',
    question: /^`===`$/,
    kind: 'fails',
    why: 'reads `===2.10` as `==` and the version `=2.10`, and ends with a traceback',
  },
  {
    peer: 'pip-audit',
    question: /^a marker/,
    kind: 'misses',
    why: 'evaluates markers on the machine that it runs on, and says nothing of the others',
  },
  {
    peer: 'pip-audit',
    question: /^`-r` another file$/,
    kind: 'misses',
    why: 'with `--disable-pip` includes are not followed',
  },
  {
    peer: 'pip-audit',
    question: /^a wheel by its address$/,
    kind: 'misses',
    why: 'skips requirements with an address (they stand among the skipped ones)',
  },
  {
    peer: 'pysentry',
    question: /pylock|pip-lock/,
    kind: 'misses',
    why: 'says `No dependencies found in pylock file`, reports no flaw and exits 0, with the files of pip and of uv alike',
  },
  {
    peer: 'pysentry',
    question: /conflicts$/,
    kind: 'misses',
    why: 'keeps one version of each name of a forked lock',
  },
  {
    peer: 'pysentry',
    question: /^`===`$|^`-r` another file$|^pinned by/,
    kind: 'misses',
    why: 'with `--no-resolver` only `name==version` lines of the file itself count; exit 0 all the same',
  },
  {
    peer: 'pysentry',
    question: /^a local version$/,
    kind: 'misses',
    why: "filters the endpoint's answer once more, and of a version with a local part keeps 3 flaws of 8 (observed, its code was not read)",
  },
  {
    peer: 'pysentry',
    question: /^a wheel by its address$/,
    kind: 'fails',
    why: 'asks uv to resolve the file, which yields nothing here',
  },
  {
    peer: 'pysentry',
    question: /^the project is called/,
    kind: 'adds',
    why: 'takes the project itself for the release of PyPI that has its name',
  },
];

/** The cause of a difference; undefined where nobody has looked yet. */
export function causeOf(difference: Difference): string | undefined {
  return CAUSES.find(
    ({ peer, question, kind }) =>
      peer === difference.peer && kind === difference.kind && question.test(difference.question),
  )?.why;
}
