import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { environmentFor, implementationNames, platformNames, pythonVersions } from '../src/environment.ts';
import { parseMarker } from '../src/marker.ts';
import { evaluateMarker } from '../src/marker-evaluate.ts';

describe('environments of targets', () => {
  it('every implementation, version and platform has one, and all fields are defined', () => {
    let count = 0;
    for (const implementation of implementationNames()) {
      for (const python of pythonVersions(implementation)) {
        for (const platform of platformNames()) {
          const found = environmentFor({ implementation, python, platform });
          assert.ok(found.ok);
          assert.equal(Object.keys(found.value).length, 11);
          assert.equal(found.value.python_version, python);
          assert.equal(found.value.python_full_version, `${python}.0`);
          count++;
        }
      }
    }
    assert.equal(count, (7 + 3) * 8);
  });

  it('each system spells its machines its own way', () => {
    const machine = (platform: string) => {
      const found = environmentFor({ python: '3.12', platform });
      assert.ok(found.ok);
      const { os_name, sys_platform, platform_system, platform_machine } = found.value;
      return [os_name, sys_platform, platform_system, platform_machine].join(' ');
    };
    assert.equal(machine('linux-x86_64'), 'posix linux Linux x86_64');
    assert.equal(machine('linux-musl-aarch64'), 'posix linux Linux aarch64');
    assert.equal(machine('macos-arm64'), 'posix darwin Darwin arm64');
    assert.equal(machine('windows-amd64'), 'nt win32 Windows AMD64');
    assert.equal(machine('windows-arm64'), 'nt win32 Windows ARM64');
  });

  it("CPython's own version is Python's, PyPy's is not", () => {
    const cpython = environmentFor({ python: '3.12.4', platform: 'linux-x86_64' });
    assert.ok(cpython.ok);
    assert.equal(cpython.value.implementation_version, '3.12.4');
    assert.equal(cpython.value.platform_python_implementation, 'CPython');
    const pypy = environmentFor({ python: '3.10', implementation: 'pypy', platform: 'linux-x86_64' });
    assert.ok(pypy.ok);
    assert.match(pypy.value.implementation_version, /^7\.3\./);
    assert.equal(pypy.value.platform_python_implementation, 'PyPy');
  });

  it('a full version, a pre-release among them, is taken as it is', () => {
    const found = environmentFor({ python: '3.15.0rc1', platform: 'macos-arm64' });
    assert.ok(found.ok);
    assert.equal(found.value.python_version, '3.15');
    assert.equal(found.value.python_full_version, '3.15.0rc1');
    const marker = parseMarker("python_full_version >= '3.15'");
    assert.ok(marker.ok);
    assert.deepEqual(evaluateMarker(marker.value, found.value), { ok: true, value: false });
  });

  it('an unknown name is a fault with the nearest known one', () => {
    const fault = (target: { python?: string; implementation?: string; platform?: string }) => {
      const found = environmentFor({ python: '3.12', platform: 'linux-x86_64', ...target });
      return found.ok ? undefined : [found.error.code, found.error.suggestion];
    };
    assert.deepEqual(fault({ platform: 'linux-x86-64' }), ['unknown-platform', 'linux-x86_64']);
    assert.deepEqual(fault({ platform: 'Windows-ARM64' }), ['unknown-platform', 'windows-arm64']);
    assert.deepEqual(fault({ platform: 'amiga' }), ['unknown-platform', undefined]);
    assert.deepEqual(fault({ implementation: 'CPython' }), ['unknown-implementation', 'cpython']);
    assert.deepEqual(fault({ implementation: 'pypy', python: '3.12' }), ['unknown-python', '3.10']);
    assert.deepEqual(fault({ python: '3.8' })?.[0], 'unknown-python');
    for (const python of ['', '3', '3.12.1.2', '1!3.12', 'x', '3.12.*', '__proto__']) {
      assert.equal(fault({ python })?.[0], 'unknown-python', python);
    }
  });

  it('nothing throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (python, implementation, platform) => {
        assert.ok(!environmentFor({ python, implementation, platform }).ok);
      }),
    );
    environmentFor({ python: 'x'.repeat(1_000_000), platform: 'linux-x86_64' });
    environmentFor({ python: '3.12', platform: 'x'.repeat(1_000_000) });
  });

  const target = fc
    .constantFrom(...platformNames())
    .chain((platform) =>
      fc
        .constantFrom(...implementationNames())
        .chain((implementation) =>
          fc.constantFrom(...pythonVersions(implementation)).map((python) => ({ platform, implementation, python })),
        ),
    );
  const suffix = fc.constantFrom(['', ''], ['a1', 'a1'], ['b2', 'b2'], ['rc3', 'c3']);

  // Dependency specifiers, "Defined environment marker fields": all but three fields are always supported.
  it('answer every comparison of every field of an interpreter', () => {
    fc.assert(
      fc.property(target, fc.stringMatching(/^[a-z0-9.]{0,5}$/), (given, text) => {
        const found = environmentFor(given);
        assert.ok(found.ok);
        assert.equal(Object.keys(found.value).length, 11);
        for (const field of Object.keys(found.value)) {
          const marker = parseMarker(`${field} == "${text}"`);
          assert.ok(marker.ok && evaluateMarker(marker.value, found.value, 'requirement').ok, field);
        }
      }),
    );
  });

  // Dependency specifiers, "Unknown marker fields": what cannot be known is the empty text (0 for versions).
  it('have the empty text for what only one machine could tell', () => {
    fc.assert(
      fc.property(target, (given) => {
        const found = environmentFor(given);
        assert.ok(found.ok);
        assert.deepEqual([found.value.platform_release, found.value.platform_version], ['', '']);
        for (const field of ['python_version', 'python_full_version', 'implementation_version'] as const) {
          assert.match(found.value[field], /^[0-9]+\.[0-9]+/);
        }
      }),
    );
  });

  // Dependency specifiers, "Defined environment marker fields": `python_version` is two numbers of `python_full_version`.
  it('have the first two numbers of the version as `python_version`', () => {
    fc.assert(
      fc.property(target, fc.nat(30), suffix, (given, patch, [written]) => {
        const found = environmentFor({ ...given, python: `${given.python}.${patch}${written}` });
        assert.ok(found.ok);
        assert.equal(found.value.python_version, given.python);
        assert.equal(found.value.python_full_version, `${given.python}.${patch}${written}`);
      }),
    );
  });

  // Dependency specifiers, "Defined environment marker fields": `implementation_version` has one letter for the level.
  it('write a candidate of CPython as `c` in `implementation_version`', () => {
    fc.assert(
      fc.property(target, fc.nat(30), suffix, (given, patch, [written, wanted]) => {
        const found = environmentFor({ ...given, implementation: 'cpython', python: `3.12.${patch}${written}` });
        assert.ok(found.ok);
        assert.equal(found.value.implementation_version, `3.12.${patch}${wanted}`);
      }),
    );
  });
});
