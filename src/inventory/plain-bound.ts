/** A release in numbers and dots, each of which a number holds exactly. */
const RELEASE = /^(?:0|[1-9][0-9]{0,14})(?:\.(?:0|[1-9][0-9]{0,14})){0,20}$/;

/** A requirement that says a name, at most one extra, and which plain releases it lets in. */
const REQUIREMENT =
  /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:\[[a-z0-9]{1,100}\])?((?: ?(?:[<>=!]=|[<>])(?:0|[1-9][0-9]{0,14})(?:\.(?:0|[1-9][0-9]{0,14})){0,20}(?:,(?! *$)|$)){0,20})$/;

/** What a requirement says at first sight. */
export interface PlainRequirement {
  /** As written. */
  readonly name: string;
  /** Its specifiers, as written; empty for any version. */
  readonly bounds: string;
}

/**
 * Reads `name>=1.2,<2` at once, which most requirements are; undefined for any other. A test holds it to
 * `parseRequirement`.
 */
export function readPlainRequirement(text: string): PlainRequirement | undefined {
  const [, name, bounds = ''] = REQUIREMENT.exec(text) ?? [];
  return name === undefined ? undefined : { name, bounds };
}

/**
 * Whether bounds of a {@link PlainRequirement} let a version in, where that is plain: false says that a closer look
 * is needed. Source: PEP 440, "Version specifiers"; what it says of pre-, post- and local releases plain ones are not.
 */
export function isPlainlyWithin(bounds: string, version: string): boolean {
  if (!RELEASE.test(version)) return false;
  if (bounds === '') return true;
  const release = version.split('.');
  return bounds.split(',').every((bound) => fulfils(bound.trimStart(), release));
}

function fulfils(bound: string, release: readonly string[]): boolean {
  const length = bound[1] === '=' ? 2 : 1;
  const order = compareReleases(release, bound.slice(length).split('.'));
  switch (bound.slice(0, length)) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    default:
      return order < 0;
  }
}

/** A part that is not there is zero. */
function compareReleases(one: readonly string[], other: readonly string[]): number {
  const length = Math.max(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const difference = Number(one[at] ?? 0) - Number(other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
