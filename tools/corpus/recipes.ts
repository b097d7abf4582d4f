import { CONTENTS, type Content } from './content.ts';
import { onePerName, pipfile, poetryManifest, requirementsIn, standardManifest } from './manifests.ts';
import type { Listing, Recipe, Step } from './recipe.ts';
import { SPECIAL_RECIPES } from './special-recipes.ts';

type Args = readonly string[];

/** The listings of a project: its own dependencies, each group alone, each extra with the project's own. */
function listings(
  content: Content,
  step: { own: Step; group: (name: string) => Step; extra?: (name: string) => Step },
) {
  const { own, group, extra } = step;
  const found: Listing[] = [{ file: 'own.txt', group: '', step: own }];
  for (const name of Object.keys(content.groups))
    found.push({ file: `group-${name}.txt`, group: name, step: group(name) });
  if (extra === undefined) return found;
  for (const name of Object.keys(content.extras)) {
    found.push({ file: `extra-${name}.txt`, group: `extra:${name}`, step: extra(name) });
  }
  return found;
}

function uv(content: Content, version: string): Recipe {
  const exported = (...args: Args): Step => ({
    program: 'uv',
    args: ['export', '--frozen', '--no-emit-project', '--no-header', ...args],
  });
  return {
    name: `uv-${version}-${content.name}`,
    tool: `uv-${version}`,
    instant: content.instant,
    files: { 'pyproject.toml': standardManifest(content) },
    lockFile: 'uv.lock',
    lock: { program: 'uv', args: ['lock', '--default-index', '{index}'] },
    listings: listings(content, {
      own: exported('--no-dev'),
      group: (name) => exported('--only-group', name),
      extra: (name) => exported('--no-dev', '--extra', name),
    }),
    env: {},
  };
}

/** Poetry knows no index but PyPI by default: a plugin, or a source that is taken out again, leads it to ours. */
function poetry(content: Content, version: string, mirror: 'plugin' | 'source'): Recipe {
  const scaffold = '\n[[tool.poetry.source]]\nname = "past"\nurl = "{index}"\ndefault = true\n';
  const exported = (...args: Args): Step => ({
    program: 'poetry',
    args: ['export', '--format', 'requirements.txt', ...args],
  });
  return {
    name: `poetry-${version}-${content.name}`,
    tool: `poetry-${version}`,
    instant: content.instant,
    files: { 'pyproject.toml': poetryManifest(content, mirror === 'source' ? scaffold : '') },
    lockFile: 'poetry.lock',
    lock: { program: 'poetry', args: ['lock', '--no-interaction'] },
    listings: listings(content, {
      own: exported('--only', 'main'),
      group: (name) => exported('--only', name),
      extra: (name) => exported('--only', 'main', '--extras', name),
    }),
    env: mirror === 'plugin' ? { POETRY_PYPI_MIRROR_URL: '{index}' } : {},
    ...(mirror === 'source'
      ? {
          scaffold:
            /\n\[(?:\[tool\.poetry|package)\.source\]\]?\n(?:\w+ = .*\n)+|^(?:--index-url|--trusted-host) .*\n+/gm,
        }
      : {}),
  };
}

function pdm(content: Content, version: string): Recipe {
  const exported = (...args: Args): Step => ({ program: 'pdm', args: ['export', '--format', 'requirements', ...args] });
  return {
    name: `pdm-${version}-${content.name}`,
    tool: `pdm-${version}`,
    instant: content.instant,
    files: { 'pyproject.toml': standardManifest(content) },
    lockFile: 'pdm.lock',
    lock: { program: 'pdm', args: ['lock', '--group', ':all'] },
    listings: listings(content, {
      own: exported('--prod'),
      group: (name) => exported('--no-default', '--dev', '--group', name),
      extra: (name) => exported('--prod', '--group', name),
    }),
    env: { PDM_PYPI_URL: '{index}', PDM_CHECK_UPDATE: '0' },
  };
}

function pipenv(content: Content, version: string): Recipe {
  const exported = (...args: Args): Step => ({ program: 'pipenv', args: ['requirements', '--hash', ...args] });
  return {
    name: `pipenv-${version}-${content.name}`,
    tool: `pipenv-${version}`,
    instant: content.instant,
    files: { Pipfile: pipfile(content, '3.11') },
    lockFile: 'Pipfile.lock',
    lock: { program: 'pipenv', args: ['lock', '--pypi-mirror', '{index}'] },
    listings: listings(content, {
      own: exported(),
      group: (name) => (name === 'dev' ? exported('--dev-only') : exported('--categories', name)),
    }),
    env: { PIPENV_NOSPIN: '1', PIPENV_YES: '1', PIPENV_IGNORE_VIRTUALENVS: '1' },
  };
}

/** What pip's own parser of requirements files makes of a file, as JSON. */
function pipLines(file: string): Listing {
  return { file: 'own.json', group: '', step: { program: 'python', args: ['{tools}/pip_lines.py', file] } };
}

function pipCompile(content: Content, version: string): Recipe {
  const extras = Object.keys(content.extras);
  return {
    name: `pip-compile-${version}-${content.name}`,
    tool: `pip-tools-${version}`,
    instant: content.instant,
    files: { 'requirements.in': requirementsIn(content, extras) },
    lockFile: 'requirements.txt',
    lock: {
      program: 'pip-compile',
      args: ['--generate-hashes', '--strip-extras', '--no-emit-index-url', '--no-header', '--index-url', '{index}'],
    },
    listings: [pipLines('requirements.txt')],
    env: {},
  };
}

function pipLock(content: Content, version: string): Recipe {
  return {
    name: `pip-lock-${version}-${content.name}`,
    tool: `pip-${version}`,
    instant: content.instant,
    files: { 'requirements.in': requirementsIn(content, content.name === 'shop' ? Object.keys(content.extras) : []) },
    lockFile: 'pylock.toml',
    lock: {
      program: 'python',
      args: ['-m', 'pip', 'lock', '-r', 'requirements.in', '--index-url', '{index}', '--only-binary', ':all:'],
    },
    listings: [
      { file: 'own.json', group: '', step: { program: 'python', args: ['{tools}/pylock_packages.py', 'pylock.toml'] } },
    ],
    env: {},
  };
}

/** PDM refuses two versions of one name in one resolution: the newer Pythons' stays. */
function withoutForks(content: Content): Content {
  return { ...content, python: '>=3.8,<3.12', dependencies: onePerName(content.dependencies) };
}

const each = (make: (content: Content) => Recipe): Recipe[] => CONTENTS.map(make);

/** How every project of the corpus is made. */
export const RECIPES: readonly Recipe[] = [
  ...['0.4', '0.6', '0.8'].flatMap((version, i) => CONTENTS.slice(i, i + 1).map((content) => uv(content, version))),
  ...each((content) => uv(content, '0.13')),
  ...CONTENTS.slice(0, 1).map((content) => poetry(content, '1.2', 'source')),
  ...each((content) => poetry(content, '1.8', 'plugin')),
  ...each((content) => poetry(content, '2.5', 'plugin')),
  ...each((content) => pdm(withoutForks(content), '2.29')),
  ...each((content) => pipenv(content, '2026.10')),
  ...each((content) => pipCompile(content, '7.6')),
  // pip tries versions of the third one's for hours.
  ...CONTENTS.slice(0, 2).map((content) => pipLock(content, '26.3')),
  ...SPECIAL_RECIPES,
];
