import { readBaseline } from '../../src/app/baseline.ts';
import type { Location } from '../../src/base/location.ts';
import type { Problem } from '../../src/base/problem.ts';
import type { ClientSetting } from '../../src/inventory/client-setting.ts';
import { readClientFile } from '../../src/inventory/clients/read.ts';
import { redactedSetting } from '../../src/inventory/redacted-reading.ts';
import { readUpdateFile } from '../../src/inventory/updates/read.ts';
import { readIgnoreFile } from '../../src/policy/ignore-files/read.ts';
import { readVex } from '../../src/sbom/vex.ts';
import { faultsOfReading } from './check-reading.ts';
import { type Draw, drawn } from './draw.ts';
import { type FuzzKind, tried } from './kind.ts';
import { mutateText } from './mutate-text.ts';
import { mutateTree } from './mutate-tree.ts';
import { SIDE_SEEDS } from './side-seeds.data.ts';
import { readTree, writeTree } from './tree.ts';

/** What a file beside a project says, as far as every such file says it. */
interface SideReading {
  readonly problems: readonly Problem[];
  readonly settings?: readonly ClientSetting[];
  /** Where what else it says stands. */
  readonly places?: readonly Location[];
  /** All that it says. */
  readonly says: unknown;
}

const DEPTH = 200;
const MOST_MILLISECONDS = 200;

function ignores(path: string): (text: string) => SideReading {
  return (text) => {
    const reading = readIgnoreFile(path, { path, text });
    return { problems: reading.problems, says: reading.waivers };
  };
}

function client(path: string): (text: string) => SideReading {
  return (text) => {
    const reading = readClientFile(path, { path, text }, DEPTH);
    return { ...reading, says: reading };
  };
}

function updates(path: string): (text: string) => SideReading {
  return (text) => {
    const reading = readUpdateFile({ path, text });
    return { problems: reading.problems, says: reading };
  };
}

function vex(path: string): (text: string) => SideReading {
  return (text) => {
    const reading = readVex({ path, text }, DEPTH);
    if (!reading.ok) return { problems: [reading.error], says: undefined };
    const { statements, problems } = reading.value;
    return { problems, places: statements.map(({ at }) => at), says: statements };
  };
}

function baseline(path: string): (text: string) => SideReading {
  return (text) => {
    const reading = readBaseline(text, path);
    return reading.ok
      ? { problems: [], says: [...reading.value.fingerprints] }
      : { problems: [reading.error], says: undefined };
  };
}

const READERS: ReadonlyMap<string, (text: string) => SideReading> = new Map([
  ...[
    'osv-scanner.toml',
    '.trivyignore',
    '.trivyignore.yaml',
    '.grype.yaml',
    '.pre-commit-config.yaml',
    'workflow.yml',
  ].map((path) => [path, ignores(path)] as const),
  ...['pip.conf', 'uv.toml', 'poetry.toml', 'pdm.toml'].map((path) => [path, client(path)] as const),
  ...['.github/dependabot.yml', 'renovate.json'].map((path) => [path, updates(path)] as const),
  ...['openvex.json', 'csaf.json', 'cyclonedx.json'].map((path) => [path, vex(path)] as const),
  ['baseline.json', baseline('baseline.json')],
]);

/** Files that stand beside a project and tell this or another tool something: each, tried out on mutations. */
export function sideFileKinds(): FuzzKind[] {
  return [...READERS].map(([path, read]): FuzzKind => {
    const seeds = (SIDE_SEEDS[path] ?? []).map((text) => ({ text, tree: readTree(text) }));
    return {
      name: `file:${path}`,
      next(draw) {
        const seed = drawn(draw, seeds);
        const text = mutated(seed, draw);
        return tried(text, () => faultsOf(path, text, read));
      },
    };
  });
}

function mutated(
  { text, tree }: { readonly text: string; readonly tree: ReturnType<typeof readTree> },
  draw: Draw,
): string {
  return tree !== undefined && draw(2) === 0
    ? writeTree(mutateTree(tree.tree, draw), tree.dialect)
    : mutateText(text, draw);
}

function faultsOf(path: string, text: string, read: (text: string) => SideReading): string[] {
  const started = process.cpuUsage();
  const { problems, settings = [], places = [], says } = read(text);
  const took = process.cpuUsage(started).user / 1000;
  const files = new Map([[path, text]]);
  const pointers = places.map((at): ClientSetting => ({ tool: 'pip', kind: 'index', value: '', at }));
  const faults = faultsOfReading(
    { components: [], roots: new Map(), problems, settings: [...settings.map(redactedSetting), ...pointers] },
    files,
  );
  if (took > MOST_MILLISECONDS) faults.push(`it took ${Math.round(took)} ms for ${text.length} characters`);
  if (plain(read(text).says) !== plain(says)) faults.push('a second time it says something else');
  return faults;
}

/** A value as a text; maps and sets by what they hold. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (inner instanceof Map || inner instanceof Set ? [...inner] : inner)) ?? '';
}
