import { type Distribution, makeSdist, makeWheel } from '../servers/distribution.ts';
import { fileOf, projectOf, type UpstreamFile, type UpstreamProject } from '../servers/upstream-file.ts';

/** Everything that the scenarios install, as the upstream has it. */
export function scenarioProjects(): UpstreamProject[] {
  return [...plainProjects(), ...chosenProjects(), ...builtProjects(), ...namedProjects()];
}

function wheels(name: string, ...versions: readonly string[]): UpstreamProject {
  return projectOf(name, ...versions.map((version) => fileOf(makeWheel({ name, version }))));
}

function plainProjects(): UpstreamProject[] {
  const scripts = { 'shop-hello': 'shop:main' };
  const requires = ['shelf>=1', 'ladder; sys_platform == "win32"'];
  const extras = { fast: ['engine>=2'] };
  return [
    projectOf(
      'shop',
      fileOf(makeWheel({ name: 'shop', version: '1.0', requires, extras, scripts })),
      fileOf(makeWheel({ name: 'shop', version: '1.1', requires, extras, scripts })),
    ),
    wheels('shelf', '0.9', '1.0', '1.2'),
    wheels('engine', '1.0', '2.0'),
    wheels('ladder', '1.0'),
    wheels('leaf', '1.0'),
  ];
}

/** Where the choice among files is the point. */
function chosenProjects(): UpstreamProject[] {
  const yanked = (version: string) => fileOf(makeWheel({ name: 'withdrawn', version }), { yanked: 'it eats data' });
  return [
    projectOf('withdrawn', fileOf(makeWheel({ name: 'withdrawn', version: '1.0' })), yanked('1.1')),
    projectOf('gone', fileOf(makeWheel({ name: 'gone', version: '1.0' }), { yanked: '' })),
    wheels('early', '1.0', '2.0rc1'),
    projectOf(
      'modern',
      fileOf(makeWheel({ name: 'modern', version: '1.0', requiresPython: '>=3.8' })),
      fileOf(makeWheel({ name: 'modern', version: '2.0', requiresPython: '>=3.99' })),
    ),
    projectOf(
      'native',
      fileOf(makeWheel({ name: 'native', version: '1.0', tag: 'py3-none-any' })),
      fileOf(makeWheel({ name: 'native', version: '1.1', tag: 'cp311-cp311-win_amd64' })),
      fileOf(makeWheel({ name: 'native', version: '1.1', tag: 'cp311-cp311-macosx_11_0_arm64' })),
    ),
  ];
}

/** Where something is built, or must not be. */
function builtProjects(): UpstreamProject[] {
  const wheel = (name: string, version: string) => fileOf(makeWheel({ name, version }));
  const sdist = (name: string, version: string) => fileOf(makeSdist({ name, version }));
  const padding = {
    'bare/__init__.py': 'BARE = True\n',
    'bare/data.txt': 'some text that fills the file\n'.repeat(9000),
  };
  return [
    projectOf('source-only', sdist('source-only', '1.0')),
    projectOf('mixed', wheel('mixed', '1.0'), sdist('mixed', '1.1')),
    projectOf('both', wheel('both', '1.0'), sdist('both', '1.0')),
    projectOf('bare', withoutMetadata(makeWheel({ name: 'bare', version: '1.0', requires: ['leaf'], files: padding }))),
  ];
}

/** A file whose metadata can be read inside it only. */
function withoutMetadata(distribution: Distribution): UpstreamFile {
  const { metadata: _, ...file } = fileOf(distribution);
  return file;
}

/** Where names and versions are written in more than one way. */
function namedProjects(): UpstreamProject[] {
  return [
    wheels('localized', '1.0', '1.0+cu118'),
    projectOf(
      'Odd_Name.Thing',
      fileOf(makeWheel({ name: 'Odd_Name.Thing', version: '1.0', written: 'Odd_Name.Thing' })),
    ),
    projectOf('big-version', fileOf(makeWheel({ name: 'big-version', version: '1!2.0.post1' }))),
  ];
}
