import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brought, only, places, readLock } from '../testing/lock-reading.ts';
import { format } from './pixi-lock.ts';

const SHA256 = 'ae5f47a5c86fd6db822931255dcf017eb12f60c77f07dc782ccb477f7808aab2';
const CHANNEL = 'https://conda.anaconda.org/conda-forge';
const LINUX = 'sys_platform == "linux" and platform_machine == "x86_64"';

const V6 = `version: 6
environments:
  default:
    channels:
    - url: ${CHANNEL}/
    indexes:
    - https://pypi.org/simple
    packages:
      linux-64:
      - conda: ${CHANNEL}/linux-64/python-3.12.0-h1_0_cpython.conda
      - conda: ${CHANNEL}/linux-64/pytorch-2.1.0-h1_0.conda
      - pypi: https://files.pythonhosted.org/packages/requests-2.31.0-py3-none-any.whl
        extras:
        - socks
      - pypi: ./
      win-64:
      - conda: ${CHANNEL}/win-64/python-3.12.0-h2_0_cpython.conda
  test:
    channels:
    - url: ${CHANNEL}/
    packages:
      linux-64:
      - conda: ${CHANNEL}/linux-64/python-3.12.0-h1_0_cpython.conda
      - conda: ${CHANNEL}/noarch/pytest-7.4.3-pyhd8ed1ab_0.conda
packages:
- conda: ${CHANNEL}/linux-64/python-3.12.0-h1_0_cpython.conda
  sha256: ${SHA256}
- conda: ${CHANNEL}/win-64/python-3.12.0-h2_0_cpython.conda
- conda: ${CHANNEL}/linux-64/pytorch-2.1.0-h1_0.conda
  depends:
  - __glibc >=2.17
  - python >=3.12,<3.13.0a0
  license: BSD-3-Clause
  purls:
  - pkg:pypi/torch?source=hash-mapping
- conda: ${CHANNEL}/noarch/pytest-7.4.3-pyhd8ed1ab_0.conda
  depends:
  - python
  - pytorch
- pypi: https://files.pythonhosted.org/packages/requests-2.31.0-py3-none-any.whl
  name: requests
  version: 2.31.0
  sha256: ${SHA256}
  requires_dist:
  - python ; extra == 'socks'
  - torch ; extra == 'other'
  requires_python: '>=3.7'
- pypi: ./
  name: own
  version: 0.1.0
  editable: true
`;

