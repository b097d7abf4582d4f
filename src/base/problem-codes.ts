import { ADMIN_PAGES } from './admin-problems.ts';
import { GATEWAY_PROBLEM_PAGES } from './gateway-problem-pages.ts';
import { KEEPING_PROBLEMS } from './keeping-problems.data.ts';
import { RIND_PROBLEMS } from './rind-problems.data.ts';

/** What a code means, for `rind explain problem:CODE` and its page in docs/reference/problems.md. */
export interface ProblemPage {
  readonly title: string;
  /** What happened and why it matters. */
  readonly why: string;
  /** What a person can do. */
  readonly next: string;
  /** Said, but the answer stands: it does not move the exit code. */
  readonly warning?: true;
}

const pages = {
  ...ADMIN_PAGES,
  ...GATEWAY_PROBLEM_PAGES,
  'setup-refused': {
    title: 'the configuration of a client cannot be edited',
    why: 'The file cannot be read, or it says something that cannot be changed without losing what stands there. It was left as it is.',
    next: 'Run the command without `--write` and put what it prints into the file by hand.',
  },
  'advisory-damaged': {
    title: 'an advisory record cannot be read whole',
    why: 'A record of an advisory source is not valid OSV, so it cannot be told which project it speaks of. Some component may be affected without anybody knowing.',
    next: 'Report the record to its source; synchronise again when it is mended.',
  },
  'advisory-range-damaged': {
    title: 'a part of an advisory record cannot be read',
    why: 'A range of the record has a bound that is no version, or the instant of its withdrawal is none. Rind never guesses: versions that the record lists by name stay affected, every other version of that project is undetermined (`damaged-advisory`), and no other project is concerned.',
    next: 'Report the record to its source; synchronise again when it is mended.',
    warning: true,
  },
  'advisory-source-empty': {
    title: 'an advisory source holds no record about a PyPI project',
    why: 'Matched against no record, everything would look unaffected. The source is not used.',
    next: "Load OSV's `PyPI/all.zip`, or a folder of OSV records whose ecosystem is PyPI.",
  },
  'advisory-source-missing': {
    title: 'an advisory source that the configuration names is not there',
    why: 'Without its records nothing can be said about vulnerabilities.',
    next: 'Correct `advisories.sources`, or load the source with `rind sync --from PATH`.',
  },
  'advisory-store-outdated': {
    title: 'the synchronised advisories were stored by another version of Rind',
    why: 'Another version keeps other facts of a record. Read as if they were its own, they could be misunderstood.',
    next: 'A store of an older Rind is made anew from the records in it by the next audit that may write to the data folder, and by `rind sync`. For one of a newer Rind, update Rind, or name another folder with `--data-dir`.',
  },
  'advisory-store-unreadable': {
    title: 'the synchronised advisories cannot be read',
    why: 'The file `advisories.db` of the data folder is damaged, or the operating system refuses to open it. Without it nothing can be said about vulnerabilities.',
    next: 'Remove the file and run `rind sync` again.',
  },
  'artifact-changed': {
    title: 'a file of an index is not what it was said to be',
    why: 'The bytes that came have another hash than the page states, or than those that came under this name first. Whoever can change a published file can put anything into it.',
    next: 'Ask the index and the maintainers of the project. Nothing of the new bytes was given out; the log of the gateway has both hashes.',
  },
  'archive-invalid': {
    title: 'an archive is malformed',
    why: 'The archive breaks its format, or its directory and its entries disagree. Readers differ on such files, which attackers use.',
    next: 'Obtain the archive again from its source.',
  },
  'archive-mismatch': {
    title: 'the name of a distribution file disagrees with its metadata',
    why: 'Installers go by one or the other: the file may be installed as something else than it looks like. What its metadata says is listed, and stays undetermined.',
    next: 'Obtain the file again from its index.',
  },
  'archive-unsupported': {
    title: 'a distribution file is of a kind that is not read',
    why: 'Wheels and source distributions as `.tar.gz` or `.zip` are read. What is in another kind, or under a name that names no release, cannot be judged.',
    next: 'Use a wheel or a `.tar.gz` of the release; of a release of the past that has neither, build one.',
  },
  'baseline-invalid': {
    title: 'the file given with `--baseline` is no report of Rind',
    why: 'Findings that an earlier report has already do not count. A file that is damaged or something else cannot say which these are, so nothing is audited.',
    next: 'Make the baseline with `rind audit --output json=FILE`.',
  },
  'blob-damaged': {
    title: 'a stored file is not what it was',
    why: 'Its bytes no longer have the SHA-256 under which they are stored: the disk or somebody changed them. They are not served.',
    next: 'Remove the file; it is fetched again when it is asked for. Look at the disk.',
  },
  'command-undetermined': {
    title: 'a command in a notebook cannot be read whole',
    why: 'A cell installs something that its text alone does not name: a variable, a command substitution, another installer. Nothing is run to find out.',
    next: 'Write the requirement out, or accept that the line stays undetermined.',
  },
  'config-invalid': {
    title: 'the configuration is wrong',
    why: 'A key or a value is not known. A setting that is ignored would be a false promise, so nothing is audited.',
    next: 'Correct the key that the place points to.',
  },
  'dependencies-dynamic': {
    title: 'the build backend fills in dependencies',
    why: 'The project names `dependencies` or `optional-dependencies` as dynamic. Only running its build backend would tell them, and nothing is run.',
    next: 'List them in `[project]`, give setuptools a `file`, or audit a lock file.',
  },
  'download-damaged': {
    title: 'a file is not what was announced',
    why: 'What came does not have the hash or the size that the page of the index states, breaks off, or is larger than allowed. Nothing of it is used.',
    next: 'Try again. When it stays so, the file at the index was changed after it was listed: report that, and do not use it.',
  },
  'encoding-invalid': {
    title: 'a file is not valid UTF-8',
    why: 'The format demands UTF-8. Reading it in another encoding could show something else than the tool sees that installs from it.',
    next: 'Save the file as UTF-8.',
  },
  'entry-limit': {
    title: 'there are more entries than the limit',
    why: 'A file, a source of advisories or a report holds more than one run affords: 40,000 components, 100,000 findings, 200,000 records. What comes after is not read, so that memory stays bounded whatever is fed in.',
    next: 'Audit the parts one by one.',
  },
  'fetch-failed': {
    title: 'an address cannot be fetched',
    why: 'The network, the server or what it sent failed, after several tries. What was there before is kept and still used; its age is in every report.',
    next: 'Try again later. What was downloaded so far is kept, and the next try goes on from there. Behind a proxy, set `HTTPS_PROXY`; for a certificate authority of your own, `SSL_CERT_FILE` or `NODE_EXTRA_CA_CERTS`.',
  },
  'file-gone': {
    title: 'an index lists a file that it does not have',
    why: 'The page of the project lists the file, and at its address the index answers 404 or 410: it was taken down a moment ago, or the page is wrong. That is its word, and no outage: a gateway answers 404 for the file, and does not tell clients to ask again.',
    next: 'Look at the project at its index. Where the file was taken down, choose another release.',
  },
  'source-passed-over': {
    title: 'a file was not read, because a stronger source speaks for its project',
    why: 'Of one project one source is read: a lock speaks alone, and one of a workspace for the members too. What the requirements beside it say beyond that is not in the report.',
    next: 'Audit with `--all` to read every source, or name the file.',
    warning: true,
  },
  'ecosystem-not-judged': {
    title: 'components of other ecosystems are not judged',
    why: "The document lists components that are no projects of PyPI, no packages of conda and no interpreter: other languages', an operating system's, plain files. Rind knows Python only; about these the report says nothing.",
    next: 'Audit them with a tool for their ecosystem.',
    warning: true,
  },
  'environment-duplicate': {
    title: 'a project is installed twice in one environment',
    why: 'Which of the two is imported depends on the order of a folder. An interrupted upgrade leaves such a state. Both are judged.',
    next: 'Uninstall the project until it is gone, then install it again; or make the environment anew.',
  },
  'environment-invalid': {
    title: 'an installed distribution does not say what it is',
    why: 'Its metadata is missing, malformed or contradicts itself. Its files are installed all the same.',
    next: 'Install the distribution again; or make the environment anew.',
  },
  'environment-undetermined': {
    title: 'an environment cannot be told from files alone',
    why: 'Rind executes nothing, the interpreter included. What the interpreter would find here, or elsewhere, is not known.',
    next: 'Name the folder that holds the installed distributions (`site-packages`) with `--environment`.',
  },
  'index-file-refused': {
    title: 'a file that an index lists is left out',
    why: 'The page of a project lists a file that is of another project, that stands there twice with other content, or that lies on a host which this index may not take files from. Whoever can write into one page could otherwise serve the files of any project, or have any address asked.',
    next: 'Look at the page of the index. Where its files lie on another host on purpose, declare that host for the index.',
  },
  'index-not-asked': {
    title: 'some components were not looked up at the index',
    why: 'They have no exact version, or come from elsewhere: a checkout, a file, an index that only the lock names. What a lock names is never asked: whoever wrote the lock would decide where requests go.',
    next: 'Name an index that has them with `--index-url`, and audit what comes from it alone.',
    warning: true,
  },
  'index-unavailable': {
    title: 'the index could not be asked about some projects',
    why: 'It did not answer, or not with a page. What it would have said of yanked releases, of quarantined projects and of days of upload is not known, and counts as unknown.',
    next: 'Try again; behind a proxy set `HTTPS_PROXY`; name another index with `--index-url`.',
  },
  'index-invalid': {
    title: 'an index cannot be used as it is declared',
    why: 'Its address cannot be read, is no `https` one, or holds what is never expanded; or the names or hosts declared for it are none.',
    next: 'Correct the declaration of the index.',
  },
  'index-metadata-invalid': {
    title: 'the metadata of a file at an index cannot be trusted',
    why: 'What the index offers as the metadata of a file does not have the hash that its page states, is not what the file itself says, or is of another project or version.',
    next: 'Do not install the file before it is clear why. Report it to who runs the index.',
  },
  'index-page-invalid': {
    title: 'the page of a project at an index cannot be used',
    why: 'What the index sent is not what its `Content-Type` says, is of another project, is cut off, or is larger than any real page. Nothing is concluded from such a page: not even that there are no files.',
    next: 'Ask again later. When it stays so, look at what the address answers, and at what stands between: a proxy or a login page may answer in its place.',
  },
  'index-undeclared': {
    title: 'components come from an index of which nobody said what it serves',
    why: "Advisories speak of PyPI's projects. An index that mirrors PyPI serves the same files; a private one may serve anything under a name. A component that an advisory names is a finding all the same; one that none names cannot be told to be unaffected.",
    next: 'Declare the index under `indexes`, with `mirrors = "pypi"` where it mirrors PyPI.',
    warning: true,
  },
  'file-name-case': {
    title: 'a file is not read, whose name differs from a known one by case alone',
    why: 'Tools look for `uv.lock`, and so does Rind. A disk that does not tell upper from lower case, as those of Windows and macOS, gives them `UV.LOCK` for it: what is installed there is not what was judged.',
    next: 'Give the file the name that its tool looks for, or remove it.',
    warning: true,
  },
  'file-not-regular': {
    title: 'a path is a pipe, device, socket or folder where a file is expected',
    why: 'Reading such a path can block for ever or have effects. Rind looks before it opens.',
    next: 'Name a regular file.',
  },
  'file-outside': {
    title: 'a path leads out of the repository',
    why: 'A link or an include points beyond the repository root. Its content must not reach a report.',
    next: 'Move the file into the repository.',
  },
  'file-too-large': {
    title: 'a file is larger than the limit',
    why: 'Memory stays bounded whatever is fed in. The default is 64 MB.',
    next: 'Raise the limit with `--max-file-size` if the file is meant to be that large.',
  },
  'file-unreadable': {
    title: 'a file cannot be read',
    why: 'It is missing, or the operating system refuses.',
    next: 'Check the path and its permissions.',
  },
  'format-newer': {
    title: 'a file is of a newer revision than this Rind knows',
    why: 'A newer revision may say things that this Rind does not see. The file is read as the newest known revision.',
    next: 'Update Rind.',
    warning: true,
  },
  'format-unsupported': {
    title: 'a file has a version that this Rind does not know',
    why: 'A newer format may mean something else by the same words. Rind does not fall back to another file beside it.',
    next: 'Update Rind, or write the file in a known version.',
  },
  'ignore-unsupported': {
    title: 'an entry of an ignore file is not taken over',
    why: 'An entry of an ignore file of another tool, or a statement of a VEX document, depends on something that Rind cannot keep to. Taken over without it, it would cover more than it was written for.',
    next: 'Write it as a waiver with `rind waive`, or leave it to the tool that it is for.',
    warning: true,
  },
  'include-limit': {
    title: 'too many includes',
    why: 'Requirements files include each other more often than the limit (1,000) allows.',
    next: 'Flatten the includes, or raise the limit with `--max-includes`.',
  },
  'link-not-followed': {
    title: 'a link leads to a folder that was not looked at',
    why: 'Links to folders are not followed, so that no loop forms and nothing outside is read. What stands behind it may be in use all the same.',
    next: 'Name the folder behind the link as a path of its own.',
  },
  'lock-stale': {
    title: 'a lock is older than its manifest',
    why: 'The manifest asks for a project that its lock does not have, or for a version that the lock does not let in. The lock was judged; its tool will refuse it or resolve anew, and then something else is installed. It is said only where it is certain: what comes from elsewhere than an index, is replaced by an override or needed on some platforms only is not compared.',
    next: 'Make the lock anew with its tool, commit it, and audit again.',
    warning: true,
  },
  'lock-empty': {
    title: 'a lock file that is not empty yields no component',
    why: 'A reader that finds nothing would otherwise look like a project without vulnerabilities.',
    next: 'Check that the file is what its name says; report it to Rind if it is.',
  },
  'lock-invalid': {
    title: 'a lock file breaks its own format',
    why: 'A value has the wrong type, or a required one is missing. The rest of the file is read.',
    next: 'Write the lock again with its tool.',
  },
  'metadata-invalid': {
    title: 'a field of a distribution’s metadata cannot be read',
    why: 'A requirement breaks the dependency specifiers specification, as in some old releases. Name and version are certain, the way by which something came in may be missing.',
    next: 'Nothing, or a newer release of the distribution.',
    warning: true,
  },
  'manifest-invalid': {
    title: 'a manifest breaks its own format',
    why: 'A value has the wrong type, a name is none, or includes lead in a circle. The rest of the file is read.',
    next: 'Correct the place that is named.',
  },
  'no-advisories': {
    title: 'there is no advisory data',
    why: 'Nothing can be said about vulnerabilities without records. Rind never answers "none" when it does not know.',
    next: 'Load records with `rind sync`, or `rind sync --from PATH` (a folder or zip of OSV records), then audit again.',
  },
  'nothing-found': {
    title: 'no project file was found',
    why: 'The given paths hold no file of a known format.',
    next: 'Name the folder or the file that holds the lock or the requirements; docs/reference/formats.md lists every format with the names of its files. What is installed is read with `--environment`, or from `pip freeze` through standard input.',
  },
  'record-missing': {
    title: 'installed distributions have no usable RECORD',
    why: 'Without the list of their files and hashes nobody can tell what belongs to them and whether it was changed. Distributions of an operating system are packed so.',
    next: 'Install them again with pip or uv, where the operating system does not own them.',
    warning: true,
  },
  'requirement-invalid': {
    title: 'a requirement line cannot be read',
    why: 'It does not follow the dependency specifiers specification or a known option. The other lines are read.',
    next: 'Correct the line.',
  },
  'requirement-undetermined': {
    title: 'a requirement line depends on something outside the file',
    why: 'It holds an environment variable or a remote include. Rind neither expands the environment nor fetches on behalf of a repository.',
    next: 'Write the value into the file, or accept that the line stays undetermined.',
  },
  'sync-busy': {
    title: 'another sync is running',
    why: 'Two syncs of one data folder would undo each other. This one waited a minute for the other.',
    next: 'Run it again when the other has ended.',
  },
  'sync-refused': {
    title: 'what a source has now looks worse than what is there',
    why: 'More than 1 % of its records are damaged, or it has more than 5 % fewer records than before, or its newest record is older. That is how a broken or an attacked source looks, and every record that vanishes is a flaw that is no longer found. What was there is kept.',
    next: 'Look at the source. If it is right, run the same sync with `--force`.',
  },
  'sync-unsupported': {
    title: 'a source cannot be synchronised in this way',
    why: 'Rind does not load this kind of source yet, and says so instead of taking something else for it; or it is a service that answers by name, and it is not said whose names may be sent, or none is certainly of PyPI.',
    next: "Use OSV's bulk file, a folder or a zip of OSV records; for a service by name, add `--for PATH`.",
  },
  'setup-not-static': {
    title: 'an argument of `setup()` cannot be read without running it',
    why: 'A setup.py is a program. Rind reads literals and names that are bound once to literals; it never runs the file, so the rest is not known.',
    next: 'Write the requirements into pyproject.toml or setup.cfg, or audit a lock file.',
  },
  'target-release-open': {
    title: 'a target says no release of Python',
    why: 'A target that names the language alone (`3.12`) says which conditions hold. CPython has flaws of its own, and which of them a target has depends on its release: nobody looked.',
    next: 'Write the whole release into the target: `python = "3.12.4"`.',
    warning: true,
  },
  'targets-install-nothing': {
    title: 'nothing that was found is installed on any target',
    why: 'The declared targets leave out every component, by their platform, their Python, or the extras and groups that they install. A report of nothing would look like a clean one.',
    next: 'Correct the `targets` of the configuration, or declare none: then everything is judged.',
  },
  'targets-leave-out': {
    title: 'some components are installed on no target',
    why: 'With `targets` declared, what is installed on none of them is not judged: for other platforms, or by extras and groups that no target installs.',
    next: 'Declare every place where the project is installed, developers’ machines included; or no target at all.',
    warning: true,
  },
  'text-invalid': {
    title: 'a file is not valid TOML, JSON or YAML',
    why: 'The place says where reading stopped. A half-read file would be half an answer.',
    next: 'Correct the file, or write it again with its tool.',
  },
  'tool-file-unreadable': {
    title: "another tool's file cannot be read",
    why: 'An ignore file, or the configuration of an installer or an update tool, is no valid text of its format. What it says is not taken into account; what was found stands.',
    next: 'Correct the file; its own tool will not read it, either.',
    warning: true,
  },
  'waiver-expired': {
    title: 'a waiver has expired',
    why: 'From its date on, or from the first fix on where it holds until then (`until-fixed`), it covers nothing: the finding counts again.',
    next: 'Fix the finding, or decide anew and give the waiver another date.',
    warning: true,
  },
  'waiver-invalid': {
    title: 'a waiver cannot be written',
    why: 'What was asked for is no waiver that the configuration would take, or the file is written in a form that cannot be edited without changing more. Nothing was written.',
    next: 'Correct what the message names, or write the waiver by hand.',
  },
  'waiver-unused': {
    title: 'a waiver covers nothing',
    why: 'No finding has one of its ids and a component that it is for: a slip of the pen, or a flaw that is fixed.',
    next: 'Correct or remove it. A waiver that lies about may one day cover what nobody decided.',
    warning: true,
  },
  'tree-limit': {
    title: 'a folder is larger than the limit',
    why: 'The walk stops after 100,000 entries or 64 levels, so that a hostile tree cannot keep it busy.',
    next: 'Name the folders to audit one by one.',
  },
  'url-refused': {
    title: 'an address is not asked',
    why: 'It is no `https` address, or it leads to a private network that nobody named: loopback, link-local, an internal address. A server that redirects there could reach what only this machine can.',
    next: 'Name the address itself, with `--from URL`, if it is meant.',
  },
  ...KEEPING_PROBLEMS,
  ...RIND_PROBLEMS,
} as const satisfies Record<string, ProblemPage>;

/** Every code that a {@link Problem} may carry. */
export type ProblemCode = keyof typeof pages;

/** The catalogue, by code. */
export const PROBLEM_PAGES: Readonly<Record<ProblemCode, ProblemPage>> = pages;

/** Whether a code is a warning only: the answer stands, the exit code does not move. */
export function isWarning(code: ProblemCode): boolean {
  return PROBLEM_PAGES[code].warning === true;
}

/** Whether a text is a code of the catalogue. */
export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(pages, text);
}
