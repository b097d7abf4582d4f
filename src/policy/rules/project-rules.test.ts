import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY } from '../../base/instant.ts';
import type { InstallerSetting } from '../../evidence/kinds/client-settings.ts';
import type { UpdateEvidence } from '../../evidence/kinds/update-automation.ts';
import type { UpdateEntry } from '../../inventory/update-automation.ts';
import { component, judge, present, subjectOf, words } from '../testing/judge.ts';
import { rule as client } from './client-configuration.ts';
import { rule as confusion } from './index-confusion.ts';
import { rule as updates } from './update-automation.ts';

const project = { level: 'project', id: 'project .', path: '.' } as const;
const at = { path: 'pip.conf', line: 2, column: 1 };

function setting(
  kind: InstallerSetting['kind'],
  value: string,
  tool: InstallerSetting['tool'] = 'pip',
): InstallerSetting {
  return { tool, kind, value, at };
}

function settings(...given: readonly InstallerSetting[]) {
  return { 'client-settings': present(given) };
}

describe('the rule about installers', () => {
  it('fails for plain http, hosts without TLS and hashes that are not checked, at their place', () => {
    for (const [given, expected] of [
      [setting('index', 'http://e.org/simple'), 'fail'],
      [setting('extra-index', 'HTTP://e.org/simple'), 'fail'],
      [setting('find-links', 'http://e.org/'), 'fail'],
      [setting('named-index', 'http://e.org/'), 'fail'],
      [setting('index', 'https://e.org/simple'), 'pass'],
      [setting('index', 'http://localhost:3141/root'), 'pass'],
      [setting('index', 'http://127.0.0.1/'), 'pass'],
      [setting('index', 'http://[::1]:80/'), 'pass'],
      [setting('index', 'http://localhost.evil.org/'), 'fail'],
      [setting('find-links', './wheels'), 'pass'],
      [setting('trusted-host', 'e.org'), 'fail'],
      [setting('no-hashes', 'verify-hashes'), 'fail'],
      [setting('cooldown', '1d'), 'pass'],
    ] as const) {
      const outcomes = judge(client, project, settings(given));
      assert.equal(words(outcomes), expected, given.value);
      if (outcomes[0]?.outcome === 'fail') assert.deepEqual(outcomes[0].at, at);
    }
    assert.equal(
      words(judge(client, project, settings(setting('trusted-host', 'e.org')), { 'trusted-hosts': ['e.org'] })),
      'pass',
    );
  });

  it('demands a cooldown only where one is asked for', () => {
    const ask = { cooldown: 7 * DAY };
    assert.equal(words(judge(client, project, settings())), 'pass');
    assert.equal(words(judge(client, project, settings(), ask)), 'fail');
    for (const [value, expected] of [
      ['P7D', 'pass'],
      ['6d', 'fail'],
      ['1970-01-08', 'fail'],
      ['1970-01-01', 'pass'],
      ['a while', 'unknown'],
    ] as const)
      assert.equal(words(judge(client, project, settings(setting('cooldown', value)), ask, 10 * DAY)), expected, value);
  });

  it('is not run where no configuration was looked at', () => {
    assert.equal(words(judge(client, project, {})), 'not-run');
  });
});

