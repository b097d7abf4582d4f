import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { environmentFor, type MarkerEnvironment } from '../src/environment.ts';
import { type PylockRequest, selectFromPylock } from '../src/pylock-select.ts';
import { contains } from '../src/specifier-set.ts';
import { makeTag } from '../src/tag.ts';
import { entry, HASHES, lockDocument, readLock, shown, type Table, wheel } from './lock-document.ts';
import { setOf, setText } from './version-arbitraries.ts';

/** One sentence of PEP 751, "Installation", each. */
function environment(python: string): MarkerEnvironment {
  const made = environmentFor({ python, platform: 'linux-x86_64' });
  return made.ok ? made.value : assert.fail();
}

const TAGS = [makeTag('cp313', 'cp313', 'linux_x86_64'), makeTag('py3', 'none', 'any')];

/** Names of what is chosen, with the source, or faults. */
function select(document: Table, request: Partial<PylockRequest> = {}): string[] {
  const chosen = selectFromPylock(readLock(document), { environment: environment('3.13'), tags: TAGS, ...request });
  if (!chosen.ok) return shown(chosen.error);
  return chosen.value.map(({ entry: { name }, source }) => `${name} ${source.kind}`);
}

const group = fc.constantFrom('a', 'b', 'c');
const groups = fc.subarray(['a', 'b', 'c']);
const python = fc.tuple(fc.integer({ min: 9, max: 15 }), fc.nat(9)).map(([minor, patch]) => `3.${minor}.${patch}`);
/** A marker that says whether it holds on Linux. */
const marker = fc.boolean().map((fits) => ({ fits, marker: `sys_platform ${fits ? '==' : '!='} 'linux'` }));
const tool = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.nat(), fc.array(fc.string())));
const url = fc.webUrl();

describe('what is asked for', () => {
  // PEP 751, "Installation": no extra by default.
  // PEP 751, "extras": without the key there is none.
  it('is no extra by default, else exactly those named', () => {
    fc.assert(
      fc.property(groups, group, fc.option(groups, { nil: undefined }), (offered, wanted, extras) => {
        const lock = lockDocument([entry('x', '1', { marker: `'${wanted}' in extras` })], { extras: offered });
        const chosen = select(lock, extras === undefined ? {} : { extras });
        assert.deepEqual(chosen, extras?.includes(wanted) === true ? ['x wheel'] : []);
      }),
    );
  });

  // PEP 751, "Installation": by default the default groups.
  // PEP 751, "default-groups": what is installed where nothing is asked for.
  it('is the default groups by default, else exactly those named', () => {
    fc.assert(
      fc.property(groups, group, fc.option(groups, { nil: undefined }), (defaults, wanted, dependencyGroups) => {
        const lock = lockDocument([entry('x', '1', { marker: `'${wanted}' in dependency_groups` })], {
          'default-groups': defaults,
        });
        const chosen = select(lock, dependencyGroups === undefined ? {} : { dependencyGroups });
        assert.deepEqual(chosen, (dependencyGroups ?? defaults).includes(wanted) ? ['x wheel'] : []);
      }),
    );
  });

  // PEP 751, "extras": who supports extras supports dependency groups, and the other way.
  // PEP 751, "dependency-groups": so too.
  // PEP 751, "packages.marker": markers about both are understood, in all combinations.
  // Dependency specifiers, "Defined environment marker fields": the sets are what is selected, not what is offered.
  it('may be extras and groups at once, and markers combine both', () => {
    fc.assert(
      fc.property(groups, groups, group, group, fc.constantFrom('and', 'or'), fc.boolean(), (...given) => {
        const [extras, dependencyGroups, extra, wanted, word, not] = given;
        const text = `'${extra}' ${not ? 'not in' : 'in'} extras ${word} '${wanted}' in dependency_groups`;
        const lock = lockDocument([entry('x', '1', { marker: text })], {
          extras: ['a', 'b', 'c'],
          'dependency-groups': ['a', 'b', 'c'],
        });
        const [left, right] = [extras.includes(extra) !== not, dependencyGroups.includes(wanted)];
        const holds = word === 'and' ? left && right : left || right;
        assert.deepEqual(select(lock, { extras, dependencyGroups }), holds ? ['x wheel'] : []);
      }),
    );
  });
});

describe('a lock for another environment', () => {
  // PEP 751, "Installation": an error where Python does not meet `requires-python` of the lock.
  // PEP 751, "requires-python": the Pythons that the lock is for.
  it('is refused where its Python is another', () => {
    fc.assert(
      fc.property(
        fc.oneof(setText, fc.constantFrom('>=3.10', '<3.12', '==3.13.*', '!=3.11.0')),
        python,
        (wanted, installed) => {
          const fits = contains(setOf(wanted), installed);
          const faults = select(lockDocument([], { 'requires-python': wanted }), {
            environment: environment(installed),
          });
          assert.deepEqual(faults, fits ? [] : ['unsupported-python at requires-python']);
        },
      ),
    );
  });

  // PEP 751, "Installation": an error where none of `environments` holds.
  // PEP 751, "environments": the environments that the lock is for.
  it('is refused where none of its environments holds', () => {
    fc.assert(
      fc.property(fc.array(marker, { minLength: 1, maxLength: 4 }), (markers) => {
        const faults = select(lockDocument([], { environments: markers.map((each) => each.marker) }));
        assert.deepEqual(faults, markers.some(({ fits }) => fits) ? [] : ['unsupported-environment at environments']);
      }),
    );
  });
});

