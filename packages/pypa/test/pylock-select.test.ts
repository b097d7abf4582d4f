import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { environmentFor, type MarkerEnvironment } from '../src/environment.ts';
import { type PylockRequest, selectFromPylock } from '../src/pylock-select.ts';
import { makeTag, type Tag } from '../src/tag.ts';
import { entry, HASHES, lockDocument, readLock, shown, type Table, wheel } from './lock-document.ts';

function environment(python: string, platform = 'linux-x86_64'): MarkerEnvironment {
  const made = environmentFor({ python, platform });
  assert.ok(made.ok);
  return made.value;
}

const TAGS: readonly Tag[] = [
  makeTag('cp313', 'cp313', 'manylinux_2_17_x86_64'),
  makeTag('cp313', 'abi3', 'linux_x86_64'),
  makeTag('py3', 'none', 'any'),
];
const SDIST = { path: 'a-1.tar.gz', hashes: HASHES };

function select(document: Table, request: Partial<PylockRequest> = {}): string[] {
  const chosen = selectFromPylock(readLock(document), { environment: environment('3.13'), tags: TAGS, ...request });
  if (!chosen.ok) return shown(chosen.error);
  return chosen.value.map(({ index, entry: { name }, source }) => {
    const file = source.kind === 'wheel' || source.kind === 'sdist' ? ` ${source.file.fileName}` : '';
    return `${index} ${name} ${source.kind}${file}`;
  });
}

describe('the lock as a whole', () => {
  // PEP 751, "Installation": `requires-python` must be met, else an error.
  it('is refused where Python does not satisfy `requires-python`', () => {
    const lock = lockDocument([], { 'requires-python': '>=3.13' });
    assert.deepEqual(select(lock), []);
    assert.deepEqual(select(lock, { environment: environment('3.12.9') }), ['unsupported-python at requires-python']);
    assert.deepEqual(select(lock, { environment: {} }), ['unsupported-python at requires-python']);
    assert.deepEqual(select(lockDocument([], { 'requires-python': '' }), { environment: {} }), []);
  });
  it('takes a build between releases for one with a local version', () => {
    const built = { ...environment('3.13'), python_full_version: '3.13.1+' };
    assert.deepEqual(select(lockDocument([], { 'requires-python': '==3.13.1' }), { environment: built }), []);
  });
  // PEP 751, "Installation": one of `environments` must be satisfied, else an error.
  it('is refused where `environments` are given and none holds', () => {
    const lock = lockDocument([], { environments: ["sys_platform == 'win32'", "sys_platform == 'linux'"] });
    assert.deepEqual(select(lock), []);
    assert.deepEqual(select(lock, { environment: environment('3.13', 'macos-arm64') }), [
      'unsupported-environment at environments',
    ]);
    assert.deepEqual(select(lockDocument([], { environments: [] })), []);
  });
  it('is refused where a marker has no answer', () => {
    assert.deepEqual(select(lockDocument([], { environments: ["extra == 'x'"] })), [
      'undefined-field at environments.0',
    ]);
    assert.deepEqual(select(lockDocument([entry('a', '1', { marker: "extra == 'x'" })])), [
      'undefined-field at packages.0.marker',
    ]);
    assert.deepEqual(select(lockDocument([entry('a', '1', { marker: "os_name ~= '1'" })])), [
      'undefined-comparison at packages.0.marker',
    ]);
    const later = ["sys_platform == 'linux'", "extra == 'x'"];
    assert.deepEqual(
      select(lockDocument([], { environments: later })),
      [],
      'what comes after the one that holds is not asked',
    );
  });
});

