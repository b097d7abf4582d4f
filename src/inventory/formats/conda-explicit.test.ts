import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complaints, readManifest, told } from '../testing/read-manifest.ts';
import { format } from './conda-explicit.ts';

const MD5 = '26eb8ca6ea332b675e11704cce84a3be';
const SHA256 = 'ae5f47a5c86fd6db822931255dcf017eb12f60c77f07dc782ccb477f7808aab2';

describe('explicit specifications', () => {
  it('are told by their name and mark', () => {
    for (const name of ['conda-linux-64.lock', 'spec-file.txt', 'explicit.txt', 'conda-osx-64.txt'])
      assert.ok(format.matches(name, ''), name);
    assert.ok(!format.matches('poetry.lock', ''));
    assert.ok(format.sniff?.('# x\r\n@EXPLICIT\r\n'));
    assert.ok(!format.sniff?.('# @EXPLICIT\n'));
  });

  it('name a file a line, with its digest, and what pip gets', () => {
    const reading = readManifest(
      format,
      'conda-linux-64.lock',
      `# platform: linux-64
@EXPLICIT
https://conda.anaconda.org/conda-forge/linux-64/ca-certificates-2024.2.2-h1_0.conda#${MD5}
https://user:secret@host/t/pkgs/noarch/tzdata-2024a-h0_0.tar.bz2#sha256:${SHA256}
https://conda.anaconda.org/conda-forge/linux-64/python-3.12.2-h1_0_cpython.conda
nonsense
# pip flask @ https://files.pythonhosted.org/packages/flask-3.0.0-py3-none-any.whl --hash=sha256:${SHA256}
`,
    );
    assert.deepEqual(reading.components.map(told), [
      'ca-certificates==2024.2.2 from conda:https://conda.anaconda.org/conda-forge',
      'tzdata==2024a0 from conda:https://***@host/t/pkgs',
      'python==3.12.2 from interpreter:',
      'flask==3.0.0 from url:https://files.pythonhosted.org/packages/flask-3.0.0-py3-none-any.whl',
    ]);
    assert.deepEqual(
      reading.components.map(({ hashes: [hash], locations: [at] }) => [hash, at?.line]),
      [
        [`md5:${MD5}`, 3],
        [`sha256:${SHA256}`, 4],
        [undefined, 5],
        [`sha256:${SHA256}`, 7],
      ],
    );
    assert.deepEqual(complaints(reading), ['lock-invalid 6:1']);
  });

  it('that cannot be read are no empty project', () => {
    const reading = readManifest(format, 'conda-linux-64.lock', '@EXPLICIT\nx\n');
    assert.deepEqual(complaints(reading), ['lock-invalid 2:1', 'lock-empty 1:1']);
  });
});
