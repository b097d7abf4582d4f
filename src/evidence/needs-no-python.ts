import type { Component } from '../inventory/component.ts';

/** By what a conda package asks for an interpreter. */
const INTERPRETERS: ReadonlySet<string> = new Set([
  'python',
  'python-abi',
  'pypy',
  'python-freethreading',
  'python-gil',
]);

/**
 * Whether a component is a package of conda that cannot be a project of PyPI: its lock says what it depends on, and
 * no Python is among it. `zstd`, the library in C, is named as PyPI's bindings to it are, and numbered apart. Where
 * a format does not say what a package depends on, nobody can tell.
 */
export function needsNoPython(component: Pick<Component, 'source' | 'requires'> | undefined): boolean {
  if (component === undefined || component.source.kind !== 'conda' || component.requires.length === 0) return false;
  return !component.requires.some((name) => INTERPRETERS.has(name));
}
