import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kept, type RunFacts } from './testing/kept.ts';

const RUN: RunFacts = {
  argv: ['audit', '.'],
  flags: [],
  env: { HOME: '/home/dev', RIND_DATA_DIR: '/data' },
  version: 'v24.21.0',
  platform: 'linuxx64',
  users: [1000],
  cwd: '/work/shop',
  streams: [-1, false],
};

/** The question of a run that differs in some facts; undefined where its answer may not be kept. */
function asked(more: Partial<RunFacts> = {}, build = 'build'): string | undefined {
  return kept.questionOf(build, { ...RUN, ...more });
}

describe('the question that an answer is kept to', () => {
  const others: Record<string, Partial<RunFacts>> = {
    'another cwd with the same argv': { cwd: '/work/other' },
    'other arguments': { argv: ['audit', '..'] },
    'a variable set meanwhile': { env: { ...RUN.env, PIP_INDEX_URL: 'mirror' } },
    'a variable changed meanwhile': { env: { ...RUN.env, RIND_DATA_DIR: '/other' } },
    'another home': { env: { ...RUN.env, HOME: '/root' } },
    'color turned off': { env: { ...RUN.env, NO_COLOR: '1' } },
    'a module loaded into Node': { env: { ...RUN.env, NODE_OPTIONS: '--require ./x.cjs' } },
    'a flag of Node': { flags: ['--jitless'] },
    'another user': { users: [0] },
    'another version of Node': { version: 'v26.0.0' },
    'another system': { platform: 'darwinarm64' },
    'a terminal': { streams: [80, false] },
    'another width of the terminal': { streams: [81, false] },
    'progress drawn in place': { streams: [-1, true] },
  };
  for (const [name, more] of Object.entries(others)) {
    it(`is another one with ${name}`, () => assert.notEqual(asked(more), asked()));
  }

  it('is another one for another build', () => assert.notEqual(asked({}, 'other'), asked()));

  it('does not depend on variables that no audit reads, nor on their order', () => {
    const { HOME, RIND_DATA_DIR } = { HOME: '/home/dev', RIND_DATA_DIR: '/data' };
    assert.equal(asked({ env: { SHLVL: '2', RIND_DATA_DIR, OLDPWD: '/', HOME, EDITOR: 'ed' } }), asked());
  });

  it('takes the names of variables in whatever case Windows has them', () => {
    const at = (folder: string) => asked({ env: { UserProfile: 'C:\\u', AppData: folder } });
    assert.notEqual(at('C:\\a'), at('C:\\b'));
  });

  it('cannot be made to look like another one by what stands in it', () => {
    assert.notEqual(asked({ argv: ['audit', 'a b'] }), asked({ argv: ['audit', 'a', 'b'] }));
    assert.notEqual(asked({ argv: ['audit', 'a","b'] }), asked({ argv: ['audit', 'a', 'b'] }));
  });

  const never: Record<string, Partial<RunFacts>> = {
    'standard input': { argv: ['audit', '-'] },
    '--no-cache': { argv: ['audit', '--no-cache'] },
    'an address that may hold credentials': { argv: ['audit', '--policy', 'https://u:p@example.com/p.toml'] },
    'a variable of pip with an address': { env: { ...RUN.env, PIP_INDEX_URL: 'https://u:p@example.com/simple' } },
    'a variable of Rind with an address': { env: { ...RUN.env, RIND_OSV_URL: 'http://localhost:1' } },
    'another command': { argv: ['sync'] },
    'no home': { env: { RIND_DATA_DIR: '/data' } },
  };
  for (const [name, more] of Object.entries(never)) {
    it(`is not asked with ${name}`, () => assert.equal(asked(more), undefined));
  }
});
