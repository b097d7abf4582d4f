import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateMarker, normalizeName, parseMarker } from '@rind/pypa';
import fc from 'fast-check';
import { type LockEdge, type LockEntry, type LockStart, reachEntries } from './lock-graph.ts';

const MARKERS = [
  undefined,
  'sys_platform == "win32"',
  'sys_platform != "win32"',
  'python_version < "3.10"',
  'python_version >= "3.10"',
  'python_version >= "3.12" or sys_platform == "linux"',
];
const ENVIRONMENTS = ['win32', 'linux', 'darwin'].flatMap((sys_platform) =>
  ['3.9', '3.10', '3.12'].map((python_version) => ({
    sys_platform,
    python_version,
    python_full_version: `${python_version}.1`,
  })),
);
const NAMES = ['a', 'b', 'c', 'd', 'e'].map(normalizeName);

const edge = fc.record({
  name: fc.constantFrom(...NAMES),
  marker: fc.constantFrom(...MARKERS),
  extras: fc.constantFrom([], [normalizeName('x')]),
});
const entry = (name: (typeof NAMES)[number]) =>
  fc.record({
    name: fc.constant(name),
    version: fc.constant('1'),
    dependencies: fc.array(edge, { maxLength: 3 }),
    optional: fc.array(edge, { maxLength: 2 }).map((edges) => new Map([[normalizeName('x'), edges]])),
  });
const lock = fc.tuple(...NAMES.map(entry));

function holds(marker: string | undefined, environment: (typeof ENVIRONMENTS)[number]): boolean {
  if (marker === undefined) return true;
  const parsed = parseMarker(marker);
  const truth = parsed.ok ? evaluateMarker(parsed.value, environment) : undefined;
  return truth?.ok === true && truth.value;
}

/** What one environment installs, by walking. */
function installed(
  entries: readonly LockEntry[],
  roots: readonly LockEdge[],
  environment: (typeof ENVIRONMENTS)[number],
) {
  const seen = new Set<string>();
  const waiting = [...roots];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!holds(next.marker, environment)) continue;
    const target = entries.find(({ name }) => name === next?.name);
    for (const extra of [undefined, ...next.extras]) {
      if (seen.has(`${next.name} ${extra ?? ''}`)) continue;
      seen.add(`${next.name} ${extra ?? ''}`);
      waiting.push(...((extra === undefined ? target?.dependencies : target?.optional.get(extra)) ?? []));
    }
  }
  return seen;
}

function chain(length: number, dependencies: (i: number) => readonly LockEdge[]): LockEntry[] {
  return Array.from({ length }, (_, i) => ({
    name: normalizeName(`p${i}`),
    version: '1',
    dependencies: dependencies(i),
    optional: new Map(),
  }));
}

const arrow = (i: number): LockEdge => ({ name: normalizeName(`p${i}`), extras: [] });

describe('the arrows of a lock', () => {
  it('bring an entry in exactly where a walk through the lock finds it (issue: "the condition under which any root brings it in")', () => {
    fc.assert(
      fc.property(lock, fc.array(edge, { maxLength: 3 }), fc.array(edge, { maxLength: 2 }), (entries, own, dev) => {
        const starts: LockStart[] = [
          { group: 'dev', edges: dev },
          { group: '', edges: own },
        ];
        const reached = reachEntries(entries, starts);
        for (const one of entries) {
          const condition = reached.get(one)?.condition ?? false;
          const groups = new Set<string>();
          for (const environment of ENVIRONMENTS) {
            const [plain, more] = [installed(entries, own, environment), installed(entries, dev, environment)];
            if (plain.has(`${one.name} `)) groups.add('');
            if (more.has(`${one.name} `)) groups.add('dev');
            const truth = typeof condition === 'boolean' ? condition : evaluateMarker(condition, environment);
            const says = typeof truth === 'boolean' ? truth : truth.ok && truth.value;
            assert.equal(says, plain.has(`${one.name} `) || more.has(`${one.name} `), one.name);
          }
          assert.deepEqual([...(reached.get(one)?.groups ?? [])].sort(), [...groups].sort(), one.name);
        }
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  it('lead nowhere through conditions that exclude each other', () => {
    const [win, linux] = [MARKERS[1], 'sys_platform == "linux"'];
    const entries = chain(3, (i) => [{ ...arrow(i + 1), marker: i === 0 ? linux : undefined }]);
    const reached = reachEntries(entries, [{ group: '', edges: [{ ...arrow(0), marker: win }] }]);
    assert.deepEqual(
      entries.map((one) => [...(reached.get(one)?.groups ?? [])]),
      [[''], [], []],
    );
  });

  it('name an extra only where the plain dependencies do not bring the entry in', () => {
    const entries = chain(3, (i) => (i === 0 ? [arrow(1)] : []));
    const reached = reachEntries(entries, [
      { group: 'extra:x', edges: [arrow(0), arrow(2)], besides: true },
      { group: '', edges: [arrow(0)] },
    ]);
    assert.deepEqual(
      entries.map((one) => [...(reached.get(one)?.groups ?? [])]),
      [[''], [''], ['extra:x']],
    );
  });

  it('mean every entry of a name where what they ask for fits none', () => {
    const entries = ['1', '2'].map(
      (version): LockEntry => ({
        ...chain(1, () => [])[0],
        name: normalizeName('a'),
        version,
        dependencies: [],
        optional: new Map(),
      }),
    );
    const reached = reachEntries(entries, [
      { group: '', edges: [{ name: normalizeName('a'), extras: [], accepts: () => false }] },
    ]);
    assert.equal(reached.size, 2);
  });

  it('count as the project’s own, always, where there are more of them than can be followed', () => {
    const many = Array.from(
      { length: 5000 },
      (_, i): LockEntry => ({
        name: normalizeName('a'),
        version: String(i),
        dependencies: Array.from({ length: 4 }, () => ({
          name: normalizeName('a'),
          extras: [],
          marker: 'os_name == "nt"',
        })),
        optional: new Map(),
      }),
    );
    const reached = reachEntries(many, [{ group: 'dev', edges: [{ name: normalizeName('a'), extras: [] }] }]);
    assert.equal(reached.size, 5000);
    for (const { groups, condition } of reached.values()) assert.ok(groups.has('') && condition === true);
  });
});
