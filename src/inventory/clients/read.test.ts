import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClientSetting } from '../client-setting.ts';
import { parseIni } from './ini.ts';
import { readPipVariables } from './pip-conf.ts';
import { CLIENT_FILES, readClientFile } from './read.ts';

function line({ tool, kind, value, name, at }: ClientSetting): string {
  return `${at.line}:${at.column} ${tool} ${kind} ${value}${name === undefined ? '' : ` (${name})`}`;
}

function read(name: string, text: string): string[] {
  const { settings, problems } = readClientFile(name, { path: name, text }, 100);
  return [...settings.map(line), ...problems.map(({ code, at }) => `${at?.line} ${code}`)];
}

describe('pip.conf', () => {
  it('says its indexes, hosts and ages, each with its place and without credentials', () => {
    const text =
      '# c\n[global]\nindex-url = https://user:pw@e.org/simple\nextra_index_url =\n    https://a.org/simple\n    # c\n    https://b.org/simple\n' +
      'trusted-host: a.org  b.org\ntimeout = 60\n[install]\nfind-links = /srv\nuploaded-prior-to = P3D\n[search]\nindex-url = http://x.org\n';
    assert.deepEqual(read('pip.conf', text), [
      '3:13 pip index https://***@e.org/simple',
      '5:5 pip extra-index https://a.org/simple',
      '7:5 pip extra-index https://b.org/simple',
      '8:15 pip trusted-host a.org',
      '8:22 pip trusted-host b.org',
      '11:14 pip find-links /srv',
      '12:21 pip cooldown P3D',
    ]);
  });

  it('is not expanded from the environment', () => {
    assert.deepEqual(read('pip.ini', '[global]\nindex-url = https://${HOME}.org\n'), [
      '2:13 pip index https://${HOME}.org',
    ]);
  });

  it('of hostile text is read to its end', () => {
    for (const text of [
      '[',
      '[]\n=x',
      '= = =',
      ' a\n  b\n   c',
      '[global]\nindex-url',
      '__proto__ = 1',
      `${'='.repeat(100_000)}`,
      '[global]\n'.repeat(50_000),
    ])
      read('pip.conf', text);
    assert.ok(parseIni('a = 1\n'.repeat(50_000)).length <= 10_000);
  });
});

describe('the variables of pip', () => {
  it('say the same, by their names', () => {
    const found = readPipVariables({
      PIP_EXTRA_INDEX_URL: 'https://a:b@e.org/token/simple http://f.org',
      PIP_TIMEOUT: '1',
      HOME: '/',
    });
    assert.deepEqual(
      found.map(({ kind, value, at }) => `${at.path} ${kind} ${value}`),
      ['$PIP_EXTRA_INDEX_URL extra-index https://***@e.org/…', '$PIP_EXTRA_INDEX_URL extra-index http://f.org'],
    );
  });
});

describe('uv.toml', () => {
  it('says its indexes, hosts, strategy, age and what is not checked', () => {
    const text =
      'index-strategy = "unsafe-best-match"\nexclude-newer = "7 days"\nallow-insecure-host = ["e.org"]\n' +
      '[pip]\nextra-index-url = ["https://x:y@e.org/simple"]\nverify-hashes = false\n' +
      '[[index]]\nname = "a"\nurl = "https://a.org"\nexplicit = true\n[[index]]\nurl = "https://b.org"\ndefault = true\n[[index]]\nurl = "http://c.org"\n';
    assert.deepEqual(read('uv.toml', text), [
      '9:7 uv named-index https://a.org (a)',
      '12:7 uv index https://b.org',
      '15:7 uv extra-index http://c.org',
      '1:18 uv strategy unsafe-best-match',
      '2:17 uv cooldown 7 days',
      '3:24 uv trusted-host e.org',
      '5:20 uv extra-index https://***@e.org/simple',
      '6:17 uv no-hashes verify-hashes',
    ]);
    assert.deepEqual(read('uv.toml', 'exclude-newer = 2025-01-01\n'), ['1:17 uv cooldown 2025-01-01']);
    assert.deepEqual(read('uv.toml', 'index = 1\npip = 2\nfind-links = [1, {}]\n'), []);
    assert.deepEqual(read('uv.toml', '=\n'), ['1 text-invalid']);
  });
});

describe('poetry.toml and pdm.toml', () => {
  it('say which certificates are not verified, which indexes there are and how old releases must be', () => {
    assert.deepEqual(
      read(
        'poetry.toml',
        '[certificates.acme]\ncert = false\n[certificates.b]\ncert = "/x.pem"\n[solver]\nmin-release-age = 3\n',
      ),
      ['2:8 poetry trusted-host acme (acme)', '6:19 poetry cooldown 3d'],
    );
    assert.deepEqual(
      read('pdm.toml', '[pypi]\nurl = "https://u:p@e.org"\nverify_ssl = false\n[pypi.acme]\nurl = "https://a.org"\n'),
      [
        '2:7 pdm index https://***@e.org',
        '3:14 pdm trusted-host https://***@e.org',
        '5:7 pdm extra-index https://a.org (acme)',
      ],
    );
    assert.deepEqual(read('pdm.toml', 'pypi = 1\n'), []);
    assert.deepEqual(read('poetry.toml', 'certificates = 1\n'), []);
  });

  it('are known by their names', () => {
    assert.ok(CLIENT_FILES.includes('pip.conf') && !CLIENT_FILES.includes('uv.lock'));
    assert.deepEqual(read('other.toml', 'x = 1'), []);
  });
});