describe('the entries of a lock', () => {
  // PEP 751, "Installation": an entry whose marker does not hold is skipped.
  // PEP 751, "packages.marker": it says when the entry is installed.
  it('are chosen exactly where they have no marker or one that holds', () => {
    fc.assert(
      fc.property(fc.array(fc.option(marker, { nil: undefined }), { maxLength: 5 }), (markers) => {
        const packages = markers.map((each, i) =>
          entry(`p${i}`, '1', each === undefined ? {} : { marker: each.marker }),
        );
        const wanted = markers.flatMap((each, i) => (each === undefined || each.fits ? [`p${i} wheel`] : []));
        assert.deepEqual(select(lockDocument(packages)), wanted);
      }),
    );
  });

  // PEP 751, "Installation": an error where Python does not meet `requires-python` of an entry that is to be installed.
  // PEP 751, "packages.requires-python": the Pythons that the entry is for.
  it('are an error where they are for another Python, if they are to be installed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('>=3.10', '<3.12', '==3.13.*', '!=3.11.0'),
        python,
        marker,
        (wanted, installed, { fits, marker: text }) => {
          const lock = lockDocument([entry('x', '1', { 'requires-python': wanted, marker: text })]);
          const met = contains(setOf(wanted), installed);
          const expected = !fits ? [] : met ? ['x wheel'] : ['unsupported-python at packages.0.requires-python'];
          assert.deepEqual(select(lock, { environment: environment(installed) }), expected);
        },
      ),
    );
  });

  // PEP 751, "packages.dependencies": not to be used for installing.
  it('are the same whatever their `dependencies` say', () => {
    const item = fc.record({ name: fc.constantFrom('a', 'b', 'nope'), version: fc.constantFrom('1', '9') });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), marker, (dependencies, { marker: text }) => {
        const lock = (more: Table) => lockDocument([entry('a', '1', more), entry('b', '1', { marker: text })]);
        assert.deepEqual(select(lock({ dependencies })), select(lock({})));
      }),
    );
  });

  // PEP 751, "packages.tool": disposable, it does not affect installation.
  // PEP 751, "tool": so too.
  it('are the same whatever `tool` says', () => {
    fc.assert(
      fc.property(tool, tool, (own, whole) => {
        assert.deepEqual(select(lockDocument([entry('a', '1', { tool: own })], { tool: whole })), ['a wheel']);
      }),
    );
  });
});

describe('the source of an entry', () => {
  // PEP 751, "Installation": version control, directory and archive before files.
  it('is the direct one where there is one', () => {
    const sources: Record<string, unknown> = {
      vcs: { type: 'git', url: 'u', 'commit-id': 'c' },
      directory: { path: '.' },
      archive: { url: 'u', hashes: HASHES },
    };
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(sources)), fc.constantFrom('3.9', '3.13'), (kind, version) => {
        const lock = lockDocument([{ name: 'a', [kind]: sources[kind], wheels: [] }]);
        assert.deepEqual(select(lock, { environment: environment(version), tags: [] }), [`a ${kind}`]);
      }),
    );
  });

  // PEP 751, "packages.vcs.requested-revision": not to be checked out.
  // PEP 751, "packages.vcs.commit-id": what is to be installed.
  it('is the commit, whatever revision was asked for', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (revision, commit) => {
        const vcs = { type: 'git', url: 'u', 'requested-revision': revision, 'commit-id': commit };
        const chosen = selectFromPylock(readLock(lockDocument([{ name: 'a', vcs }])), {
          environment: environment('3.13'),
          tags: TAGS,
        });
        const source = chosen.ok ? chosen.value[0]?.source : undefined;
        assert.equal(source?.kind === 'vcs' && source.vcs.commitId, commit);
      }),
    );
  });

  // PEP 751, "Installation": the wheel is found by its name alone, never by what can be had.
  it('is found by the names of wheels alone', () => {
    const names = ['a-1-cp313-cp313-linux_x86_64.whl', 'a-1-py3-none-any.whl', 'a-1-cp39-cp39-win32.whl'];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(names, { minLength: 1 }),
        fc.array(url, { minLength: 3, maxLength: 3 }),
        fc.nat(),
        (files, urls, size) => {
          const plain = select(lockDocument([{ name: 'a', wheels: files.map((each) => wheel(each)) }]));
          const changed = files.map((each, i) => wheel(each, { url: urls[i], size, hashes: { md5: 'x' } }));
          assert.deepEqual(select(lockDocument([{ name: 'a', index: urls[0], wheels: changed }])), plain);
          const best = selectFromPylock(readLock(lockDocument([{ name: 'a', wheels: changed }])), {
            environment: {},
            tags: TAGS,
          });
          const wanted = names.slice(0, 2).find((each) => files.includes(each));
          const source = best.ok ? best.value[0]?.source : undefined;
          assert.equal(source?.kind === 'wheel' ? source.file.fileName : undefined, wanted);
        },
      ),
    );
  });
});
