import { resolveDependencyGroups } from '../../src/dependency-groups.ts';
import { isValidName } from '../../src/name.ts';
import { formatRequirement } from '../../src/requirement.ts';
import type { DifferentialKind } from '../kind.ts';
import { AWKWARD, type Random } from '../random.ts';
import { fromTree, mutateTree, type TreeCase } from '../tree-case.ts';

interface GroupsCase {
  readonly groups: TreeCase;
  readonly names: string[];
}

const NAMES = [
  'test',
  'docs',
  'lint',
  'dev',
  'all',
  'ci',
  'a',
  'b',
  'c',
  'd',
  'e',
  'f',
  'Type.Check',
  'py_3',
  '1',
  '0x',
];
const REQUIREMENTS = [
  'pytest',
  'pytest >= 7, < 9',
  'coverage[toml]',
  'Sphinx==8.*',
  'a; python_version < "3.9"',
  "b[x,y]~=1.4 ; sys_platform == 'win32' and (os_name=='nt' or extra=='z')",
  'c @ https://example.com/c.whl',
  'd === anything',
  'not valid!',
  'a==',
  '',
];

/** Another spelling of a name, mostly with the same normal form. */
function spelling(random: Random, name: string): string {
  const roll = random.int(12);
  if (roll === 0) return name.toUpperCase();
  if (roll === 1) return name.replace(/[-_.]/, random.pick(['-', '_', '.', '--', '-_.']));
  return roll === 2 && random.chance(0.2) ? random.mutate(name, AWKWARD) : name;
}

function generate(random: Random): GroupsCase {
  const count = 1 + random.int(random.chance(0.1) ? 16 : 6);
  const start = random.int(NAMES.length);
  const names = Array.from({ length: count }, (_, i) => NAMES[(start + i) % NAMES.length] ?? 'a');
  const forward = random.chance(0.7);
  const groups: { [key: string]: TreeCase } = {};
  for (const [i, name] of names.entries()) {
    // Includes that lead to later groups only cannot make a cycle.
    const known = forward ? names.slice(i + 1) : names;
    groups[spelling(random, name)] = random.list(0, 4, () =>
      random.chance(0.45) && known.length > 0
        ? { 'include-group': spelling(random, random.chance(0.02) ? 'absent' : random.pick(known)) }
        : random.pick(random.chance(0.03) ? REQUIREMENTS : REQUIREMENTS.slice(0, -3)),
    );
  }
  if (random.chance(0.15)) mutateTree(random, groups);
  const asked = random.list(1, random.chance(0.2) ? 3 : 1, () => spelling(random, random.pick(names)));
  return { groups, names: asked };
}

const resolving: DifferentialKind<GroupsCase> = {
  name: 'dependency-groups',
  op: 'dependency-groups',
  full: 100_000,
  quick: 5000,
  generate,
  ours({ groups, names }) {
    const resolved = resolveDependencyGroups(fromTree(groups), names);
    return resolved.ok ? resolved.value.map(({ requirement }) => formatRequirement(requirement)) : null;
  },
  exception({ groups }, ours, theirs) {
    const invalid = typeof groups === 'object' && Object.keys(groups).some((name) => !isValidName(name));
    if (ours !== null || theirs === null) return undefined;
    if (/_[ \\tnr]*(?:[[\]<>=!~;,@("])/.test(JSON.stringify(groups))) return 'name-ends-in-underscore';
    return invalid ? 'dependency-group-invalid-name' : undefined;
  },
};

export const kinds: DifferentialKind[] = [resolving];
