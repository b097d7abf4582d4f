import { type EnvironmentTarget, environmentFor, type InterpreterEnvironment } from '../../src/environment.ts';
import { parsePylock } from '../../src/pylock-parse.ts';
import { type PylockSource, selectFromPylock } from '../../src/pylock-select.ts';
import { expandTags, parseTagSet, type Tag } from '../../src/tag.ts';
import { formatVersion } from '../../src/version.ts';
import type { DifferentialKind } from '../kind.ts';
import { pylockDocument, pylockEntry } from '../pylock-case.ts';
import type { Random } from '../random.ts';
import { fromTree, mutateTree, type TreeCase } from '../tree-case.ts';

interface SelectCase {
  readonly document: TreeCase;
  readonly environment: InterpreterEnvironment;
  readonly tags: string[];
  readonly extras: string[];
  /** Null: the lock's default groups. */
  readonly groups: string[] | null;
  readonly preferSdist: string[];
}

const TARGETS: readonly EnvironmentTarget[] = [
  { python: '3.13', platform: 'linux-x86_64' },
  { python: '3.12.4', platform: 'linux-aarch64' },
  { python: '3.13.0', platform: 'windows-amd64' },
  { python: '3.9.2', platform: 'macos-arm64' },
  { python: '3.13.0a2', platform: 'linux-musl-x86_64' },
  { python: '3.10', platform: 'windows-amd64', implementation: 'pypy' },
];

const TAGS = [
  'cp313-cp313-manylinux2014_x86_64',
  'cp313-cp313-manylinux_2_17_x86_64',
  'cp312-cp312-manylinux_2_28_x86_64',
  'cp311-abi3-win_amd64',
  'cp38-abi3-macosx_11_0_arm64',
  'cp313-cp313t-musllinux_1_2_aarch64',
  'pp310-pypy310_pp73-win_amd64',
  'py3-none-any',
  'py2-none-any',
];

function environment(random: Random): InterpreterEnvironment {
  const made = environmentFor(random.pick(TARGETS));
  if (!made.ok) throw new Error(made.error.message);
  const odd = random.chance(0.05)
    ? { python_full_version: random.pick(['3.13.1+', '3.12.0rc1', '3.13.0a2+', 'odd', '']) }
    : {};
  return { ...made.value, ...odd };
}

function generate(random: Random): SelectCase {
  const document: TreeCase = pylockDocument(random);
  // Most locks of installers have no markers over everything: keep enough that select anything.
  if (random.chance(0.6)) delete document['environments'];
  if (random.chance(0.6)) delete document['requires-python'];
  const packages = document['packages'];
  if (Array.isArray(packages)) {
    if (random.chance(0.7)) {
      const seen = new Set<unknown>();
      document['packages'] = packages.filter((entry) => {
        const name = Reflect.get(Object(entry), 'name');
        return !seen.has(name) && seen.add(name);
      });
    } else packages.push(pylockEntry(random, 'numpy'));
    if (random.chance(0.6)) for (const entry of packages) Reflect.deleteProperty(Object(entry), 'requires-python');
  }
  if (random.chance(0.1)) mutateTree(random, document);
  return {
    document,
    environment: environment(random),
    tags: random.chance(0.05) ? [] : random.list(3, 9, () => random.pick(TAGS)),
    extras: random.list(0, 2, () => random.pick(['cli', 'foo_bar', 'Foo.Bar', 'x'])),
    groups: random.chance(0.5) ? null : random.list(0, 2, () => random.pick(['dev', 'Test', 'default'])),
    preferSdist: random.list(0, 2, () => random.pick(['numpy', 'attrs'])),
  };
}

function tag(text: string): Tag[] {
  const parsed = parseTagSet(text);
  return parsed.ok ? expandTags(parsed.value) : [];
}

function fileName(source: PylockSource): string | null {
  return source.kind === 'wheel' || source.kind === 'sdist' ? source.file.fileName : null;
}

const selection: DifferentialKind<SelectCase> = {
  name: 'pylock-select',
  op: 'pylock-select',
  full: 100_000,
  quick: 4000,
  generate,
  ours(input) {
    const lock = parsePylock(fromTree(input.document));
    if (!lock.ok) return null;
    const chosen = selectFromPylock(lock.value, {
      environment: input.environment,
      tags: input.tags.flatMap(tag),
      extras: input.extras,
      dependencyGroups: input.groups ?? undefined,
      preferSdist: (name) => input.preferSdist.includes(name),
    });
    if (!chosen.ok) return 'refused';
    return chosen.value.map(({ index, entry, source }) => [
      entry.name,
      entry.version === undefined ? null : formatVersion(entry.version),
      source.kind,
      fileName(source),
      index,
    ]);
  },
};

export const kinds: DifferentialKind[] = [selection];
