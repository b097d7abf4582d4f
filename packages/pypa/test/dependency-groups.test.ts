import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type GroupRequirement, groupTrail, resolveDependencyGroups } from '../src/dependency-groups.ts';
import { cpuTime } from './cpu-time.ts';
import { shown } from './lock-document.ts';

const include = (name: string) => ({ 'include-group': name });

function resolved(groups: unknown, ...names: string[]): readonly GroupRequirement[] {
  const result = resolveDependencyGroups(groups, names);
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.error));
  return result.value;
}

const texts = (groups: unknown, ...names: string[]) => resolved(groups, ...names).map(({ text }) => text);

function faults(groups: unknown, ...names: string[]): string[] {
  const result = resolveDependencyGroups(groups, names);
  return result.ok ? [] : shown(result.error);
}

describe('a dependency group', () => {
  // Dependency Groups, "Dependency Group Include": an include equals the contents of the group, in its place.
  it('has what it includes in the place of the include', () => {
    assert.deepEqual(texts({ foo: ['a', 'b'], bar: ['c', include('foo'), 'd'] }, 'bar'), ['c', 'a', 'b', 'd']);
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(9), { maxLength: 5 }), { minLength: 1, maxLength: 6 }), (plan) => {
        const groups: Record<string, unknown[]> = {};
        const expected: string[][] = [];
        for (let i = plan.length - 1; i >= 0; i--) {
          const list = plan[i] ?? [];
          const later = (n: number) => i + 1 + (n % Math.max(plan.length - i - 1, 1));
          const isInclude = (n: number) => n > 4 && i + 1 < plan.length;
          groups[`g${i}`] = list.map((n) => (isInclude(n) ? include(`g${later(n)}`) : `r${i}-${n}`));
          expected[i] = list.flatMap((n) => (isInclude(n) ? (expected[later(n)] ?? []) : [`r${i}-${n}`]));
        }
        assert.deepEqual(texts(groups, 'g0'), expected[0]);
      }),
    );
  });
  // Dependency Groups, "Dependency Group Include": contents should not be deduplicated or altered.
  it('repeats what is included twice, and keeps different constraints apart', () => {
    const groups = {
      'group-a': ['foo'],
      'group-b': ['foo>1.0'],
      'group-c': ['foo<1.0'],
      all: ['foo', include('group-a'), include('group-b'), include('group-c')],
    };
    assert.deepEqual(texts(groups, 'all'), ['foo', 'foo', 'foo>1.0', 'foo<1.0']);
    const diamond = { top: [include('l'), include('r')], l: [include('base')], r: [include('base')], base: ['x'] };
    assert.deepEqual(texts(diamond, 'top'), ['x', 'x']);
    assert.deepEqual(texts(diamond, 'base', 'l', 'base'), ['x', 'x', 'x']);
  });
  // Dependency Groups, "The [dependency-groups] Table": names are normalised before they are compared.
  it('is found under every spelling of its name', () => {
    const groups = { Type_Check: ['mypy'], dev: [include('type.check')] };
    for (const name of ['type-check', 'TYPE--CHECK', 'Type_Check']) assert.deepEqual(texts(groups, name), ['mypy']);
    assert.deepEqual(texts(groups, 'Dev'), ['mypy']);
  });
  it('tells of each requirement where it stands and by which includes it came in', () => {
    const [first] = resolved({ Dev: ['x', include('TEST')], test: [include('Cov')], cov: ['coverage'] }, 'dev').slice(
      1,
    );
    assert.deepEqual(first?.path, ['cov', 0]);
    assert.deepEqual(first && groupTrail(first.via), ['Dev', 'test', 'cov']);
    assert.deepEqual(
      [first?.via.path, first?.via.from?.path, first?.via.from?.from?.path],
      [['test', 0], ['Dev', 1], ['Dev']],
    );
    assert.equal(first?.requirement.normalizedName, 'coverage');
  });
});

