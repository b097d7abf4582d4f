import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { permanentTree } from './folder.ts';
import { assertCivil, measured } from './measured.ts';

describe('a hostile environment', () => {
  const root = permanentTree({ 'requirements.txt': 'a==1\n', '.local/share/rind/advisories/planted.json': '[]' });
  const odd: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
    'a data folder that is a device': { RIND_DATA_DIR: '/dev/null' },
    'a data folder that is a file': { RIND_DATA_DIR: path.join(root, 'requirements.txt') },
    'a data folder with a name too long': { RIND_DATA_DIR: `/${'x'.repeat(5000)}` },
    'a data folder with an escape in its name': { RIND_DATA_DIR: '/tmp/\u001b[31m\n::error::x' },
    'an empty data folder': { RIND_DATA_DIR: '', HOME: '/nonexistent' },
    'no home: nothing of the repository is taken for the data folder': { RIND_DATA_DIR: undefined, HOME: '' },
    'a relative home': { RIND_DATA_DIR: undefined, HOME: '.' },
    'a relative XDG folder': { RIND_DATA_DIR: undefined, XDG_DATA_HOME: '.local/share', HOME: '/nonexistent' },
    'variables of Rind that nobody knows': {
      RIND_CONFIG: '/etc/passwd',
      RIND_FORMAT: '\u001b[31m',
      RIND_OFFLINE: '::error::',
    },
    'a terminal that lies': { TERM: '\u001b]0;x\u0007', COLUMNS: '-1', FORCE_COLOR: 'x', NO_COLOR: '' },
  };
  for (const [what, env] of Object.entries(odd)) {
    it(`${what}: exit 3, and nothing is told`, () => {
      const ran = measured(root, ['audit'], { env });
      assertCivil(ran, what);
      assert.equal(ran.code, 3, ran.err);
      assert.doesNotMatch(ran.out, /planted/);
    });
  }

  it('without a home there is nowhere to keep what is synchronised: exit 3, and what to name', () => {
    const ran = measured(root, ['sync', '--from', '.'], { env: { RIND_DATA_DIR: undefined, HOME: '' } });
    assertCivil(ran);
    assert.equal(ran.code, 3);
    assert.match(ran.err, /--data-dir/);
  });

  it('usage errors repeat nothing that acts', () => {
    for (const args of [
      ['a\u001b[31m\n::error::x'],
      ['audit', '--x\u009b'],
      ['audit', '--format', '\u202e'],
      ['explain', 'rule:\n::x'],
    ]) {
      const ran = measured(root, args);
      assertCivil(ran, args.join(' '));
      assert.ok(ran.code === 2 || ran.code === 3);
    }
  });
});
