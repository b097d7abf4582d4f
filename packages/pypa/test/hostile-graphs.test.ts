/** Small documents that ask for a lot of work: each is answered in a second or so, or refused. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveDependencyGroups } from '../src/dependency-groups.ts';
import { parseEntryPoints } from '../src/entry-points.ts';
import { type Marker, parseMarker } from '../src/marker.ts';
import { isNeverTrue, requiresPythonMarker, simplifyMarker } from '../src/marker-algebra.ts';
import { type NormalizedName, normalizeName } from '../src/name.ts';
import { childNamespaces } from '../src/namespace.ts';
import { expandExtras } from '../src/project-extras.ts';
import { parseProjectTable } from '../src/project-table-parse.ts';
import { parseSpecifierSet } from '../src/specifier-set.ts';
import { supportedTags } from '../src/supported-tags.ts';

/** CPU time on a slow, busy machine. Where a guard is missing it takes minutes, or all memory. */
const LIMIT = 5000;

function soon<T>(run: () => T): T {
  const before = process.threadCpuUsage();
  const answer = run();
  const { user, system } = process.threadCpuUsage(before);
  assert.ok(user + system < LIMIT * 1000, `took ${(user + system) / 1000} ms`);
  return answer;
}

function markerOf(text: string): Marker {
  const parsed = parseMarker(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

/** Extras that all lead to each other, each under a marker of its own. */
function tangledExtras(count: number, marker: (i: number) => string, more: string, others: object): object {
  const names = times(count, (i) => `e${i}`);
  const extras = Object.fromEntries(names.map((name, i) => [name, [`shop[${names.join()}${more}]; ${marker(i)}`]]));
  return { name: 'shop', version: '1', 'optional-dependencies': { ...extras, ...others } };
}

describe('work that a small document asks for', () => {
  it('many includes back into one chain are many short faults', () => {
    const chain = Object.fromEntries(times(8000, (i) => [`g${i}`, [{ 'include-group': `g${i + 1}` }]]));
    const groups = { ...chain, g8000: times(8000, (i) => ({ 'include-group': `g${i}` })) };
    const resolved = soon(() => resolveDependencyGroups(groups, ['g0']));
    assert.ok(!resolved.ok && resolved.error.length === 8000);
  });

  it('extras under every combination of long markers are refused without keeping the combinations', () => {
    const table = tangledExtras(16, (i) => `os_name != "${'x'.repeat(5000)}${i}"`, '', {});
    const expanded = soon(() => expandExtras(parseProjectTable(table).project, ['e0']));
    assert.ok(!expanded.ok && expanded.error[0]?.code === 'too-many-extras');
  });

  it('a long extra reached under many conditions is refused', () => {
    const table = tangledExtras(8, (i) => `os_name != "${i}"`, ',big', { big: times(20_000, (i) => `a${i}`) });
    const expanded = soon(() => expandExtras(parseProjectTable(table).project, ['e0']));
    assert.ok(!expanded.ok && expanded.error[0]?.code === 'too-many-extras');
  });

  it('a marker that names every character has no answer, and does not look for one forever', () => {
    const unit = (i: number) => `\\u${i.toString(16).padStart(4, '0')}`;
    const literals = times(256, (high) => times(256, (low) => unit(high * 256 + low)).join(''));
    const marker = markerOf(literals.map((literal) => `os_name == "${literal}"`).join(' or '));
    assert.equal(
      soon(() => isNeverTrue(marker)),
      'unknown',
    );
  });

  it('many versions of one release in one marker have no answer', () => {
    const marker = markerOf(times(2000, (i) => `python_full_version == '1.0.dev${i}+${i}'`).join(' or '));
    assert.equal(
      soon(() => isNeverTrue(marker)),
      'unknown',
    );
  });

  it('a marker that would take too long to simplify is only tidied, and stays so', () => {
    const parts = [...times(150, (i) => `os_name < 'y${i}'`), ...times(150, (i) => `os_name == 'x${i}'`)];
    const simplified = soon(() => simplifyMarker(markerOf(parts.join(' or '))));
    assert.deepEqual(simplified, markerOf(parts.join(' or ')));
    assert.deepEqual(
      soon(() => simplifyMarker(simplified)),
      simplified,
    );
  });

  it('a long `requires-python` becomes a marker in time', () => {
    const set = parseSpecifierSet(times(9000, (i) => `!=1.${i}`).join());
    assert.ok(set.ok);
    const marker = soon(() => requiresPythonMarker(set.value));
    assert.ok(typeof marker !== 'boolean' && marker.kind === 'and' && marker.parts.length === 9000);
  });

  it('faults of a long group do not repeat it', () => {
    const { faults } = soon(() => parseEntryPoints(`[${'g'.repeat(100_000)}]\n${'a=b\n'.repeat(20_000)}`));
    assert.equal(faults.length, 19_999);
    assert.ok(faults.every(({ message }) => message.length < 300));
  });

  it('the parts of a long name below a namespace are looked up only where one could be', () => {
    const long: NormalizedName = normalizeName(`a${'-b'.repeat(200_000)}`);
    assert.deepEqual(soon(() => childNamespaces(normalizeName('a'), [long, normalizeName('a-c')])).length, 2);
  });

  it('a target out of this world has a list of tags that fits in memory', () => {
    const interpreter = { implementation: 'cpython', python: [1e9, 1e9] } as const;
    const version = [1e9, 1e9] as const;
    for (const platform of [
      { os: 'linux', architecture: 'armv8l', libc: { kind: 'glibc', version } },
      { os: 'linux', architecture: 'x86_64', libc: { kind: 'musl', version } },
      { os: 'macos', version, architecture: 'x86_64' },
      { os: 'ios', version, multiarch: 'arm64_iphoneos' },
      { os: 'android', apiLevel: 1e9, abi: 'x86' },
    ] as const) {
      assert.ok(soon(() => supportedTags({ interpreter, platform })).length < 5_000_000, platform.os);
    }
  });
});
