/** A package URL of type `pypi`. */
export function formatPurl({
  name,
  version,
}: {
  type: string;
  name: string;
  version?: string;
  qualifiers?: Readonly<Record<string, string>>;
}): string {
  return `pkg:pypi/${name}${version === undefined ? '' : `@${encodeURIComponent(version)}`}`;
}
