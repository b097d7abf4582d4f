import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environmentFor, evaluateMarker, parseMarker } from '@rind/pypa';
import fc from 'fast-check';
import { MarkerJudge, markerFacts, platformOfTag } from './environment-markers.ts';

const AT = { path: 'env', line: 1, column: 1 };
const LINUX = { os_name: 'posix', sys_platform: 'linux', platform_system: 'Linux' };

function holds(text: string, judge: MarkerJudge, extra = ''): boolean {
  const marker = parseMarker(text);
  assert.ok(marker.ok, text);
  return judge.mayHold(marker.value, extra);
}

describe('the platform of an installed wheel', () => {
  it('is what its tag names', () => {
    const cases: [string, string | undefined][] = [
      ['cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64', 'linux x86_64'],
      ['cp312-cp312-musllinux_1_2_aarch64', 'linux aarch64'],
      ['cp38-abi3-linux_armv7l', 'linux armv7l'],
      ['cp312-cp312-macosx_11_0_arm64', 'darwin arm64'],
      ['cp312-cp312-macosx_10_9_universal2', 'darwin undefined'],
      ['cp312-cp312-win_amd64', 'win32 AMD64'],
      ['cp312-cp312-win32', 'win32 x86'],
      ['py3-none-any', undefined],
      ['nonsense', undefined],
    ];
    for (const [tag, wanted] of cases) {
      const facts = platformOfTag(tag);
      assert.equal(facts && `${facts.sys_platform} ${facts.platform_machine}`, wanted, tag);
    }
  });
});

describe('the markers of an environment', () => {
  it('are judged by what is known of its interpreter', () => {
    const facts = markerFacts({ implementation: 'cpython', python: '3.13.0rc2', at: AT }, LINUX);
    assert.deepEqual(facts, {
      ...LINUX,
      python_version: '3.13',
      python_full_version: '3.13.0rc2',
      implementation_version: '3.13.0c2',
      implementation_name: 'cpython',
      platform_python_implementation: 'CPython',
    });
    assert.deepEqual(markerFacts({ implementation: 'pypy', python: '3.10', at: AT }, {}), {
      python_version: '3.10',
      implementation_name: 'pypy',
      platform_python_implementation: 'PyPy',
    });
    assert.deepEqual(markerFacts(undefined, {}), {});
  });

  it('may hold wherever what is known does not rule them out', () => {
    const judge = new MarkerJudge(LINUX);
    assert.ok(holds('python_version < "3.9"', judge));
    assert.ok(!holds('python_version < "3.9" and sys_platform == "win32"', judge));
    assert.ok(!holds('python_version < "3.9" and extra == "x"', judge));
    assert.ok(holds('python_version < "3.9" and extra == "x"', judge, 'x'));
    assert.ok(holds('python_version < "3.9" and extra == "X_y"', judge, 'x-y'));
  });

  it('of Windows do not hold in the layout of a Unix, whichever that is', () => {
    const judge = new MarkerJudge({ os_name: 'posix' });
    for (const text of ['sys_platform == "win32"', 'platform_system == "Windows"', 'os_name == "nt"'])
      assert.ok(!holds(text, judge), text);
    for (const text of ['sys_platform == "linux"', 'platform_system == "Darwin"', 'os_name == "posix"'])
      assert.ok(holds(text, judge), text);
  });

  it('are never ruled out in an environment that they hold in, however little is known of it', () => {
    const full = environmentFor({ python: '3.12.4', platform: 'linux-x86_64' });
    assert.ok(full.ok);
    const fields = Object.entries(full.value);
    const comparison = fc.tuple(
      fc.constantFrom(...fields),
      fc.constantFrom('==', '!=', '>=', '<', 'in'),
      fc.constantFrom('3.12', '3.9', 'linux', 'win32', 'x86_64', 'cpython'),
    );
    const marker = fc
      .array(fc.tuple(comparison, fc.constantFrom(' and ', ' or ')), { minLength: 1, maxLength: 4 })
      .map((parts) =>
        parts
          .map(([[[field], operator, value], glue], i) => `${i > 0 ? glue : ''}${field} ${operator} "${value}"`)
          .join(''),
      );
    fc.assert(
      fc.property(marker, fc.subarray(fields), (text, known) => {
        const parsed = parseMarker(text);
        assert.ok(parsed.ok);
        const truth = evaluateMarker(parsed.value, full.value);
        if (truth.ok && truth.value)
          assert.ok(new MarkerJudge(Object.fromEntries(known)).mayHold(parsed.value, ''), text);
      }),
      { numRuns: 200 },
    );
  });
});
