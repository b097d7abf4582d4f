import type { Content, Wanted } from './content.ts';

/** A requirement as PEP 508 writes it. */
function requirementText({ name, extras, specifier, marker }: Wanted): string {
  const asked = extras === undefined ? '' : `[${extras.join(',')}]`;
  return `${name}${asked}${specifier}${marker === undefined ? '' : ` ; ${marker}`}`;
}

function list(wanted: readonly Wanted[]): string {
  return `[\n${wanted.map((one) => `  ${JSON.stringify(requirementText(one))},\n`).join('')}]`;
}

function tables<T>(title: string, entries: readonly (readonly [string, T])[], line: (value: T) => string): string {
  if (entries.length === 0) return '';
  return `\n[${title}]\n${entries.map(([name, value]) => `${name} = ${line(value)}\n`).join('')}`;
}

/** pyproject.toml by the standards: PEP 621 and 735. `more` follows as written. */
export function standardManifest(content: Content, more = ''): string {
  const head = `[project]\nname = "${content.name}"\nversion = "1.0.0"\nrequires-python = "${content.python}"\n`;
  const extras = tables('project.optional-dependencies', Object.entries(content.extras), list);
  const groups = tables('dependency-groups', Object.entries(content.groups), list);
  return `${head}dependencies = ${list(content.dependencies)}\n${extras}${groups}${more}`;
}

function poetryValue({ specifier, extras, marker }: Wanted, optional: boolean): string {
  const version = JSON.stringify(specifier === '' ? '*' : specifier);
  if (extras === undefined && marker === undefined && !optional) return version;
  const parts = [
    `version = ${version}`,
    ...(extras === undefined ? [] : [`extras = ${JSON.stringify(extras)}`]),
    ...(marker === undefined ? [] : [`markers = ${JSON.stringify(marker)}`]),
    ...(optional ? ['optional = true'] : []),
  ];
  return `{ ${parts.join(', ')} }`;
}

/** Lines of a Poetry table; a name that is wanted twice becomes an array. */
function poetryLines(wanted: readonly Wanted[], optional = false): [string, string][] {
  const byName = Map.groupBy(wanted, ({ name }) => name);
  return [...byName].map(([name, same]) => {
    const values = same.map((one) => poetryValue(one, optional));
    return [name, values.length === 1 ? (values[0] ?? '') : `[${values.join(', ')}]`];
  });
}

const asIs = (text: string) => text;

/** pyproject.toml with Poetry's own tables. */
export function poetryManifest(content: Content, more = ''): string {
  const head = `[tool.poetry]\nname = "${content.name}"\nversion = "1.0.0"\ndescription = ""\nauthors = []\n`;
  const own = new Set(content.dependencies.map(({ name }) => name));
  // Poetry wants what extras bring once, as an optional dependency.
  const optional = new Map(Object.values(content.extras).flatMap((wanted) => wanted.map((one) => [one.name, one])));
  const dependencies: [string, string][] = [
    ['python', JSON.stringify(content.python)],
    ...poetryLines(content.dependencies),
    ...poetryLines(
      [...optional.values()].filter(({ name }) => !own.has(name)),
      true,
    ),
  ];
  const extras = Object.entries(content.extras).map(([name, wanted]): [string, string] => [
    name,
    JSON.stringify(wanted.map((one) => one.name)),
  ]);
  const groups = Object.entries(content.groups).map(([name, wanted]) =>
    tables(`tool.poetry.group.${name}.dependencies`, poetryLines(wanted), asIs),
  );
  return [
    head,
    tables('tool.poetry.dependencies', dependencies, asIs),
    tables('tool.poetry.extras', extras, asIs),
    ...groups,
    more,
  ].join('');
}

/** A Pipfile: groups are categories, `dev` is its own; extras have no place in it. */
export function pipfile(content: Content, python: string): string {
  const source = '[[source]]\nname = "pypi"\nurl = "https://pypi.org/simple"\nverify_ssl = true\n';
  const groups = Object.entries(content.groups).map(([name, wanted]) =>
    tables(name === 'dev' ? 'dev-packages' : name, poetryLines(onePerName(wanted)), asIs),
  );
  const own = tables('packages', poetryLines(onePerName(content.dependencies)), asIs);
  return `${source}${own}${groups.join('')}\n[requires]\npython_version = "${python}"\n`;
}

/** One requirement a name: the last. */
export function onePerName(wanted: readonly Wanted[]): Wanted[] {
  return [...new Map(wanted.map((one) => [one.name, one])).values()];
}

/** requirements.in: the project's own dependencies and those of some extras. */
export function requirementsIn(content: Content, extras: readonly string[]): string {
  const wanted = [...content.dependencies, ...extras.flatMap((extra) => content.extras[extra] ?? [])];
  return wanted.map((one) => `${requirementText(one)}\n`).join('');
}
