import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PoetryFiles } from './poetry-files.ts';
import { archiveOf } from './source-address.ts';

describe('the files of a poetry.lock that lists those of a name together', () => {
  const part = fc.constantFrom(
    'demo',
    '1.0',
    '1',
    '2.0',
    '1.0.0',
    'py3',
    'none',
    'any',
    'x y',
    '',
    '1!1.0',
    '#',
    '%2D',
    ':',
    '/',
    ';',
  );
  const file = fc
    .tuple(
      fc.array(part, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('.whl', '.tar.gz', '.zip', '.exe', '', '.whl#.tar.gz'),
    )
    .map(([parts, end]) => parts.join('-') + end);

  it('are those whose name says the version, or none, at first sight as at the second', () => {
    fc.assert(
      fc.property(file, fc.constantFrom('1.0', '1', '2.0', '1!1.0', 'odd'), (name, version) => {
        const files = new PoetryFiles({ metadata: { files: { demo: [{ file: name, hash: 'sha256:aa' }] } } });
        const archive = archiveOf(name);
        const isOf = archive === undefined || archive.version === version || version === 'odd';
        assert.deepEqual(files.hashesOf({ version }, 'demo'), isOf ? ['sha256:aa'] : [], name);
      }),
      { numRuns: 3000 },
    );
  });

  it('of 1.0 are not those of 1.0.1, nor of 1.0 of a build', () => {
    for (const name of ['demo-1.0.1-py3-none-any.whl', 'demo-1.0.1.tar.gz', 'demo-1.0+local-py3-none-any.whl']) {
      const files = new PoetryFiles({ metadata: { files: { demo: [{ file: name, hash: 'sha256:aa' }] } } });
      assert.deepEqual(files.hashesOf({ version: '1.0' }, 'demo'), [], name);
    }
  });

  it('are told by the file that an address leads to, and not by its end', () => {
    for (const address of ['https://x/demo-2.0-py3-none-any.whl#-1.0.tar.gz', 'demo-2.0.zip?x=-1.0.tar.gz']) {
      const files = new PoetryFiles({ metadata: { files: { demo: [{ file: address, hash: 'sha256:aa' }] } } });
      assert.deepEqual(files.hashesOf({ version: '1.0' }, 'demo'), [], address);
      assert.deepEqual(files.hashesOf({ version: '2.0' }, 'demo'), ['sha256:aa'], address);
    }
  });
});
