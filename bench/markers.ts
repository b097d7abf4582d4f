/** Markers and requirements against `packaging.markers` and `packaging.requirements`. */
import { Random } from '../packages/pypa/differential/random.ts';
import {
  environmentFor,
  implementationNames,
  type MarkerEnvironment,
  platformNames,
  pythonVersions,
} from '../packages/pypa/src/environment.ts';
import { type Marker, parseMarker } from '../packages/pypa/src/marker.ts';
import { evaluateMarker } from '../packages/pypa/src/marker-evaluate.ts';
import { parseRequirement } from '../packages/pypa/src/requirement.ts';
import type { Bench } from './main.ts';

const MARKERS = 1000;
const ENVIRONMENTS = 100;
const ONCE = 100_000;

/** Markers as projects write them. */
function markerTexts(count: number): string[] {
  const random = new Random(508);
  const minor = () => 7 + random.int(9);
  const forms = [
    () => `python_version ${random.pick(['<', '>=', '==', '!='])} "3.${minor()}"`,
    () => `python_full_version ${random.pick(['<', '>='])} "3.${minor()}.${random.int(5)}"`,
    () => `sys_platform == "${random.pick(['linux', 'win32', 'darwin'])}"`,
    () => `platform_machine in "${random.pick(['x86_64 AMD64', 'arm64, aarch64'])}"`,
    () => `extra == "${random.pick(['test', 'Docs', 'dev_tools', 'socks'])}"`,
    () => `platform_python_implementation != "${random.pick(['PyPy', 'CPython'])}"`,
    () => `os_name == "${random.pick(['nt', 'posix'])}"`,
  ];
  const one = () => random.pick(forms)();
  return Array.from({ length: count }, () => {
    if (random.chance(0.1)) return `(${one()} or ${one()}) and ${one()}`;
    return random.list(1, 3, one).join(random.chance(0.8) ? ' and ' : ' or ');
  });
}

/** The usual targets with a patch level and an extra. */
function environments(count: number): MarkerEnvironment[] {
  const random = new Random(345);
  return Array.from({ length: count }, () => {
    const implementation = random.pick(implementationNames());
    const python = `${random.pick(pythonVersions(implementation))}.${random.int(12)}`;
    const found = environmentFor({ implementation, python, platform: random.pick(platformNames()) });
    if (!found.ok) throw new Error(found.error.message);
    return { ...found.value, extra: random.pick(['', 'test', 'docs', 'dev-tools']) };
  });
}

function read(text: string): Marker {
  const parsed = parseMarker(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function holds(marker: Marker, environment: MarkerEnvironment): boolean {
  const answer = evaluateMarker(marker, environment);
  return answer.ok && answer.value;
}

interface Grid {
  readonly markers: readonly string[];
  readonly environments: readonly MarkerEnvironment[];
}

const often: Bench<Grid, { markers: Marker[]; environments: readonly MarkerEnvironment[] }> = {
  name: '100,000 marker evaluations, markers parsed',
  gate: 5,
  setup: () => ({ markers: markerTexts(MARKERS), environments: environments(ENVIRONMENTS) }),
  prepare: (grid) => ({ markers: grid.markers.map(read), environments: grid.environments }),
  ours(grid) {
    let count = 0;
    for (const marker of grid.markers) {
      for (const environment of grid.environments) if (holds(marker, environment)) count++;
    }
    return count;
  },
  python: 'evaluate_often',
};

const once: Bench<Grid> = {
  name: '100,000 markers parsed and evaluated once',
  gate: 5,
  setup: () => ({ markers: markerTexts(ONCE), environments: environments(ENVIRONMENTS) }),
  ours({ markers, environments: targets }) {
    let count = 0;
    for (const [i, text] of markers.entries()) {
      const target = targets[i % targets.length];
      if (target !== undefined && holds(read(text), target)) count++;
    }
    return count;
  },
  python: 'parse_and_evaluate',
};

const requirements: Bench<string[]> = {
  name: '20,000 requirements parsed',
  gate: 5,
  setup() {
    const random = new Random(621);
    const markers = markerTexts(1000);
    return Array.from({ length: 20_000 }, (_, i) => {
      const extras = random.chance(0.2) ? `[${random.pick(['socks', 'test,docs', 'toml'])}]` : '';
      const set = random.pick([
        '',
        `>=${random.int(9)}.${random.int(20)}`,
        `>=1.${random.int(9)},<${2 + random.int(9)}`,
        '~=2.1.0',
      ]);
      return `project-${i % 700}${extras}${set}${random.chance(0.5) ? ` ; ${random.pick(markers)}` : ''}`;
    });
  },
  ours: (texts) => texts.reduce((count, text) => count + Number(parseRequirement(text).ok), 0),
  python: 'parse_requirements',
};

export const benches: readonly Bench[] = [often, once, requirements];
