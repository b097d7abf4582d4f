import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClientSetting } from '../../inventory/client-setting.ts';
import { isGateway } from './finding.ts';
import { isLockName, judgeLock } from './locks.ts';
import { judgeSettings, notSetUp } from './settings.ts';

const SERVER = 'https://pypi.example.com/rind';
const at = { path: 'pip.conf', line: 1, column: 1 };

function setting(kind: ClientSetting['kind'], value: string): ClientSetting {
  return { tool: 'pip', kind, value, at };
}

describe('an address', () => {
  it('is the gateway by its origin and path, and by nothing that looks like them', () => {
    for (const url of [`${SERVER}/simple/`, SERVER, `${SERVER}/`, 'https://PYPI.example.com/rind/v/x/simple/'])
      assert.ok(isGateway(url, SERVER), url);
    for (const url of [
      'https://pypi.example.com/',
      'https://pypi.example.com/rindless/simple/',
      'http://pypi.example.com/rind/',
      'https://pypi.example.com.evil.org/rind/',
      'https://pypi.example.com:444/rind/',
      'https://evil.org/?https://pypi.example.com/rind/',
      'https://pypi.example.com@evil.org/rind/',
      'x',
    ])
      assert.ok(!isGateway(url, SERVER), url);
  });
});

describe('settings', () => {
  it('that lead elsewhere are found, each with what, where, why and what next', () => {
    for (const [kind, id] of [
      ['index', 'other-index'],
      ['extra-index', 'extra-index'],
      ['named-index', 'named-index'],
      ['find-links', 'find-links'],
      ['trusted-host', 'trusted-host'],
    ] as const) {
      const [found] = judgeSettings([setting(kind, 'https://other.org/simple')], SERVER);
      assert.deepEqual([found?.id, found?.level, found?.at], [id, 'fail', at]);
      assert.ok(found?.message && found.why && found.next);
    }
    for (const kind of ['index', 'extra-index', 'named-index'] as const)
      assert.deepEqual(judgeSettings([setting(kind, `${SERVER}/simple/`)], SERVER), []);
    for (const kind of ['no-hashes', 'cooldown', 'strategy'] as const)
      assert.deepEqual(judgeSettings([setting(kind, 'x')], SERVER), []);
  });

  it('that lead elsewhere come with the very command that mends them', () => {
    const [found] = judgeSettings([setting('index', 'https://other.org/simple')], SERVER);
    assert.equal(found?.next, `\`rind setup pip --write --server ${SERVER}\``);
  });

  it('that are missing are found for the tools in use', () => {
    const settings = [setting('index', `${SERVER}/simple/`), setting('extra-index', `${SERVER}/simple/`)];
    assert.deepEqual(
      notSetUp(['pip', 'uv'], settings, SERVER).map(({ message }) => message),
      ['nothing leads uv to the gateway'],
    );
  });
});

describe('a lock', () => {
  it('that sends installers elsewhere is found by host, with the first place', () => {
    const text = `# https://comment.org\nurl = "${SERVER}/files/a.whl"\nx = "https://files.org/a.whl"\ny = "https://files.org/b.whl", "https://u:pw@b.org/c"\n`;
    const found = judgeLock({ path: 'sub/pdm.lock', text }, SERVER);
    assert.deepEqual(
      found.map(({ message, at: where }) => [message, where?.line, where?.column]),
      [
        ['`sub/pdm.lock` leads to `https://files.org` (2 addresses)', 3, 6],
        ['`sub/pdm.lock` leads to `https://b.org` (1 address)', 4, 33],
      ],
    );
    assert.deepEqual(judgeLock({ path: 'pdm.lock', text: `url = "${SERVER}/x"\n` }, SERVER), []);
  });

  it('of requirements is about what it installs: its options are settings, and looked at as such', () => {
    const options = ['-i', '--index-url', '--extra-index-url', '-f', '--find-links', '--trusted-host'];
    const text = options.map((option) => `  ${option} https://evil.org/simple\n`).join('');
    assert.deepEqual(judgeLock({ path: 'requirements.txt', text }, SERVER), []);
    const [found] = judgeLock({ path: 'requirements.txt', text: `${text}demo @ https://evil.org/demo.whl\n` }, SERVER);
    assert.deepEqual([found?.id, found?.at?.line], ['lock-elsewhere', 7]);
  });

  it('of uv comes with what no gateway can help', () => {
    const [note] = judgeLock({ path: 'uv.lock', text: '' }, SERVER);
    assert.deepEqual([note?.id, note?.level], ['warm-cache', 'note']);
    assert.match(note?.message ?? '', /`uv sync --frozen` with a warm cache asks no index at all/);
  });

  it('is known by its name; addresses of other files may be anything', () => {
    for (const name of ['uv.lock', 'pylock.toml', 'pylock.web.toml', 'requirements.txt', 'dev-requirements.txt'])
      assert.ok(isLockName(name), name);
    for (const name of ['pyproject.toml', 'setup.cfg', 'README.txt', 'uv.lock.bak']) assert.ok(!isLockName(name), name);
  });

  it('of hostile text is read in linear time', () => {
    for (const text of [
      'https://'.repeat(200_000),
      `https://${'a'.repeat(1_000_000)}`,
      'https://[\n'.repeat(100_000),
    ]) {
      const started = performance.now();
      assert.ok(judgeLock({ path: 'pdm.lock', text }, SERVER).length <= 20);
      assert.ok(performance.now() - started < 2000);
    }
  });
});
