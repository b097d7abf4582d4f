import { formatMarker, type Marker } from './marker.ts';
import { type NormalizedName, normalizeName } from './name.ts';
import type { ProjectRequirement, ProjectTable } from './project-table.ts';
import { err, ok, type Result, type TreeFault } from './result.ts';

/**
 * How often extras may lead to extras before it is refused: each set of conditions under which an
 * extra is reached counts, and markers can be combined without end.
 */
export const MAX_EXTRA_STEPS = 10_000;
/** How many requirements an answer may hold: an extra counts once for each set of conditions that leads to it. */
export const MAX_EXTRA_REQUIREMENTS = 1_000_000;
/** How many markers may have to hold at once on the way to an extra. */
export const MAX_EXTRA_CONDITIONS = 100;

/** What an extra requires. */
export interface ExtraRequirement extends ProjectRequirement {
  /** The extra that lists it, in normal form. */
  readonly extra: NormalizedName;
  /** Markers of the project's references to itself that led there: all must hold besides the requirement's own. */
  readonly conditions: readonly Marker[];
}

/**
 * The requirements of a project's extras, without `dependencies`. A requirement of an extra on the
 * project itself (`all = ["self[gui, cli]"]`) stands for the extras that it names; it is not among
 * the answers. References in a circle add nothing more. One with a URL is an ordinary requirement:
 * it means another copy of the project.
 *
 * `extras` are compared in normal form. Faults: `unknown-extra`, `too-many-extras`.
 *
 * Source: packaging.python.org, "`pyproject.toml` specification", "`optional-dependencies`" (self-referential
 * extras, August 2026); installers have read them so since long before.
 */
export function expandExtras(
  project: ProjectTable,
  extras: readonly string[],
): Result<ExtraRequirement[], TreeFault[]> {
  const requirements: ExtraRequirement[] = [];
  const faults: TreeFault[] = [];
  const queue = extras.map((name): Step => ({ name: normalizeName(name), conditions: [], key: '', path: [] }));
  const seen = new Set<string>();
  const numberOf = markerNumbers();
  let visited = 0;
  for (let at = 0; at < queue.length; at++) {
    const step = queue[at];
    if (!step || seen.has(`${step.name} ${step.key}`)) continue;
    seen.add(`${step.name} ${step.key}`);
    if (seen.size > MAX_EXTRA_STEPS || step.conditions.length > MAX_EXTRA_CONDITIONS) {
      const message = `extras lead to extras more than ${MAX_EXTRA_STEPS} times or under more than ${MAX_EXTRA_CONDITIONS} markers`;
      return err([{ code: 'too-many-extras', message, path: step.path }]);
    }
    const extra = project.optionalDependencies?.get(step.name);
    if (!extra) {
      const message = `the project has no extra \`${step.name.slice(0, 80)}\``;
      faults.push({ code: 'unknown-extra', message, path: step.path });
      continue;
    }
    visited += extra.requirements.length;
    if (visited > MAX_EXTRA_REQUIREMENTS) {
      const message = `the extras hold more than ${MAX_EXTRA_REQUIREMENTS} requirements`;
      return err([{ code: 'too-many-extras', message, path: step.path }]);
    }
    for (const [i, { requirement, text }] of extra.requirements.entries()) {
      if (requirement.normalizedName !== project.normalizedName || requirement.url !== undefined) {
        requirements.push({ requirement, text, extra: step.name, conditions: step.conditions });
        continue;
      }
      const path = ['optional-dependencies', extra.written, i];
      const { conditions, key } = withCondition(step, requirement.marker, numberOf);
      for (const name of requirement.normalizedExtras) queue.push({ name, conditions, key, path });
    }
  }
  return faults.length > 0 ? err(faults) : ok(requirements);
}

interface Step {
  readonly name: NormalizedName;
  readonly conditions: readonly Marker[];
  /** The conditions' numbers in order, so that equal sets of conditions are known for equal. */
  readonly key: string;
  readonly path: (string | number)[];
}

/** Gives markers numbers, those of equal text the same. */
function markerNumbers(): (marker: Marker) => number {
  const byMarker = new Map<Marker, number>();
  const byText = new Map<string, number>();
  return (marker) => {
    let number = byMarker.get(marker);
    if (number === undefined) {
      const text = formatMarker(marker);
      number = byText.get(text) ?? byText.size;
      byText.set(text, number);
      byMarker.set(marker, number);
    }
    return number;
  };
}

function withCondition(
  { conditions, key }: Step,
  marker: Marker | undefined,
  numberOf: (marker: Marker) => number,
): Pick<Step, 'conditions' | 'key'> {
  if (!marker) return { conditions, key };
  const number = String(numberOf(marker));
  const numbers = key === '' ? [] : key.split(' ');
  if (numbers.includes(number)) return { conditions, key };
  return { conditions: [...conditions, marker], key: [...numbers, number].sort().join(' ') };
}
