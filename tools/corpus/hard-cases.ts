/** Small files that peers are known to misread, beside the corpus: name, path of the file asked about, files. */
export interface HardCase {
  readonly name: string;
  readonly file: string;
  readonly files: Readonly<Record<string, string>>;
}

/** One project of a uv.lock that is called as a project of PyPI with flaws is called. */
const NAMESAKE = `version = 1
revision = 3
requires-python = ">=3.9"

[[package]]
name = "jinja2"
version = "2.10"
source = { editable = "." }
dependencies = [{ name = "idna" }]

[package.metadata]
requires-dist = [{ name = "idna", specifier = "==3.4" }]

[[package]]
name = "idna"
version = "3.4"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.pythonhosted.org/packages/8b/e1/43beb3d38dba6cb420cefa297822eac205a277ab43e5ba5d5c46faf96438/idna-3.4.tar.gz", hash = "sha256:814f528e8dead7d329833b91c5faa87d60bf71824cd12a7530b5526063d02cb4" }
`;

const requirements = (name: string, text: string, more: Record<string, string> = {}): HardCase => ({
  name,
  file: 'requirements.txt',
  files: { 'requirements.txt': text, ...more },
});

/** In the order of the table. */
export const HARD_CASES: readonly HardCase[] = [
  requirements('a range, no pin', 'jinja2>=2.10\n'),
  requirements('no version at all', 'jinja2\n'),
  requirements('`===`', 'jinja2===2.10\n'),
  requirements('a local version', 'django==4.1+local\n'),
  requirements('another spelling of name and version', 'Jinja_2==3.1.2\nDJANGO==4.1.0\n'),
  requirements('a marker that is false on Linux', 'jinja2==2.10 ; sys_platform == "win32"\n'),
  requirements('`-r` another file', '-r base.txt\n', { 'base.txt': 'jinja2==2.10\n' }),
  requirements('pinned by `-c`', '-c constraints.txt\njinja2\n', { 'constraints.txt': 'jinja2==2.10\n' }),
  requirements('a wheel by its address', 'jinja2 @ https://example.com/Jinja2-2.10-py2.py3-none-any.whl\n'),
  {
    name: 'the project is called as one of PyPI',
    file: 'uv.lock',
    files: {
      'uv.lock': NAMESAKE,
      'pyproject.toml':
        '[project]\nname = "jinja2"\nversion = "2.10"\nrequires-python = ">=3.9"\ndependencies = ["idna==3.4"]\n',
    },
  },
];
