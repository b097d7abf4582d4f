import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cpuTime } from '../../base/text/testing/cpu-time.ts';
import { readUpdateFile } from './read.ts';

function read(path: string, text: string): string[] {
  const { automation, problems } = readUpdateFile({ path, text });
  return [
    ...(automation?.entries ?? []).map(
      ({ ecosystem, folders, cooldownDays, at }) => `${at.line} ${ecosystem} ${folders.join()} ${cooldownDays}`,
    ),
    ...(automation?.presets ?? []).map((preset) => `preset ${preset}`),
    ...problems.map(({ code, at }) => `${at?.line} ${code}`),
  ];
}

describe('the configuration of Dependabot', () => {
  it('says what is kept up to date, where, and how soon', () => {
    const text =
      'version: 2\nupdates:\n  - package-ecosystem: uv\n    directory: /\n    cooldown:\n      default-days: 7\n' +
      '  - package-ecosystem: pip\n    directories: ["/a", "/b/*"]\n  - directory: /\n  - 1\n';
    assert.deepEqual(read('.github/dependabot.yml', text), ['3 uv  7', '7 pip a,b/* null']);
  });

  it('of hostile or broken text is a problem, or says nothing', () => {
    assert.deepEqual(read('.github/dependabot.yml', 'a: [\n'), ['2 text-invalid']);
    for (const text of ['', 'updates: 1', '__proto__: {updates: []}', '[]'])
      assert.deepEqual(read('.github/dependabot.yml', text), []);
  });
});

describe('the configuration of Renovate', () => {
  it('covers everything unless it says otherwise', () => {
    assert.deepEqual(read('renovate.json', '{"extends": ["config:recommended"]}'), ['1 * ** null']);
    assert.deepEqual(
      read(
        'renovate.json',
        '{"enabledManagers": ["pep621"], "includePaths": ["services/**"], "minimumReleaseAge": "2 weeks"}',
      ),
      ['1 pep621 services/** 14'],
    );
    assert.deepEqual(read('renovate.json', '{"extends": ["config:best-practices"]}'), ['1 * ** 3']);
    assert.deepEqual(read('renovate.json', '{"enabled": false}'), []);
  });

  it('names presets that may say more', () => {
    assert.deepEqual(read('renovate.json', '{"extends": ["github>acme/renovate", ":dependencyDashboard"]}'), [
      '1 * ** null',
      'preset github>acme/renovate',
    ]);
  });

  it('may have comments, trailing commas and bare keys', () => {
    const text =
      '// c\n{\n  /* x */ "minimumReleaseAge": "3 days", // https://e.org\n  enabledManagers: ["poetry",],\n}\n';
    assert.deepEqual(read('renovate.json5', text), ['1 poetry ** 3']);
    assert.deepEqual(read('.renovaterc', '{"a": '), ['1 text-invalid']);
  });

  it('of hostile text is read in linear time', () => {
    for (const text of [
      '/*'.repeat(50_000),
      '"\\'.repeat(50_000),
      '/*'.concat('*'.repeat(100_000)),
      "'".repeat(100_001),
    ]) {
      assert.ok(cpuTime(() => read('renovate.json5', text)) < 3000);
    }
  });
});
