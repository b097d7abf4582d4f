import type { NormalizedName } from '@rind/pypa';
import { fields, isAbsent, texts } from './osv-fields.ts';

/** Flaws of one release that are read; the most that any release of PyPI has is some hundreds. */
const MAX_FLAWS = 10_000;

/**
 * What PyPI's JSON API says of single releases, as records of OSV's shape: one for each flaw and project, which
 * lists the releases that were asked about and have it, and names the fixes. Of releases that nobody asked about it
 * says nothing.
 *
 * Source: PyPI documentation, "JSON API", `GET /pypi/<project>/<version>/json`, `vulnerabilities`.
 */
export class PypiRecords {
  readonly #flaws = new Map<string, Flaw>();

  /** Takes the page of a release in; false where it is no such page, and nothing is known of the release then. */
  add(name: NormalizedName, version: string, page: unknown): boolean {
    const listed = fields(page)?.['vulnerabilities'];
    if (!Array.isArray(listed) || listed.length > MAX_FLAWS) return false;
    const flaws = listed.map((item) => ({ said: fields(item), id: fields(item)?.['id'] }));
    const read = flaws.flatMap(({ said, id }) =>
      said !== undefined && typeof id === 'string' && id !== '' ? { said, id } : [],
    );
    // One flaw that cannot be read is one that nobody would hear of.
    if (read.length !== flaws.length) return false;
    for (const { said, id } of read) {
      const key = JSON.stringify([id, name]);
      const known = this.#flaws.get(key);
      if (known === undefined)
        this.#flaws.set(key, { id, name, said, versions: new Set([version]), fixes: new Set(fixesOf(said)) });
      else {
        known.versions.add(version);
        for (const fix of fixesOf(said)) known.fixes.add(fix);
      }
    }
    return true;
  }

  /** The records, by id and name. */
  records(): unknown[] {
    return [...this.#flaws].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, flaw]) => recordOf(flaw));
  }
}

interface Flaw {
  readonly id: string;
  readonly name: NormalizedName;
  readonly said: Readonly<Record<string, unknown>>;
  readonly versions: Set<string>;
  readonly fixes: Set<string>;
}

function fixesOf(said: Readonly<Record<string, unknown>>): string[] {
  return texts(said['fixed_in']);
}

function recordOf({ id, name, said, versions, fixes }: Flaw): unknown {
  const { aliases, summary, details, withdrawn, link } = said;
  return {
    id,
    aliases: texts(aliases),
    ...(typeof summary === 'string' ? { summary } : {}),
    ...(typeof details === 'string' ? { details } : {}),
    ...(isAbsent(withdrawn) ? {} : { withdrawn }),
    affected: [
      {
        package: { ecosystem: 'PyPI', name },
        ranges: fixes.size === 0 ? [] : [{ type: 'ECOSYSTEM', events: eventsOf([...fixes].sort()) }],
        versions: [...versions].sort(),
      },
    ],
    references: typeof link === 'string' ? [{ type: 'ADVISORY', url: link }] : [],
  };
}

/** The lowest version that there is: nothing is before it. */
const LOWEST = '0.dev0';

/**
 * A range with the fixes and nothing in it: where a flaw begins is not said, so that only the listed versions may
 * count as affected.
 */
function eventsOf(fixes: readonly string[]): Record<string, string>[] {
  return [{ introduced: '0' }, { fixed: LOWEST }, ...fixes.map((fixed) => ({ fixed }))];
}