describe('entries', () => {
  // PEP 751, "Installation": skip an entry whose marker is not satisfied.
  it('are skipped unless their marker holds', () => {
    const lock = lockDocument([
      entry('a', '1', { marker: "sys_platform == 'win32'" }),
      entry('b', '1', { marker: "sys_platform == 'linux'" }),
    ]);
    assert.deepEqual(select(lock), ['1 b wheel b-1-py3-none-any.whl']);
  });
  // PEP 751, "Installation": `extras` is empty by default, `dependency_groups` is `default-groups`.
  it('see the extras and groups asked for; by default no extra and the default groups', () => {
    const lock = lockDocument(
      [entry('a', '1', { marker: "'cli' in extras" }), entry('b', '1', { marker: "'base' in dependency_groups" })],
      { 'default-groups': ['base'] },
    );
    const names = (request: Partial<PylockRequest>) => select(lock, request).map((line) => line.split(' ')[1]);
    assert.deepEqual(names({}), ['b']);
    assert.deepEqual(names({ extras: ['CLI'] }), ['a', 'b']);
    assert.deepEqual(names({ dependencyGroups: [] }), []);
    assert.deepEqual(names({ extras: ['cli'], dependencyGroups: ['x', 'Base'] }), ['a', 'b']);
  });
  // PEP 751, "Installation": an error where an entry's `requires-python` is not met.
  it('that are to be installed must fit the Python', () => {
    const old = { 'requires-python': '<3' };
    assert.deepEqual(select(lockDocument([entry('a', '1', old)])), [
      'unsupported-python at packages.0.requires-python',
    ]);
    assert.deepEqual(select(lockDocument([entry('a', '1', { ...old, marker: "os_name == 'nt'" })])), []);
  });
  // PEP 751, "[[packages]]": several entries of a name must narrow down to one, else an error.
  // PEP 751, "packages": of a name one entry may remain. PEP 751, "Installation": several are an error.
  it('of one name must narrow down to a single one', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), (holds) => {
        const entries = holds.map((fits, i) =>
          entry('a', `${i + 1}`, { marker: `os_name ${fits ? '==' : '!='} 'posix'` }),
        );
        const left = holds.filter(Boolean).length;
        const chosen = select(lockDocument(entries));
        if (left > 1)
          assert.ok(chosen.every((line) => line.startsWith('ambiguous-entry')) && chosen.length === left - 1);
        else assert.equal(chosen.length, left);
      }),
    );
  });
  it('keep the order of the lock', () => {
    const lock = lockDocument([entry('c', '1'), entry('a', '1'), entry('b', '1')]);
    assert.deepEqual(
      select(lock).map((line) => line.slice(0, 3)),
      ['0 c', '1 a', '2 b'],
    );
  });
  // PEP 751, "[[packages.dependencies]]": must not be used for installing.
  it('are not chosen by `dependencies`', () => {
    const lock = lockDocument([
      entry('a', '1', { dependencies: [{ name: 'b' }] }),
      entry('b', '1', { marker: "os_name == 'nt'" }),
    ]);
    assert.equal(select(lock).length, 1);
  });
});

describe('sources', () => {
  const a = (more: Table) => lockDocument([{ name: 'a', ...more }]);
  it('that are direct are taken as they are', () => {
    assert.deepEqual(select(a({ vcs: { type: 'git', url: 'u', 'commit-id': 'c' } })), ['0 a vcs']);
    assert.deepEqual(select(a({ directory: { path: '.' } })), ['0 a directory']);
    assert.deepEqual(select(a({ archive: { url: 'u', hashes: HASHES } })), ['0 a archive']);
  });
  // PEP 751, "Installation": look for the appropriate wheel; else the sdist; else an error.
  it('are the wheel with the best tag, else the sdist, else a fault', () => {
    const names = [
      'a-1-py3-none-any.whl',
      'a-1-cp312.cp313-abi3-linux_x86_64.whl',
      'a-1-cp313-cp313-manylinux_2_17_x86_64.whl',
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(names), fc.boolean(), (files, withSdist) => {
        const wheels = ['a-1-cp39-cp39-win_amd64.whl', ...files].map((name) => wheel(name));
        const best = names.findLast((name) => files.includes(name));
        const expected = best
          ? `0 a wheel ${best}`
          : withSdist
            ? '0 a sdist a-1.tar.gz'
            : 'no-fitting-file at packages.0';
        assert.deepEqual(select(a({ wheels, ...(withSdist ? { sdist: SDIST } : {}) })), [expected]);
      }),
    );
  });
  it('among equal tags are the wheel listed first, whatever its build tag', () => {
    const files = ['a-1-py3-none-any.whl', 'a-1-2-py3-none-any.whl', 'a-1-1-py2.py3-none-any.whl'];
    for (const order of [files, files.toReversed()]) {
      assert.deepEqual(select(a({ wheels: order.map((name) => wheel(name)) })), [`0 a wheel ${order[0]}`]);
    }
  });
  it('are the sdist alone where there are no wheels, or where it is preferred', () => {
    const wheels = [wheel('a-1-py3-none-any.whl')];
    const preferSdist = (name: string) => name === 'a';
    assert.deepEqual(select(a({ sdist: SDIST })), ['0 a sdist a-1.tar.gz']);
    assert.deepEqual(select(a({ sdist: SDIST, wheels })), ['0 a wheel a-1-py3-none-any.whl']);
    assert.deepEqual(select(a({ sdist: SDIST, wheels }), { preferSdist }), ['0 a sdist a-1.tar.gz']);
    assert.deepEqual(select(a({ wheels }), { preferSdist }), ['0 a wheel a-1-py3-none-any.whl']);
  });
});
