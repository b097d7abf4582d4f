import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { supportedTags, type TagInterpreter } from '../src/supported-tags.ts';
import { formatTag } from '../src/tag.ts';

const win = { os: 'windows', architecture: 'x86_64' } as const;
const tags = (interpreter: TagInterpreter) => supportedTags({ interpreter, platform: win }).map(formatTag);
const cpython = (minor: number, more: Partial<TagInterpreter> = {}): TagInterpreter => ({
  implementation: 'cpython',
  python: [3, minor],
  ...more,
});

describe('supported tags', () => {
  // PEP 425, "Use": from the most specific build for this very interpreter to old pure Python.
  it('of CPython go from its own ABI over the stable one to pure Python', () => {
    assert.deepEqual(tags(cpython(4, { abis: ['cp34m'] })), [
      'cp34-cp34m-win_amd64',
      'cp34-abi3-win_amd64',
      'cp34-none-win_amd64',
      'cp33-abi3-win_amd64',
      'cp32-abi3-win_amd64',
      'py34-none-win_amd64',
      'py3-none-win_amd64',
      'py33-none-win_amd64',
      'py32-none-win_amd64',
      'py31-none-win_amd64',
      'py30-none-win_amd64',
      'cp34-none-any',
      'py34-none-any',
      'py3-none-any',
      'py33-none-any',
      'py32-none-any',
      'py31-none-any',
      'py30-none-any',
    ]);
  });

  it('name every platform under one ABI before the next ABI', () => {
    const platform = { os: 'linux', architecture: 'x86_64', libc: { kind: 'glibc', version: [2, 5] } } as const;
    const first = supportedTags({ interpreter: cpython(9), platform })
      .slice(0, 5)
      .map(formatTag);
    assert.deepEqual(first, [
      'cp39-cp39-linux_x86_64',
      'cp39-cp39-manylinux_2_5_x86_64',
      'cp39-cp39-manylinux1_x86_64',
      'cp39-abi3-linux_x86_64',
      'cp39-abi3-manylinux_2_5_x86_64',
    ]);
  });

  // PEP 803: a free-threaded build loads `abi3t` and never `abi3`.
  it('of a free-threaded build hold abi3t down to 3.2 and no abi3', () => {
    const free = tags(cpython(15, { freeThreaded: true }));
    assert.deepEqual(free.slice(0, 4), [
      'cp315-cp315t-win_amd64',
      'cp315-abi3t-win_amd64',
      'cp315-none-win_amd64',
      'cp314-abi3t-win_amd64',
    ]);
    assert.ok(free.includes('cp32-abi3t-win_amd64'));
    assert.equal(
      free.some((tag) => tag.includes('-abi3-') || tag.startsWith('cp31-')),
      false,
    );
    assert.ok(free.includes('cp315-none-any'));
    assert.equal(
      tags(cpython(15)).some((tag) => tag.includes('abi3t')),
      false,
    );
  });

  it('of a build before 3.13 are never free-threaded', () => {
    assert.deepEqual(tags(cpython(12, { freeThreaded: true })), tags(cpython(12)));
    assert.equal(tags(cpython(13, { freeThreaded: true }))[0], 'cp313-cp313t-win_amd64');
  });

  it('of a debug build hold its own ABI, then that of a release build', () => {
    assert.deepEqual(tags(cpython(13, { debug: true })).slice(0, 3), [
      'cp313-cp313d-win_amd64',
      'cp313-cp313-win_amd64',
      'cp313-abi3-win_amd64',
    ]);
    assert.deepEqual(tags(cpython(14, { debug: true, freeThreaded: true })).slice(0, 3), [
      'cp314-cp314td-win_amd64',
      'cp314-cp314t-win_amd64',
      'cp314-abi3t-win_amd64',
    ]);
    assert.deepEqual(tags(cpython(7, { debug: true })).slice(0, 2), ['cp37-cp37dm-win_amd64', 'cp37-abi3-win_amd64']);
  });

  it('of old CPython carry the ABI letters of their time', () => {
    assert.equal(tags(cpython(8))[0], 'cp38-cp38-win_amd64');
    assert.equal(tags(cpython(7))[0], 'cp37-cp37m-win_amd64');
    assert.equal(tags(cpython(3))[0], 'cp33-cp33m-win_amd64');
    assert.equal(tags(cpython(2))[0], 'cp32-cp32mu-win_amd64');
    assert.deepEqual(tags({ implementation: 'cpython', python: [2, 7] }).slice(0, 3), [
      'cp27-cp27mu-win_amd64',
      'cp27-none-win_amd64',
      'py27-none-win_amd64',
    ]);
    assert.equal(
      tags(cpython(1)).some((tag) => tag.includes('abi3')),
      false,
    );
  });

  it('of PyPy hold its own ABI, then none, then `pp3` for any platform', () => {
    const pypy = tags({ implementation: 'pypy', python: [3, 10], abis: ['pypy310_pp73'] });
    assert.deepEqual(pypy.slice(0, 4), [
      'pp310-pypy310_pp73-win_amd64',
      'pp310-none-win_amd64',
      'py310-none-win_amd64',
      'py3-none-win_amd64',
    ]);
    assert.ok(pypy.includes('pp3-none-any'));
    assert.equal(
      pypy.some((tag) => tag.startsWith('pp310-none-any')),
      false,
    );
  });

  it('of other interpreters go by their full name and have no tag of their own for any platform', () => {
    const graal = tags({ implementation: 'graalpy', python: [3, 12], abis: ['graalpy250_312_native'] });
    assert.deepEqual(graal.slice(0, 3), [
      'graalpy312-graalpy250_312_native-win_amd64',
      'graalpy312-none-win_amd64',
      'py312-none-win_amd64',
    ]);
    assert.equal(
      graal.some((tag) => tag.startsWith('graalpy') && tag.endsWith('-any')),
      false,
    );
    assert.deepEqual(tags({ implementation: 'python', python: [3, 0], abis: ['none'] })[0], 'py30-none-win_amd64');
    assert.deepEqual(tags({ implementation: 'jython', python: [2, 7] })[0], 'jy27-none-win_amd64');
  });

  it('put stable and absent ABIs in their own place, whatever list is given', () => {
    const given = tags(cpython(4, { abis: ['abi3', 'none', 'cp34m', 'x'] }));
    assert.deepEqual(given.slice(0, 4), [
      'cp34-cp34m-win_amd64',
      'cp34-x-win_amd64',
      'cp34-abi3-win_amd64',
      'cp34-none-win_amd64',
    ]);
  });

  // Platform compatibility tags, "Python Tag": `py3` is no shorthand for `py30`.
  it('prefer this minor version, then the major alone, then older minors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), (minor) => {
        const pure = tags(cpython(minor)).filter((tag) => /^py.*-any$/.test(tag));
        const older = Array.from({ length: minor }, (_, i) => `py3${minor - 1 - i}-none-any`);
        assert.deepEqual(pure, [`py3${minor}-none-any`, 'py3-none-any', ...older]);
      }),
    );
  });

  it('are each listed once and are finite for any version', () => {
    for (let minor = 2; minor <= 16; minor++) {
      for (const build of [{}, { debug: true }, { freeThreaded: true }]) {
        const listed = tags(cpython(minor, build));
        assert.equal(new Set(listed).size, listed.length);
      }
    }
    assert.ok(tags({ implementation: 'cpython', python: [3, 1e300] }).length < 10_000);
    assert.equal(tags(cpython(12, { abis: [`cp${'1'.repeat(1_000_000)}`] })).length > 0, true);
  });
});

