import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatIndexJson, formatProjectJson, parseIndexJson, parseProjectJson } from '../src/simple-json.ts';
import type { ProjectFile, ProjectPage } from '../src/simple-page.ts';
import { anyPage, EMPTY_PAGE, PLAIN_FILE } from './simple-samples.ts';

const FILE = { filename: 'demo-1.0.tar.gz', url: 'demo-1.0.tar.gz', hashes: { sha256: 'AB12' } };

function page(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { meta: { 'api-version': '1.1' }, name: 'demo', files: [], ...more };
}

function read(input: unknown): ProjectPage {
  const { value, faults } = parseProjectJson(input);
  assert.deepEqual(faults, []);
  return value ?? assert.fail('no page');
}

function readFile(more: Readonly<Record<string, unknown>>): ProjectFile {
  return read(page({ files: [{ ...FILE, ...more }] })).files[0] ?? assert.fail('no file');
}

function faultOf(input: unknown): [string, string] | undefined {
  const fault = parseProjectJson(input).faults[0];
  return fault && [fault.code, fault.path.join('.')];
}

function warningOf(input: unknown): string | undefined {
  return parseProjectJson(input).warnings[0]?.code;
}

const rewritten = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('Simple pages in JSON', () => {
  // PEP 691, "Project Detail"; 592, 700, 714, 740, 752, 792: what is written is read back.
  it('a page is read back as it was written', () => {
    fc.assert(
      fc.property(anyPage, (each) => {
        const { value, faults } = parseProjectJson(rewritten(formatProjectJson(each)));
        assert.deepEqual(faults, []);
        assert.deepEqual(value, each);
      }),
    );
  });

  // PEP 691, "JSON Serialization": the answer is always an object.
  it('a page that is no object is refused', () => {
    for (const input of [null, [], 'x', 1, undefined]) assert.deepEqual(faultOf(input), ['invalid-page', '']);
    assert.deepEqual(faultOf({ meta: { 'api-version': '1.0' }, files: [] }), ['invalid-page', 'name']);
    assert.deepEqual(faultOf(page({ files: {} })), ['invalid-page', 'files']);
  });

  // PEP 691, "JSON Serialization": unknown keys are ignored. PEP 700: a leading `_` is the index's own.
  it('unknown keys are ignored', () => {
    const more = { _last: [1], new: {}, __proto__: null, files: [{ ...FILE, _x: 1, later: 2 }] };
    assert.equal(read(page(more)).files.length, 1);
  });

  // PEP 629, "Clients": a greater major version must fail, a greater minor one should warn.
  it('a newer major version fails, a newer minor one warns', () => {
    fc.assert(
      fc.property(fc.nat({ max: 99 }), fc.nat({ max: 99 }), (major, minor) => {
        const version = `${major}.${minor}`;
        const { value, faults, warnings } = parseProjectJson(page({ meta: { 'api-version': version } }));
        assert.equal(value === undefined, major > 1);
        assert.equal(faults[0]?.code, major > 1 ? 'unsupported-api-version' : undefined);
        assert.equal(warnings[0]?.code, major === 1 && minor > 5 ? 'newer-api-version' : undefined);
      }),
    );
    for (const wrong of ['1', '1.0.0', 'v1.0', '1.0 ', '', 1, {}, '１.0'])
      assert.deepEqual(faultOf(page({ meta: { 'api-version': wrong } })), ['invalid-api-version', 'meta.api-version']);
  });

  // PEP 629, "Clients": without a version, 1.0 is assumed.
  it('a page without version is of version 1.0', () => {
    assert.deepEqual(read(page({ meta: undefined })).apiVersion, { major: 1, minor: 0 });
    assert.equal(warningOf(page({ meta: {} })), 'missing-api-version');
  });

  it('a wrong file is one fault and left out, the rest is read', () => {
    const wrong: [string, unknown][] = [
      ['filename', undefined],
      ['filename', 7],
      ['filename', ''],
      ['filename', '../x.whl'],
      ['filename', 'a\\b.whl'],
      ['filename', '..'],
      ['filename', 'a\u0000.whl'],
      ['url', undefined],
      ['url', ''],
      ['url', []],
      ['hashes', []],
      ['hashes', { sha256: 'xyz' }],
      ['hashes', { sha256: 'abc' }],
      ['hashes', { sha256: 1 }],
      ['requires-python', 3],
      ['yanked', 1],
      ['yanked', {}],
      ['size', -1],
      ['size', 1.5],
      ['size', '1'],
      ['size', 2 ** 60],
      ['upload-time', 'yesterday'],
      ['upload-time', 0],
      ['core-metadata', 'true'],
      ['core-metadata', { sha256: 'x' }],
      ['gpg-sig', 'true'],
      ['provenance', true],
    ];
    for (const [key, value] of wrong) {
      const input = page({ files: [FILE, { ...FILE, [key]: value }, FILE] });
      const { value: found, faults } = parseProjectJson(input);
      assert.equal(found?.files.length, 2, key);
      assert.deepEqual([faults.length, faults[0]?.code, faults[0]?.path], [1, 'invalid-file', ['files', 1, key]]);
    }
    assert.deepEqual(faultOf(page({ files: [7] })), ['invalid-file', 'files.0']);
  });

  it('hash names and digests come out in lower case, and `__proto__` is one name of many', () => {
    const hashes = JSON.parse('{"SHA256": "AB12", "__proto__": "00"}');
    assert.deepEqual(
      readFile({ hashes }).hashes,
      new Map([
        ['sha256', 'ab12'],
        ['__proto__', '00'],
      ]),
    );
  });

  // PEP 691, "Project Detail": `hashes` must be present, even when empty.
  it('two hashes of one name that differ are a fault', () => {
    const hashed = (hashes: object) => faultOf(page({ files: [{ ...FILE, hashes }] }));
    assert.deepEqual(hashed({ SHA256: 'aa', sha256: 'bb' }), ['invalid-file', 'files.0.hashes']);
    assert.equal(hashed({ SHA256: 'aa', sha256: 'AA' }), undefined);
  });

  it('missing hashes deserve a warning', () => {
    assert.equal(readFile({ hashes: undefined }).hashes.size, 0);
    assert.equal(warningOf(page({ files: [{ ...FILE, hashes: undefined }] })), 'missing-hashes');
    assert.equal(warningOf(page({ files: [{ ...FILE, hashes: {} }] })), undefined);
  });

  // PEP 691, "Project Detail": a boolean or a non-empty text; what is truthy is yanked.
  it('`yanked` is a boolean or a reason, and an empty text counts as false', () => {
    assert.equal(readFile({ yanked: true }).yanked, true);
    assert.equal(readFile({ yanked: 'broken' }).yanked, 'broken');
    for (const yanked of [false, null, undefined, '']) assert.equal(readFile({ yanked }).yanked, false);
    assert.equal(warningOf(page({ files: [{ ...FILE, yanked: '' }] })), 'empty-yanked-reason');
  });

  // PEP 714, "Clients": `core-metadata` where present, the legacy key only where it is not.
  it('`core-metadata` goes before `dist-info-metadata`', () => {
    const both = (present: unknown, legacy: unknown) =>
      readFile({ 'core-metadata': present, 'dist-info-metadata': legacy }).coreMetadata;
    assert.equal(both(false, true), false);
    assert.deepEqual(both({ sha256: '00' }, false), new Map([['sha256', '00']]));
    assert.equal(both(undefined, true), true);
    assert.equal(both(null, true), true);
    assert.equal(both(undefined, undefined), undefined);
    assert.equal(both({}, false), true);
  });

  // PEP 714, "Servers": only `core-metadata` is written.
  it('the legacy key is not written', () => {
    const text = JSON.stringify(formatProjectJson({ ...EMPTY_PAGE, files: [{ ...PLAIN_FILE, coreMetadata: true }] }));
    assert.match(text, /"core-metadata":true/);
    assert.doesNotMatch(text, /dist-info-metadata/);
  });

  // PEP 700: from 1.1 on `versions` and `size` are mandatory; a page without them must not claim 1.1.
  it('a page without versions or sizes is written as 1.0', () => {
    const version = (each: ProjectPage) => read(rewritten(formatProjectJson(each))).apiVersion.minor;
    const files = [{ ...PLAIN_FILE, size: 1 }];
    assert.equal(version({ ...EMPTY_PAGE, versions: ['1.0'], files }), 4);
    assert.equal(version({ ...EMPTY_PAGE, files }), 0);
    assert.equal(version({ ...EMPTY_PAGE, versions: ['1.0'], files: [PLAIN_FILE] }), 0);
  });

  it('versions are a list of texts, legacy ones too', () => {
    assert.deepEqual(read(page({ versions: ['1.0', 'final!'] })).versions, ['1.0', 'final!']);
    assert.deepEqual(faultOf(page({ versions: [1] })), ['invalid-versions', 'versions']);
  });

  // PEP 792, "Project status markers": without a status a project is active.
  it('a project without status is active', () => {
    assert.deepEqual(read(page()).status, { marker: 'active', reason: undefined });
    assert.deepEqual(read(page({ 'project-status': { reason: 'x' } })).status, { marker: 'active', reason: 'x' });
    assert.deepEqual(read(page({ 'project-status': { status: 'archived' } })).status.marker, 'archived');
    assert.deepEqual(read(page({ 'project-status': { state: 'deprecated' } })).status.marker, 'deprecated');
    assert.equal(warningOf(page({ 'project-status': { status: 'odd' } })), 'unknown-project-status');
  });

  it('an unreadable status is not taken for active', () => {
    for (const status of ['archived', { status: 1 }, []]) {
      const { value, faults } = parseProjectJson(page({ 'project-status': status }));
      assert.equal(value?.status.marker, 'unknown');
      assert.equal(faults[0]?.code, 'invalid-project-status');
    }
    assert.equal(
      parseProjectJson(page({ 'project-status': { status: 'archived', reason: 1 } })).value?.status.marker,
      'archived',
    );
  });

  // PEP 792, "quarantined": the index must not offer any file.
  it('the files of a quarantined project are not written', () => {
    const quarantined = { ...EMPTY_PAGE, files: [PLAIN_FILE], status: { marker: 'quarantined', reason: 'haunted' } };
    assert.deepEqual(formatProjectJson(quarantined)['files'], []);
    assert.deepEqual(formatProjectJson(quarantined)['project-status'], { status: 'quarantined', reason: 'haunted' });
  });

  // PEP 752, "Project Detail": `null` in no namespace; no key where the index does not support them.
  it('no namespaces and none known are two things', () => {
    assert.equal(read(page()).namespaces, undefined);
    assert.deepEqual(read(page({ namespaces: null })).namespaces, []);
    assert.equal(formatProjectJson({ ...EMPTY_PAGE, namespaces: [] })['namespaces'], null);
    assert.equal('namespaces' in formatProjectJson(EMPTY_PAGE), false);
    assert.deepEqual(faultOf(page({ namespaces: [{ name: 'demo' }] })), ['invalid-namespace', 'namespaces.0.owned']);
  });

  it('what PEP 708 says is kept as evidence', () => {
    const found = read(page({ meta: { 'api-version': '1.2', tracks: ['t'] }, 'alternate-locations': ['a'] }));
    assert.deepEqual([found.tracks, found.alternateLocations], [['t'], ['a']]);
    assert.equal(warningOf(page({ 'alternate-locations': 'a' })), 'invalid-alternate-locations');
  });

  // PEP 691, "Project List".
  it('a root page is read back as it was written', () => {
    const index = { apiVersion: { major: 1, minor: 1 }, names: ['Frob', 'a<b', ''] };
    assert.deepEqual(parseIndexJson(rewritten(formatIndexJson(index))).value, index);
    const { value, faults } = parseIndexJson({
      meta: { 'api-version': '1.0' },
      projects: [{ name: 1 }, { name: 'a' }, 2],
    });
    assert.deepEqual([value?.names, faults.map((fault) => fault.path[1])], [['a'], [0, 2]]);
    assert.equal(parseIndexJson({ meta: { 'api-version': '1.0' }, projects: {} }).value, undefined);
    assert.equal(parseIndexJson({ meta: { 'api-version': '2.0' }, projects: [] }).value, undefined);
  });

  it('no value makes it throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parseProjectJson(value);
        parseIndexJson(value);
        const keys = ['meta', 'versions', 'project-status', 'namespaces', 'alternate-locations'];
        parseProjectJson(page(Object.fromEntries(keys.map((key) => [key, value]))));
        parseProjectJson(page({ files: [value, ...Object.keys(FILE).map((key) => ({ ...FILE, [key]: value }))] }));
      }),
    );
  });
});
