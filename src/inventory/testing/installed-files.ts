import assert from 'node:assert/strict';
import type { Component } from '../component.ts';
import { readEnvironment } from '../environment.ts';
import type { Reading } from '../format.ts';
import { memoryFolder } from './memory-folder.ts';

/** Files by path. */
export type Files = Record<string, string | Uint8Array>;

/** Where they are installed. */
export const SITE: string = 'lib/python3.12/site-packages';
/** A `pyvenv.cfg` as uv writes it. */
export const CONFIG: string =
  'home = /usr/bin\nimplementation = CPython\nversion_info = 3.12.4\ninclude-system-site-packages = false\n';

/** METADATA or PKG-INFO. */
export function metadata(name: string, version: string, ...headers: readonly string[]): string {
  return ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`, ...headers, '', ''].join('\n');
}

/** A `.dist-info` as pip leaves it; `more` adds and replaces files. */
export function installed(name: string, version: string, headers: readonly string[] = [], more: Files = {}): Files {
  const folder = `${SITE}/${name}-${version}.dist-info`;
  const files: Files = {
    METADATA: metadata(name, version, ...headers),
    RECORD: 'a.py,sha256=x,1\n',
    INSTALLER: 'pip\n',
    ...more,
  };
  return Object.fromEntries(Object.entries(files).map(([file, content]) => [`${folder}/${file}`, content]));
}

/** Reads a virtual environment with these files, in the repository `/repo`. */
export function read(...files: readonly Files[]): Reading {
  return readEnvironment(memoryFolder(Object.assign({ 'pyvenv.cfg': CONFIG }, ...files), { root: '/repo' }));
}

/** The component of a name, which must be there. */
export function named({ components }: Reading, name: string): Component {
  const found = components.find((component) => component.name === name);
  assert.ok(found, name);
  return found;
}

/** Names and versions, the interpreter's left out. */
export function pins({ components }: Reading): string[] {
  return components
    .filter(({ source }) => source.kind !== 'interpreter')
    .map(({ name, version }) => `${name} ${version}`);
}

/** Codes and places of the problems. */
export function problems({ problems: said }: Reading): string[] {
  return said.map(({ code, at }) => `${code} ${at?.path.replace(`env/${SITE}/`, '')}:${at?.line}`);
}
