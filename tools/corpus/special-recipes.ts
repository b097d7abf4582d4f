import type { Listing, Recipe, Step } from './recipe.ts';

const INSTANT = '2023-09-01T00:00:00Z';

function exported(...args: readonly string[]): Step {
  return { program: 'uv', args: ['export', '--frozen', '--no-emit-workspace', '--no-header', ...args] };
}

function listing(file: string, group: string, ...args: readonly string[]): Listing {
  return { file, group, step: exported(...args) };
}

/** A workspace: three members, one of which the others need; groups and extras of members. */
const WORKSPACE: Recipe = {
  name: 'uv-0.13-workspace',
  tool: 'uv-0.13',
  instant: INSTANT,
  files: {
    'pyproject.toml': `[project]
name = "house"
version = "1.0.0"
requires-python = ">=3.9"
dependencies = ["house-core", "django>=3.2,<4"]

[dependency-groups]
dev = ["pytest<7.3"]

[tool.uv.workspace]
members = ["members/*"]

[tool.uv.sources]
house-core = { workspace = true }
`,
    'members/core/pyproject.toml': `[project]
name = "house-core"
version = "0.1.0"
requires-python = ">=3.9"
dependencies = ["pyyaml<6.0.1", "requests<2.31"]

[project.optional-dependencies]
xml = ["lxml<4.9.3"]
`,
    'members/worker/pyproject.toml': `[project]
name = "house-worker"
version = "0.1.0"
requires-python = ">=3.9"
dependencies = ["house-core[xml]", "aiohttp<3.8.5"]

[dependency-groups]
lint = ["pylint<2.17 ; python_version < '3.12'"]

[tool.uv.sources]
house-core = { workspace = true }
`,
  },
  lockFile: 'uv.lock',
  lock: { program: 'uv', args: ['lock', '--default-index', '{index}'] },
  listings: [
    listing('own.txt', '', '--all-packages', '--no-dev'),
    listing('group-dev.txt', 'dev', '--all-packages', '--only-group', 'dev'),
    listing('group-lint.txt', 'lint', '--all-packages', '--only-group', 'lint'),
    listing('extra-xml.txt', 'extra:xml', '--all-packages', '--no-dev', '--extra', 'xml'),
  ],
  env: {},
};

/** Two extras that exclude each other, each with its own version of one name; a group against an extra. */
const CONFLICTS: Recipe = {
  name: 'uv-0.13-conflicts',
  tool: 'uv-0.13',
  instant: INSTANT,
  files: {
    'pyproject.toml': `[project]
name = "forked"
version = "1.0.0"
requires-python = ">=3.9,<3.12"
dependencies = ["jinja2<3.1.2", "idna<3 ; sys_platform == 'win32'", "idna>=3,<3.4 ; sys_platform != 'win32'"]

[project.optional-dependencies]
old = ["django>=3.2,<4", "urllib3<1.26.5"]
new = ["django>=4.2,<4.2.4", "urllib3>=2,<2.0.5"]

[dependency-groups]
test = ["werkzeug<2.3"]

[tool.uv]
conflicts = [[{ extra = "old" }, { extra = "new" }]]
`,
  },
  lockFile: 'uv.lock',
  lock: { program: 'uv', args: ['lock', '--default-index', '{index}'] },
  listings: [
    listing('own.txt', '', '--no-dev'),
    listing('group-test.txt', 'test', '--only-group', 'test'),
    listing('extra-old.txt', 'extra:old', '--no-dev', '--extra', 'old'),
    listing('extra-new.txt', 'extra:new', '--no-dev', '--extra', 'new'),
  ],
  env: {},
};

/** Much at once: a lock of several hundred entries, for the speed of reading. */
const LARGE: Recipe = {
  name: 'uv-0.13-large',
  tool: 'uv-0.13',
  instant: '2023-12-01T00:00:00Z',
  files: {
    'pyproject.toml': `[project]
name = "large"
version = "1.0.0"
requires-python = ">=3.9,<3.12"
dependencies = [
  "apache-airflow[amazon,celery,google,postgres,redis,ssh,docker]==2.6.3",
  "jupyterlab<4.0.6",
  "mlflow<2.8",
  "scikit-learn<1.3",
]
`,
  },
  lockFile: 'uv.lock',
  lock: { program: 'uv', args: ['lock', '--default-index', '{index}'] },
  listings: [listing('own.txt', '', '--no-dev')],
  env: {},
};

/** A pylock.toml that uv writes: markers for all platforms, in one file. */
const UV_PYLOCK: Recipe = {
  ...CONFLICTS,
  name: 'uv-0.13-pylock',
  files: {
    'requirements.in':
      "django<4.2.4\nrequests[socks]<2.31\ncolorama ; sys_platform == 'win32'\ncryptography<41.0.2\nipython<8.10\n",
  },
  lockFile: 'pylock.toml',
  lock: {
    program: 'uv',
    args: ['pip', 'compile', '--universal', '--format', 'pylock.toml', '--default-index', '{index}'].concat([
      '--python-version',
      '3.9',
      '--output-file',
      'pylock.toml',
      'requirements.in',
    ]),
  },
  listings: [
    {
      file: 'own.json',
      group: '',
      step: { tool: 'pip-26.3', program: 'python', args: ['{tools}/pylock_packages.py', 'pylock.toml'] },
    },
  ],
};

/** Projects that only one tool can have. */
export const SPECIAL_RECIPES: readonly Recipe[] = [WORKSPACE, CONFLICTS, UV_PYLOCK, LARGE];
