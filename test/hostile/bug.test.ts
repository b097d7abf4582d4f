import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { permanentTree } from './folder.ts';
import { assertHarmless, measured } from './measured.ts';

describe('a bug of ours', () => {
  const root = permanentTree({ 'requirements.txt': 'a==1\n' });
  const saboteurs: Readonly<Record<string, string>> = {
    'in a command': "JSON.stringify = () => { throw new Error('sabotage\\u001b[31m\\n::error::x'); };",
    'outside a command': "setTimeout(() => { throw new Error('sabotage\\u001b[31m\\n::error::x'); }, 0);",
  };
  for (const [where, first] of Object.entries(saboteurs)) {
    it(`${where} ends with 70 and one clear line; the stack comes with -v`, () => {
      const plain = measured(root, ['audit', '--json'], { first });
      assert.equal(plain.code, 70, plain.err);
      assertHarmless(plain.err);
      assert.match(
        plain.err,
        /^error: rind failed \(Error: sabotage.*\); this is a bug of rind .*: please report this line and the command.*\n$/,
      );
      const verbose = measured(root, ['audit', '--json', '-v'], { first });
      assert.equal(verbose.code, 70);
      assert.match(verbose.err, /^ +at /m);
      assert.doesNotMatch(verbose.err, /^::/m);
    });
  }
});