describe('interpreter and ABI tags by their rules', () => {
  const minor = fc.integer({ min: 2, max: 40 });

  // PEP 425, "Python Tag": two letters for the major implementations, else `sys.implementation.name`.
  it('name an implementation by its code, and one without code by its full name', () => {
    const codes: Record<string, string> = { cpython: 'cp', pypy: 'pp', ironpython: 'ip', jython: 'jy' };
    const other = fc.stringMatching(/^[a-z]{3,9}$/).filter((name) => name !== 'python' && !(name in codes));
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...Object.keys(codes)), other), minor, (implementation, version) => {
        const [first = ''] = tags({ implementation, python: [3, version], abis: ['x'] });
        assert.equal(first, `${codes[implementation] ?? implementation}3${version}-x-win_amd64`);
      }),
    );
  });

  // PEP 425, "Python Tag": the version without a dot.
  it('write the version without a dot', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4 }), minor, (major, version) => {
        const listed = tags({ implementation: 'cpython', python: [major, version] });
        assert.ok(listed.includes(`cp${major}${version}-none-any`));
        assert.ok(listed.includes(`py${major}${version}-none-any`));
        for (const tag of listed) assert.match(tag, /^(?:cp|py)[0-9]+-/);
      }),
    );
  });

  // PEP 425, "ABI Tag": of one implementation: its code as in the interpreter tag.
  it('name an ABI of one CPython like its interpreter', () => {
    fc.assert(
      fc.property(minor, fc.boolean(), fc.boolean(), (version, debug, freeThreaded) => {
        for (const tag of tags(cpython(version, { debug, freeThreaded }))) {
          const [interpreter = '', abi = ''] = tag.split('-');
          assert.ok(abi === 'none' || /^abi3t?$/.test(abi) || abi.startsWith(interpreter), tag);
        }
      }),
    );
  });

  // PEP 425, "ABI Tag": `abi3` is the stable ABI, of this and older versions, from 3.2 on.
  it('take `abi3` of every version from 3.2 to their own', () => {
    fc.assert(
      fc.property(minor, fc.oneof(fc.nat(45), fc.constantFrom('own', 'next')), (version, which) => {
        const wanted = typeof which === 'number' ? which : version + (which === 'next' ? 1 : 0);
        assert.equal(tags(cpython(version)).includes(`cp3${wanted}-abi3-win_amd64`), wanted >= 2 && wanted <= version);
      }),
    );
  });

  // PEP 425, "Use": the most specific first, pure Python for older versions last.
  it('go from what is most specific to what is least', () => {
    fc.assert(
      fc.property(minor, (version) => {
        const listed = tags(cpython(version));
        const kinds = [/^cp3\d+-cp/, /^cp3\d+-abi3/, /^py.*-win/, /-none-any$/];
        const places = kinds.map((kind) => listed.findIndex((tag) => kind.test(tag)));
        assert.deepEqual(
          places,
          places.toSorted((a, b) => a - b),
        );
        assert.ok(places.every((place) => place >= 0));
        const lastPlatform = listed.findLastIndex((tag) => !tag.endsWith('-any'));
        assert.ok(listed.slice(lastPlatform + 1).every((tag) => tag.endsWith('-none-any')));
        assert.equal(listed.at(-1), 'py30-none-any');
      }),
    );
  });
});
