import { formatMarker, formatSpecifierSet, parseRequirement } from '@rind/pypa';
import type { Order } from './client.ts';

/** The `[project]` table of a project that requires what is ordered. Source: PEP 621. */
export function projectTable({ requirements }: Pick<Order, 'requirements'>): string {
  const head = '[project]\nname = "ordered"\nversion = "0.1.0"\nrequires-python = ">=3.11,<4"\n';
  return `${head}dependencies = ${tomlList(requirements)}\n`;
}

/** Strings as a TOML array. */
function tomlList(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`;
}

/** The `[packages]` table of a Pipfile that requires what is ordered. */
export function pipfilePackages({ requirements }: Pick<Order, 'requirements'>): string {
  const lines = requirements.map((text) => {
    const read = parseRequirement(text);
    if (!read.ok) throw new Error(`the test's own requirement \`${text}\` cannot be read`);
    const { name, extras, specifiers, marker } = read.value;
    const version = formatSpecifierSet(specifiers);
    const fields = [`version = ${JSON.stringify(version === '' ? '*' : version)}`];
    if (extras.length > 0) fields.push(`extras = ${tomlList(extras)}`);
    if (marker !== undefined) fields.push(`markers = ${JSON.stringify(formatMarker(marker))}`);
    return `${JSON.stringify(name)} = {${fields.join(', ')}}\n`;
  });
  return `[packages]\n${lines.join('')}`;
}
