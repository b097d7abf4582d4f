import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileStart } from '../base/location.ts';
import type { Target } from '../base/target.ts';
import { openReleases, targetInterpreters } from './target-interpreters.ts';

const AT = fileStart('rind.toml');

function target(name: string, python: string, more: Partial<Target> = {}): Target {
  return { name, python, platform: 'linux-x86_64', implementation: 'cpython', extras: [], groups: [], ...more };
}

describe('the interpreter of a target', () => {
  it('is a component where its release is said, once for all targets that say the same', () => {
    const found = targetInterpreters([target('web', '3.12.4'), target('job', '3.12.4'), target('old', '3.9')], AT);
    assert.deepEqual(
      found.map(({ component, targets }) => [component.version, targets]),
      [['3.12.4', ['web', 'job']]],
    );
  });

  it('is said to be open where the language alone is named: nobody looked for its flaws', () => {
    const own = { ...AT, line: 7 };
    const [said, ...others] = openReleases([target('web', '3.12.4'), target('job', '3.12', { at: own })], AT);
    assert.deepEqual(others, []);
    assert.deepEqual([said?.code, said?.at], ['target-release-open', own]);
    assert.match(said?.message ?? '', /^the target `job` says no release of Python/);
  });

  it('is said once for many, and not for a release, nor for what is no CPython', () => {
    const many = Array.from({ length: 8 }, (_, at) => target(`t${at}`, '3.13'));
    const [said, ...others] = openReleases(many, AT);
    assert.deepEqual(others, []);
    assert.match(said?.message ?? '', /`t0`, .*`t4`, and 3 more say/);
    assert.deepEqual(openReleases([target('a', '3.12.4'), target('b', '3.11', { implementation: 'pypy' })], AT), []);
    assert.deepEqual(openReleases([], AT), []);
  });
});
