import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { err } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import type { Component } from '../component.ts';
import type { Reading, SourceTree } from '../format.ts';
import { format } from './pip-inspect.ts';

const tree: SourceTree = { maxDepth: 200, include: () => err(problem('file-unreadable', 'there is none')) };

function read(text: string): Reading {
  return format.read({ path: 'pip-inspect.json', text }, tree);
}

function report(installed: unknown[], more: object = {}): Reading {
  return read(JSON.stringify({ version: '1', pip_version: '24', installed, ...more }));
}

function one(name: string, version: string, more: object = {}, metadata: object = {}): object {
  return { metadata: { name, version, ...metadata }, installer: 'pip', requested: false, ...more };
}

function named({ components }: Reading, name: string): Component | undefined {
  return components.find((component) => component.name === name);
}

describe('pip inspect', () => {
  it('is told by its name', () => {
    assert.ok(format.matches('pip-inspect.json', '') && format.matches('pip-inspect-prod.json', ''));
    assert.ok(!format.matches('inspect.json', ''));
  });

  it('reads what pip writes: versions, arrows, roots, the interpreter', () => {
    const reading = read(readFileSync(new URL('./cases/pip-inspect/pip-inspect.json', import.meta.url), 'utf8'));
    assert.deepEqual(reading.problems, []);
    assert.deepEqual(
      reading.components
        .map(({ name, version, source, requires }) => `${name} ${version} ${source.kind} ${requires.join()}`)
        .sort(),
      [
        'certifi 2023.7.22 installed ',
        'charset-normalizer 3.2.0 installed ',
        'colorama 0.4.6 path ',
        'idna 3.4 installed ',
        'pip 23.2.1 installed ',
        'python 3.11.7 interpreter ',
        'requests 2.31.0 installed certifi,charset-normalizer,idna,urllib3',
        'urllib3 2.0.4 installed ',
      ],
    );
    assert.deepEqual(reading.roots.get(''), ['colorama', 'pip', 'python', 'requests']);
    assert.match(named(reading, 'colorama')?.hashes.join() ?? '', /^sha256:[0-9a-f]{64}$/);
    assert.equal(named(reading, 'requests')?.license, 'Apache 2.0');
  });

  it('judges markers by the environment that it states', () => {
    const requires_dist = ['b; sys_platform == "win32"', 'c; python_version < "3.9"'];
    const installed = [one('a', '1', {}, { requires_dist }), one('b', '1'), one('c', '1')];
    const windows = report(installed, { environment: { sys_platform: 'win32', python_version: '3.12' } });
    assert.deepEqual(named(windows, 'a')?.requires, ['b']);
    assert.deepEqual(named(report(installed), 'a')?.requires, ['b', 'c'], 'nothing is known');
  });

  it('says which entries cannot be read, and reads the rest', () => {
    const reading = report([
      one('a b', '1'),
      null,
      one('c', 'x'),
      { metadata: { name: 'd' } },
      one('e', '1', { direct_url: { url: 'https://x' } }),
      one('f', '1', {}, { requires_dist: ['?', 1] }),
    ]);
    assert.deepEqual(
      reading.problems.map(({ code }) => code),
      [
        'environment-invalid',
        'environment-invalid',
        'environment-invalid',
        'lock-invalid',
        'metadata-invalid',
        'metadata-invalid',
      ],
    );
    assert.deepEqual(
      reading.components.map(({ name, version, reasons }) => `${name} ${version} ${reasons.join()}`.trim()),
      ['c x invalid-version', 'd null unknown-version', 'e 1 unknown-source', 'f 1'],
    );
  });

  it('of another version is not read', () => {
    assert.deepEqual(
      read('{"version": "2", "installed": []}').problems.map(({ code, at }) => [code, at?.column]),
      [['format-unsupported', 13]],
    );
    assert.deepEqual(
      read('{"installed": {}}').problems.map(({ code }) => code),
      ['lock-invalid'],
    );
    assert.deepEqual(
      read('[]').problems.map(({ code }) => code),
      ['lock-invalid'],
    );
    assert.deepEqual(
      read('{').problems.map(({ code }) => code),
      ['text-invalid'],
    );
  });
});
