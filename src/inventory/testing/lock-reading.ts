import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { err, ok } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import type { Component } from '../component.ts';
import type { InventoryFormat, Reading, SourceTree } from '../format.ts';

/** Reads a lock that stands in memory, with the files beside it; the first file is the lock. */
export function readLock(format: InventoryFormat, files: Readonly<Record<string, string>>): Reading {
  const contents = new Map(Object.entries(files));
  const tree: SourceTree = {
    maxDepth: 200,
    include(from, reference) {
      const path = posix.join(posix.dirname(from.path), reference);
      const text = contents.get(path);
      if (text === undefined) return err(problem('file-unreadable', `cannot read \`${path}\`: there is no such file`));
      return ok({ path, text });
    },
  };
  const [first] = contents;
  assert.ok(first !== undefined);
  return format.read({ path: first[0], text: first[1] }, tree);
}

/** The one component of a name. */
export function only({ components }: Reading, name: string): Component {
  const [found, ...more] = components.filter((component) => component.name === name);
  assert.ok(found !== undefined && more.length === 0, `${name}: ${more.length + (found ? 1 : 0)}`);
  return found;
}

/** Code, line and column of each problem. */
export function places({
  problems,
}: Reading): (readonly [code: string, line: number | undefined, column: number | undefined])[] {
  return problems.map(({ code, at }) => [code, at?.line, at?.column]);
}

/** Who brings each component in, and when. */
export function brought({ components }: Reading): [name: string, groups: string, marker: string | undefined][] {
  return components.map(({ name, version, groups, marker }) => [`${name} ${version}`, groups.join(' '), marker]);
}
