import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { err } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import type { Reading, SourceTree } from '../format.ts';
import { format } from './pip-list.ts';

const tree: SourceTree = { maxDepth: 200, include: () => err(problem('file-unreadable', 'there is none')) };

function read(text: string): Reading {
  return format.read({ path: 'pip-list.json', text }, tree);
}

function told({ components, problems }: Reading): [string[], string[]] {
  return [
    components.map(
      ({ name, version, source, locations: [at] }) => `${name} ${version} ${source.kind} ${at?.line}:${at?.column}`,
    ),
    problems.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`),
  ];
}

describe('pip list', () => {
  it('is told by its name', () => {
    for (const name of ['pip-list.json', 'pip-list.txt', 'pip-list-prod.json'])
      assert.ok(format.matches(name, ''), name);
    for (const name of ['piplist.json', 'pip-list.toml', 'x-pip-list.json']) assert.ok(!format.matches(name, ''), name);
  });

  it('is read as JSON, editable installations included', () => {
    const text = `[{"name": "Flask_Login", "version": "0.6.3"},
 {"name": "mine", "version": "1", "editable_project_location": "/src/mine"}]`;
    assert.deepEqual(told(read(text)), [['flask-login 0.6.3 installed 1:2', 'mine 1 path 2:2'], []]);
    assert.deepEqual(read(text).roots.get(''), ['flask-login', 'mine']);
  });

  it('is read as the table that people copy', () => {
    const text =
      'Package     Version  Editable project location\n----------- -------  ----\r\nFlask-Login 0.6.3\n\nmine        1.0dev1  /src/mine\n';
    assert.deepEqual(told(read(text)), [['flask-login 0.6.3 installed 3:1', 'mine 1.0.dev1 path 5:1'], []]);
  });

  it('says which entries cannot be read, and reads the rest', () => {
    const text =
      '[1, {"version": "1"}, {"name": "a b"}, {"name": "a"}, {"name": "b", "version": "x"}, {"__proto__": {"name": "c"}}]';
    const reading = read(text);
    assert.deepEqual(told(reading)[1], [
      'lock-invalid 1:2',
      'lock-invalid 1:5',
      'lock-invalid 1:23',
      'lock-invalid 1:86',
    ]);
    assert.deepEqual(
      reading.components.map(({ version, reasons }) => [version, ...reasons]),
      [
        [null, 'unknown-version'],
        ['x', 'invalid-version'],
      ],
    );
  });

  it('that is no list is one problem', () => {
    assert.deepEqual(told(read('[')), [[], ['text-invalid 1:2']]);
    assert.deepEqual(told(read('[]')), [[], []]);
  });

  it('of a million entries is cut off, and says so', () => {
    const reading = read(`Package Version\n------- -------\n${'a 1\n'.repeat(50_000)}`);
    assert.equal(reading.components.length, 40_000);
    assert.deepEqual(
      reading.problems.map(({ code }) => code),
      ['entry-limit'],
    );
  });
});
