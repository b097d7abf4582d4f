import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEnvironment } from './environment.ts';
import { type Files, metadata, named, pins, problems, SITE } from './testing/installed-files.ts';
import { memoryFolder } from './testing/memory-folder.ts';

describe('a conda environment', () => {
  const record = (name: string, version: string, more: object = {}) => ({
    [`conda-meta/${name}-${version}-0.json`]: JSON.stringify(
      {
        build: 'h1_0',
        channel: 'https://user:pw@conda.example/conda-forge/linux-64',
        subdir: 'linux-64',
        name,
        version,
        sha256: 'ab'.repeat(32),
        ...more,
      },
      null,
      2,
    ),
  });
  const files: Files = {
    ...record('openssl', '3.3.1', { depends: ['libgcc >=13', 'ca'] }),
    ...record('libgcc', '14.1.0', { requested_spec: 'None' }),
    ...record('python', '3.12.4', {}),
    ...record('pytorch', '2.3.0', { files: [`${SITE}/torch-2.3.0.dist-info/METADATA`], requested_spec: 'pytorch' }),
    ...record('ca', '2024.7.4_x!', {}),
    'conda-meta/history': '',
    [`${SITE}/torch-2.3.0.dist-info/METADATA`]: metadata('torch', '2.3.0', 'Requires-Dist: pip-made'),
    [`${SITE}/pip_made-1.dist-info/METADATA`]: metadata('pip-made', '1'),
    [`${SITE}/pip_made-1.dist-info/RECORD`]: 'a,sha256=x,1',
  };

  it('lists its packages once: as a distribution where Python knows one, else by their conda name', () => {
    const reading = readEnvironment(memoryFolder(files));
    assert.deepEqual(
      reading.components.map(({ name, version, source }) => `${name} ${version} ${source.kind}`).sort(),
      [
        'ca 2024.7.4_x! conda',
        'libgcc 14.1.0 conda',
        'openssl 3.3.1 conda',
        'pip-made 1 installed',
        'python 3.12.4 interpreter',
        'torch 2.3.0 conda',
      ],
    );
    const torch = named(reading, 'torch');
    assert.equal(torch.source.url, 'https://***@conda.example/conda-forge');
    assert.equal(torch.purl, 'pkg:conda/pytorch@2.3.0?build=h1_0&channel=conda-forge&subdir=linux-64');
    assert.deepEqual(torch.hashes, [`sha256:${'ab'.repeat(32)}`]);
    assert.deepEqual(named(reading, 'openssl').requires, ['ca', 'libgcc']);
    assert.deepEqual(named(reading, 'ca').reasons, ['invalid-version']);
    assert.deepEqual(named(reading, 'libgcc').locations, [
      { path: 'env/conda-meta/libgcc-14.1.0-0.json', line: 6, column: 3 },
    ]);
    assert.deepEqual(reading.roots.get(''), ['openssl', 'python', 'torch']);
    assert.deepEqual(reading.problems, []);
  });

  it('says which records it cannot read', () => {
    const reading = readEnvironment(
      memoryFolder({ 'conda-meta/a.json': '{', 'conda-meta/b.json': '[1]', ...record('c', '1') }),
    );
    assert.deepEqual(pins(reading), ['c 1']);
    assert.deepEqual(problems(reading), [
      'environment-invalid env/conda-meta/a.json:1',
      'environment-invalid env/conda-meta/b.json:1',
    ]);
  });
});