describe('the rule about indexes', () => {
  const acme = { bindings: ['acme-* @ https://pypi.acme.com/simple/', 'requests @ pypi'] };
  const from = (url: string | undefined, name = 'acme-billing') =>
    words(
      judge(
        confusion,
        subjectOf(component(name, '1.0', { source: { kind: 'index', ...(url === undefined ? {} : { url }) } })),
        {},
        acme,
      ),
    );

  it('fails for a name that comes from another index than its own', () => {
    assert.equal(from('https://pypi.acme.com/simple'), 'pass');
    assert.equal(from(undefined), 'fail');
    assert.equal(from('https://evil.org/simple'), 'fail');
    assert.equal(from('https://pypi.acme.com.evil.org/simple'), 'fail');
    assert.equal(from(undefined, 'requests'), 'pass');
    assert.equal(from('https://evil.org/simple', 'requests'), 'fail');
    assert.equal(from('https://evil.org/simple', 'other'), 'pass', 'bound to none');
  });

  it('cannot tell of what is installed, and leaves checkouts to others', () => {
    const installed = subjectOf(component('acme-x', '1.0', { source: { kind: 'installed' } }));
    const checkout = subjectOf(component('acme-x', '1.0', { source: { kind: 'vcs', url: 'git+https://e.org/x' } }));
    assert.equal(words(judge(confusion, installed, {}, acme)), 'unknown');
    assert.equal(words(judge(confusion, checkout, {}, acme)), 'pass');
  });

  it('warns of installers that merge indexes, and of none that do not', () => {
    for (const [given, expected] of [
      [setting('extra-index', 'https://e.org'), 'fail'],
      [setting('extra-index', 'https://e.org', 'uv'), 'pass'],
      [setting('strategy', 'unsafe-best-match', 'uv'), 'fail'],
      [setting('strategy', 'first-index', 'uv'), 'pass'],
      [setting('named-index', 'https://e.org', 'uv'), 'pass'],
      [setting('index', 'https://e.org'), 'pass'],
    ] as const) {
      const outcomes = judge(confusion, project, settings(given));
      assert.equal(words(outcomes), expected, `${given.tool} ${given.value}`);
      if (outcomes[0]?.outcome === 'fail') assert.equal(outcomes[0].level, 'warn');
    }
  });

  it('refuses bindings that are none', () => {
    const { check } = confusion.parameters?.bindings ?? {};
    for (const good of ['a @ pypi', 'a-* @ https://e.org/simple', 'a>=1 @ https://e.org'])
      assert.equal(check?.(good), undefined, good);
    for (const bad of ['a', 'a @ ', '@ pypi', '* @ pypi', 'a @ ftp://e.org', `sha256:${'a'.repeat(64)} @ pypi`])
      assert.notEqual(check?.(bad), undefined, bad);
  });

  it('never prints credentials of an index', () => {
    const secret = { bindings: ['acme-* @ https://user:pw@pypi.acme.com/simple'] };
    const subject = subjectOf(component('acme-x', '1.0'));
    assert.doesNotMatch(JSON.stringify(judge(confusion, subject, {}, secret)), /pw@/);
  });
});

describe('the rule about updates', () => {
  const entry = { ecosystem: 'uv', folders: [''], cooldownDays: null, at };
  const evidence = (changes: Partial<UpdateEvidence>, entries: UpdateEntry[] = [entry]) => ({
    'update-automation': present({
      automation: { tool: 'dependabot' as const, entries, at, presets: [] },
      path: '.',
      formats: ['uv.lock'],
      ...changes,
    }),
  });

  it('passes where an entry covers the format and the folder', () => {
    assert.equal(words(judge(updates, project, evidence({}))), 'pass');
    assert.equal(words(judge(updates, project, evidence({ path: 'a' }))), 'fail');
    assert.equal(words(judge(updates, project, evidence({ formats: ['uv.lock', 'Pipfile.lock'] }))), 'fail');
    assert.equal(words(judge(updates, project, evidence({ automation: null }))), 'fail');
    assert.equal(words(judge(updates, project, evidence({ formats: ['unheard-of'] }))), 'unknown');
    assert.equal(words(judge(updates, project, evidence({}, [{ ...entry, ecosystem: '*', folders: ['**'] }]))), 'pass');
  });

  it('reads patterns of folders', () => {
    for (const [pattern, path, expected] of [
      ['', '.', 'pass'],
      ['/', '.', 'pass'],
      ['**', '.', 'pass'],
      ['**', 'a/b', 'pass'],
      ['a', 'a', 'pass'],
      ['a/', 'a', 'pass'],
      ['a', 'a/b', 'fail'],
      ['*', 'a', 'pass'],
      ['*', 'a/b', 'fail'],
      ['a/*', 'a/b', 'pass'],
      ['a/**', 'a/b/c', 'pass'],
      ['a/**', 'b/c', 'fail'],
      ['**/c', 'a/b/c', 'pass'],
      ['a/**/c', 'a/c', 'pass'],
    ] as const)
      assert.equal(
        words(judge(updates, project, evidence({ path }, [{ ...entry, folders: [pattern] }]))),
        expected,
        `${pattern} ${path}`,
      );
  });

  it('reads a hostile pattern in linear time', () => {
    const pattern = '**/'.repeat(1000);
    judge(updates, project, evidence({ path: 'a/'.repeat(200) }, [{ ...entry, folders: [`${pattern}b`] }]));
  });

  it('demands a cooldown only where one is asked for', () => {
    const ask = { cooldown: 7 * DAY };
    assert.equal(words(judge(updates, project, evidence({}), ask)), 'fail');
    assert.equal(words(judge(updates, project, evidence({}, [{ ...entry, cooldownDays: 7 }]), ask)), 'pass');
  });

  it('cannot tell where a preset of Renovate may cover it', () => {
    const renovate = { tool: 'renovate', entries: [entry], at, presets: ['github>acme/x'] } as const;
    const outcomes = judge(updates, project, {
      'update-automation': present({ automation: renovate, path: 'a', formats: ['uv.lock'] }),
    });
    assert.equal(words(outcomes), 'unknown');
  });
});