describe('faults of dependency groups', () => {
  // Dependency Groups: duplicate names after normalisation should be an error.
  it('are two groups of one name, even where neither is asked for', () => {
    assert.deepEqual(faults({ a: [], 'B.c': [], 'b-C': [] }, 'a'), ['duplicate-group at b-C']);
  });
  // Dependency Groups, "Dependency Group Include": includes must not form cycles.
  it('are includes in a circle, of any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(29), (length, asked) => {
        const groups = Object.fromEntries(
          Array.from({ length }, (_, i) => [`g${i}`, [`r${i}`, include(`G${(i + 1) % length}`)]]),
        );
        const name = `g${asked % length}`;
        const found = resolveDependencyGroups(groups, [name]);
        assert.ok(!found.ok && found.error.length === 1 && found.error[0]?.code === 'include-cycle');
        assert.equal(found.error[0].message.includes('includes itself'), length === 1);
      }),
    );
    assert.deepEqual(faults({ a: [include('b')], b: [include('c')], c: [include('b')] }, 'a'), [
      'include-cycle at c.0',
    ]);
  });
  it('are groups that are not there', () => {
    assert.deepEqual(faults({ a: [include('b')] }, 'a', 'c'), ['unknown-group at ', 'unknown-group at a.0']);
    assert.deepEqual(faults({}, '__proto__'), ['unknown-group at ']);
    assert.deepEqual(faults({ a: [] }, 'toString'), ['unknown-group at ']);
  });
  // Dependency Groups, "The [dependency-groups] Table": group names must be valid names. packaging takes any
  // (the listed difference `dependency-group-invalid-name`).
  it('are names that are no valid names, where the group is used', () => {
    assert.deepEqual(faults({ _a: ['x'], b: [] }, '_a'), ['invalid-group-name at _a']);
    assert.deepEqual(faults({ _a: ['x'], b: [include('_A')] }, 'b'), ['invalid-group-name at _a']);
    assert.deepEqual(faults({ _a: ['x'], b: [] }, 'b'), []);
  });
  // Dependency Groups: strings are valid requirements; tables have the one key `include-group` with a string.
  it('are items that are neither requirements nor includes', () => {
    const odd = [
      1,
      true,
      null,
      ['x'],
      'not valid!',
      {},
      { 'include-group': 1 },
      { 'include-group': 'a', x: 1 },
      { include: 'a' },
    ];
    assert.deepEqual(
      faults({ a: odd }, 'a'),
      [
        'invalid-group-item at a.5',
        'invalid-group-item at a.6',
        'invalid-group-item at a.7',
        'invalid-group-item at a.8',
        'invalid-requirement at a.4',
        'wrong-type at a.0',
        'wrong-type at a.1',
        'wrong-type at a.2',
        'wrong-type at a.3',
      ].sort(),
    );
    assert.deepEqual(faults({ a: 'x' }, 'a'), ['wrong-type at a']);
    for (const table of [undefined, null, [], 'x', 1, new Map()])
      assert.deepEqual(faults(table, 'a'), ['wrong-type at ']);
  });
  // Dependency Groups, "Validation and Compatibility": do not validate groups that are not used.
  it('are told only of the groups that are used', () => {
    const groups = { foo: ['pyparsing', include('ok')], ok: [], bar: [{ 'set-phasers-to': 'stun' }] };
    assert.deepEqual(texts(groups, 'foo'), ['pyparsing']);
    assert.deepEqual(faults(groups, 'bar'), ['invalid-group-item at bar.0']);
  });
});

describe('resolving', () => {
  it('never throws, whatever the table', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (table) => void resolveDependencyGroups(table, ['a'])),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.anything()),
        (table) => void resolveDependencyGroups(table, ['a', '__proto__']),
      ),
    );
  });
  it('refuses includes that multiply without end, with and without requirements in them', () => {
    for (const base of [['x'], []]) {
      const groups: Record<string, unknown[]> = { g60: base };
      for (let i = 0; i < 60; i++) groups[`g${i}`] = [include(`g${i + 1}`), include(`g${i + 1}`)];
      assert.deepEqual(faults(groups, 'g0'), ['too-many-requirements at ']);
      assert.deepEqual(faults(groups, 'g55'), []);
    }
    assert.deepEqual(
      faults({ a: ['x'], ...Object.fromEntries([['b', Array(1000).fill(include('a'))]]) }, ...Array(600).fill('b')),
      ['too-many-requirements at '],
    );
  });
  it('follows a chain of 20,000 groups in linear time', () => {
    const groups: Record<string, unknown[]> = { g20000: ['x'] };
    for (let i = 0; i < 20_000; i++) groups[`g${i}`] = ['y', include(`g${i + 1}`)];
    const started = cpuTime();
    assert.equal(resolved(groups, 'g0').length, 20_001);
    groups['g20000'] = [include('g0')];
    assert.deepEqual(faults(groups, 'g0'), ['include-cycle at g20000.0']);
    assert.ok(cpuTime() - started < 3000);
  });
});
