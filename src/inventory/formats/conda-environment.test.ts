import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complaints, readManifest, told } from '../testing/read-manifest.ts';
import { format } from './conda-environment.ts';

function read(text: string, others: Record<string, string> = {}): ReturnType<typeof readManifest> {
  return readManifest(format, 'environment.yml', text, others);
}

const CONDA_FORGE = 'from conda:https://conda.anaconda.org/conda-forge';

describe('environment.yml', () => {
  it('is told by its name and what it lists', () => {
    for (const name of [
      'environment.yml',
      'environment.yaml',
      'environment-dev.yml',
      'dev-environment.yml',
      'conda_env.yml',
      'env.yml',
      'conda-linux-64.lock.yml',
    ])
      assert.ok(format.matches(name, ''), name);
    for (const name of ['environments.json', 'venv.yml', 'deployment.yml', 'conda-lock.yml'])
      assert.ok(!format.matches(name, ''), name);
    for (const text of [
      'name: x\ndependencies:\n  - numpy\n',
      'dependencies: [numpy]',
      'channels:\n- x\n',
      'dependencies:\n  # c\n\n- pip:\n  - a\n',
      'dependencies:\n  - a::b\n',
    ])
      assert.ok(format.sniff?.(text), text);
    for (const text of [
      'name: x\n',
      'dependencies:\n  - name: redis\n    version: 1\n',
      'services:\n  dependencies:\n    - a\n',
    ])
      assert.ok(!format.sniff?.(text), text);
  });

  it('pins one version, or asks for some', () => {
    const reading = read(`channels: [conda-forge, defaults]
dependencies:
  - python=3.10
  - numpy==1.21.0
  - scipy=1.7.1=py39_0
  - pandas >=1,<2
  - defaults::pytz==2021.1
  - openssl=1.1.1w=h0
  - conda-forge/noarch::tzdata==2024a
`);
    assert.deepEqual(reading.components.map(told), [
      'python==3.10.* from interpreter:',
      `numpy==1.21.0 ${CONDA_FORGE}`,
      `scipy==1.7.1 ${CONDA_FORGE}`,
      `pandas<2,>=1 ${CONDA_FORGE}`,
      'pytz==2021.1 from conda:https://repo.anaconda.com/pkgs/main',
      `openssl==1.1.1w ${CONDA_FORGE}`,
      `tzdata==2024a0 ${CONDA_FORGE}`,
    ]);
    assert.deepEqual(
      reading.components.map(({ reasons, locations: [at] }) => `${reasons.join()} ${at?.line}:${at?.column}`),
      ['unpinned 3:5', ' 4:5', ' 5:5', 'unpinned 6:5', ' 7:5', 'invalid-version 8:5', ' 9:5'],
    );
    assert.deepEqual(
      reading.components.map(({ purl }) => purl),
      [
        'pkg:generic/python',
        'pkg:conda/numpy@1.21.0?channel=conda-forge',
        'pkg:conda/scipy@1.7.1?channel=conda-forge',
        'pkg:conda/pandas?channel=conda-forge',
        'pkg:conda/pytz@2021.1?channel=main',
        'pkg:conda/openssl@1.1.1w?channel=conda-forge',
        'pkg:conda/tzdata@2024a?channel=conda-forge',
      ],
    );
    assert.deepEqual(reading.problems, []);
  });

  it('hands requirement lines to pip', () => {
    const reading = read(
      `dependencies:
- pip
- pip:
  - flask==2.0 # a word
  - -r more.txt
  - "--index-url https://user:secret@host/simple"
  - -e .
  - click==8.0; sys_platform == "win32"
  - bad one
  - x==\${SECRET}
`,
      { 'more.txt': 'jinja2==3.0\n' },
    );
    assert.deepEqual(reading.components.map(told), [
      'pip from conda:https://repo.anaconda.com/pkgs/main',
      'flask==2.0 from https://***@host/simple',
      'jinja2==3.0 from https://***@host/simple',
      'click==8.0 from https://***@host/simple when sys_platform == "win32"',
      'x from https://***@host/simple',
    ]);
    assert.deepEqual(reading.components[2]?.locations, [{ path: 'more.txt', line: 1, column: 1 }]);
    assert.deepEqual(complaints(reading), ['requirement-invalid 9:5']);
    assert.ok(!JSON.stringify(reading).includes('secret'));
  });

  it('says which entries cannot be read, each at its place, and reads the rest', () => {
    const reading = read(`dependencies:
  - numpy==1
  - 3
  - a|b
  - foo: bar
  - pip: no
  - [x]
  - https://host/nothing.conda
  - scipy==2
`);
    assert.deepEqual(complaints(reading), [
      'manifest-invalid 3:5',
      'requirement-invalid 4:5',
      'manifest-invalid 5:5',
      'manifest-invalid 6:10',
      'manifest-invalid 7:5',
      'requirement-undetermined 8:5',
    ]);
    assert.deepEqual(
      reading.components.map(({ name }) => name),
      ['numpy', 'scipy'],
    );
  });

  it('knows the category of conda-lock and the selectors of micromamba', () => {
    const reading = read('category: dev\ndependencies:\n- a==1\n- sel(win): b==2\n');
    assert.deepEqual(
      reading.components.map(({ groups, marker }) => [groups, marker]),
      [
        [['dev'], undefined],
        [['dev'], 'sys_platform == "win32"'],
      ],
    );
  });

  it('of a channel with credentials shows none', () => {
    const reading = read('channels:\n- https://user:secret@host/t/x\ndependencies:\n- a==1\n');
    assert.equal(reading.components[0]?.source.url, 'https://***@host/t/x');
  });

  it('that is no mapping, or has no list, is one problem', () => {
    assert.deepEqual(complaints(read('- a\n')), ['lock-invalid 1:1']);
    assert.deepEqual(complaints(read('dependencies: x\n')), ['manifest-invalid 1:15']);
    assert.deepEqual(complaints(read('a: [\n')), ['text-invalid 2:1']);
    assert.deepEqual(complaints(read('name: x\n')), []);
  });

  it('survives names of JavaScript and control characters', () => {
    const reading = read('__proto__: 1\ndependencies:\n- __proto__==1\n- "a\\x1b[31m==1"\n');
    assert.deepEqual(
      reading.components.map(({ name }) => name),
      ['-proto-'],
    );
    assert.deepEqual(complaints(reading), ['requirement-invalid 4:3']);
  });
});
