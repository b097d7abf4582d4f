import { excerpt } from './excerpt.ts';
import { metadataField } from './metadata.ts';
import { type MetadataFieldName, PYTHON_KEYWORDS } from './metadata-fields.data.ts';
import { isPythonIdentifier } from './python-identifier.ts';
import { isPythonSpace, pythonStrip } from './python-text.ts';
import { fault, ok, type Parsed } from './result.ts';

/** One value of `Import-Name` or `Import-Namespace`. Source: PEP 794. */
export interface ImportName {
  /** A dotted name, as `import` takes it. */
  readonly name: string;
  /** Marked `; private`: not for other projects to import. */
  readonly isPrivate: boolean;
}

/** Reads `package.module` or `package.module ; private`. Fault: `invalid-import-name`. Source: PEP 794. */
export function parseImportName(text: string): Parsed<ImportName> {
  if (typeof text !== 'string') return fault('invalid-import-name', 'an import name is a text', 0);
  const semicolon = text.indexOf(';');
  const written = semicolon < 0 ? text : text.slice(0, semicolon);
  let end = written.length;
  while (end > 0 && isPythonSpace(written.charCodeAt(end - 1))) end--;
  const name = written.slice(0, end);
  let at = 0;
  for (const identifier of name.split('.')) {
    if (!isPythonIdentifier(identifier)) {
      return fault(
        'invalid-import-name',
        `\`${excerpt(identifier)}\` in \`${excerpt(name)}\` is no Python identifier`,
        at,
      );
    }
    if (PYTHON_KEYWORDS.has(identifier)) {
      return fault('invalid-import-name', `\`${identifier}\` in \`${excerpt(name)}\` is a reserved word of Python`, at);
    }
    at += identifier.length + 1;
  }
  if (semicolon < 0) return ok({ name, isPrivate: false });
  // White space is skipped before the word and not after it.
  const option = pythonStrip(`${text.slice(semicolon + 1)}.`).slice(0, -1);
  if (option === 'private') return ok({ name, isPrivate: true });
  return fault(
    'invalid-import-name',
    `\`${excerpt(option)}\` is no option of an import name: only \`private\` is`,
    semicolon,
  );
}

/** Reads one value of `Dynamic`. Fault: `invalid-dynamic`. Source: PEP 643. */
export function parseDynamicField(text: string): Parsed<MetadataFieldName> {
  if (typeof text !== 'string') return fault('invalid-dynamic', 'the name of a field is a text', 0);
  const field = metadataField(text);
  if (field === undefined) return fault('invalid-dynamic', `\`${excerpt(text)}\` is no field of core metadata`, 0);
  if (field.name === 'Name' || field.name === 'Version' || field.name === 'Metadata-Version') {
    return fault('invalid-dynamic', `\`${field.name}\` can never be dynamic`, 0);
  }
  return ok(field.name);
}

/**
 * Why a path cannot be a `License-File`, or undefined. It must be relative in POSIX and in Windows,
 * in its shortest form, with `/`, without patterns. Source: PEP 639, "Add License-File field".
 */
export function licenseFileFault(path: string): string | undefined {
  if (typeof path !== 'string') return 'a path is a text';
  const shown = `\`${excerpt(path)}\``;
  if (path.includes('..')) return `${shown} must not hold \`..\``;
  if (path.includes('*')) return `${shown} must be one path, not a pattern`;
  if (path.includes('\\')) return `${shown} must use \`/\` between its parts`;
  if (path.startsWith('/') || (path.startsWith('/', 2) && path[1] === ':')) return `${shown} must be relative`;
  if (path === '.') return undefined;
  // A Windows drive stands for itself before the first part.
  const parts = (path[1] === ':' ? path.slice(2) : path).split('/');
  const isShort =
    path !== '' &&
    ((path === path.slice(0, 2) && path[1] === ':') || parts.every((part) => part !== '' && part !== '.'));
  return isShort ? undefined : `${shown} must be written without empty parts and \`.\``;
}
