import { err, ok } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import type { Component } from '../component.ts';
import type { InventoryFormat, Reading } from '../format.ts';

/** Reads a text in a format, the other files of its folder given by name. */
export function readManifest(
  format: InventoryFormat,
  path: string,
  text: string,
  others: Readonly<Record<string, string>> = {},
): Reading {
  return format.read(
    { path, text },
    {
      maxDepth: 200,
      include: (_, name) => {
        const found = Object.hasOwn(others, name) ? others[name] : undefined;
        if (name.startsWith('..') || name.startsWith('/')) return err(problem('file-outside', `${name} leads out`));
        return found === undefined ? err(problem('file-unreadable', `no ${name}`)) : ok({ path: name, text: found });
      },
    },
  );
}

/** A component in one line: name, version or specifier, marker, groups where they are not the project's own. */
export function told(component: Component): string {
  const { name, version, specifier = '', extras, groups, marker, source } = component;
  const where = source.kind === 'index' ? (source.url ?? '') : `${source.kind}:${source.url ?? ''}`;
  return [
    `${name}${extras.length > 0 ? `[${extras.join(',')}]` : ''}${version === null ? specifier : `==${version}`}`,
    ...(where === '' ? [] : [`from ${where}`]),
    ...(marker === undefined ? [] : [`when ${marker}`]),
    ...(groups.length === 1 && groups[0] === ''
      ? []
      : [`for ${groups.map((group) => group || '-').join(' ') || 'nobody'}`]),
  ].join(' ');
}

/** What is wrong, each as `code line:column`. */
export function complaints(reading: Reading): string[] {
  return reading.problems.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`);
}