describe('pixi.lock', () => {
  it('of nothing but the project, built for several platforms, lists nothing else and is in order', () => {
    const own = '- conda: .\n  name: app\n  version: 0.1.0\n';
    const reading = readLock(format, { 'pixi.lock': `version: 6\nenvironments: {}\npackages:\n${own}${own}` });
    assert.deepEqual([reading.components, reading.problems], [[], []]);
  });

  it('is read by environment and platform', () => {
    const reading = readLock(format, { 'pixi.lock': V6 });
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(brought(reading), [
      ['python 3.12.0', ' test', undefined],
      ['torch 2.1.0', '', LINUX],
      ['pytest 7.4.3', 'test', undefined],
      ['requests 2.31.0', '', LINUX],
    ]);
    assert.deepEqual([...reading.roots].sort(), [
      ['', ['requests']],
      ['test', ['pytest']],
    ]);
  });

  it('says PyPI’s name of a conda package where it knows it', () => {
    const reading = readLock(format, { 'pixi.lock': V6 });
    const torch = only(reading, 'torch');
    assert.deepEqual(
      [torch.purl, torch.source.url, torch.license, torch.requires],
      ['pkg:conda/pytorch@2.1.0?channel=conda-forge', CHANNEL, 'BSD-3-Clause', ['python']],
    );
    assert.deepEqual(only(reading, 'pytest').requires, ['python', 'torch']);
  });

  it('follows the extras that an environment asks for, and no others', () => {
    const requests = only(readLock(format, { 'pixi.lock': V6 }), 'requests');
    assert.deepEqual(requests.extras, ['socks']);
    assert.deepEqual(requests.requires, ['python']);
    assert.equal(requests.requiresPython, '>=3.7');
    assert.deepEqual(requests.source, { kind: 'index' });
    assert.deepEqual(requests.locations, [{ path: 'pixi.lock', line: 40, column: 3 }]);
  });

  it('of version 5 names kind and address apart', () => {
    const reading = readLock(format, {
      'pixi.lock': `version: 5
environments:
  default:
    channels: []
    packages:
      osx-arm64:
      - pypi: direct+https://host/click-8.1.7-py3-none-any.whl
      - pypi: git+https://host/flask@abc
      - pypi: ../outside
packages:
- kind: pypi
  name: click
  version: 8.1.7
  url: direct+https://host/click-8.1.7-py3-none-any.whl
- kind: pypi
  name: Flask
  version: 3.0.2
  url: git+https://host/flask@abc
- kind: pypi
  name: outside
  version: '0.1'
  path: ../outside
`,
    });
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(
      reading.components.map(({ name, source }) => [name, source.kind, source.url]),
      [
        ['click', 'url', 'https://host/click-8.1.7-py3-none-any.whl'],
        ['flask', 'vcs', 'git+https://host/flask@abc'],
        ['outside', 'path', '../outside'],
      ],
    );
  });

  it('of version 7 knows indexes of packages, platforms with names of their own, and sources', () => {
    const reading = readLock(format, {
      'pixi.lock': `version: 7
platforms:
- name: mine
  subdir: linux-64
- name: win-64
environments:
  default:
    packages:
      mine:
      - pypi: https://host/files/a-1.0-py3-none-any.whl
      - conda_source: child[87dc0b8a] @ child
      - conda_source: far[87dc0b8a] @ git+https://host/far#abc
      win-64: []
packages:
- pypi: https://host/files/a-1.0-py3-none-any.whl
  name: a
  version: '1.0'
  index: https://host/simple
- conda_source: child[87dc0b8a] @ child
  version: 0.1.0
- conda_source: far[87dc0b8a] @ git+https://host/far#abc
  version: 0.2.0
`,
    });
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(
      reading.components.map(({ name, source, marker }) => [name, source.kind, source.url, marker]),
      [
        ['a', 'index', 'https://host/simple', LINUX],
        ['far', 'vcs', 'git+https://host/far', LINUX],
      ],
    );
  });

  it('of version 3 is conda-lock’s', () => {
    const reading = readLock(format, {
      'pixi.lock': `version: 3\nmetadata:\n  platforms: [linux-64]\npackage:\n- name: a\n  version: 1.0\n  manager: conda\n  platform: linux-64\n  dependencies:\n  - b >=1\n  url: ${CHANNEL}/linux-64/a-1.0-h_0.conda\n- name: b\n  version: 1.10\n  manager: conda\n  platform: linux-64\n  url: ${CHANNEL}/linux-64/b-1.10-h_0.conda\n`,
    });
    assert.deepEqual(
      reading.components.map(({ name, version, requires }) => [name, version, ...requires]),
      [
        ['a', '1.0', 'b'],
        ['b', '1.10'],
      ],
    );
  });

  it('of version 8 is not read', () => {
    assert.deepEqual(places(readLock(format, { 'pixi.lock': 'version: 8\npackages: []\n' })), [
      ['format-unsupported', 1, 10],
    ]);
  });

  it('says which entries cannot be read, and reads the rest', () => {
    const reading = readLock(format, {
      'pixi.lock': `version: 6
environments:
  default:
    packages:
      linux-64:
      - pypi: https://host/gone-1.0.tar.gz
      - 3
      win-64: no
  odd: 1
packages:
- 3
- pypi: https://files.pythonhosted.org/a-1.0.tar.gz
- kind: npm
  url: x
- pypi: https://files.pythonhosted.org/b-1.0.tar.gz
  name: b
`,
    });
    assert.deepEqual(
      places(reading).sort(([, a = 0], [, b = 0]) => a - b),
      [
        ['lock-invalid', 6, 9],
        ['lock-invalid', 7, 9],
        ['lock-invalid', 8, 15],
        ['lock-invalid', 9, 8],
        ['lock-invalid', 11, 3],
        ['lock-invalid', 12, 3],
        ['lock-invalid', 13, 3],
      ],
    );
    assert.deepEqual(
      reading.components.map(({ name, reasons }) => [name, ...reasons]),
      [['b', 'unknown-version']],
    );
  });

  it('without a readable package is no empty project', () => {
    const codes = (text: string) => readLock(format, { 'pixi.lock': text }).problems.map(({ code }) => code);
    assert.deepEqual(codes('version: 6\npackages:\n- 3\n'), ['lock-invalid', 'lock-empty']);
    assert.deepEqual(codes('version: 6\nenvironments: {}\npackages: []\n'), []);
  });
});
