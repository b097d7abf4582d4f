import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reading } from '../format.ts';
import { brought, only, places, readLock } from '../testing/lock-reading.ts';
import { format } from './pipfile-lock.ts';

const PYPI = { name: 'pypi', url: 'https://pypi.org/simple', verify_ssl: true };

function lock(sections: Readonly<Record<string, unknown>>, meta: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ _meta: { 'pipfile-spec': 6, sources: [PYPI], ...meta }, ...sections }, undefined, 1);
}

function read(text: string, pipfile?: string): Reading {
  return readLock(format, { 'Pipfile.lock': text, ...(pipfile === undefined ? {} : { Pipfile: pipfile }) });
}

describe('Pipfile.lock', () => {
  it('gives an entry its name, version, place, hashes, extras and condition', () => {
    const reading = read(
      lock({
        default: {
          'Zope.Interface': {
            version: '==5.0.0',
            hashes: ['sha256:bb', 'sha256:aa'],
            extras: ['Test', 'docs'],
            markers: "os_name == 'nt'",
          },
        },
      }),
    );
    assert.deepEqual(reading.problems, []);
    const component = only(reading, 'zope-interface');
    assert.deepEqual(component.locations, [{ path: 'Pipfile.lock', line: 13, column: 3 }]);
    assert.deepEqual([component.version, component.marker], ['5.0.0', 'os_name == "nt"']);
    assert.deepEqual(
      [component.hashes, component.extras],
      [
        ['sha256:aa', 'sha256:bb'],
        ['docs', 'test'],
      ],
    );
  });

  it('names groups as the Pipfile does', () => {
    const one = { version: '==1' };
    assert.deepEqual(brought(read(lock({ default: { a: one }, develop: { b: one }, Docs_Site: { c: one } }))), [
      ['a 1', '', undefined],
      ['b 1', 'dev', undefined],
      ['c 1', 'docs-site', undefined],
    ]);
  });

  it('takes what the Pipfile asks for as roots, and every entry where there is no Pipfile', () => {
    const text = lock({
      default: { a: { version: '==1' }, b: { version: '==1' } },
      develop: { a: { version: '==1' } },
    });
    assert.deepEqual(
      [...read(text).roots],
      [
        ['', ['a', 'b']],
        ['dev', ['a']],
      ],
    );
    assert.deepEqual([...read(text, '[packages]\nA = "*"\n[scripts]\nb = "b"\n').roots], [['', ['a']]]);
  });

  it('resolves indexes by name, removes credentials and expands nothing', () => {
    const sources = [
      { name: 'corp', url: 'https://${CORP_USER}:secret@corp.example/simple', verify_ssl: false },
      PYPI,
      { name: 'env', url: 'https://${HOST}/simple', verify_ssl: true },
    ];
    const reading = read(
      lock(
        {
          default: {
            a: { version: '==1' },
            b: { version: '==1', index: 'pypi' },
            c: { version: '==1', index: 'env' },
            d: { version: '==1', index: 'no' },
          },
        },
        { sources },
      ),
    );
    assert.deepEqual(
      reading.components.map(({ source, reasons }) => [source.url, ...reasons]),
      [['https://***@corp.example/simple'], [undefined], ['https://${HOST}/simple'], [undefined, 'unknown-source']],
    );
    assert.deepEqual(
      reading.settings?.map(({ kind, value, at }) => [kind, value, at.line]),
      [
        ['index', 'https://***@corp.example/simple', 5],
        ['trusted-host', 'corp.example', 5],
        ['extra-index', 'https://pypi.org/simple', 10],
        ['extra-index', 'https://${HOST}/simple', 15],
      ],
    );
    assert.deepEqual(
      places(reading).map(([code]) => code),
      ['lock-invalid'],
    );
  });

  it('knows checkouts, archives and folders; a folder of the repository is the project itself', () => {
    const reading = read(
      lock({
        default: {
          a: { git: 'https://h/a.git', ref: 'abc', subdirectory: 's' },
          b: { file: 'https://u:pw@h/b-2.0.tar.gz' },
          c: { path: './dist/c-1.0-py3-none-any.whl' },
          d: { path: '../d' },
          e1839a8: { path: '.', editable: true },
        },
      }),
    );
    assert.deepEqual(
      reading.components.map(({ name, version, source: { kind, url }, reasons }) => [
        name,
        version,
        kind,
        url,
        ...reasons,
      ]),
      [
        ['a', null, 'vcs', 'git+https://h/a.git@abc#subdirectory=s', 'unknown-version'],
        ['b', '2.0', 'url', 'https://***@h/b-2.0.tar.gz'],
        ['c', '1.0', 'path', './dist/c-1.0-py3-none-any.whl'],
        ['d', null, 'path', '../d', 'unknown-version'],
      ],
    );
  });

  it('keeps an entry without a version, as pipenv writes for other platforms, as undetermined', () => {
    assert.deepEqual(only(read(lock({ default: { colorama: {} } })), 'colorama').reasons, ['unpinned']);
    const pinned = only(read(lock({ default: { colorama: { version: '==<0.5' } } })), 'colorama');
    assert.deepEqual([pinned.version, pinned.specifier, pinned.reasons], [null, '<0.5', ['unpinned']]);
    assert.equal(only(read(lock({ default: { a: { version: '===1.0' } } })), 'a').version, '1.0');
  });

  it('refuses another version of the format', () => {
    for (const spec of [5, 7, '6', {}])
      assert.deepEqual(
        read(lock({ default: { a: { version: '==1' } } }, { 'pipfile-spec': spec })).problems.map(({ code, at }) => [
          code,
          at?.line,
        ]),
        [['format-unsupported', 3]],
      );
    assert.deepEqual(read('{"default": {"a": {"version": "==1"}}}').problems, []);
  });

  it('reads what it can of a damaged lock, and says where each damage is', () => {
    const reading = read(
      lock({
        default: {
          a: 7,
          'b c': {},
          c: { version: 7 },
          d: { version: '==what is' },
          e: { version: '==x.y' },
          __proto__x: { version: '==1' },
        },
        develop: [],
      }),
    );
    assert.deepEqual(
      places(reading).map(([code, line]) => `${code} ${line}`),
      [
        'lock-invalid 13',
        'lock-invalid 14',
        'lock-invalid 15',
        'lock-invalid 18',
        'lock-invalid 24',
        'lock-invalid 28',
      ],
    );
    assert.deepEqual(
      reading.components.map(({ name, version, reasons }) => [name, version, ...reasons]),
      [
        ['c', null, 'unpinned'],
        ['d', null, 'unpinned'],
        ['e', 'x.y', 'invalid-version'],
      ],
    );
    assert.deepEqual(
      read('[]').problems.map(({ code }) => code),
      ['lock-invalid'],
    );
    assert.deepEqual(
      read('{').problems.map(({ code }) => code),
      ['text-invalid'],
    );
    assert.ok(read(lock({ default: { a: 7 } })).problems.some(({ code }) => code === 'lock-empty'));
    assert.deepEqual(read(lock({ default: {}, develop: {} })).problems, []);
  });

  it('takes names of JavaScript for names like any other', () => {
    const text = lock({ default: { constructor: { version: '==1' } } }).replace(
      '"_meta"',
      '"__proto__": {"x": {"version": "==2"}}, "_meta"',
    );
    assert.deepEqual(
      read(text)
        .components.map(({ name, version }) => `${name} ${version}`)
        .sort(),
      ['constructor 1', 'x 2'],
    );
  });
});
